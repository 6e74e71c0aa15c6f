import { showJpeg } from "../../fake/show_jpeg.ts";
import { assertEquals } from "@std/assert";
import { TerminalDisplay } from "../../../src/cli/terminal/terminal_display.ts";
import type { RgbPicture } from "../../../src/media/picture/rgb_picture.ts";
import type { DisplayHandlers, DisplayState } from "../../../src/port/display.ts";
import { showFilmFrame } from "../../fake/show_film_frame.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

const JPEG = Uint8Array.of(1), BROKEN = Uint8Array.of(0);
const PICTURE: RgbPicture = { width: 1, height: 1, rgb: new Uint8Array(3) };
/** Red, 2 x 2, in I420. */
const RED = { width: 2, height: 2, bytes: Uint8Array.of(82, 82, 82, 82, 90, 240) };
/** The first byte of a frame that the decoder refuses, and a frame that is not shown, as its first byte says (RFC 6386, 9.1). */
const BROKEN_FRAME = 99, HIDDEN_FRAME = Uint8Array.of(0x21, 0, 0, 0);
const state = (phase: DisplayState["phase"], peerPicture: DisplayState["peerPicture"] = "expected"): DisplayState => ({
  ...{ role: "client", phase, peerPicture, sinceEpochMs: 0 },
  camera: { state: "none" },
});

/** A display whose decoding and painting take as long as the test says. */
function displayWith({ decodeMs = 5, paintMs = 0 } = {}) {
  const clock = new VirtualClock();
  const after = (ms: number) => new Promise<void>((resolve) => void clock.callAt(clock.nowMs() + ms, resolve));
  const screen = { pictureLimit: { width: 10, height: 10 }, picture: undefined as RgbPicture | undefined, caption: "" };
  const told: string[] = [];
  let closed = false;
  const decoders: string[] = [];
  const display = new TerminalDisplay({
    ...{ clock, screen },
    decoder: {
      decode: (jpeg) => after(decodeMs).then(() => jpeg === BROKEN ? undefined : { ...PICTURE }),
      close: () => closed = true,
    },
    openDecoder: (codec) => {
      const at = decoders.push(codec) - 1;
      return {
        decode: ([first]) => {
          decoders[at] += ` ${first}`;
          return Promise.resolve(first === BROKEN_FRAME || first === HIDDEN_FRAME[0] ? undefined : RED);
        },
        close: () => {
          decoders[at] += " closed";
          return Promise.resolve();
        },
      };
    },
    paint: () => after(paintMs),
  });
  const handlers: Pick<DisplayHandlers, "onShown" | "onDropped" | "onKeyframeNeeded"> = {
    onShown: (n) => told.push(`shown ${n}`),
    onDropped: (n, reason) => told.push(`${reason} ${n}`),
    onKeyframeNeeded: () => told.push("keyframe needed"),
  };
  display.open(handlers as DisplayHandlers);
  display.showState(state("in_call"));
  return { display, clock, screen, told, closed: () => closed, decoders };
}

Deno.test("a picture is decoded, painted, and then reported as shown", async () => {
  const { display, clock, screen, told } = displayWith({ decodeMs: 5, paintMs: 3 });
  showJpeg(display, 0, JPEG);
  await clock.advance(6);
  assertEquals([screen.picture, told], [PICTURE, []]);
  await clock.advance(3);
  assertEquals(told, ["shown 0"]);
});

Deno.test("at most fifteen pictures a second are shown, the newest; the others are reported as dropped", async () => {
  const { display, clock, told } = displayWith();
  for (let n = 0; n < 60; n++) {
    showJpeg(display, n, JPEG);
    await clock.advance(1000 / 60);
  }
  const shown = told.filter((word) => word.startsWith("shown")).map((word) => Number(word.slice(6)));
  assertEquals(shown, Array.from({ length: 15 }, (_, at) => 4 * at));
  assertEquals(told.filter((word) => word.startsWith("display_busy")).length, 44);
});

Deno.test("the last picture of a source that stops is shown", async () => {
  const { display, clock, told } = displayWith();
  showJpeg(display, 0, JPEG);
  await clock.advance(30);
  showJpeg(display, 1, JPEG);
  await clock.advance(200);
  assertEquals(told, ["shown 0", "shown 1"]);
});

