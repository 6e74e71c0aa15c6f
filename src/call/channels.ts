import type { Address } from "../port/address.ts";
import type { ByteStream } from "../port/byte_stream.ts";
import type { DatagramListener, DatagramSocket } from "../port/datagram_socket.ts";
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
  /** Waits for `taken`. */
  #onTaken: (() => void)[] = [];
  #closed = false;

  /** `dial` is how `dial_stream` connects. */
  constructor(target: ChannelsTarget, dial: (remote: Address) => Promise<ByteStream>) {
    this.#target = target;
    this.#dial = dial;
  }

  /** `bind` opens the socket of a channel, and gives it the listener. */
  async addSocket(
    channel: DatagramChannel,
    bind: (listener: DatagramListener) => Promise<DatagramSocket>,
  ): Promise<void> {
    const socket = await bind({
      onDatagram: (bytes, from) => this.#target.feed({ kind: "datagram", channel, from, bytes }),
      onDrained: () => this.#drained(),
      onFailed: () => this.#target.sendFailed(),
    });
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
    for (const socket of this.#sockets.values()) if (socket.pendingCount > 0) return true;
    return false;
  }

  /** Settles when the operating system has no datagram of ours to take. */
  taken(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.#onTaken.push(resolve)) : Promise.resolve();
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
        socket?.send(output.bytes, output.to);
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

  #drained(): void {
    if (this.busy) return; // with what another socket was given
    for (const resolve of this.#onTaken.splice(0)) resolve();
    this.#target.drained();
  }

  #closeStream(id: StreamId): void {
    const closed = this.#streams.get(id)?.close();
    this.#streams.delete(id);
    if (closed === undefined) return;
    this.#closing.add(closed);
    closed.then(() => this.#closing.delete(closed));
  }
}
