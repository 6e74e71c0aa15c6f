import type { Address } from "../port/address.ts";
import type { ByteStream } from "../port/byte_stream.ts";
import type { DatagramSocket } from "../port/datagram_socket.ts";
import type { DatagramChannel, Input, StreamChannel, StreamId, Transmit } from "../wire/wire.ts";

/** Where what arrives on the channels goes. */
export interface ChannelsTarget {
  feed(input: Input): void;
  /** Every datagram handed over so far was taken by the operating system. */
  drained(): void;
  /** The operating system refused a datagram. */
  sendFailed(): void;
}

/** The open channels of one end: carries out what a wire wants transmitted, and feeds the wire what arrives. */
export class Channels {
  readonly #target: ChannelsTarget;
  readonly #sockets = new Map<DatagramChannel, DatagramSocket>();
  readonly #listeners: { close(): void }[] = [];
  /** Streams that the wire closed, until they are. */
  readonly #closing = new Set<Promise<void>>();
  readonly #streams = new Map<StreamId, ByteStream>();
  readonly #dial: (remote: Address) => Promise<ByteStream>;
  #lastStream = 0;
  #pendingDatagrams = 0;
  #lastSend: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** `dial` is how `dial_stream` connects. */
  constructor(target: ChannelsTarget, dial: (remote: Address) => Promise<ByteStream>) {
    this.#target = target;
    this.#dial = dial;
  }

  addSocket(channel: DatagramChannel, socket: DatagramSocket): void {
    this.#sockets.set(channel, socket);
  }

  addListener(listener: { close(): void }): void {
    this.#listeners.push(listener);
  }

  addStream(channel: StreamChannel, stream: ByteStream): void {
    if (this.#closed) return void stream.close();
    const id = ++this.#lastStream;
    this.#streams.set(id, stream);
    this.#target.feed({ kind: "stream_opened", stream: id, channel, remote: stream.remote });
    if (!this.#streams.has(id)) return; // the wire did not want it
    stream.read(
      (bytes) => this.#streams.has(id) && this.#target.feed({ kind: "stream_bytes", stream: id, bytes }),
      () => this.#streams.delete(id) && this.#target.feed({ kind: "stream_closed", stream: id }),
    );
  }

  /** Whether the operating system still has datagrams of ours to take. */
  get busy(): boolean {
    return this.#pendingDatagrams > 0;
  }

  /** Settles when the operating system has taken the datagrams transmitted so far. */
  async taken(): Promise<void> {
    await this.#lastSend;
  }

  /** Datagrams that nobody read in time, since the last call. */
  takeOverflowCount(): number {
    let count = 0;
    for (const socket of this.#sockets.values()) count += socket.takeOverflowCount();
    return count;
  }

  transmit(output: Transmit): void {
    switch (output.kind) {
      case "send_datagram": {
        // A client has one socket, and sends from it to every channel.
        const socket = this.#sockets.get(output.channel) ?? this.#sockets.get(0);
        if (!socket) return;
        this.#pendingDatagrams++;
        this.#lastSend = socket.send(output.bytes, output.to).then((failure) => {
          if (failure !== undefined) this.#target.sendFailed();
          if (--this.#pendingDatagrams === 0) this.#target.drained();
        });
        return;
      }
      case "dial_stream":
        this.#dial(output.to).then(
          (stream) => this.addStream(output.channel, stream),
          () =>
            this.#closed || this.#target.feed({ kind: "stream_failed", channel: output.channel, remote: output.to }),
        );
        return;
      case "write_stream":
        this.#streams.get(output.stream)?.write(output.bytes);
        return;
      case "close_stream":
        this.#closeStream(output.stream);
        return;
    }
  }

  /** Settles when everything is closed; what was transmitted before leaves first. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const listener of this.#listeners) listener.close();
    for (const stream of this.#streams.keys()) this.#closeStream(stream);
    await Promise.all([...this.#closing, ...[...this.#sockets.values()].map((socket) => socket.close())]);
  }

  #closeStream(id: StreamId): void {
    const closed = this.#streams.get(id)?.close();
    this.#streams.delete(id);
    if (closed === undefined) return;
    this.#closing.add(closed);
    closed.then(() => this.#closing.delete(closed));
  }
}
