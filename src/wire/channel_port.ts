/** The default port of a server: that of the PyShine programs. */
export const DEFAULT_PORT = 9699;

/** The port number of a server's channel. The four channels go down from the base port: 0 to 3 below it. */
export function channelPort(base: number, channel: 0 | 1 | 2 | 3): number {
  return base - channel;
}

/** The ports of a server's channels, with their transports: `9699/udp`. */
export function portsOfChannels(base: number, channels: readonly (0 | 1 | 2 | 3)[]): string[] {
  return channels.map((channel) => `${channelPort(base, channel)}/${channel === 0 || channel === 3 ? "udp" : "tcp"}`);
}

/** The port numbers of all four channels, for people. */
export function channelPorts(base: number): string {
  return `${channelPort(base, 3)} to ${base}`;
}
