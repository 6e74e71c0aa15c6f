import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../src/call/call_event.ts";
import { ShownState } from "../../src/call/shown_state.ts";
import { SoundControl, type SoundControlPorts } from "../../src/call/sound_control.ts";
import type { EncodedSound, Sound, SoundDropReason, SoundHandlers } from "../../src/port/sound.ts";
import type { Role } from "../../src/wire/wire.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

const PEER = { name: "Ann", address: { hostname: "192.0.2.7", port: 5000 }, sealed: true, hasSound: true };
const SAID: EncodedSound = { sequence: 1, captureMs: 10, bytes: Uint8Array.of(1) };

/** Keeps its orders as text. */
class FakeSound implements Sound {
  readonly orders: string[] = [];
  handlers!: SoundHandlers;

  start(handlers: SoundHandlers): void {
    this.handlers = handlers;
    this.orders.push("start");
  }

  inCall(on: boolean): void {
    this.orders.push(on ? "in call" : "no call");
  }

  receive(): void {
    this.orders.push("receive");
  }

  setTarget({ kbps }: { kbps: number }): void {
    this.orders.push(`${kbps} kbit/s`);
  }

  mute(muted: boolean): void {
    this.orders.push(muted ? "mute" : "unmute");
  }

  setVolume(volume: number): void {
    this.orders.push(`volume ${volume}`);
  }

  choose(kind: string, id: string): void {
    this.orders.push(`${kind} ${id}`);
  }

  holdBack(delayMs: number): void {
    this.orders.push(`hold back ${delayMs}`);
  }

  list() {
    return Promise.resolve([{ kind: "speaker", index: 0, id: "a", name: "Front" } as const]);
  }

  play(tone: string): void {
    this.orders.push(tone);
  }

  stop(): Promise<void> {
    this.orders.push("stop");
    return Promise.resolve();
  }
}

function start(
  role: Role = "server",
  withSound = true,
  options: Partial<Pick<SoundControlPorts, "muted" | "tones" | "chosen">> = {},
) {
  const clock = new VirtualClock(), display = new FakeDisplay();
  const events: CallEventBody[] = [], sent: EncodedSound[] = [], told: boolean[] = [], speakingMuted: boolean[] = [];
  const drops: [SoundDropReason, number][] = [];
  const recorded: string[] = [];
  const sound = new FakeSound();
  const control = new SoundControl({
    clock,
    sound: withSound ? sound : undefined,
    role,
    ...options,
    emit: (event) => void events.push(event),
    shown: new ShownState({ clock, display }, role, "none"),
    showLevels: (_levels, isSpeakingMuted) => void speakingMuted.push(isSpeakingMuted),
    dropped: (reason, count) => void drops.push([reason, count]),
    toWire: (sound) => void sent.push(sound),
    onMuted: (muted) => void told.push(muted),
    onHeard: (mouthToEarMs) => Math.max(0, 100 - mouthToEarMs),
    recording: {
      expectSound: () => void recorded.push("call"),
      appendSound: ({ arrivedMs }) => void recorded.push(`sound ${arrivedMs}`),
    },
  });
  control.start();
  return { clock, control, sound, events, sent, told, speakingMuted, drops, recorded, display };
}

Deno.test("sound is sent in a call only, and not while the microphone is muted", () => {
  const { control, sound, sent, told } = start();
  sound.handlers.onSound(SAID);
  assertEquals(sent.length, 0);
  control.connected(PEER, true);
  sound.handlers.onSound(SAID);
  assertEquals(sent.length, 1);
  control.mute(true);
  sound.handlers.onSound(SAID);
  control.mute(true);
  control.mute(false);
  sound.handlers.onSound(SAID);
  control.ended();
  sound.handlers.onSound(SAID);
  assertEquals([sent.length, told], [2, [true, false]]);
});

Deno.test("the called end rings, the caller hears that it was answered, and both hear the end", () => {
  for (const [role, tone] of [["server", "ring"], ["client", "joined"]] as const) {
    const { control, sound } = start(role);
    control.connected(PEER, true);
    control.interrupted();
    control.connected(PEER, false);
    control.ended();
    assertEquals(sound.orders, ["start", "in call", tone, "no call", "in call", "left", "no call"]);
  }
});

Deno.test("an end that starts muted tells so, and one without tones plays none", () => {
  const { control, sound, told } = start("client", true, { muted: true, tones: false });
  control.connected(PEER, true);
  control.ended();
  assertEquals([control.muted, told], [true, [true]]);
  assertEquals(sound.orders, ["start", "mute", "in call", "no call"]);
});

Deno.test("the display shows the devices that were chosen before the call", () => {
  const { control, sound, display } = start("client", true, { chosen: { microphone: "a", speaker: "b" } });
  const shown = () => [display.state!.sound!.microphone.choice, display.state!.sound!.speaker.choice];
  assertEquals(shown(), ["a", "b"]);
  sound.handlers.onMicrophone({ state: "running" });
  control.choose("speaker", "c");
  assertEquals(shown(), ["a", "c"]);
});

