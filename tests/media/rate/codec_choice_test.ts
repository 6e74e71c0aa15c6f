import { assert, assertEquals } from "@std/assert";
import { CodecChoice } from "../../../src/media/rate/codec_choice.ts";
import { EncoderLoad } from "../../../src/media/rate/encoder_load.ts";
import type { Codec, PredictiveCodec } from "../../../src/port/encoded_frame.ts";
import type { EncoderUsage } from "../../../src/port/picture_encoder.ts";
import { SeededRandom } from "../../fake/random.ts";

const ALL: readonly PredictiveCodec[] = ["vp8", "vp9", "av1"];
const INTERVAL_MS = 1000 / 30;

/** An encoder of a simulated machine: its load, and what it has used. */
class Encoder {
  readonly load = new EncoderLoad();
  usage: EncoderUsage = { frames: 0, waitedMs: 0, cpuMs: 0 };

  constructor(readonly codec: PredictiveCodec) {}

  /** A picture that costs `costMs` of a core, which does something else for `pausedMs`. After a frame interval it is late. */
  picture(costMs: number, pausedMs = 0): void {
    const { frames, waitedMs, cpuMs } = this.usage;
    this.usage = { frames: frames + 1, waitedMs: waitedMs + costMs + pausedMs, cpuMs: cpuMs! + costMs };
    this.load.picture(costMs + pausedMs > INTERVAL_MS, () => this.usage);
  }
}

/** A machine that needs this many milliseconds for a frame of each codec. The costs may change. */
class Machine {
  readonly choice: CodecChoice;
  readonly #costsMs: Record<string, number>;
  nowMs = 0;
  /** How long something else holds up each frame. */
  pausedMs = 0;
  current: Encoder | undefined;
  trial: Encoder | undefined;
  /** What was sent, each time it changed, and what was tried. */
  readonly sent: (PredictiveCodec | undefined)[] = [];
  readonly tried: PredictiveCodec[] = [];

  constructor(costsMs: Record<string, number>, own = ALL) {
    this.#costsMs = { ...costsMs };
    this.choice = new CodecChoice(own);
  }

  connect(codecs: readonly Codec[] = ["jpeg", ...ALL]): this {
    this.choice.setPeer(codecs, true);
    return this;
  }

