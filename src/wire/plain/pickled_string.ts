/**
 * Python pickles of one `str`, and of nothing else. The reader knows the opcodes that CPython writes for a string in
 * protocols 0 to 5 (Lib/pickletools.py) and can do nothing but read a string: a pickle with anything else in it is refused,
 * never run.
 */
import { type PickledString, TextAhead, type TextPlace } from "./pickled_text.ts";

const PROTO = 0x80;
const FRAME = 0x95;
const STOP = 0x2e;
/** The opcodes of a string. */
const UNICODE = 0x56, BINUNICODE = 0x58, SHORT_BINUNICODE = 0x8c, BINUNICODE8 = 0x8d;
/** Opcodes that store the string in the memo. A single string does not need them, but every Pickler writes them. */
const PUT = 0x70, BINPUT = 0x71, LONG_BINPUT = 0x72, MEMOIZE = 0x94;

const HIGHEST_PROTOCOL = 5;
/** CPython's FRAME_SIZE_TARGET: a string of at least this many bytes is written outside of any frame. */
const FRAME_SIZE_TARGET = 64 * 1024;
const NEWLINE = 0x0a;

const UNSAFE: PickledString = { failure: "pickle_unsafe" };

/** Where the text is in a pickle of which only the beginning has come. `undefined` if that is not known yet, or it is short. */
export function textPlace(pickle: Uint8Array): TextPlace | undefined {
  const view = new DataView(pickle.buffer, pickle.byteOffset, pickle.byteLength);
  let at = pickle[0] === PROTO ? 2 : 0;
  if (pickle[at] === FRAME) at += 9;
  if (at + 9 > pickle.length) return undefined;
  const start = at + 1;
  switch (pickle[at]) {
    case UNICODE:
      return { kind: "escaped", start, end: -1 };
    case BINUNICODE:
      return { kind: "utf8", start: start + 4, end: start + 4 + view.getUint32(start, true) };
    case BINUNICODE8:
      return { kind: "utf8", start: start + 8, end: start + 8 + Number(view.getBigUint64(start, true)) };
    default:
      return undefined;
  }
}

/** Reads a pickle of exactly one `str`. Never throws. `ahead` may have decoded a part of the text already. */
export function decodePickledString(pickle: Uint8Array, ahead = new TextAhead()): PickledString {
  const view = new DataView(pickle.buffer, pickle.byteOffset, pickle.byteLength);
  let at = 0;
  let found: PickledString | undefined;
  /** The end of `length` bytes from `at`, or -1 if the pickle is shorter. */
  const end = (length: number) => length <= pickle.length - at ? at + length : -1;
  while (at < pickle.length) {
    const opcode = pickle[at++];
    switch (opcode) {
      case PROTO:
        if (at !== 1 || end(1) < 0 || pickle[at] > HIGHEST_PROTOCOL) return UNSAFE;
        at += 1;
        break;
      case FRAME: {
        if (end(8) < 0) return UNSAFE;
        const length = view.getBigUint64(at, true);
        at += 8;
        if (length > BigInt(pickle.length - at)) return UNSAFE;
        break;
      }
      case SHORT_BINUNICODE:
      case BINUNICODE:
      case BINUNICODE8: {
        const width = opcode === SHORT_BINUNICODE ? 1 : opcode === BINUNICODE ? 4 : 8;
        if (found || end(width) < 0) return UNSAFE;
        const length = width === 1
          ? pickle[at]
          : width === 4
          ? view.getUint32(at, true)
          : Number(view.getBigUint64(at, true));
        at += width;
        const stop = end(length);
        if (stop < 0) return UNSAFE;
        found = ahead.end(pickle, { kind: "utf8", start: at, end: stop });
        at = stop;
        break;
      }
      case UNICODE: {
        const stop = pickle.indexOf(NEWLINE, at);
        if (found || stop < 0) return UNSAFE;
        found = ahead.end(pickle, { kind: "escaped", start: at, end: stop });
        at = stop + 1;
        break;
      }
      case PUT: {
        const stop = pickle.indexOf(NEWLINE, at);
        if (!found || stop < 0 || !isShortDecimal(pickle.subarray(at, stop))) return UNSAFE;
        at = stop + 1;
        break;
      }
      case BINPUT:
      case LONG_BINPUT: {
        const stop = end(opcode === BINPUT ? 1 : 4);
        if (!found || stop < 0) return UNSAFE;
        at = stop;
        break;
      }
      case MEMOIZE:
        if (!found) return UNSAFE;
        break;
      case STOP:
        return found && at === pickle.length ? found : UNSAFE;
      default:
        return UNSAFE;
    }
  }
  return UNSAFE;
}

/** Size in bytes of the pickle of a string of `utf8Bytes` bytes. */
export function pickledStringBytes(utf8Bytes: number): number {
  const header = utf8Bytes <= 0xff ? 2 : 5;
  const frame = utf8Bytes < FRAME_SIZE_TARGET ? 9 : 0;
  return 2 + frame + header + utf8Bytes + 2;
}

/**
 * Writes into `target` exactly the bytes that `pickle.dumps(text)` of Python 3.8 and later returns (protocol 4). `target` has
 * {@linkcode pickledStringBytes} bytes. `utf8Text` is the string in UTF-8, shorter than 4 GiB.
 */
export function encodePickledString(utf8Text: Uint8Array, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const short = utf8Text.length <= 0xff;
  let at = 0;
  target[at++] = PROTO;
  target[at++] = 4;
  if (utf8Text.length < FRAME_SIZE_TARGET) {
    target[at++] = FRAME;
    view.setBigUint64(at, BigInt((short ? 2 : 5) + utf8Text.length + 2), true);
    at += 8;
  }
  target[at++] = short ? SHORT_BINUNICODE : BINUNICODE;
  if (short) target[at++] = utf8Text.length;
  else {
    view.setUint32(at, utf8Text.length, true);
    at += 4;
  }
  target.set(utf8Text, at);
  at += utf8Text.length;
  target[at++] = MEMOIZE;
  target[at] = STOP;
}

function isShortDecimal(digits: Uint8Array): boolean {
  return digits.length >= 1 && digits.length <= 10 && digits.every((digit) => digit >= 0x30 && digit <= 0x39);
}