Deno.test("a call without sound is said once, and why", () => {
  const { control, sound, events } = start();
  control.connected({ ...PEER, hasSound: false }, true);
  control.connected({ ...PEER, hasSound: false }, false);
  control.connected({ ...PEER, hasSound: undefined, sealed: false }, true);
  assertEquals(events.map((event) => event.event === "notice" && event.message), [
    "this call has no sound: the other end has none, or an older vchat",
    "this call has no sound: the plain wire carries none",
  ]);
  assertEquals(sound.orders, ["start"]);
});

Deno.test("the display shows devices, mute and volume; a wrong volume is brought within its limits", () => {
  const { control, sound, display } = start();
  const shown = () => display.state!.sound!;
  sound.handlers.onMicrophone({ state: "failed", reason: "busy", message: "busy", hint: "close it" });
  assertEquals(shown().microphone, { state: "failed", message: "busy", hint: "close it", choice: undefined });
  control.choose("speaker", "b");
  control.setVolume(7);
  control.setVolume(NaN);
  control.mute(true);
  assertEquals([shown().speaker.choice, shown().volume, shown().muted], ["b", 2, true]);
  assertEquals(sound.orders, ["start", "speaker b", "volume 2", "mute"]);
});

Deno.test("who speaks while muted is told so", () => {
  const { control, sound, speakingMuted } = start();
  const levels = { microphoneDb: -20, speakerDb: -90, speaking: true };
  sound.handlers.onLevels(levels);
  control.mute(true);
  sound.handlers.onLevels(levels);
  sound.handlers.onLevels({ ...levels, speaking: false });
  assertEquals(speakingMuted, [false, true, false]);
});

Deno.test("sound is held back for pictures that come later, in a call", () => {
  const { control, sound } = start();
  const levels = { microphoneDb: -20, speakerDb: -30, speaking: true };
  sound.handlers.onLevels({ ...levels, mouthToEarMs: 60 });
  control.connected(PEER, true);
  for (const mouthToEarMs of [60, 60, undefined, 120]) sound.handlers.onLevels({ ...levels, mouthToEarMs });
  assertEquals(sound.orders.slice(3), ["hold back 40", "hold back 0"]);
});

Deno.test("the peer's mute is shown and is an event, until the call ends", () => {
  const { control, events, display } = start();
  control.connected(PEER, true);
  control.peerMuted(true);
  assertEquals(display.state!.peerMuted, true);
  assertEquals(events.at(-1), { event: "audio_muted", end: "peer", muted: true });
  control.ended();
  assertEquals(display.state!.peerMuted, undefined);
});

Deno.test("the figures and drops of a second are those of a call", () => {
  const { control, sound, drops } = start();
  const figures = { concealed: 0.01, bufferMs: 20, drops: [{ reason: "sound_late", count: 3 } as const] };
  sound.handlers.onFigures(figures);
  assertEquals(control.stats(), undefined);
  control.connected(PEER, true);
  sound.handlers.onLevels({ microphoneDb: -20, speakerDb: -30, speaking: true, mouthToEarMs: 61 });
  sound.handlers.onLevels({ microphoneDb: -20.4, speakerDb: -30.6, speaking: true });
  sound.handlers.onFigures(figures);
  assertEquals(control.stats(), {
    microphone_db: -20,
    speaker_db: -31,
    muted: false,
    mouth_to_ear_ms: 61,
    concealed: 0.01,
    buffer_ms: 20,
  });
  control.ended();
  sound.handlers.onFigures(figures);
  assertEquals(control.stats(), undefined);
  assertEquals(drops, [["sound_late", 3]]);
});

Deno.test("without sound nothing can be changed, and there are no devices", async () => {
  const { control, told, display } = start("server", false);
  control.mute(true);
  control.setVolume(1);
  control.choose("speaker", "a");
  assertEquals([control.muted, told, await control.list()], [false, [], undefined]);
  assertEquals(display.state?.sound, undefined);
  await control.stop();
});

Deno.test("received sound is played and recorded, and the recording knows of each call with sound", () => {
  const { control, sound, recorded } = start();
  control.connected({ ...PEER, hasSound: false }, true);
  control.ended();
  control.connected(PEER, true);
  control.received({ frames: [], captureMs: undefined, arrivedMs: 5 });
  control.interrupted();
  control.connected(PEER, false);
  assertEquals([recorded, sound.orders.includes("receive")], [["call", "sound 5"], true]);
});

Deno.test("while the person is asked about a caller it rings every three seconds, and the answered call does not ring again", async () => {
  const rings = (orders: readonly string[]) => orders.filter((order) => order === "ring").length;
  const { clock, control, sound } = start();
  control.ring(true);
  await clock.advance(7000);
  assertEquals(rings(sound.orders), 3);
  control.ring(false);
  await clock.advance(7000);
  control.connected(PEER, true);
  assertEquals([rings(sound.orders), sound.orders.at(-1)], [3, "joined"]);
  const quiet = start("server", true, { tones: false });
  quiet.control.ring(true);
  await quiet.clock.advance(7000);
  assertEquals(rings(quiet.sound.orders), 0);
  const stopped = start();
  stopped.control.ring(true);
  await stopped.control.stop();
  await stopped.clock.advance(7000);
  assertEquals(rings(stopped.sound.orders), 1);
});
