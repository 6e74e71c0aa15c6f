/**
 * The requests to libwebrtc's audio processing module (APM) in LiveKit's library, as protocol buffers (proto2): field numbers
 * from ffi_pb.js and audio_frame_pb.js of the npm package `@livekit/rtc-ffi-bindings` 0.12.73. Written here, since with the
 * package's own classes a request takes 0.04 ms (200 a second: 1 % of a core) and 0.2 s to load; here it is made once.
 */
const REQUEST = { newApm: 50, processStream: 51, processReverseStream: 52, setStreamDelay: 53 } as const;
const RESPONSE = { newApm: 49, processStream: 50, processReverseStream: 51, setStreamDelay: 52 } as const;

/** A response whose message has no fields. */
const EMPTY_BYTES = 3;

/** Which parts the module has. */
export interface ApmParts {
  readonly echo: boolean;
  readonly gain: boolean;
  readonly highPass: boolean;
  readonly noise: boolean;
}

/** Asks for a module. */
export function newApmRequest(parts: ApmParts): Uint8Array {
  const { echo, gain, highPass, noise } = parts;
  return request(REQUEST.newApm, [echo, gain, highPass, noise].map((isOn) => BigInt(isOn)));
}

/**
 * Asks to process samples in place: `bytes` of signed 16-bit ones in mono at `pointer`. `reverse`: they are played, instead
 * of captured.
 */
export function processRequest(
  direction: "capture" | "reverse",
  apm: bigint,
  pointer: bigint,
  bytes: number,
  rateHz: number,
): Uint8Array {
  const field = direction === "capture" ? REQUEST.processStream : REQUEST.processReverseStream;
  return request(field, [apm, pointer, BigInt(bytes), BigInt(rateHz), 1n]);
}

/** Says how long after it was played an echo is captured. */
export function setDelayRequest(apm: bigint, delayMs: number): Uint8Array {
  return request(REQUEST.setStreamDelay, [apm, BigInt(delayMs)]);
}

/** The handle of the module that was made. Throws an Error if the answer has none. */
export function readNewApm(response: Uint8Array): bigint {
  const owned = lengthDelimited(lengthDelimited(lengthDelimited(response, RESPONSE.newApm), 1), 1);
  const id = owned === undefined ? undefined : fieldsOf(owned).get(1);
  if (typeof id !== "bigint") throw new Error("the audio processing module gave no handle");
  return id;
}

/** Why a request of another kind was refused, if it was. */
export function readError(response: Uint8Array): string | undefined {
  // The usual answer, 200 times a second: a field number and the length 0.
  if (response.length <= EMPTY_BYTES) return undefined;
  for (const field of [RESPONSE.processStream, RESPONSE.processReverseStream, RESPONSE.setStreamDelay]) {
    const error = lengthDelimited(lengthDelimited(response, field), 1);
    if (error !== undefined) return new TextDecoder().decode(error);
  }
  return undefined;
}

/** A message in which one field has a message with the numbers as its fields 1, 2, and so on. */
function request(field: number, numbers: readonly bigint[]): Uint8Array {
  const inner = numbers.flatMap((number, index) => [(index + 1) << 3, ...varint(number)]);
  return Uint8Array.from([...varint(BigInt(field << 3 | 2)), ...varint(BigInt(inner.length)), ...inner]);
}

function varint(number: bigint): number[] {
  const bytes: number[] = [];
  let left = number;
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return [...bytes, Number(left)];
}

function lengthDelimited(message: Uint8Array | undefined, field: number): Uint8Array | undefined {
  const value = message === undefined ? undefined : fieldsOf(message).get(field);
  return typeof value === "bigint" ? undefined : value;
}

/** The fields of a message by number: those of wire types 0 (varint) and 2 (length-delimited). It ends at any other. */
function fieldsOf(message: Uint8Array): Map<number, bigint | Uint8Array> {
  const fields = new Map<number, bigint | Uint8Array>();
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n && at < message.length; shift += 7n) {
      const byte = message[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = Number(readVarint()), type = tag & 7;
    if (type !== 0 && type !== 2) break;
    const value = readVarint();
    if (type === 0) fields.set(tag >> 3, value);
    else {
      fields.set(tag >> 3, message.subarray(at, at + Number(value)));
      at += Number(value);
    }
  }
  return fields;
}
