const BUFFER_BYTES = 64 * 1024;
/** CR LF CR LF: the end of a head (RFC 9112, 2.1). */
const HEAD_END = [13, 10, 13, 10];

/** Reads a connection in the pieces that its protocol has. A connection that breaks has ended. */
export class ConnectionReader {
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #start = 0;
  #end = 0;

  constructor(private readonly conn: Deno.Conn) {}

  /** The next `byteCount` bytes, or undefined if the connection ended before. */
  async exactly(byteCount: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(byteCount);
    for (let at = 0; at < byteCount;) {
      if (this.#start === this.#end && !await this.#fill()) return undefined;
      const piece = this.#buffer.subarray(this.#start, Math.min(this.#end, this.#start + byteCount - at));
      bytes.set(piece, at);
      at += piece.length;
      this.#start += piece.length;
    }
    return bytes;
  }

  /** Lines up to an empty one, in Latin-1 and without it; undefined when they are longer than the limit, or never end. */
  async head(limitBytes: number): Promise<string | undefined> {
    let head = "";
    for (let matched = 0; head.length < limitBytes;) {
      if (this.#start === this.#end && !await this.#fill()) return undefined;
      const byte = this.#buffer[this.#start++];
      head += String.fromCharCode(byte);
      matched = byte === HEAD_END[matched] ? matched + 1 : byte === HEAD_END[0] ? 1 : 0;
      if (matched === HEAD_END.length) return head.slice(0, -HEAD_END.length);
    }
    return undefined;
  }

  /** Reads on to the end, and forgets it. */
  async drain(): Promise<void> {
    while (await this.#fill());
  }

  async #fill(): Promise<boolean> {
    this.#start = this.#end = 0;
    const count = await this.conn.read(this.#buffer).catch(() => null);
    this.#end = count ?? 0;
    return count !== null;
  }
}
