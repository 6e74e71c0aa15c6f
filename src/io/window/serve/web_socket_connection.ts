import { ConnectionReader } from "./connection_reader.ts";

/** RFC 6455, 1.3. */
const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** RFC 6455, 5.2 and 7.4.1. */
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const CODE = { protocolError: 1002, noCode: 1005, abnormal: 1006, notUtf8: 1007, tooLong: 1009 } as const;
const SHORT_BYTES = 125;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** Longest message that is taken, in bytes: a picture to be saved. */
const MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024;
/** An end that does not read must not make us hold more than this: the connection is closed. */
const QUEUE_LIMIT_BYTES = 256 * 1024 * 1024;
/** What is shorter is copied behind its head: one write costs less than two. */
const COPIED_BYTES = 64 * 1024;
/** How long the other end has to answer a close. */
const CLOSE_MS = 10_000;

export interface WebSocketHandlers {
  onMessage(message: string | ArrayBuffer): void;
  /** Called once, with the code that the other end gave, 1005 for none, or 1006 if the connection broke. */
  onClose(code: number): void;
}

/** What `Sec-WebSocket-Accept` answers to a `Sec-WebSocket-Key` (RFC 6455, 4.2.2). */
export async function acceptKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + HANDSHAKE_GUID));
  return new Uint8Array(digest).toBase64();
}

/** A server's end of a WebSocket (RFC 6455) on a connection that has been upgraded; it owns the connection. */
export class WebSocketConnection {
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #writing: Promise<void> | undefined;
  #state: "open" | "closing" | "closed" = "open";
  #closeTimer: ReturnType<typeof setTimeout> | undefined;
  /** The kind of the message whose first part has arrived, and its parts so far. */
  #kind: number | undefined;
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  constructor(private readonly conn: Deno.Conn, private readonly reader = new ConnectionReader(conn)) {}

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** What is still to be written, in bytes. */
  get bufferedAmount(): number {
    return this.#queuedBytes;
  }

