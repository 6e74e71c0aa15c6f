import { assertEquals } from "@std/assert";
import { BARS, codeFilter, CODES, readFrameCode } from "../../../scripts/bench_window/frame_code.ts";

/** A row of bars as `codeFilter` describes them, implemented a second time. */
function barsOf(code: number, width: number, black = 20, white = 230): Uint8Array {
  const bits = [0, 1, 2, 3, 4].map((bit) => Math.floor(code / 2 ** bit) % 2 === 1);
  const bars = [...bits, ...bits.map((bit) => !bit)];
  return Uint8Array.from({ length: width }, (_, x) => bars[Math.floor(x * bars.length / width)] ? white : black);
}

Deno.test("every code is read, at any width", () => {
  for (const width of [BARS, 97, 400, 640]) {
    for (let code = 0; code < CODES; code++) assertEquals(readFrameCode(barsOf(code, width)), code);
  }
});

Deno.test("a row without a code, with a faint one or with parts of two has no code", () => {
  assertEquals(readFrameCode(new Uint8Array(400)), undefined);
  assertEquals(readFrameCode(new Uint8Array(400).fill(255)), undefined);
  assertEquals(readFrameCode(barsOf(3, 400, 20, 130)), undefined);
  const torn = barsOf(3, 400);
  torn.set(barsOf(4, 400).subarray(200), 200);
  assertEquals(readFrameCode(torn), undefined);
});

Deno.test("ffmpeg gets a filter for the background and one for each bar", () => {
  const boxes = codeFilter().split(/(?<!\\),/);
  assertEquals(boxes.length, 1 + BARS);
  assertEquals(
    boxes[1],
    "drawbox=x=iw*0/10:y=0:w=iw/10:h=ih/4:color=white:t=fill:enable='eq(mod(floor(n/1)\\,2)\\,1)'",
  );
  assertEquals(
    boxes[10],
    "drawbox=x=iw*9/10:y=0:w=iw/10:h=ih/4:color=white:t=fill:enable='eq(mod(floor(n/16)\\,2)\\,0)'",
  );
});
