import { assert, assertEquals } from "@std/assert";
import { PictureScreen } from "../../../src/cli/terminal/picture_screen.ts";
import type { Entry, ScreenModel } from "../../../src/cli/terminal/screen.ts";
import type { RgbPicture } from "../../../src/media/picture/rgb_picture.ts";
import { VirtualTerminal } from "../../fake/virtual_terminal.ts";

const entry = (text: string): Entry => ({ head: [{ text: "A: " }], text, indent: { text: "  | " } });
const plain = (width: number, height: number, value: number): RgbPicture => ({
  ...{ width, height },
  rgb: new Uint8Array(3 * width * height).fill(value),
});
const WHITE = "48;2;255;255;255";

function pictureScreen(columns = 24, rows = 12) {
  const terminal = new VirtualTerminal(columns, rows);
  terminal.write("before");
  const screen = new PictureScreen({ columns, rows }, "truecolor");
  const model: ScreenModel & { text: string; cursor: number } = {
    statusRow: (width) => [{ text: "status".slice(0, width) }],
    prompt: "> ",
    text: "",
    cursor: 0,
  };
  const paint = () => {
    const text = screen.render(model);
    terminal.write(text);
    return text;
  };
  paint();
  return { terminal, screen, model, paint };
}

Deno.test("the picture is at the top, below it the conversation, the status and the input", () => {
  const { terminal, screen, model, paint } = pictureScreen();
  assertEquals(screen.pictureLimit, { width: 24, height: 14 });
  for (let n = 1; n <= 5; n++) screen.print(entry(String(n)));
  Object.assign(model, { text: "你好", cursor: 1 });
  screen.picture = plain(18, 14, 255);
  paint();
  assert(terminal.alternate);
  assertEquals(terminal.screen.slice(7), ["A: 3", "A: 4", "A: 5", "status", "> 你好"]);
  assertEquals([terminal.styleAt(0, 3), terminal.styleAt(6, 20), terminal.styleAt(7, 3)], [WHITE, WHITE, ""]);
  assertEquals([terminal.cursor, terminal.cursorShown], [{ row: 11, column: 4 }, true]);
});

Deno.test("nothing is sent if nothing changed, otherwise only the rows that changed", () => {
  const { terminal, screen, model, paint } = pictureScreen();
  assertEquals(paint(), "");
  model.text = "x";
  const text = paint();
  assert(text !== "" && !text.includes("status"));
  screen.picture = plain(2, 2, 255);
  assert(!paint().includes("status"));
  assertEquals(terminal.screen.slice(10), ["status", "> x"]);
});

Deno.test("a picture of another shape leaves nothing of the last one; no picture leaves nothing at all", () => {
  const { terminal, screen, paint } = pictureScreen();
  screen.picture = plain(18, 14, 255);
  paint();
  screen.picture = plain(24, 6, 255);
  paint();
  assertEquals([terminal.styleAt(0, 5), terminal.styleAt(3, 0)], ["", WHITE]);
  screen.picture = undefined;
  paint();
  assertEquals(terminal.styleAt(3, 0), "");
});

Deno.test("without a picture there is text in the middle of its area", () => {
  const { terminal, screen, paint } = pictureScreen();
  screen.caption = "no picture yet";
  paint();
  assertEquals(terminal.screen[3], "     no picture yet");
  assertEquals(paint(), "");
  screen.picture = plain(24, 2, 255);
  paint();
  assertEquals([terminal.screen[3], terminal.styleAt(3, 0)], ["", WHITE]);
  screen.picture = undefined;
  screen.caption = "off";
  paint();
  assertEquals([terminal.screen[3], terminal.styleAt(3, 0)], ["          off", ""]);
  screen.caption = "";
  paint();
  assertEquals(terminal.screen[3], "");
});

Deno.test("after a change of size everything is painted again, and the next picture has the new size", () => {
  const { terminal, screen, paint } = pictureScreen();
  screen.print(entry("one two three four five six"));
  screen.picture = plain(18, 14, 255);
  paint();
  terminal.resize(16, 8);
  screen.resize({ columns: 16, rows: 8 });
  paint();
  assertEquals(screen.pictureLimit, { width: 16, height: 8 });
  assertEquals(terminal.screen.slice(4), ["  | four five", "  | six", "status", ""]);
  screen.picture = plain(18, 14, 255); // was being decoded in the meantime
  paint();
  assertEquals(terminal.screen.slice(6), ["status", ""]);
});

Deno.test("a terminal with too few rows for a picture still works without one", () => {
  for (let rows = 1; rows <= 5; rows++) {
    const { terminal, screen, paint } = pictureScreen(24, rows);
    screen.print(entry("hello"));
    screen.picture = plain(10, 4, 255);
    paint();
    assertEquals(terminal.screen.at(-1), ">");
  }
});

Deno.test("at the end the earlier content is back, followed by the conversation", () => {
  const { terminal, screen, paint } = pictureScreen();
  for (let n = 1; n <= 4; n++) screen.print(entry(String(n)));
  paint();
  terminal.write(screen.close());
  assertEquals(terminal.alternate, false);
  assertEquals(terminal.screen.slice(0, 5), ["beforeA: 1", "A: 2", "A: 3", "A: 4", ""]);
});

Deno.test("a changed entry is shown as it is now, and left like that at the end", () => {
  const { terminal, screen, paint } = pictureScreen();
  screen.print({ ...entry("one"), id: 1, pending: true });
  paint();
  screen.replace({ ...entry("ONE"), id: 1 });
  const text = paint();
  assert(!text.includes("status"));
  assertEquals(terminal.screen[9], "A: ONE");
  terminal.write(screen.close());
  assertEquals(terminal.screen[0], "beforeA: ONE");
});
