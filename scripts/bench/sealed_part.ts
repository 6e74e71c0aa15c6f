import type { BenchContext, BenchPart } from "./bench_part.ts";
import { type DirectionFigures, directionFigures } from "./direction_figures.ts";
import type { FigureRow } from "./figure_row.ts";
import { runVchatCall } from "./vchat_call.ts";

const FPS = 30;

interface WireFigures {
  readonly down: DirectionFigures;
  readonly up: DirectionFigures;
  readonly cpuMsPerFrame: number;
}

/** What sealing costs: the sealed wire compared with the plain one, without windows. */
export const sealedPart: BenchPart = async (context) => {
  const plain = await figuresOf("plain", context);
  const sealed = await figuresOf("sealed", context);
  const delay = (way: "down" | "up"): FigureRow => {
    const reference = plain[way].delayMs?.p95;
    return {
      figure: `delay p95, ${way === "down" ? "server to client" : "client to server"}, sealed (reference: plain)`,
      unit: "ms",
      reference,
      vchat: sealed[way].delayMs?.p95,
      target: reference === undefined ? undefined : { is: "at most", value: Math.round(10 * (reference + 1)) / 10 },
    };
  };
  return {
    rows: [delay("down"), delay("up"), {
      figure: "CPU a delivered frame, sealed (reference: plain)",
      unit: "ms",
      reference: plain.cpuMsPerFrame,
      vchat: sealed.cpuMsPerFrame,
      target: { is: "at most", value: 1.3, of: "reference" },
    }],
    details: { plain, sealed },
  };
};

async function figuresOf(wire: string, { pyshine, seconds, newFolder }: BenchContext): Promise<WireFigures> {
  const args = ["--wire", wire];
  const { server, client, span } = await runVchatCall({
    ...{ pyshine, folder: await newFolder(), seconds, sourceFps: FPS, args },
  });
  const down = directionFigures(server, client, span);
  const up = directionFigures(client, server, span);
  return { down, up, cpuMsPerFrame: (server.cpuMs + client.cpuMs) / (down.shown + up.shown) };
}
