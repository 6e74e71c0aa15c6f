import { assertEquals } from "@std/assert";
import {
  openSoundProcessor,
  type ProcessingLibraries,
} from "../../../../src/io/sound/processing/open_sound_processor.ts";
import type { ProcessingStage } from "../../../../src/io/sound/processing/processing_stage.ts";

const ALL = { echo: true, noise: true, gain: true, highPass: true };

class SilentStage implements ProcessingStage {
  delayMs = 0;
  play() {}
  clean = (near: Float32Array) => near;
  setDelayMs() {}
  close() {}
}

function libraries(present: { webrtc: boolean; speex: boolean }): ProcessingLibraries {
  const open = (isPresent: boolean) => {
    if (!isPresent) throw new Error("Cannot find native binding.\nnpm has a bug");
    return new SilentStage();
  };
  return { openWebrtc: async () => await open(present.webrtc), openSpeex: () => open(present.speex) };
}

Deno.test("libwebrtc is preferred to speexdsp, and that to the filter alone, of which a person is told", async () => {
  assertEquals((await openSoundProcessor(ALL, libraries({ webrtc: true, speex: true }))).kind, "webrtc");
  const speex = await openSoundProcessor(ALL, libraries({ webrtc: false, speex: true }));
  assertEquals([speex.kind, speex.warning], ["speex", undefined]);
  const filter = await openSoundProcessor(ALL, libraries({ webrtc: false, speex: false }));
  assertEquals(filter.kind, "filter");
  assertEquals(
    filter.warning,
    "the echo of your loudspeaker may be heard at the other end, since libwebrtc's audio processing cannot be loaded " +
      "(Cannot find native binding.): use headphones",
  );
});

Deno.test("who switched echo cancelling off is not warned, and nothing is loaded when all is off", async () => {
  const withoutEcho = await openSoundProcessor({ ...ALL, echo: false }, libraries({ webrtc: false, speex: false }));
  assertEquals([withoutEcho.kind, withoutEcho.warning], ["filter", undefined]);
  const none = await openSoundProcessor(
    { echo: false, noise: false, gain: false, highPass: false },
    libraries({ webrtc: true, speex: true }),
  );
  assertEquals(none.kind, "none");
});

Deno.test("this machine's processor takes sound", async () => {
  const { processor } = await openSoundProcessor(ALL);
  for (let n = 0; n < 10; n++) {
    processor.processPlayed(new Float32Array(480));
    assertEquals(processor.processCapture(new Float32Array(480)).length, 480);
  }
  processor.close();
});