  send(message: string | Uint8Array): void {
    if (this.#state !== "open") return;
    if (typeof message === "string") this.#write(OPCODE.text, new TextEncoder().encode(message));
    else this.#write(OPCODE.binary, message);
  }

  /** Says goodbye. The connection is closed when the other end has answered. */
  close(code: number): void {
    if (this.#state !== "open") return;
    this.#write(OPCODE.close, Uint8Array.of(code >> 8, code & 0xff));
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#closeTimer = setTimeout(() => this.destroy(), CLOSE_MS);
  }

  /** Ends the connection, whatever is on its way. */
  destroy(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#closeTimer);
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    try {
      this.conn.close();
    } catch {
      // It has been closed by the other end.
    }
  }

  /** Passes on what arrives until the connection has ended. To be called once. */
  async run({ onMessage, onClose }: WebSocketHandlers): Promise<void> {
    let code: number | undefined;
    try {
      do code = await this.#readFrame(onMessage); while (code === undefined);
      await this.#writing;
    } finally {
      this.destroy();
      onClose(code ?? CODE.abnormal);
    }
  }

  /** The code with which the connection ends; undefined while it is open. */
  async #readFrame(onMessage: WebSocketHandlers["onMessage"]): Promise<number | undefined> {
    const head = await this.reader.exactly(2);
    if (head === undefined) return CODE.abnormal;
    const isFinal = (head[0] & 0x80) !== 0;
    const opcode = head[0] & 0x0f;
    const isMasked = (head[1] & 0x80) !== 0;
    const shortLength = head[1] & 0x7f;
    const isControl = opcode >= OPCODE.close;
    const hasExtension = (head[0] & 0x70) !== 0;
    if (hasExtension || !isMasked || isControl && (!isFinal || shortLength > SHORT_BYTES)) {
      return await this.#refuse(CODE.protocolError);
    }
    const length = await this.#readLength(shortLength);
    if (length === undefined) return CODE.abnormal;
    if (this.#partBytes + length > MESSAGE_LIMIT_BYTES) return await this.#refuse(CODE.tooLong);
    const mask = await this.reader.exactly(4);
    const payload = await this.reader.exactly(length);
    if (mask === undefined || payload === undefined) return CODE.abnormal;
    for (let i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
    return isControl
      ? await this.#takeControl(opcode, payload)
      : await this.#takeData(opcode, isFinal, payload, onMessage);
  }

  async #readLength(shortLength: number): Promise<number | undefined> {
    if (shortLength <= SHORT_BYTES) return shortLength;
    const bytes = await this.reader.exactly(shortLength === LENGTH_16 ? 2 : 8);
    if (bytes === undefined) return undefined;
    const view = new DataView(bytes.buffer);
    return shortLength === LENGTH_16 ? view.getUint16(0) : Number(view.getBigUint64(0));
  }

  async #takeControl(opcode: number, payload: Uint8Array<ArrayBuffer>): Promise<number | undefined> {
    switch (opcode) {
      case OPCODE.close: {
        // An answer says the same code (RFC 6455, 5.5.1).
        if (this.#state === "open") this.#write(OPCODE.close, payload.subarray(0, 2));
        return payload.length < 2 ? CODE.noCode : payload[0] << 8 | payload[1];
      }
      case OPCODE.ping:
        if (this.#state === "open") this.#write(OPCODE.pong, payload);
        return undefined;
      case OPCODE.pong:
        return undefined;
      default:
        return await this.#refuse(CODE.protocolError);
    }
  }

  async #takeData(
    opcode: number,
    isFinal: boolean,
    payload: Uint8Array<ArrayBuffer>,
    onMessage: WebSocketHandlers["onMessage"],
  ): Promise<number | undefined> {
    const isFirst = opcode === OPCODE.text || opcode === OPCODE.binary;
    if (!isFirst && opcode !== OPCODE.continuation || isFirst !== (this.#kind === undefined)) {
      return await this.#refuse(CODE.protocolError);
    }
    this.#kind ??= opcode;
    this.#parts.push(payload);
    this.#partBytes += payload.length;
    if (!isFinal) return undefined;

    const kind = this.#kind;
    const message = this.#parts.length === 1 ? payload : joined(this.#parts, this.#partBytes);
    this.#kind = undefined;
    this.#parts = [];
    this.#partBytes = 0;
    if (this.#state !== "open") return undefined;
    if (kind === OPCODE.binary) {
      onMessage(message.buffer);
      return undefined;
    }
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(message);
    } catch {
      return await this.#refuse(CODE.notUtf8);
    }
    onMessage(text);
    return undefined;
  }

  /** Closes because of a fault. What still arrives is ignored. */
  async #refuse(code: number): Promise<number> {
    this.close(code);
    await this.reader.drain();
    return code;
  }

  #write(opcode: number, payload: Uint8Array): void {
    const head = frameHead(opcode, payload.length);
    if (payload.length > COPIED_BYTES) this.#queue.push(head, payload);
    else this.#queue.push(joined([head, payload], head.length + payload.length));
    this.#queuedBytes += head.length + payload.length;
    if (this.#queuedBytes > QUEUE_LIMIT_BYTES) return this.destroy();
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      for (let bytes = this.#queue.shift(); bytes !== undefined; bytes = this.#queue.shift()) {
        for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
        if (this.#state === "closed") break;
        this.#queuedBytes -= bytes.length;
      }
    } catch {
      this.destroy();
    }
    this.#writing = undefined;
  }
}

/** A frame's head, not masked: a server's (RFC 6455, 5.2). */
function frameHead(opcode: number, length: number): Uint8Array {
  const head = new Uint8Array(length <= SHORT_BYTES ? 2 : length < 65_536 ? 4 : 10);
  const view = new DataView(head.buffer);
  head[0] = 0x80 | opcode;
  head[1] = head.length === 2 ? length : head.length === 4 ? LENGTH_16 : LENGTH_64;
  if (head.length === 4) view.setUint16(2, length);
  if (head.length === 10) view.setBigUint64(2, BigInt(length));
  return head;
}

function joined(parts: readonly Uint8Array[], byteCount: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(byteCount);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
