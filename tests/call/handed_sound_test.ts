import { assertEquals } from "@std/assert";
import { HandedSound } from "../../src/call/handed_sound.ts";
import type { Sound, SoundHandlers } from "../../src/port/sound.ts";

/** Keeps its handlers and what it was told. */
class FakeSound implements Sound {
  handlers!: SoundHandlers;
  readonly told: string[] = [];
  start(handlers: SoundHandlers): void {
    this.told.push("start");
    this.handlers = handlers;
  }
  inCall = (on: boolean) => void this.told.push(`in call ${on}`);
  receive = () => void this.told.push("receive");
  setTarget = () => void this.told.push("target");
  mute = (muted: boolean) => void this.told.push(`mute ${muted}`);
  setVolume = (volume: number) => void this.told.push(`volume ${volume}`);
  choose = (kind: string, id: string) => void this.told.push(`choose ${kind} ${id}`);
  holdBack = (ms: number) => void this.told.push(`hold back ${ms}`);
  list = () => Promise.resolve([]);
  play = (tone: string) => void this.told.push(`play ${tone}`);
  stop(): Promise<void> {
    this.told.push("stop");
    return Promise.resolve();
  }
}

function handlers(heard: string[]): SoundHandlers {
  return {
    onSound: () => void heard.push("sound"),
    onMicrophone: ({ state }) => void heard.push(`microphone ${state}`),
    onSpeaker: ({ state }) => void heard.push(`speaker ${state}`),
    onLevels: ({ microphoneDb }) => void heard.push(`level ${microphoneDb}`),
    onFigures: () => void heard.push("figures"),
    onNotice: (message, hint) => void heard.push(`${message}; ${hint}`),
  };
}

Deno.test("sound goes on in the call, which hears what was said before", async () => {
  const sound = new FakeSound(), handed = new HandedSound(sound);
  const before: string[] = [], call: string[] = [];
  handed.start(handlers(before));
  const levels = { microphoneDb: -20, speakerDb: -100, speaking: true };
  sound.handlers.onMicrophone({ state: "starting" });
  sound.handlers.onMicrophone({ state: "running" });
  sound.handlers.onNotice("nothing cancels the echo", "use headphones");
  sound.handlers.onLevels(levels);
  handed.mute(true);
  assertEquals(before, [
    "microphone starting",
    "microphone running",
    "nothing cancels the echo; use headphones",
    "level -20",
  ]);

  handed.start(handlers(call));
  sound.handlers.onSpeaker({ state: "failed" });
  sound.handlers.onLevels(levels);
  assertEquals(call, ["microphone running", "nothing cancels the echo; use headphones", "speaker failed", "level -20"]);
  assertEquals(before.length, 4);
  handed.inCall(true);
  handed.choose("speaker", "s");
  await handed.stop();
  await handed.stop();
  sound.handlers.onLevels(levels);
  assertEquals(call.length, 4);
  assertEquals(sound.told, ["start", "mute true", "in call true", "choose speaker s", "stop"]);
});
