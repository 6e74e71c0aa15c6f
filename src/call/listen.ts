import type { Network } from "../port/network.ts";
import { Channels, type ChannelsTarget } from "./channels.ts";

/** Opens the four channels of a server: UDP at `port` and `port - 3`, TCP at `port - 1` and `port - 2`. */
export async function listen(
  network: Network,
  { hostname, port }: { readonly hostname: string; readonly port: number },
  target: ChannelsTarget,
): Promise<Channels> {
  const channels = new Channels(target, (remote) => network.dialStream(remote));
  try {
    for (const channel of [1, 2] as const) {
      const local = { hostname, port: port - channel };
      channels.addListener(await network.listenStream(local, (stream) => channels.addStream(channel, stream)));
    }
    for (const channel of [3, 0] as const) {
      const local = { hostname, port: port - channel };
      const onDatagram = (bytes: Uint8Array, from: { hostname: string; port: number }) =>
        target.feed({ kind: "datagram", channel, from, bytes });
      channels.addSocket(channel, await network.bindDatagram(local, onDatagram));
    }
  } catch (error) {
    await channels.close();
    throw error;
  }
  return channels;
}
