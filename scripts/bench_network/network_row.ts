/** The results of another program on the same network. */
export interface Reference {
  readonly program: "Chromium" | "GStreamer";
  readonly shown: string;
  readonly p95Ms?: number;
}

/** What vchat should reach on a network. */
export interface NetworkTargets {
  /** Percentage of the frames sent. */
  readonly shownPercent?: number;
  readonly shownFps?: number;
  readonly p95Ms?: number;
  readonly freezeMs?: number;
  /** From the end of an outage to the first frame shown. */
  readonly returnMs?: number;
  /** Packets dropped because the link's queue was full. */
  readonly overflowed?: number;
}

/** One network, the references measured on it, and the targets for vchat. */
export interface NetworkRow {
  readonly name: string;
  /** The lines of a netlab schedule: the settings of the link from that second on. */
  readonly schedule: readonly (readonly [second: number, settings: string])[];
  /** The seconds in which frames and delays are counted, from and to. By default the whole call. */
  readonly countedSeconds?: readonly (readonly [from: number, to: number])[];
  /** When an outage ends, in seconds since the start of the link. */
  readonly returnsAtSecond?: number;
  readonly references: readonly Reference[];
  readonly targets: NetworkTargets;
}

const chromium = (shown: string, p95Ms?: number): Reference => ({ program: "Chromium", shown, p95Ms });
const gstreamer = (shown: string, p95Ms?: number): Reference => ({ program: "GStreamer", shown, p95Ms });

/**
 * The networks, from good to bad. Chromium uses its own WebRTC (VP8, 640x480), GStreamer its RTP/JPEG without repair. Both
 * were measured on the same links.
 */
export const NETWORK_ROWS: readonly NetworkRow[] = [
  {
    name: "none",
    schedule: [[0, "delay=0"]],
    references: [chromium("92 %", 56), gstreamer("100 %", 3)],
    targets: { shownPercent: 100 },
  },
  {
    name: "delay=5 jitter=5 loss=1",
    schedule: [[0, "delay=5 jitter=5 loss=1"]],
    references: [chromium("98 %", 79), gstreamer("88 %", 12)],
    targets: { shownPercent: 99.9, p95Ms: 25 },
  },
  {
    name: "delay=25 loss=5",
    schedule: [[0, "delay=25 loss=5"]],
    references: [chromium("98 %", 120), gstreamer("49 %", 31)],
    targets: { shownPercent: 99.5, p95Ms: 85, freezeMs: 200 },
  },
  {
    name: "delay=40 jitter=10 loss=10 burst=3",
    schedule: [[0, "delay=40 jitter=10 loss=10 burst=3"]],
    references: [chromium("86 %", 284), gstreamer("55 %", 52)],
    targets: { shownPercent: 97, p95Ms: 170 },
  },
  {
    name: "delay=25 loss=20",
    schedule: [[0, "delay=25 loss=20"]],
    references: [chromium("68 %", 706), gstreamer("5 %")],
    targets: { shownPercent: 95, p95Ms: 145 },
  },
  {
    name: "delay=25 rate=1000 queue=300",
    schedule: [[0, "delay=25 rate=1000 queue=300"]],
    references: [chromium("97 % of 30 fps", 121), gstreamer("none")],
    targets: { shownFps: 4, p95Ms: 275, overflowed: 0 },
  },
  {
    name: "3000 -> 500 -> 3000 kbit/s, delay=25",
    schedule: [[0, "rate=3000 delay=25 queue=300"], [10, "rate=500"], [18, "rate=3000"]],
    // The first seconds of the call, and two seconds after each change, are needed to find the rate.
    countedSeconds: [[3, 10], [12, 18], [20, 25]],
    references: [chromium("77 %", 1455), gstreamer("none")],
    targets: { p95Ms: 325 },
  },
  {
    name: "5 s outage, delay=10",
    schedule: [[0, "delay=10"], [10, "down=1"], [15, "down=0"]],
    countedSeconds: [[3, 10], [17, 25]],
    returnsAtSecond: 15,
    references: [chromium("first 1.1 s after"), gstreamer("first 0.08 s after")],
    targets: { returnMs: 300 },
  },
];
