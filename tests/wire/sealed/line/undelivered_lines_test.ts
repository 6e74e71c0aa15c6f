import { assertEquals } from "@std/assert";
import { UndeliveredLines } from "../../../../src/wire/sealed/line/undelivered_lines.ts";

Deno.test("each line is sent and delivered once, together with its last byte", () => {
  const lines = new UndeliveredLines();
  lines.add(11, 100);
  lines.add(12, 104);
  lines.add(13, 300);
  assertEquals(lines.takeSent(99), []);
  assertEquals(lines.takeSent(104), [11, 12]);
  assertEquals(lines.takeSent(299), []);
  assertEquals(lines.takeDelivered(103), [11]);
  assertEquals([lines.count, lines.ids], [2, [12, 13]]);
  assertEquals(lines.takeDelivered(103), []);
  lines.add(14, 310);
  assertEquals(lines.takeSent(310), [13, 14]);
  assertEquals(lines.takeDelivered(310), [12, 13, 14]);
  assertEquals([lines.count, lines.takeSent(310)], [0, []]);
});
