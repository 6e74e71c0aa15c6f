import { assertEquals, assertLess, assertNotMatch } from "@std/assert";
import { CellPainter } from "../../../src/cli/terminal/cell_painter.ts";
import type { ColourDepth } from "../../../src/cli/terminal/colour_depth.ts";
import type { RgbPicture } from "../../../src/media/picture/rgb_picture.ts";
import { VirtualTerminal } from "../../fake/virtual_terminal.ts";

const AREA = { row: 2, column: 1, columns: 6, rows: 4 };
const RED = [255, 0, 0], BLUE = [0, 0, 255], WHITE = [255, 255, 255], BLACK = [0, 0, 0], GREY = [120, 121, 119];

function picture(width: number, ...pixels: number[][]): RgbPicture {
  return { width, height: pixels.length / width, rgb: Uint8Array.from(pixels.flat()) };
}

/** A painter, and the terminal that it paints on. */
function painterOf(depth: ColourDepth) {
  const terminal = new VirtualTerminal(8, 6);
  const painter = new CellPainter(depth);
  const paint = (picture: RgbPicture) => {
    const { text, erase } = painter.paint(picture, AREA);
    terminal.write(text);
    return { text, erase };
  };
  return { terminal, painter, paint };
}

Deno.test("a cell is two pixels, the upper its foreground, the lower its background, centred in the area", () => {
  const { terminal, paint } = painterOf("truecolor");
  assertEquals(paint(picture(2, RED, WHITE, BLUE, WHITE)).erase, true);
  assertEquals(terminal.screen[2], "  ▀");
  assertEquals(terminal.styleAt(2, 2), "38;2;255;0;0 48;2;0;0;255");
  assertEquals(terminal.styleAt(2, 3), "38;2;255;0;0 48;2;255;255;255");
  assertEquals([terminal.screen[1], terminal.screen[3]], ["", ""]);
});

Deno.test("only cells that changed are painted again, and invisible changes are ignored", () => {
  const { terminal, paint } = painterOf("truecolor");
  paint(picture(3, RED, RED, RED, BLUE, BLUE, BLUE));
  assertEquals(paint(picture(3, RED, RED, RED, BLUE, BLUE, BLUE)).text, "");
  assertEquals(paint(picture(3, [253, 2, 1], RED, RED, BLUE, BLUE, BLUE)).text, "");
  const { text, erase } = paint(picture(3, RED, WHITE, RED, BLUE, BLUE, BLUE));
  assertEquals([text, erase], ["\x1b[3;3H\x1b[48;2;0;0;255m\x1b[38;2;255;255;255m▀\x1b[0m", false]);
  assertEquals(terminal.styleAt(2, 2), "38;2;255;255;255 48;2;0;0;255");
});

Deno.test("small changes do not add up to a visible error", () => {
  const { paint } = painterOf("truecolor");
  let painted = 0;
  for (let value = 0; value <= 40; value++) {
    painted += paint(picture(1, [value, 0, 0], [value, 0, 0])).text === "" ? 0 : 1;
  }
  assertEquals(painted, 11);
});

Deno.test("everything is painted after a reset or a change of size", () => {
  const { painter, paint } = painterOf("truecolor");
  const small = picture(1, RED, BLUE);
  const first = paint(small).text;
  painter.reset();
  assertEquals(paint(small), { text: first, erase: false });
  assertEquals(paint(picture(2, RED, RED, BLUE, BLUE)).erase, true);
  assertEquals(paint(small), { text: first, erase: true });
});

Deno.test("a picture that is too large, or has an odd height, stays within the area", () => {
  const { terminal, paint } = painterOf("truecolor");
  paint(picture(8, ...new Array(8 * 11).fill(RED)));
  assertEquals(terminal.screen.map((row) => row.length), [0, 0, 0, 0, 0, 0]);
  assertEquals([terminal.styleAt(0, 0), terminal.styleAt(1, 6), terminal.styleAt(5, 0)], ["", "", ""]);
  assertEquals([terminal.styleAt(1, 0), terminal.styleAt(4, 5)], ["48;2;255;0;0", "48;2;255;0;0"]);
});

Deno.test("in 256 colours each colour is the nearest of the cube or the greys", () => {
  const { terminal, paint } = painterOf("256");
  paint(picture(4, RED, WHITE, BLACK, GREY, BLUE, [0, 95, 0], [8, 8, 8], [100, 150, 200]));
  const styles = [1, 2, 3, 4].map((column) => terminal.styleAt(2, column));
  assertEquals(styles, [
    "38;5;196 48;5;21",
    "38;5;231 48;5;22",
    "38;5;16 48;5;232",
    "38;5;243 48;5;68",
  ]);
});

Deno.test("without colours the picture consists of light and dark characters", () => {
  const { terminal, paint } = painterOf("none");
  const { text } = paint(picture(4, BLACK, GREY, WHITE, BLUE, BLACK, GREY, WHITE, BLUE));
  assertEquals(terminal.screen[2], "  =@.");
  // deno-lint-ignore no-control-regex
  assertNotMatch(text, /\x1b\[[\d;]*m/);
});

Deno.test("a picture that fills a whole terminal takes at most a few hundred kilobytes", () => {
  const painter = new CellPainter("truecolor");
  const size = { columns: 120, rows: 40 };
  const rgb = Uint8Array.from({ length: 3 * size.columns * 2 * size.rows }, (_, at) => (at * 7919) % 256);
  const { text } = painter.paint({ width: 120, height: 80, rgb }, { row: 1, column: 1, ...size });
  assertLess(text.length, 120 * 40 * 45);
});
