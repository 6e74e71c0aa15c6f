import type { Network } from "../port/network.ts";
import { Channels, type ChannelsTarget } from "./channels.ts";

/** Opens a client's UDP socket. Its TCP connections are dialled when the wire asks for them. */
export async function dial(network: Network, target: ChannelsTarget): Promise<Channels> {
  const channels = new Channels(target, (remote) => network.dialStream(remote));
  channels.addSocket(
    0,
    await network.bindDatagram(
      { hostname: "", port: 0 },
      (bytes, from) => target.feed({ kind: "datagram", channel: 0, from, bytes }),
    ),
  );
  return channels;
}
