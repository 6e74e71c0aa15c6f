import { assert, assertEquals } from "@std/assert";
import { fc } from "../../../fake/fc.ts";
import {
  parseCaptured,
  parseFromPageSound,
  playMessage,
  WANTED_LIMIT,
} from "../../../../src/io/window/serve/page_sound_message.ts";

/** A frame of the microphone as the page sends it. */
function captured({ kind = 1, openingId = 7, captureMs = 12.5, sentMs = 20.25, samples = 480 } = {}): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(24 + 2 * samples));
  view.setUint8(0, kind);
  view.setUint32(4, openingId);
  view.setFloat64(8, captureMs);
  view.setFloat64(16, sentMs);
  for (let n = 0; n < samples; n++) view.setInt16(24 + 2 * n, n % 2 ? -32_768 : 16_384, true);
  return view.buffer;
}

Deno.test("a frame of the microphone is read", () => {
  const { openingId, captureMs, sentMs, samples } = parseCaptured(captured())!;
  assertEquals({ openingId, captureMs, sentMs }, { openingId: 7, captureMs: 12.5, sentMs: 20.25 });
  assertEquals([...samples.slice(0, 2)], [0.5, -1]);
  assertEquals(samples.length, 480);
});

Deno.test("what is longer, shorter, of another kind or of no time is none", () => {
  const whole = captured();
  for (let length = 0; length < whole.byteLength; length++) {
    assertEquals(parseCaptured(whole.slice(0, length)), undefined);
  }
  const wrong = [{ samples: 481 }, { kind: 0 }, { kind: 0x89 }, { captureMs: NaN }, { sentMs: Infinity }, {
    captureMs: 1e14,
  }];
  for (const change of wrong) assertEquals(parseCaptured(captured(change)), undefined);
  for (const other of ["", 1, null, new Uint8Array(984)]) assertEquals(parseCaptured(other), undefined);
});

Deno.test("random bytes of the right length are a frame within bounds, or none", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 984, maxLength: 984 }), (bytes) => {
    const frame = parseCaptured(bytes.slice().buffer);
    if (frame === undefined) return;
    assert(Number.isFinite(frame.captureMs) && Number.isFinite(frame.sentMs));
    assert(frame.samples.every((sample) => sample >= -1 && sample <= 1));
  }));
});

Deno.test("a frame for the loudspeaker has the number of its opening, and samples of 16 bits, clipped", () => {
  const message = playMessage(0xfffffffe, Float32Array.of(0, 1, -1, 3, NaN));
  const view = new DataView(message.buffer);
  assertEquals([view.getUint8(0), view.getUint32(4), message.length], [4, 0xfffffffe, 22]);
  assertEquals([0, 1, 2, 3, 4].map((n) => view.getInt16(12 + 2 * n, true)), [0, 32_767, -32_768, 32_767, 0]);
});

const WANTED = { kind: "sound_wanted", openingId: 1, count: 2, playMs: 3.5, sentMs: 4 };
const ENDED = { kind: "sound_ended", device: "speaker", openingId: 1, reason: "unplugged" };
const DEVICE = { kind: "microphone", id: "a", name: "Desk" };

Deno.test("messages about sound devices are read", () => {
  for (
    const message of [WANTED, ENDED, { kind: "page_sound", devices: [DEVICE] }, { kind: "page_sound", devices: [] }]
  ) {
    assertEquals(parseFromPageSound(message) as unknown, message);
  }
});

Deno.test("wrong messages are none", () => {
  const wrong: Record<string, unknown>[] = [
    {},
    { kind: "sound" },
    { ...WANTED, count: 0 },
    { ...WANTED, count: WANTED_LIMIT + 1 },
    { ...WANTED, count: 1.5 },
    { ...WANTED, count: "1" },
    { ...WANTED, openingId: -1 },
    { ...WANTED, playMs: null },
    { ...WANTED, sentMs: 1e300 },
    { ...ENDED, device: "camera" },
    { ...ENDED, reason: "because" },
    { ...ENDED, openingId: 2 ** 32 },
    { kind: "page_sound", devices: "a" },
    { kind: "page_sound", devices: [null] },
    { kind: "page_sound", devices: [{ ...DEVICE, kind: "camera" }] },
    { kind: "page_sound", devices: [{ ...DEVICE, name: "x".repeat(1001) }] },
    { kind: "page_sound", devices: [{ ...DEVICE, id: 1 }] },
    { kind: "page_sound", devices: Array(65).fill(DEVICE) },
  ];
  for (const message of wrong) assertEquals(parseFromPageSound(message), undefined, JSON.stringify(message));
});

Deno.test("any object is a message within bounds, or none", () => {
  const kind = fc.constantFrom("sound_wanted", "sound_ended", "page_sound");
  const fields = {
    openingId: fc.anything(),
    count: fc.anything(),
    device: fc.anything(),
    devices: fc.array(fc.anything()),
  };
  fc.assert(fc.property(fc.record({ kind, ...fields, playMs: fc.double(), sentMs: fc.double() }), (value) => {
    const message = parseFromPageSound(value);
    if (message?.kind === "sound_wanted") assert(message.count >= 1 && message.count <= WANTED_LIMIT);
  }));
});
