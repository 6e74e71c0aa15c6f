/** Where a server is called unless something else is said: the port number of the PyShine programs. */
export const DEFAULT_PORT = 9699;

/** The port number of a server's channel: it has four, each one below the one before, from its base port on. */
export function channelPort(base: number, channel: 0 | 1 | 2 | 3): number {
  return base - channel;
}

/** The port numbers of all four channels, for people. */
export function channelPorts(base: number): string {
  return `${channelPort(base, 3)} to ${base}`;
}
