import { assertEquals } from "@std/assert";
import { fc } from "../../../fake/fc.ts";
import {
  FRAME_HEADER_BYTES,
  frameMessage,
  type FromPage,
  parseFromPage,
  rawMessage,
  TEXT_LIMIT,
} from "../../../../src/io/window/serve/page_message.ts";
import { readIvf } from "../../../vectors/read_ivf.ts";

Deno.test("a frame's message contains its kind, its number and its bytes", () => {
  const message = frameMessage("local", 0x01020304, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
  assertEquals([...message], [1, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0xff, 0xd8, 0xff, 0xd9]);
  assertEquals(frameMessage("remote", 2 ** 32 + 7, new Uint8Array(0)).length, FRAME_HEADER_BYTES);
  assertEquals(frameMessage("remote", 2 ** 32 + 7, new Uint8Array(0))[7], 7);
});

Deno.test("the message of a predictive codec's frame names the codec, and says whether it is a keyframe", () => {
  assertEquals([...frameMessage("remote", 5, Uint8Array.of(9), "vp9", true)], [0, 2, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 9]);
  assertEquals([...frameMessage("remote", 6, Uint8Array.of(9), "av1", false)], [0, 3, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 9]);
  assertEquals([...frameMessage("remote", 7, Uint8Array.of(9), "jpeg", true)], [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 9]);
});

Deno.test("the message of a keyframe contains the size of its picture", () => {
  for (const codec of ["vp8", "vp9", "av1", "h264"] as const) {
    const [keyframe, , later] = readIvf(`video/halves_${codec}_large.ivf`).concat(readIvf(`video/halves_${codec}.ivf`));
    const headerOf = (
      bytes: Uint8Array,
      isKeyframe: boolean,
    ) => [...frameMessage("remote", 7, bytes, codec, isKeyframe).subarray(2, FRAME_HEADER_BYTES)];
    assertEquals(headerOf(keyframe, true), [1, 0, 0, 0, 0, 7, 0, 128, 0, 96]);
    assertEquals(headerOf(later, false), [0, 0, 0, 0, 0, 7, 0, 0, 0, 0]);
  }
});

Deno.test("the message of a picture that is not encoded contains its size", () => {
  const picture = { width: 320, height: 2, bytes: Uint8Array.of(1, 2, 3) };
  assertEquals([...rawMessage("local_raw", 1, picture)], [2, 0, 0, 0, 0, 0, 0, 1, 1, 64, 0, 2, 1, 2, 3]);
  assertEquals([...rawMessage("remote_raw", 2, picture)], [3, 0, 0, 0, 0, 0, 0, 2, 1, 64, 0, 2, 1, 2, 3]);
});

Deno.test("a page's messages are read as they were written", () => {
  const messages: FromPage[] = [
    { kind: "drawn", n: 0 },
    { kind: "undecodable", n: 2 ** 32 - 1 },
    { kind: "not_drawn", n: 4 },
    { kind: "keyframe_needed", n: 4 },
    { kind: "decodes", codecs: [] },
    { kind: "decodes", codecs: ["vp8", "vp9", "av1", "h264"] },
    { kind: "local_settled", n: 5 },
    { kind: "visible", visible: false },
    { kind: "in_front", on: true },
    { kind: "answer", on: false },
    { kind: "text", text: "\u4f60\u597d \ud83d\ude00\n\u0000" },
    { kind: "code", text: "apple-river-stone" },
    { kind: "camera", on: true },
    { kind: "self_view", on: false },
    { kind: "shortcuts", on: false },
    { kind: "open_folder" },
    { kind: "conversation", on: true },
    { kind: "window", width: 1120, height: 700 },
    { kind: "window", width: 1120, height: 700, x: -1280, y: 25 },
    { kind: "list_cameras" },
    { kind: "choose_camera", id: "/dev/video0" },
    { kind: "save_conversation" },
    { kind: "next_step", step: "call_again" },
    { kind: "next_step", step: "start_page" },
    { kind: "leave" },
  ];
  for (const message of messages) assertEquals(parseFromPage(JSON.stringify(message)), message);
});

Deno.test("anything else is not a message", () => {
  const bad: unknown[] = [
    "",
    "null",
    "7",
    "[]",
    "{}",
    "{",
    '{"kind":"close"}',
    '{"kind":"drawn"}',
    '{"kind":"drawn","n":-1}',
    '{"kind":"drawn","n":1.5}',
    '{"kind":"drawn","n":4294967296}',
    '{"kind":"drawn","n":"1"}',
    '{"kind":"not_drawn"}',
    '{"kind":"keyframe_needed","n":"1"}',
    '{"kind":"decodes"}',
    '{"kind":"decodes","codecs":"vp8"}',
    '{"kind":"decodes","codecs":["h265"]}',
    '{"kind":"decodes","codecs":["toString"]}',
    '{"kind":"decodes","codecs":["vp8","vp8","vp8","vp8","vp8","vp8"]}',
    '{"kind":"visible","visible":1}',
    '{"kind":"shortcuts"}',
    '{"kind":"conversation","on":1}',
    '{"kind":"window"}',
    '{"kind":"window","width":"1120","height":700}',
    '{"kind":"camera","on":"yes"}',
    '{"kind":"choose_camera","id":7}',
    '{"kind":"next_step"}',
    '{"kind":"next_step","step":"leave"}',
    JSON.stringify({ kind: "code", text: "x".repeat(1001) }),
    '{"kind":"text","text":["a"]}',
    JSON.stringify({ kind: "text", text: "x".repeat(TEXT_LIMIT + 1) }),
    " ".repeat(7 * TEXT_LIMIT),
    new Uint8Array(3),
    undefined,
  ];
  for (const message of bad) assertEquals(parseFromPage(message), undefined);
});

Deno.test("half a surrogate pair is replaced", () => {
  assertEquals(parseFromPage('{"kind":"text","text":"a\\ud800b"}'), { kind: "text", text: "a\ufffdb" });
});

Deno.test("only the listed files are served, and no text throws", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.json().map((j) => `{"kind":"drawn","n":${j}}`)), (text) => {
    const message = parseFromPage(text);
    if (message?.kind === "drawn") assertEquals(Object.keys(message), ["kind", "n"]);
  }));
});
