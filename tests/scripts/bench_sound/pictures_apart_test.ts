import { assertEquals } from "@std/assert";
import { picturesApart } from "../../../scripts/bench_sound/pictures_apart.ts";
import type { CallEvent } from "../../../src/call/call_event.ts";

const SECOND = {
  event: "stats",
  captured_fps: 0,
  sent_fps: 0,
  received_fps: 30,
  shown_fps: 30,
  sent_bytes: 0,
  received_bytes: 0,
  drops: { in: {}, out: {} },
} as const;
const SOUND = { microphone_db: -60, speaker_db: -20, muted: false, concealed: 0, buffer_ms: 20 };

Deno.test("each second says how much later its pictures were than the sound", () => {
  const seconds: CallEvent[] = [
    { ...SECOND, t: 900, delay_ms: 500, sound: { ...SOUND, mouth_to_ear_ms: 60 } },
    { ...SECOND, t: 1900, delay_ms: 80, sound: { ...SOUND, mouth_to_ear_ms: 60 } },
    { ...SECOND, t: 2900, delay_ms: 50, sound: { ...SOUND, mouth_to_ear_ms: 60 } },
    { ...SECOND, t: 3900, delay_ms: 50, sound: SOUND },
    { ...SECOND, t: 4900, delay_ms: undefined, sound: { ...SOUND, mouth_to_ear_ms: 60 } },
    { ...SECOND, t: 5900, delay_ms: 70 },
    { ...SECOND, t: 6900, delay_ms: 500, sound: { ...SOUND, mouth_to_ear_ms: 60 } },
  ];
  assertEquals(picturesApart(seconds, { fromMs: 1000, toMs: 6000 }), [20, -10]);
});
