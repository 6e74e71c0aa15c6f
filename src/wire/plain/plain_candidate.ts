import type { Address } from "../../port/address.ts";
import { channelPort } from "../channel_port.ts";
import type { Outputs } from "../output_queue.ts";
import type { DatagramChannel, StreamChannel, StreamId } from "../wire.ts";
import { CLIENT_TEXT_CHANNEL, HELLO, SERVER_TEXT_CHANNEL, SERVER_VIDEO_CHANNEL } from "./plain_constants.ts";

const TEXT_CHANNELS: readonly StreamChannel[] = [SERVER_TEXT_CHANNEL, CLIENT_TEXT_CHANNEL];
/** How much text a server may send before both connections are open. */
const EARLY_BYTES = 64 * 1024;

/** One of the addresses that a client calls, and the connections to it. */
export class PlainCandidate {
  readonly streams = new Map<StreamChannel, StreamId>();
  /** When the second of both connections was opened. */
  connectedMs = Infinity;
  /** The newest picture that came before the connections were open. */
  earlyFrame: Uint8Array | undefined;
  /** What came on the text channel before the call. */
  earlyTexts: Uint8Array[] = [];
  readonly #dialing = new Set<StreamChannel>();
  #attempts = 0;

  constructor(readonly address: Address, public nextCallMs: number) {}

  get isConnected(): boolean {
    return this.streams.size === TEXT_CHANNELS.length;
  }

  channel(channel: DatagramChannel | StreamChannel): Address {
    return { hostname: this.address.hostname, port: channelPort(this.address.port, channel) };
  }

  /** Says hello and dials the channels that are not connected. */
  call(out: Outputs): void {
    out.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: this.address, bytes: HELLO });
    for (const channel of TEXT_CHANNELS) {
      if (this.streams.has(channel) || this.#dialing.has(channel)) continue;
      this.#dialing.add(channel);
      out.push({ kind: "dial_stream", channel, to: this.channel(channel) });
    }
  }

  /** Reports that nobody has answered yet, from the second attempt on. */
  reportAttempt(out: Outputs): void {
    if (this.#attempts++ > 0) out.push({ kind: "calling", attempt: this.#attempts - 1, address: this.address });
  }

  opened(channel: StreamChannel, stream: StreamId, nowMs: number): void {
    this.#dialing.delete(channel);
    this.streams.set(channel, stream);
    if (this.isConnected) this.connectedMs = nowMs;
  }

  /** Whether a server has sent something. Accepting connections proves little: any program may do that. */
  get hasSpoken(): boolean {
    return this.earlyFrame !== undefined || this.earlyTexts.length > 0;
  }

  failed(channel: StreamChannel): void {
    this.#dialing.delete(channel);
  }

  /** The channel that the stream had; `undefined` if it does not belong to this address. */
  closed(stream: StreamId): StreamChannel | undefined {
    const channel = [...this.streams].find(([, id]) => id === stream)?.[0];
    if (channel !== undefined) {
      this.streams.delete(channel);
      this.connectedMs = Infinity;
    }
    return channel;
  }

  /** Keeps what the server sent before the call. Returns `false` if it is too much. */
  keepText(bytes: Uint8Array): boolean {
    this.earlyTexts.push(bytes.slice());
    return this.earlyTexts.reduce((sum, { length }) => sum + length, 0) <= EARLY_BYTES;
  }

  close(out: Outputs): void {
    for (const stream of this.streams.values()) out.push({ kind: "close_stream", stream });
    this.streams.clear();
  }
}
