import type { FigureRow } from "../bench/figure_row.ts";
import type { SoundCallFigures } from "./sound_call.ts";

/** A network, and what sound should reach on it. */
export interface SoundNetwork {
  readonly name: string;
  /** For netlab. Without it both ends are on this machine. */
  readonly settings?: string;
  /** What sound should reach is meant beside a picture. On the others the picture has a call of its own. */
  readonly isBesidePicture?: true;
  /** From microphone to loudspeaker, in milliseconds. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  /** The share of the time in which real sound is played, in percent. */
  readonly realPercent?: number;
}

/** How far a picture and its sound may be apart on each of them, in milliseconds. */
const APART_MS = 40;

export const SOUND_NETWORKS: readonly SoundNetwork[] = [
  { name: "loopback", p50Ms: 60, p95Ms: 75 },
  { name: "delay=25 loss=5", settings: "delay=25 loss=5", p95Ms: 110, realPercent: 99.9 },
  {
    name: "delay=40 jitter=10 loss=10 burst=3",
    settings: "delay=40 jitter=10 loss=10 burst=3",
    p95Ms: 180,
    realPercent: 99,
  },
  { name: "delay=25 loss=20", settings: "delay=25 loss=20", realPercent: 99 },
  {
    name: "delay=40 rate=200 queue=500",
    settings: "delay=40 rate=200 queue=500",
    isBesidePicture: true,
    p95Ms: 250,
    realPercent: 99,
  },
];

/** The rows of one network: `figures` of its sound, and of a call with a picture if there was one. */
export function networkRows(network: SoundNetwork, figures: SoundCallFigures, shown?: SoundCallFigures): FigureRow[] {
  const { name } = network, { p50Ms, p95Ms, realShare, firstMs } = figures;
  const atMost = (value: number | undefined) => value === undefined ? undefined : { is: "at most" as const, value };
  const atLeast = (value: number | undefined) => value === undefined ? undefined : { is: "at least" as const, value };
  return [
    { figure: `${name}: mouth to ear p50`, unit: "ms", vchat: p50Ms, target: atMost(network.p50Ms) },
    { figure: `${name}: mouth to ear p95`, unit: "ms", vchat: p95Ms, target: atMost(network.p95Ms) },
    {
      figure: `${name}: played from real data`,
      unit: "%",
      vchat: realShare === undefined ? undefined : 100 * realShare,
      target: atLeast(network.realPercent),
    },
    { figure: `${name}: in the call until heard`, unit: "ms", vchat: firstMs },
    { figure: `${name}: beside a picture, mouth to ear p95`, unit: "ms", vchat: shown?.p95Ms },
    { figure: `${name}: picture and sound apart p95`, unit: "ms", vchat: shown?.apartP95Ms, target: atMost(APART_MS) },
  ];
}
