import { assertEquals } from "@std/assert";
import { FIRST_BOUNDS, KeptBounds, parseWindowBounds } from "../../../../src/io/window/save/window_bounds.ts";

Deno.test("a window's bounds are whole numbers within sane limits; a place that is none is left out", () => {
  assertEquals(parseWindowBounds({ width: 800, height: 600 }), { width: 800, height: 600 });
  assertEquals(parseWindowBounds({ width: 800, height: 600, x: -1280, y: 0 }), {
    width: 800,
    height: 600,
    x: -1280,
    y: 0,
  });
  assertEquals(parseWindowBounds({ width: 1, height: 2 }), { width: 320, height: 240 });
  assertEquals(parseWindowBounds({ width: 800, height: 600, x: 5 }), { width: 800, height: 600 });
  assertEquals(parseWindowBounds({ width: 800, height: 600, x: 1e9, y: "0" }), { width: 800, height: 600 });
  for (const none of [undefined, null, 5, "", [], {}, { width: 800 }, { width: 0, height: 600 }]) {
    assertEquals(parseWindowBounds(none), undefined, JSON.stringify(none));
  }
  assertEquals(parseWindowBounds({ width: 800.6, height: 1e9 }), { width: 801, height: 8192 });
  for (const width of ["800", NaN, Infinity, -800]) {
    assertEquals(parseWindowBounds({ width, height: 600 }), undefined, `${width}`);
  }
});

Deno.test("only what changes is kept: a title bar that a page does not see does not make the window smaller", () => {
  const kept = new KeptBounds();
  assertEquals(kept.reported({ width: 1120, height: 663 }), false);
  assertEquals(kept.bounds, FIRST_BOUNDS);
  assertEquals(kept.reported({ width: 900, height: 563 }), true);
  assertEquals(kept.bounds, { width: 900, height: 600 });
  // The next window is opened with that, and its page sees less of it again.
  const next = new KeptBounds({ width: 900, height: 600 });
  assertEquals(next.reported({ width: 900, height: 563 }), false);
  // A page in another browser is another window.
  next.pageCame();
  assertEquals(next.reported({ width: 1600, height: 1000 }), false);
  assertEquals(next.bounds.width, 900);
  assertEquals(next.reported({ width: 300, height: 1000 }), false, "less than nothing");
  assertEquals(next.bounds.width, 900);
});

Deno.test("a place is kept where the page knows it", () => {
  const kept = new KeptBounds({ width: 900, height: 600, x: 10, y: 20 });
  assertEquals(kept.reported({ width: 900, height: 600 }), false);
  assertEquals(kept.bounds, { width: 900, height: 600, x: 10, y: 20 });
  assertEquals(kept.reported({ width: 900, height: 600, x: 50, y: 60 }), true);
  assertEquals(kept.bounds, { width: 900, height: 600, x: 50, y: 60 });
});
