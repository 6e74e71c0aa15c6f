import type { Network } from "../port/network.ts";
import type { Wire } from "../wire/wire.ts";
import type { CallOptions } from "./call_ports.ts";
import type { Channels, ChannelsTarget } from "./channels.ts";
import { dial } from "./dial.ts";
import { listen } from "./listen.ts";

export interface OpenedChannels {
  readonly channels: Channels;
  /** What a person is to know of those that could not be had. */
  readonly notices: readonly string[];
}

/** The channels of one end. Rejects with a `NetworkError` where one that it needs cannot be had. */
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
    `${message}; calls come all the same, but who calls on the other wire may not be told so`
  );
  return { channels, notices };
}
