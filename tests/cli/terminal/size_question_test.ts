import { assertEquals } from "@std/assert";
import { SizeQuestion } from "../../../src/cli/terminal/size_question.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

const written = () => Promise.resolve();

function question({ asks = true } = {}) {
  const clock = new VirtualClock();
  const size = new SizeQuestion(clock, { asks });
  /** The terminal's cursor is in the row `row`, and it has this size. */
  const answer = (row: number, columns: number, rows: number) => {
    size.answered({ rows: row, columns: 1 });
    size.answered({ rows, columns });
  };
  return { clock, size, answer };
}

Deno.test("the answers come back in order, with the rows above the cursor", async () => {
  const { size, answer } = question();
  const answers = size.ask(2, written);
  answer(3, 80, 24);
  answer(1, 40, 12);
  assertEquals(await answers, [{ columns: 80, rows: 24, rowsAbove: 2 }, { columns: 40, rows: 12, rowsAbove: 0 }]);
});

Deno.test("a late answer is not taken for that to the next question", async () => {
  const { clock, size, answer } = question();
  const first = size.ask(1, written);
  await clock.advance(200);
  assertEquals(await first, undefined);
  const second = size.ask(1, written);
  answer(3, 80, 24);
  answer(4, 40, 12);
  assertEquals(await second, [{ columns: 40, rows: 12, rowsAbove: 3 }]);
  answer(5, 20, 6); // nobody asked
  const third = size.ask(1, written);
  answer(6, 30, 9);
  assertEquals(await third, [{ columns: 30, rows: 9, rowsAbove: 5 }]);
});

Deno.test("a terminal that answers is given more time", async () => {
  const { clock, size, answer } = question();
  const first = size.ask(1, written);
  answer(1, 80, 24);
  await first;
  const second = size.ask(1, written);
  await clock.advance(1900);
  answer(1, 40, 12);
  assertEquals((await second)?.[0].columns, 40);
});

Deno.test("after five questions in a row without an answer the terminal is no longer asked", async () => {
  const { clock, size, answer } = question();
  for (let n = 1; n <= 7; n++) {
    assertEquals(size.asks, true);
    const answers = size.ask(1, written);
    await clock.advance(2000);
    await answers;
    if (n === 2) answer(1, 80, 24); // late, but it answers
  }
  assertEquals(size.asks, false);
  assertEquals(question({ asks: false }).size.asks, false);
});

Deno.test("nobody waits for a terminal that is gone", async () => {
  const { size } = question();
  const answers = size.ask(1, written);
  await settled();
  size.stop();
  assertEquals([await answers, size.asks], [undefined, false]);
  assertEquals(await size.ask(3, written), undefined);
});
