import type { Address } from "../../port/address.ts";
import type { ByteStream } from "../../port/byte_stream.ts";
import { reportFault } from "../process/report_fault.ts";
import { isLinkLocalIpv6, unmapped } from "./host_name.ts";
import { ownLinkLocalZone } from "./link_local_zone.ts";

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

  /** `dialled` is the address that was asked for, if this end made the connection. */
  constructor(conn: Deno.TcpConn, dialled?: Address) {
    this.#conn = conn;
    this.remote = dialled ?? remoteAddress(conn);
    conn.setNoDelay(true); // a line is short, and a person waits for it
    conn.setKeepAlive(true);
  }

  async read(onBytes: (bytes: Uint8Array) => void, onClosed: () => void): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES);
    try {
      while (!this.#closed) {
        const count = await this.#conn.read(buffer);
        if (count === null) break;
        if (!this.#closed) told(() => onBytes(buffer.subarray(0, count)));
      }
    } catch {
      // Reset or closed: over either way.
    }
    this.#closeNow();
    told(onClosed);
  }

  write(bytes: Uint8Array): void {
    if (this.#closed || bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > WRITE_QUEUE_LIMIT_BYTES) return this.#closeNow();
    this.#writing ??= this.#drain();
  }

  async close(): Promise<void> {
    if (this.#writing) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([this.#writing, new Promise((resolve) => timer = setTimeout(resolve, FLUSH_MS))]);
      clearTimeout(timer);
    }
    this.#closeNow();
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

/** An exception in the receiver is a fault of ours. It is reported, and the connection stays open. */
function told(run: () => void): void {
  try {
    run();
  } catch (fault) {
    reportFault(fault);
  }
}

/** A link-local address is given with its zone, as a UDP socket gives it: the two are compared. */
function remoteAddress({ remoteAddr: { hostname, port } }: Deno.TcpConn): Address {
  const zone = isLinkLocalIpv6(hostname) ? ownLinkLocalZone() : undefined;
  return { hostname: zone === undefined ? unmapped(hostname) : `${hostname}%${zone}`, port };
}
