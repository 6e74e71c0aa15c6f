import { assertEquals } from "@std/assert";
import type { PageOpening, PageSoundNews } from "../../../../src/io/sound/page/sound_page.ts";
import type { ToPageSound } from "../../../../src/io/window/serve/page_sound_message.ts";
import { ServedSound } from "../../../../src/io/window/serve/served_sound.ts";

const SPEAKER: PageOpening = {
  device: "speaker",
  openingId: 1,
  onlyBrowser: false,
  processing: { echo: true, noise: true, gain: true },
};
const MICROPHONE: PageOpening = { ...SPEAKER, device: "microphone", openingId: 2 };
const SILENCE = new Float32Array(480);

function start() {
  const told: ToPageSound[] = [], sent: Uint8Array[] = [], news: PageSoundNews[] = [];
  const time = { nowMs: 1000 };
  const sound = new ServedSound({
    tell: (message) => told.push(message),
    send: (message) => sent.push(message),
    nowMs: () => time.nowMs,
  });
  sound.start((one) => news.push(one));
  return { sound, told, sent, news, time };
}

Deno.test("orders go to the page, and to the next page as well", () => {
  const { sound, told } = start();
  sound.order({ kind: "open", opening: SPEAKER });
  sound.order({ kind: "list" });
  assertEquals(told.splice(0), [{ kind: "open_sound", opening: SPEAKER }, { kind: "list_page_sound" }]);
  sound.connected();
  assertEquals(told.splice(0), [{ kind: "open_sound", opening: SPEAKER }]);
  sound.order({ kind: "close", device: "speaker", openingId: 1 });
  sound.connected();
  assertEquals(told, [{ kind: "close_sound", device: "speaker", openingId: 1 }]);
});

Deno.test("each frame that is wanted is told with its time by vchat's clock", () => {
  const { sound, news } = start();
  sound.order({ kind: "open", opening: SPEAKER });
  sound.received({ kind: "sound_wanted", openingId: 1, count: 2, playMs: 530, sentMs: 500 });
  assertEquals(news, [{ kind: "wanted", openingId: 1, playMs: 1030 }, { kind: "wanted", openingId: 1, playMs: 1040 }]);
});

Deno.test("a captured frame is told with its time by vchat's clock, however late it comes", () => {
  const { sound, news, time } = start();
  sound.order({ kind: "open", opening: MICROPHONE });
  sound.captured({ openingId: 2, captureMs: 480, sentMs: 500, samples: SILENCE });
  time.nowMs = 1400;
  sound.captured({ openingId: 2, captureMs: 490, sentMs: 510, samples: SILENCE });
  assertEquals(news.map((one) => one.kind === "captured" && one.captureMs), [980, 990]);
});

Deno.test("times that cannot be are bounded", () => {
  const { sound, news } = start();
  sound.order({ kind: "open", opening: MICROPHONE });
  for (const captureMs of [-1e12, 1e12]) sound.captured({ openingId: 2, captureMs, sentMs: 0, samples: SILENCE });
  assertEquals(news.map((one) => one.kind === "captured" && one.captureMs), [-1000, 3000]);
});

Deno.test("what belongs to no opening goes nowhere", () => {
  const { sound, news, sent } = start();
  sound.order({ kind: "open", opening: SPEAKER });
  sound.received({ kind: "sound_wanted", openingId: 9, count: 1, playMs: 0, sentMs: 0 });
  sound.received({ kind: "sound_ended", device: "microphone", openingId: 1, reason: "stopped" });
  sound.captured({ openingId: 1, captureMs: 0, sentMs: 0, samples: SILENCE });
  sound.order({ kind: "play", openingId: 9, samples: SILENCE });
  assertEquals([news, sent], [[], []]);
  sound.order({ kind: "play", openingId: 1, samples: SILENCE });
  assertEquals(sent.map(({ length }) => length), [972]);
});

Deno.test("the end of a device and of the page end what was open", () => {
  const { sound, news, told } = start();
  sound.order({ kind: "open", opening: SPEAKER });
  sound.order({ kind: "open", opening: MICROPHONE });
  sound.received({ kind: "sound_ended", device: "speaker", openingId: 1, reason: "unplugged" });
  sound.disconnected();
  assertEquals(news, [
    { kind: "ended", device: "speaker", openingId: 1, reason: "unplugged" },
    { kind: "ended", device: "microphone", openingId: 2, reason: "gone" },
  ]);
  told.length = 0;
  sound.connected();
  assertEquals(told, []);
});

Deno.test("devices are told as the options take them", () => {
  const { sound, news } = start();
  const devices = [
    { kind: "microphone", id: "a", name: "Desk" },
    { kind: "speaker", id: "b", name: "Front" },
    { kind: "speaker", id: "c", name: "Headset" },
  ] as const;
  sound.received({ kind: "page_sound", devices });
  assertEquals(news, [{
    kind: "devices",
    devices: [
      { kind: "microphone", index: 0, id: "window:a", name: "Desk" },
      { kind: "speaker", index: 0, id: "window:b", name: "Front" },
      { kind: "speaker", index: 1, id: "window:c", name: "Headset" },
    ],
  }]);
});

Deno.test("a stop closes what is open, and nothing is told any more", () => {
  const { sound, told, news } = start();
  sound.order({ kind: "open", opening: SPEAKER });
  told.length = 0;
  sound.stop();
  sound.received({ kind: "sound_ended", device: "speaker", openingId: 1, reason: "stopped" });
  sound.disconnected();
  assertEquals([told, news], [[{ kind: "close_sound", device: "speaker", openingId: 1 }], []]);
});
