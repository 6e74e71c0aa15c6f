import { showJpeg } from "../../fake/show_jpeg.ts";
import { assertEquals } from "@std/assert";
import { TerminalDisplay } from "../../../src/cli/terminal/terminal_display.ts";
import type { RgbPicture } from "../../../src/media/picture/rgb_picture.ts";
import type { DisplayHandlers, DisplayState } from "../../../src/port/display.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

const JPEG = Uint8Array.of(1), BROKEN = Uint8Array.of(0);
const PICTURE: RgbPicture = { width: 1, height: 1, rgb: new Uint8Array(3) };
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
  const display = new TerminalDisplay({
    ...{ clock, screen },
    decoder: {
      decode: (jpeg) => after(decodeMs).then(() => jpeg === BROKEN ? undefined : { ...PICTURE }),
      close: () => closed = true,
    },
    paint: () => after(paintMs),
  });
  const handlers: Pick<DisplayHandlers, "onShown" | "onDropped"> = {
    onShown: (n) => told.push(`shown ${n}`),
    onDropped: (n, reason) => told.push(`${reason} ${n}`),
  };
  display.open(handlers as DisplayHandlers);
  display.showState(state("in_call"));
  return { display, clock, screen, told, closed: () => closed };
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
