import { assert, assertEquals } from "@std/assert";
import { type FigureRow, formatTable, isReached } from "../../../scripts/bench/figure_row.ts";

const row = (more: Partial<FigureRow>): FigureRow => ({ figure: "delay", unit: "ms", ...more });

Deno.test("a target is absolute or a multiple of the reference", () => {
  assert(isReached(row({ vchat: 5, target: { is: "at most", value: 5 } })));
  assertEquals(isReached(row({ vchat: 5.1, target: { is: "at most", value: 5 } })), false);
  assert(isReached(row({ vchat: 4, reference: 5, target: { is: "at most", value: 0.8, of: "reference" } })));
  assertEquals(
    isReached(row({ vchat: 14, reference: 5, target: { is: "at least", value: 3, of: "reference" } })),
    false,
  );
});

Deno.test("without a figure, a target or a reference the result is neither reached nor missed", () => {
  assertEquals(isReached(row({ target: { is: "at most", value: 5 } })), undefined);
  assertEquals(isReached(row({ vchat: 1, target: { is: "at most", value: 1, of: "reference" } })), undefined);
  assertEquals(isReached(row({ vchat: 1 })), undefined);
});

Deno.test("the table shows figure, ratio and verdict in columns", () => {
  const table = formatTable([
    row({ vchat: 4, reference: 5, target: { is: "at most", value: 0.5, of: "reference" } }),
    row({ figure: "memory", unit: "MB", vchat: 109.6, target: { is: "at most", value: 110 } }),
  ]);
  assertEquals(table.split("\n").map((line) => line.replace(/ +/g, " ")), [
    "figure unit reference vchat ratio target reached",
    "-".repeat(table.indexOf("\n")),
    "delay ms 5.00 4.00 0.80x <= 0.5x NO",
    "memory MB 110 <= 110 yes",
  ]);
});
