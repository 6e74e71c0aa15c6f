import { assertEquals } from "@std/assert";
import { OutputQueue } from "../../src/wire/output_queue.ts";
import { WaitingLines } from "../../src/wire/waiting_lines.ts";

const ONE_BYTE = new Uint8Array(1);

Deno.test("lines are taken once, in order", () => {
  const lines = new WaitingLines(new OutputQueue(), 100);
  for (const id of [5, 3, 9]) lines.add(id, ONE_BYTE);
  assertEquals(lines.take().map(({ id }) => id), [5, 3, 9]);
  assertEquals(lines.take(), []);
});

Deno.test("at most a thousand lines wait, however short; after they are taken there is room again", () => {
  const outputs = new OutputQueue(), lines = new WaitingLines(outputs, 1e6);
  for (let id = 1; id <= 1001; id++) lines.add(id, ONE_BYTE);
  assertEquals(outputs.take(), { kind: "text_lost", id: 1001, reason: "too_many_waiting" });
  lines.take();
  lines.add(1002, ONE_BYTE);
  assertEquals(outputs.take(), undefined);
});

Deno.test("lines that wait at the end are reported lost, one by one", () => {
  const outputs = new OutputQueue(), lines = new WaitingLines(outputs, 10);
  lines.add(1, ONE_BYTE);
  lines.add(2, ONE_BYTE);
  lines.lose();
  assertEquals(outputs.take(), { kind: "text_lost", id: 1, reason: "call_ended" });
  assertEquals(outputs.take(), { kind: "text_lost", id: 2, reason: "call_ended" });
  assertEquals(outputs.take(), undefined);
});
