import { assert, assertEquals } from "@std/assert";
import type { Finding } from "../../../../src/cli/commands/doctor/check.ts";
import { checkSound, type SoundProbe } from "../../../../src/cli/commands/doctor/check_sound.ts";

const brief = (findings: readonly Finding[]) => findings.map(({ status, detail }) => `${status}: ${detail}`);
const hints = (findings: readonly Finding[]) => findings.flatMap(({ hints = [] }) => hints).join("\n");

/** Devices that work, except for what is given. */
function soundProbe(probe: Partial<SoundProbe>): SoundProbe {
  return {
    microphone: "Desk",
    speaker: "Desk",
    tryMicrophone: () => Promise.resolve({ kind: "works", peakDbfs: -31.6 }),
    trySpeaker: () => Promise.resolve({ kind: "works" }),
    echoCanceller: () => Promise.resolve({ kind: "webrtc" }),
    ...probe,
  };
}

Deno.test("sound: what is heard and played, in turn, and what cancels the echo", async () => {
  const order: string[] = [];
  const { tryMicrophone, trySpeaker, ...rest } = soundProbe({});
  const findings = await checkSound({
    ...rest,
    async tryMicrophone() {
      const trial = await tryMicrophone();
      order.push("heard");
      return trial;
    },
    trySpeaker() {
      order.push("played");
      return trySpeaker();
    },
  });
  assertEquals(order, ["heard", "played"]);
  assertEquals(findings.map(({ what }) => what), ["microphone", "loudspeaker", "echo"]);
  assertEquals(brief(findings), [
    "ok: Desk: works, -32 dB at its loudest in a second",
    "ok: Desk: four tones were played",
    "ok: is cancelled, by libwebrtc's audio processing",
  ]);
  assert(hints(findings).startsWith("if you did not hear them: "));
});

Deno.test("sound: what is wrong with it is a warning, because a call works without", async () => {
  const problem = { kind: "failed", problem: "no microphone found", hint: "connect one" } as const;
  const broken = await checkSound(soundProbe({
    tryMicrophone: () => Promise.resolve(problem),
    trySpeaker: () =>
      Promise.resolve({ kind: "failed", problem: "it did not take a second of sound within 8 seconds" }),
    echoCanceller: () => Promise.resolve({ kind: "filter", warning: "use headphones" }),
  }));
  assertEquals(brief(broken), [
    "warn: no microphone found",
    "warn: it did not take a second of sound within 8 seconds",
    "warn: is reduced only by a filter",
  ]);
  assertEquals(hints(broken), "connect one\nuse headphones");

  const silent = await checkSound(
    soundProbe({ tryMicrophone: () => Promise.resolve({ kind: "works", peakDbfs: -90 }) }),
  );
  assertEquals(brief(silent)[0], "warn: Desk: gives only silence");
  assert(hints(silent).includes("muted"));
  const none = await checkSound(soundProbe({
    tryMicrophone: () => Promise.resolve({ kind: "not_tried", why: "none, as asked for" }),
    echoCanceller: () => Promise.resolve({ kind: "off" }),
  }));
  assertEquals(brief(none), [
    "ok: none, as asked for",
    "ok: Desk: four tones were played",
    "ok: is not cancelled, as asked for",
  ]);
});
