import type { Network } from "../port/network.ts";
import { Channels, type ChannelsTarget } from "./channels.ts";

/** Opens a client's UDP socket. Its TCP connections are dialled when the wire asks for them. */
export async function dial(network: Network, target: ChannelsTarget): Promise<Channels> {
  const channels = new Channels(target, (remote) => network.dialStream(remote));
  await channels.addSocket(0, (listener) => network.bindDatagram({ hostname: "", port: 0 }, listener));
  return channels;
}
