import type { Clock } from "../port/clock.ts";
import type { CallEventBody } from "./call_event.ts";
import type { CallMeter } from "./call_meter.ts";
import type { DropCounter } from "./drop_counter.ts";
import type { ReceiveVideo } from "./receive_video.ts";
import type { ShownState } from "./shown_state.ts";
import type { SoundControl } from "./sound_control.ts";

const SECOND_MS = 1000;

export interface CallSecondsPorts {
  readonly clock: Clock;
  readonly emit: (event: CallEventBody) => void;
  readonly meter: CallMeter;
  readonly drops: DropCounter;
  readonly shown: ShownState;
  readonly receiveVideo: Pick<ReceiveVideo, "takeDelaysMs">;
  readonly sound: Pick<SoundControl, "stats">;
  /** Datagrams that the operating system discarded because nobody read them in time, since the previous call. */
  readonly takeOverflowCount: () => number;
}

/** Gives the figures of the last second once a second, as an event and to the display. */
export class CallSeconds {
  readonly #ports: CallSecondsPorts;
  #cancel = () => {};

  constructor(ports: CallSecondsPorts) {
    this.#ports = ports;
  }

  /** The first figures come one second later. */
  start(): void {
    const { clock } = this.#ports;
    this.#cancel = clock.callAt(clock.nowMs() + SECOND_MS, () => {
      this.#tell();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #tell(): void {
    const { clock, emit, meter, drops, shown, receiveVideo, sound, takeOverflowCount } = this.#ports;
    const lost = takeOverflowCount();
    if (lost > 0) drops.add("in", "kernel_overflow", lost);
    drops.flush();
    const expects_picture = shown.expectsPicture();
    const second = meter.takeSecond(clock.nowMs(), receiveVideo.takeDelaysMs());
    const stats = { ...second, expects_picture, sound: sound.stats() };
    emit({ event: "stats", ...stats });
    shown.second(stats);
  }
}