  costs(costsMs: Record<string, number>): this {
    Object.assign(this.#costsMs, costsMs);
    return this;
  }

  run(seconds: number): this {
    for (const untilMs = this.nowMs + seconds * 1000; this.nowMs < untilMs; this.nowMs += INTERVAL_MS) {
      const { codec, trial } = this.choice;
      if (this.sent.at(-1) !== codec) this.sent.push(codec);
      if (codec === undefined) continue;
      if (this.current?.codec !== codec) this.current = this.trial?.codec === codec ? this.trial : new Encoder(codec);
      if (trial === undefined) this.trial = undefined;
      else if (this.trial?.codec !== trial) {
        this.tried.push(trial);
        this.trial = new Encoder(trial);
      }
      this.current.picture(this.#costsMs[codec], this.pausedMs);
      if (trial !== undefined) this.trial!.picture(this.#costsMs[trial], this.pausedMs);
      this.choice.update({ framesPerSecond: 30, current: this.current.load, trial: this.trial?.load }, this.nowMs);
    }
    return this;
  }
}

Deno.test("a fast machine sends VP8 at first, and AV1 within four seconds", () => {
  const machine = new Machine({ vp8: 3, vp9: 4, av1: 8 }).connect().run(1);
  assertEquals(machine.sent, ["vp8"]);
  machine.run(3);
  assertEquals([machine.sent, machine.tried], [["vp8", "av1"], ["av1"]]);
});

Deno.test("a machine that is too slow for AV1 sends VP9, without another trial later", () => {
  const machine = new Machine({ vp8: 5, vp9: 8, av1: 20 }).connect().run(60);
  assertEquals([machine.sent, machine.tried], [["vp8", "vp9"], ["av1", "vp9"]]);
});

Deno.test("a slow machine stays with VP8, and tries nothing that cannot fit", () => {
  const machine = new Machine({ vp8: 13, vp9: 20, av1: 45 }).connect().run(60);
  assertEquals([machine.sent, machine.tried], [["vp8"], []]);
});

Deno.test("a trial that keeps the machine too busy ends after a fraction of a second", () => {
  const machine = new Machine({ vp8: 6, vp9: 7, av1: 40 }).connect().run(1.7);
  assertEquals([machine.tried, machine.sent], [["av1", "vp9"], ["vp8"]]);
  assertEquals(machine.run(2).sent, ["vp8", "vp9"]);
});

Deno.test("a codec that leaves too little of the frame interval is not taken, whatever it costs", () => {
  const choice = new CodecChoice(ALL);
  choice.setPeer(["vp8", "vp9"], true);
  const current = new Encoder("vp8"), trial = new Encoder("vp9");
  for (let i = 0; i < 150; i++) {
    current.picture(3);
    if (choice.trial) trial.picture(4, 21);
    choice.update({ framesPerSecond: 30, current: current.load, trial: trial.load }, i * INTERVAL_MS);
  }
  assertEquals([choice.codec, choice.trial], ["vp8", undefined]);
});

Deno.test("a machine that becomes too slow goes down at once, and stays there when it is fast again", () => {
  const fast = { vp8: 3, vp9: 4, av1: 8 };
  for (const slow of [{ av1: 40 }, { av1: 20 }]) { // too late; too much of a core
    const machine = new Machine(fast).connect().run(20).costs(slow).run(2.5);
    assertEquals(machine.sent, ["vp8", "av1", "vp8"]);
    machine.costs(fast).run(60);
    assertEquals([machine.sent, machine.tried], [["vp8", "av1", "vp8"], ["av1"]]);
  }
});

Deno.test("one that pauses for half a second, or costs somewhat more, does not change the codec", () => {
  const machine = new Machine({ vp8: 3, vp9: 4, av1: 10 }).connect().run(20);
  machine.pausedMs = 50;
  machine.run(0.5);
  machine.pausedMs = 0;
  machine.costs({ av1: 15 }).run(60);
  assertEquals(machine.sent, ["vp8", "av1"]);
});

Deno.test("whatever a machine's costs do, the codec changes at most twice, and never up after the first seconds", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new SeededRandom(seed);
    const machine = new Machine({ vp8: 3, vp9: 4, av1: 8 }).connect();
    let early: unknown[] = [];
    for (let second = 0; second < 40; second++) {
      machine.costs({ vp8: 1 + random.below(20), vp9: 1 + random.below(30), av1: 1 + random.below(60) }).run(1);
      if (second === 14) early = [...machine.sent];
    }
    const { sent } = machine;
    assert(sent.length <= 3 && sent[0] === "vp8" && (sent[2] ?? "vp8") === "vp8", `seed ${seed}: ${sent}`);
    assert(sent.length === early.length || sent.at(-1) === "vp8", `seed ${seed}: ${early}, then ${sent}`);
  }
});

Deno.test("only what both ends know is tried, and nothing that saves fewer bits than the first one", () => {
  const cheap = { vp8: 1, vp9: 1, av1: 1 };
  assertEquals(new Machine(cheap).connect(["jpeg", "vp8"]).run(20).tried, []);
  assertEquals(new Machine(cheap).connect(["jpeg", "vp8", "vp9"]).run(20).sent, ["vp8", "vp9"]);
  assertEquals(new Machine(cheap, ["av1"]).connect().run(20).sent, ["av1"]);
  assertEquals(new Machine(cheap, ["vp9", "vp8"]).connect().run(20).sent, ["vp9"]);
  assertEquals(new Machine(cheap).connect(["jpeg"]).run(20).choice.codec, undefined);
});

Deno.test("an encoder that fails is not tried again in the call; of the first codec, there is no other", () => {
  const machine = new Machine({ vp8: 3, vp9: 4, av1: 8 }).connect().run(2);
  assertEquals(machine.choice.trial, "av1");
  assertEquals(machine.choice.failed("av1"), true);
  machine.run(5);
  assertEquals(machine.choice.codec, "vp9");
  assertEquals(machine.choice.failed("vp9"), true);
  machine.run(20);
  assertEquals([machine.choice.codec, machine.choice.failed("vp8")], ["vp8", false]);
  assertEquals(machine.tried, ["av1", "vp9"]);
});

Deno.test("an interruption keeps the codec", () => {
  const machine = new Machine({ vp8: 3, vp9: 4, av1: 8 }).connect().run(20);
  machine.choice.setPeer(undefined, false);
  assertEquals(machine.run(1).choice.codec, undefined);
  machine.choice.setPeer(["jpeg", ...ALL], false);
  assertEquals(machine.run(20).sent, ["vp8", "av1", undefined, "av1"]);
});

Deno.test("the next call begins with the codec of the last one, if that was good to the end and the peer decodes it", () => {
  const machine = new Machine({ vp8: 3, vp9: 4, av1: 8 });
  assertEquals(machine.choice.likely, "vp8");
  machine.connect().run(20);
  machine.choice.setPeer(undefined, false);
  assertEquals(machine.choice.likely, "av1");
  machine.connect().run(20);
  assertEquals([machine.sent, machine.tried], [["vp8", "av1"], ["av1"]]);
  // Another peer, for which VP9 is the best.
  machine.connect(["jpeg", "vp8", "vp9"]).run(20);
  assertEquals(machine.sent, ["vp8", "av1", "vp8", "vp9"]);
  // The machine has become too slow, so the call after this begins with the first.
  machine.connect().costs({ vp9: 40 }).run(5);
  machine.connect().costs({ av1: 60, vp9: 40 }).run(20);
  assertEquals(machine.sent, ["vp8", "av1", "vp8", "vp9", "vp8"]);
});
