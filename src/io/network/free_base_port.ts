const ATTEMPTS = 100;
/** Below the ports that systems assign by themselves. */
const RANGE = { from: 20_003, to: 30_000 };

/** A base port whose four channels are free now: `wanted` if it is one, otherwise one at random; `undefined` if none was found. */
export function freeBasePort(wanted?: number): number | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const base = attempt === 0 && wanted !== undefined
      ? wanted
      : RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from));
    if ([0, 1, 2, 3].every((below) => isFree(base - below))) return base;
  }
  return undefined;
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ port }).close();
    Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port }).close();
    return true;
  } catch {
    return false;
  }
}
