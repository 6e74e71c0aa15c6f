/** The ports of a `listening` event (`9699/udp`) for a person: `port 9699/udp`, or `ports 9696 to 9699` if there are several. */
export function listeningPorts(ports: readonly string[]): string {
  if (ports.length === 1) return `port ${ports[0]}`;
  const numbers = ports.map((port) => Number.parseInt(port));
  return `ports ${Math.min(...numbers)} to ${Math.max(...numbers)}`;
}
