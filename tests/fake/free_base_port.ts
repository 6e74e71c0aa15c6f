/**
 * Below the ports that systems assign automatically. `TEST_PORTS` separates test processes that run at the same
 * time.
 */
const [FIRST, LAST] = (Deno.env.get("TEST_PORTS") ?? "10000-29999").split("-").map(Number);

/** A base port whose four ports (the base and the three below) are free for TCP and UDP. */
export function freeBasePort(): number {
  for (;;) {
    const base = FIRST + 3 + Math.floor(Math.random() * (LAST - FIRST - 3));
    try {
      for (let below = 0; below < 4; below++) {
        Deno.listen({ port: base - below }).close();
        Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: base - below }).close();
      }
      return base;
    } catch {
      // One of them is taken: try another.
    }
  }
}
