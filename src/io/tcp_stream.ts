import type { Address } from "../port/address.ts";
import type { ByteStream } from "../port/byte_stream.ts";
import { unmapped } from "./host_name.ts";

const READ_BUFFER_BYTES = 64 * 1024;
/** How long a close waits for what is queued. */
const FLUSH_MS = 500;
/** A peer that does not read must not make us hold more than this: the connection is closed. */
const WRITE_QUEUE_LIMIT_BYTES = 256 * 1024 * 1024;

/** A `Deno.TcpConn` as a port. */
export class TcpStream implements ByteStream {
  readonly remote: Address;
  readonly #conn: Deno.TcpConn;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    const { hostname, port } = conn.remoteAddr;
    this.remote = { hostname: unmapped(hostname), port };
    conn.setNoDelay(true); // a line is short, and somebody waits for it
    conn.setKeepAlive(true);
  }

  async read(onBytes: (bytes: Uint8Array) => void, onClosed: () => void): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES);
    try {
      while (!this.#closed) {
        const count = await this.#conn.read(buffer);
        if (count === null) break;
        if (!this.#closed) onBytes(buffer.subarray(0, count));
      }
    } catch {
      // Reset or closed: over either way.
    }
    this.#closeNow();
    onClosed();
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > WRITE_QUEUE_LIMIT_BYTES) return this.#closeNow();
    this.#writing ??= this.#drain();
  }

  close(): void {
    if (this.#closed) return;
    if (!this.#writing) return this.#closeNow();
    const timer = setTimeout(() => this.#closeNow(), FLUSH_MS);
    this.#writing.finally(() => {
      clearTimeout(timer);
      this.#closeNow();
    });
  }

  async #drain(): Promise<void> {
    try {
      for (let bytes = this.#queue.shift(); bytes !== undefined; bytes = this.#queue.shift()) {
        for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
        this.#queuedBytes -= bytes.length;
      }
    } catch {
      this.#closeNow();
    }
    this.#writing = undefined;
  }

  #closeNow(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.length = 0;
    try {
      this.#conn.close();
    } catch {
      // Closed by the other end already.
    }
  }
}