Deno.test("a slow decoder or terminal gets the newest picture when it is ready, not a queue", async () => {
  const { display, clock, told } = displayWith({ decodeMs: 150, paintMs: 100 });
  for (let n = 0; n < 30; n++) {
    showJpeg(display, n, JPEG);
    await clock.advance(1000 / 30);
  }
  const shown = told.filter((word) => word.startsWith("shown"));
  assertEquals(shown, ["shown 0", "shown 7", "shown 15"]);
});

Deno.test("a picture that cannot be decoded is reported, and the next one is shown", async () => {
  const { display, clock, told } = displayWith();
  showJpeg(display, 0, BROKEN);
  await clock.advance(100);
  showJpeg(display, 1, JPEG);
  await clock.advance(100);
  assertEquals(told, ["undecodable 0", "shown 1"]);
});

Deno.test("the last picture stays while the link is down, and disappears with the call", async () => {
  const { display, clock, screen, told } = displayWith();
  showJpeg(display, 0, JPEG);
  await clock.advance(100);
  display.showState(state("reconnecting"));
  assertEquals(screen.picture, PICTURE);
  showJpeg(display, 1, JPEG);
  display.showState(state("waiting"));
  await clock.advance(100);
  assertEquals([screen.picture, told], [undefined, ["shown 0", "display_busy 1"]]);
});

Deno.test("a peer with its camera off has words instead of a picture", async () => {
  const { display, clock, screen } = displayWith();
  assertEquals(screen.caption, "no picture yet");
  showJpeg(display, 0, JPEG);
  await clock.advance(100);
  display.showState(state("in_call", "missing"));
  assertEquals(screen.picture, PICTURE);
  display.showState(state("in_call", "off"));
  assertEquals([screen.picture, screen.caption], [undefined, "the peer's camera is off"]);
  display.showState(state("waiting"));
  assertEquals(screen.caption, "");
});

Deno.test("closing ends the decoder, and nothing is reported afterwards", async () => {
  const { display, clock, told, closed } = displayWith();
  showJpeg(display, 0, JPEG);
  await settled();
  await display.close();
  await clock.advance(100);
  assertEquals([closed(), told], [true, []]);
});

Deno.test("all frames of a predictive codec are decoded; of their pictures the newest is shown", async () => {
  const { display, clock, screen, told, decoders } = displayWith();
  for (let n = 0; n < 8; n++) {
    showFilmFrame(display, "vp8", n, Uint8Array.of(n), n === 0);
    await clock.advance(1000 / 60);
  }
  assertEquals(decoders, ["vp8 0 1 2 3 4 5 6 7"]);
  assertEquals(told, [
    ...["shown 0", "display_busy 1", "display_busy 2", "display_busy 3", "shown 4"],
    ...["display_busy 5", "display_busy 6"],
  ]);
  const { width, height, rgb } = screen.picture!;
  assertEquals([width, height, rgb[0] > 230, rgb[1] < 25], [10, 10, true, true]);
});

Deno.test("a frame that cannot be decoded is reported, and a keyframe requested once; a hidden frame is no failure", async () => {
  const { display, told } = displayWith();
  showFilmFrame(display, "vp8", 0, HIDDEN_FRAME, false);
  await settled();
  assertEquals(told, ["display_busy 0"]);
  for (const [n, keyframe] of [false, false, true].entries()) {
    showFilmFrame(display, "vp8", n + 1, Uint8Array.of(BROKEN_FRAME), keyframe);
    await settled();
  }
  assertEquals(told.slice(1), [
    ...["undecodable 1", "keyframe needed", "undecodable 2"],
    ...["undecodable 3", "keyframe needed"],
  ]);
});

Deno.test("another codec has another decoder; a decoder ends with the call, the camera and the display", async () => {
  const { display, decoders, told } = displayWith();
  showFilmFrame(display, "vp8", 0, Uint8Array.of(0), true);
  showFilmFrame(display, "av1", 1, Uint8Array.of(1), true);
  showJpeg(display, 2, JPEG);
  assertEquals(decoders, ["vp8 0 closed", "av1 1 closed"]);
  await settled();
  assertEquals(told, ["display_busy 0", "display_busy 1"]);
  showFilmFrame(display, "vp8", 3, Uint8Array.of(3), true);
  display.showState(state("in_call", "off"));
  assertEquals(decoders[2], "vp8 3 closed");
  display.showState(state("in_call"));
  showFilmFrame(display, "vp8", 4, Uint8Array.of(4), true);
  await display.close();
  assertEquals(decoders[3], "vp8 4 closed");
});
