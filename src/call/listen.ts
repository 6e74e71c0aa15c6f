import { channelPort } from "../wire/channel_port.ts";
import { type Network, NetworkError } from "../port/network.ts";
import type { ServerChannels } from "../wire/wire.ts";
import { Channels, type ChannelsTarget } from "./channels.ts";

export interface ListenAt {
  /** "" for every address. */
  readonly hostname: string;
  /** Base port. */
  readonly port: number;
  readonly channels: ServerChannels;
}

/** Opens the channels of a server: UDP for 0 and 3, TCP for 1 and 2. `onMissing` hears of an optional one that failed. */
export async function listen(
  network: Network,
  { hostname, port, channels: { needed, useful } }: ListenAt,
  target: ChannelsTarget,
  onMissing: (problem: NetworkError) => void,
): Promise<Channels> {
  const channels = new Channels(target, (remote) => network.dialStream(remote));
  const open = async (channel: 0 | 1 | 2 | 3) => {
    const local = { hostname, port: channelPort(port, channel) };
    if (channel === 1 || channel === 2) {
      channels.addListener(await network.listenStream(local, (stream) => channels.addStream(channel, stream)));
    } else {
      await channels.addSocket(channel, (listener) => network.bindDatagram(local, listener));
    }
  };
  try {
    for (const channel of needed) await open(channel);
  } catch (error) {
    await channels.close();
    throw error;
  }
  for (const channel of useful) {
    try {
      await open(channel);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      onMissing(error);
    }
  }
  return channels;
}
