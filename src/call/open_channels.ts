import type { Network } from "../port/network.ts";
import type { Wire } from "../wire/wire.ts";
import type { CallOptions } from "./call_ports.ts";
import type { Channels, ChannelsTarget } from "./channels.ts";
import { dial } from "./dial.ts";
import { listen } from "./listen.ts";

export interface OpenedChannels {
  readonly channels: Channels;
  /** What to tell the person about channels that could not be opened. */
  readonly notices: readonly string[];
}

/** Opens the channels of one end. Rejects with a `NetworkError` if a required one cannot be opened. */
export async function openChannels(
  network: Network,
  { role, hostname, port }: CallOptions,
  wire: Wire,
  target: ChannelsTarget,
): Promise<OpenedChannels> {
  if (role === "client") return { channels: await dial(network, target), notices: [] };
  const missing: string[] = [];
  const at = { hostname, port, channels: wire.channels! };
  const channels = await listen(network, at, target, ({ message }) => missing.push(message));
  const notices = missing.map((message) =>
    `${message}; calls still work, but a caller on the other wire may not be told why it fails`
  );
  return { channels, notices };
}
