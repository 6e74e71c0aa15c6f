/** An element as tests read it. It contains either elements or bytes. */
export interface EbmlElement {
  readonly name: string;
  /** Where its ID begins and where it ends, in bytes of the file. */
  readonly start: number;
  readonly end: number;
  readonly sizeKnown: boolean;
  /** Empty if it contains bytes. */
  readonly children: EbmlElement[];
  /** Empty if it contains elements. */
  readonly content: Uint8Array;
}

type Kind = "master" | "unsigned" | "float" | "text" | "binary";

/** From the tables of RFC 8794 and RFC 9559. */
const ELEMENTS: Readonly<Record<number, readonly [name: string, kind: Kind]>> = {
  0x1a45dfa3: ["EBML", "master"],
  0x4286: ["EBMLVersion", "unsigned"],
  0x42f7: ["EBMLReadVersion", "unsigned"],
  0x42f2: ["EBMLMaxIDLength", "unsigned"],
  0x42f3: ["EBMLMaxSizeLength", "unsigned"],
  0x4282: ["DocType", "text"],
  0x4287: ["DocTypeVersion", "unsigned"],
  0x4285: ["DocTypeReadVersion", "unsigned"],
  0x18538067: ["Segment", "master"],
  0x1549a966: ["Info", "master"],
  0x2ad7b1: ["TimestampScale", "unsigned"],
  0x4d80: ["MuxingApp", "text"],
  0x5741: ["WritingApp", "text"],
  0x1654ae6b: ["Tracks", "master"],
  0xae: ["TrackEntry", "master"],
  0xd7: ["TrackNumber", "unsigned"],
  0x73c5: ["TrackUID", "unsigned"],
  0x83: ["TrackType", "unsigned"],
  0x9c: ["FlagLacing", "unsigned"],
  0x22b59c: ["Language", "text"],
  0x86: ["CodecID", "text"],
  0x63a2: ["CodecPrivate", "binary"],
  0x56aa: ["CodecDelay", "unsigned"],
  0x56bb: ["SeekPreRoll", "unsigned"],
  0xe0: ["Video", "master"],
  0xb0: ["PixelWidth", "unsigned"],
  0xba: ["PixelHeight", "unsigned"],
  0x55b0: ["Colour", "master"],
  0x55b1: ["MatrixCoefficients", "unsigned"],
  0x55b9: ["Range", "unsigned"],
  0x55ba: ["TransferCharacteristics", "unsigned"],
  0x55bb: ["Primaries", "unsigned"],
  0xe1: ["Audio", "master"],
  0xb5: ["SamplingFrequency", "float"],
  0x9f: ["Channels", "unsigned"],
  0x1f43b675: ["Cluster", "master"],
  0xe7: ["Timestamp", "unsigned"],
  0xa3: ["SimpleBlock", "binary"],
};
/** What ends an element of unknown size: an element that can only be its sibling, or a sibling of its parent. */
const ENDS: Readonly<Record<string, readonly string[]>> = { Cluster: ["Cluster", "EBML"], Segment: ["EBML"] };

/** The elements of a file. One that is cut off at the end is left out and counted in `cut`. Throws if there is no element. */
export function readEbml(file: Uint8Array): { elements: EbmlElement[]; cut: number } {
  let cut = 0;
  const number = (at: number, keepsMarker: boolean): [value: number, next: number, allOnes: boolean] | undefined => {
    if (at >= file.length) return undefined;
    const length = Math.clz32(file[at]) - 23;
    if (length > 8) throw new Error(`no variable-size integer at ${at}`);
    if (at + length > file.length) return undefined;
    let value = keepsMarker ? file[at] : file[at] & (0xff >> length);
    let allOnes = (file[at] | (0xff << (8 - length) & 0xff)) === 0xff;
    for (let i = 1; i < length; i++) {
      value = value * 256 + file[at + i];
      allOnes &&= file[at + i] === 0xff;
    }
    return [value, at + length, allOnes];
  };
  const read = (from: number, to: number, parents: readonly string[]): [EbmlElement[], number] => {
    const elements: EbmlElement[] = [];
    let at = from;
    while (at < to) {
      const id = number(at, true);
      const size = id && number(id[1], false);
      if (!id || !size) {
        cut++;
        return [elements, to];
      }
      const [name, kind] = ELEMENTS[id[0]] ?? [];
      if (name === undefined) throw new Error(`unknown element ${id[0].toString(16)} at ${at}`);
      if (parents.some((parent) => ENDS[parent]?.includes(name))) return [elements, at];
      const [bytes, content, sizeUnknown] = size;
      let end = sizeUnknown ? to : content + bytes;
      if (end > to) {
        if (to < file.length) throw new Error(`${name} at ${at} is longer than what it is in`);
        cut++;
        return [elements, to];
      }
      let children: EbmlElement[] = [];
      if (kind === "master") [children, end] = read(content, end, sizeUnknown ? [...parents, name] : []);
      const held = kind === "master" ? new Uint8Array() : file.subarray(content, end);
      elements.push({ name, start: at, end, sizeKnown: !sizeUnknown, children, content: held });
      at = end;
    }
    return [elements, at];
  };
  return { elements: read(0, file.length, [])[0], cut };
}

/** A number of any kind. */
export function numberIn({ name, content }: EbmlElement): number {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  if (name === "SamplingFrequency") return content.length === 8 ? view.getFloat64(0) : view.getFloat32(0);
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** All elements with that name among these and below, in file order. */
export function all(elements: readonly EbmlElement[], name: string): EbmlElement[] {
  return elements.flatMap((one) => one.name === name ? [one] : all(one.children, name));
}

/** The names of elements without blocks, with their numbers and text. */
export function outline(elements: readonly EbmlElement[]): unknown[] {
  return elements.filter(({ name }) => name !== "SimpleBlock").map((one) => {
    const kind = Object.values(ELEMENTS).find(([name]) => name === one.name)![1];
    if (kind === "master") return { [one.sizeKnown ? one.name : `${one.name} of unknown size`]: outline(one.children) };
    if (kind === "text") return { [one.name]: new TextDecoder().decode(one.content) };
    return { [one.name]: kind === "binary" ? one.content.toHex() : numberIn(one) };
  });
}
