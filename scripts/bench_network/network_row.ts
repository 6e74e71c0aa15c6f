import { changingRates } from "./changing_rates.ts";

/** The results of another program on the same network. */
export interface Reference {
  readonly program: "Chromium" | "GStreamer";
  readonly shown: string;
  readonly p95Ms?: number;
}

/** What vchat should reach on a network with its own choice of codec. */
export interface NetworkTargets {
  /** Percentage of the source's frames. */
  readonly shownPercent?: number;
  readonly shownFps?: number;
  readonly p95Ms?: number;
  /** The longest time without a new picture. */
  readonly freezeMs?: number;
  readonly firstFrameMs?: number;
  readonly psnrDb?: number;
  readonly wireKbps?: number;
  /** From the end of an outage to the first frame shown. */
  readonly returnMs?: number;
  /** What a bulk flow beside the call still gets. */
  readonly bulkKbps?: number;
  /** Packets dropped because the link's queue was full. */
  readonly overflowed?: number;
  /** CPU time of an end, in seconds per second. */
  readonly senderCpu?: number;
  readonly receiverCpu?: number;
  /** Resident, of the larger end with all that it started. */
  readonly memoryMb?: number;
}

/** One network, the references measured on it, and the targets for vchat. */
export interface NetworkRow {
  readonly name: string;
  /** The lines of a netlab schedule: the settings of the link from that second on. Without it both ends are on this machine. */
  readonly schedule?: (seed: number) => readonly (readonly [second: number, settings: string])[];
  /** Of the source; 640 x 480 by default. */
  readonly size?: readonly [width: number, height: number];
  /** From the first frame until frames are counted: the call finds its rate, and the size that it allows. By default 2. */
  readonly warmSeconds?: number;
  /** When an outage begins and ends, in seconds since the start of the link. It is not counted, nor are the next two seconds. */
  readonly outageSeconds?: readonly [from: number, to: number];
  /** A bulk TCP flow from the server to the client shares the link. */
  readonly bulkFlow?: boolean;
  readonly references: readonly Reference[];
  readonly targets: NetworkTargets;
}

const chromium = (shown: string, p95Ms?: number): Reference => ({ program: "Chromium", shown, p95Ms });
const gstreamer = (shown: string, p95Ms?: number): Reference => ({ program: "GStreamer", shown, p95Ms });
const always = (settings: string) => () => [[0, settings]] as const;

/**
 * The networks. Chromium uses its own WebRTC (VP8, 640x480), GStreamer its RTP/JPEG without repair. Both were measured on the
 * same links.
 */
export const NETWORK_ROWS: readonly NetworkRow[] = [
  {
    name: "none",
    schedule: always("delay=0"),
    references: [chromium("92 %", 56), gstreamer("100 %", 3)],
    targets: { shownPercent: 100, p95Ms: 20, psnrDb: 40.6, wireKbps: 1500 },
  },
  {
    name: "delay=25 rate=1000 queue=300",
    schedule: always("delay=25 rate=1000 queue=300"),
    references: [chromium("97 %", 121), gstreamer("none")],
    targets: { shownPercent: 99, p95Ms: 85, psnrDb: 39.3 },
  },
  {
    name: "3000, 500, 3000 kbit/s, delay=25 queue=300",
    schedule: () => [[0, "rate=3000 delay=25 queue=300"], [10, "rate=500"], [18, "rate=3000"]],
    references: [chromium("77 %", 1455), gstreamer("none")],
    targets: { shownPercent: 95, p95Ms: 150, psnrDb: 38.5, freezeMs: 300 },
  },
  {
    name: "delay=5 jitter=5 loss=1",
    schedule: always("delay=5 jitter=5 loss=1"),
    references: [chromium("98 %", 79), gstreamer("88 %", 12)],
    targets: { shownPercent: 99.9, p95Ms: 30, psnrDb: 40.5, wireKbps: 1900 },
  },
  {
    name: "delay=25 loss=5",
    schedule: always("delay=25 loss=5"),
    references: [chromium("98 %", 120), gstreamer("49 %", 31)],
    targets: { shownPercent: 99.5, p95Ms: 60, psnrDb: 40.5, wireKbps: 2200 },
  },
  {
    name: "delay=40 jitter=10 loss=10 burst=3",
    schedule: always("delay=40 jitter=10 loss=10 burst=3"),
    references: [chromium("86 %", 284), gstreamer("55 %", 52)],
    targets: { shownPercent: 98, p95Ms: 170, psnrDb: 40, wireKbps: 2600 },
  },
  {
    name: "delay=25 loss=20",
    schedule: always("delay=25 loss=20"),
    references: [chromium("68 %", 706), gstreamer("5 %")],
    targets: { shownPercent: 97, p95Ms: 110, psnrDb: 40, wireKbps: 3000, firstFrameMs: 1000 },
  },
  {
    name: "delay=120 loss=4",
    schedule: always("delay=120 loss=4"),
    references: [],
    targets: { p95Ms: 190, freezeMs: 200 },
  },
  {
    name: "delay=30 rate=2000 queue=25",
    schedule: always("delay=30 rate=2000 queue=25"),
    references: [],
    targets: { shownPercent: 98, p95Ms: 150, freezeMs: 200 },
  },
  {
    name: "delay=40 rate=200 queue=500",
    schedule: always("delay=40 rate=200 queue=500"),
    references: [],
    targets: { shownFps: 15, p95Ms: 400 },
  },
  {
    name: "300 to 8000 kbit/s, delay=25 queue=300",
    schedule: (seed) => changingRates({ seed, settings: "delay=25 queue=300", fromKbps: 300, toKbps: 8000 }),
    references: [],
    targets: { freezeMs: 500, p95Ms: 300 },
  },
  {
    name: "delay=20 rate=4000 queue=150, TCP beside",
    schedule: always("delay=20 rate=4000 queue=150"),
    bulkFlow: true,
    references: [],
    targets: { shownFps: 25, bulkKbps: 1333 },
  },
  {
    name: "5 s outage, delay=10",
    schedule: () => [[0, "delay=10"], [10, "down=1"], [15, "down=0"]],
    outageSeconds: [10, 15],
    references: [chromium("first 1.1 s after"), gstreamer("first 0.08 s after")],
    targets: { returnMs: 300 },
  },
  {
    name: "one machine, 640x480",
    references: [],
    targets: { shownPercent: 100, senderCpu: 0.2, receiverCpu: 0.08, memoryMb: 150 },
  },
  {
    name: "one machine, 1280x720",
    size: [1280, 720],
    warmSeconds: 8,
    references: [],
    targets: { shownPercent: 100, senderCpu: 0.6, receiverCpu: 0.6 },
  },
];
