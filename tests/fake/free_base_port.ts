/** A port base whose four ports (the base and the three below) nobody has, TCP and UDP. */
export function freeBasePort(): number {
  for (;;) {
    const base = 20_003 + Math.floor(Math.random() * 11_000);
    try {
      for (let below = 0; below < 4; below++) {
        Deno.listen({ port: base - below }).close();
        Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: base - below }).close();
      }
      return base;
    } catch {
      // One of them is taken: another try.
    }
  }
}
