import { assertEquals } from "@std/assert";
import { textFigures } from "../../../scripts/bench_network/typed_texts.ts";

const TYPED = ["a", "b", "c", "d"];

Deno.test("lost, duplicated and reordered texts are told apart", () => {
  const figures = (received: string[]) => {
    const { lost, doubled, outOfOrder } = textFigures(TYPED, received);
    return [lost, doubled, outOfOrder];
  };
  assertEquals(figures(["a", "b", "c", "d"]), [0, 0, 0]);
  assertEquals(figures(["a", "c", "d"]), [1, 0, 0]);
  assertEquals(figures(["a", "b", "b", "c", "d"]), [0, 1, 0]);
  assertEquals(figures(["a", "c", "b", "d"]), [0, 0, 1]);
  assertEquals(figures([]), [4, 0, 0]);
});
