import type { Outputs } from "../output_queue.ts";
import type { StreamChannel, StreamId } from "../wire.ts";
import { CLIENT_TEXT_CHANNEL, CONNECTIONS_PER_CHANNEL, SERVER_TEXT_CHANNEL } from "./plain_constants.ts";
import { pushTexts, TEXT_RECORD_LIMIT_BYTES, TextRecordReader } from "./text_record.ts";

/** How much is kept of the lines that may have gone to somebody else's connection, to send it again. */
const REPEATED_BYTES = 256 * 1024;

/** A connection and when it was opened. */
export interface Opened {
  readonly id: StreamId;
  readonly atMs: number;
}

interface Incoming extends Opened {
  readonly reader: TextRecordReader;
  /** Bytes that came since its last whole message. */
  heldBytes: number;
}

/**
 * The text connections of a call, at the server. Only the host of a connection shows who opened it, and several people may share
 * a host. So every connection that may be the client's is kept until one of them brings a whole message. That one is the
 * client's. For the other direction, the connection that was opened closest to it in time is taken.
 */
export class CallConnections {
  /** From the client, and to the client. Both oldest first. */
  #incoming: Incoming[] = [];
  #outgoing: Opened[] = [];
  #isClear = false;
  /** One of several connections was closed. It may have been the client's. */
  #isDoubtful = false;
  #written: Uint8Array[] = [];
  #writtenBytes = 0;

  /** Whether it is known which connections are the client's. */
  get isClear(): boolean {
    return this.#isClear;
  }

  get count(): number {
    return this.#incoming.length + this.#outgoing.length;
  }

  /** Whether the client may have no connection left. */
  get mayBeGone(): boolean {
    return this.count === 0 || this.#isDoubtful;
  }

  /** Where lines go. Until it is clear which connection is the client's, they go to the newest. */
  get outgoing(): StreamId | undefined {
    return this.#outgoing.at(-1)?.id;
  }

  lacks(channel: StreamChannel): boolean {
    return (channel === SERVER_TEXT_CHANNEL ? this.#outgoing : this.#incoming).length === 0;
  }

  ids(): StreamId[] {
    return [...this.#incoming, ...this.#outgoing].map(({ id }) => id);
  }

  add(channel: StreamChannel, opened: Opened, out: Outputs): void {
    const byAge = (a: Opened, b: Opened) => a.atMs - b.atMs;
    if (channel === CLIENT_TEXT_CHANNEL) {
      this.#incoming.push({ ...opened, reader: new TextRecordReader(), heldBytes: 0 });
      this.#incoming.sort(byAge);
      if (this.#incoming.length > CONNECTIONS_PER_CHANNEL) this.#close(this.#incoming[0], "too_many_streams", out);
      return;
    }
    const before = this.outgoing;
    this.#outgoing.push(opened);
    this.#outgoing.sort(byAge);
    if (this.#outgoing.length > CONNECTIONS_PER_CHANNEL) this.#close(this.#outgoing[0], "too_many_streams", out);
    if (before !== undefined) this.#repeat(before, out);
  }

  /** Returns whether it was a connection of this call. */
  closed(id: StreamId, out: Outputs): boolean {
    const channel = this.#incoming.some((one) => one.id === id) ? this.#incoming : this.#outgoing;
    if (!channel.some((one) => one.id === id)) return false;
    if (channel.length > 1) this.#isDoubtful = true;
    this.#remove(id, out);
    return true;
  }

  /** Outputs the texts that `bytes` completes. Returns `false` if it is not a connection of this call. */
  receive(id: StreamId, bytes: Uint8Array, out: Outputs): boolean {
    const from = this.#incoming.find((one) => one.id === id);
    if (from === undefined) {
      if (!this.#outgoing.some((one) => one.id === id)) return false;
      out.push({ kind: "dropped", direction: "in", reason: "wrong_channel" });
      return true;
    }
    const records = from.reader.push(bytes);
    from.heldBytes = records.length > 0 ? 0 : from.heldBytes + bytes.length;
    if (!this.#isClear && records.some((record) => "text" in record)) this.#clear(from, out);
    pushTexts(records, out);
    if (from.reader.broken) this.#close(from, undefined, out);
    else if (!this.#isClear) this.#boundHeld(out);
    return true;
  }

  /** Remembers what was written to `outgoing`. */
  wrote(bytes: Uint8Array): void {
    if (this.#isClear) return;
    this.#written.push(bytes);
    this.#writtenBytes += bytes.length;
    while (this.#writtenBytes > REPEATED_BYTES) this.#writtenBytes -= this.#written.shift()!.length;
  }

  end(out: Outputs): void {
    for (const { reader } of this.#incoming) pushTexts(reader.end(), out);
    for (const id of this.ids()) out.push({ kind: "close_stream", stream: id });
    this.#incoming = [];
    this.#outgoing = [];
  }

  #clear(own: Incoming, out: Outputs): void {
    this.#isClear = true;
    this.#isDoubtful = false;
    for (const other of this.#incoming) if (other !== own) this.#close(other, "stream_idle", out);
    const before = this.outgoing;
    const far = ({ atMs }: Opened) => Math.abs(atMs - own.atMs);
    const [nearest, ...others] = this.#outgoing.toReversed().sort((a, b) => far(a) - far(b));
    for (const other of others) this.#close(other, "stream_idle", out);
    if (nearest !== undefined) this.#repeat(before!, out);
    this.#written = [];
  }

  /** Lines now go to another connection than `before`. Those written to `before` may not have reached the client. */
  #repeat(before: StreamId, out: Outputs): void {
    const stream = this.outgoing;
    if (stream === undefined || stream === before) return;
    for (const bytes of this.#written) out.push({ kind: "write_stream", stream, bytes });
  }

  /**
   * All connections together may hold as many unread bytes as one alone. Above that, the one that holds most is closed: it is not
   * the client's, or its text is too long.
   */
  #boundHeld(out: Outputs): void {
    let held = 0;
    for (const { heldBytes } of this.#incoming) held += heldBytes;
    if (held <= TEXT_RECORD_LIMIT_BYTES) return;
    this.#close(
      this.#incoming.reduce((most, one) => one.heldBytes > most.heldBytes ? one : most),
      "text_too_long",
      out,
    );
  }

  #close(
    { id }: Opened,
    reason: "too_many_streams" | "stream_idle" | "text_too_long" | undefined,
    out: Outputs,
  ): void {
    this.#remove(id, out);
    out.push({ kind: "close_stream", stream: id });
    if (reason !== undefined) out.push({ kind: "dropped", direction: "in", reason });
  }

  #remove(id: StreamId, out: Outputs): void {
    const incoming = this.#incoming.find((one) => one.id === id);
    if (incoming !== undefined) pushTexts(incoming.reader.end(), out);
    this.#incoming = this.#incoming.filter((one) => one !== incoming);
    this.#outgoing = this.#outgoing.filter((one) => one.id !== id);
  }
}
