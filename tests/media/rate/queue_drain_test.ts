import { assertEquals } from "@std/assert";
import { QueueDrain } from "../../../src/media/rate/queue_drain.ts";

Deno.test("after a train, sending stops until most of the queue has drained, but not for a short queue", () => {
  const drain = new QueueDrain();
  assertEquals([drain.afterTrain(-30), drain.afterTrain(20)], [0, 0]);
  assertEquals([drain.afterTrain(100), drain.afterTrain(1000)], [60, 90]);
});

Deno.test("without trains, the next drain waits until reports show the result of the last one", () => {
  const drain = new QueueDrain();
  assertEquals(drain.withoutTrain(200, 0), 120);
  assertEquals(drain.withoutTrain(200, 300), 0);
  assertEquals(drain.withoutTrain(100, 301), 60);
  assertEquals(drain.withoutTrain(1000, 602), 240);
});

Deno.test("a queue that four drains did not shorten is not ours", () => {
  const drain = new QueueDrain();
  const answers = [];
  for (let n = 0; n < 5; n++) answers.push(drain.withoutTrain(100, n * 301));
  assertEquals(answers, [60, 60, 60, 60, "not_ours"]);
});

Deno.test("a drain that helped starts the count again", () => {
  const drain = new QueueDrain();
  const answers = [];
  for (const [n, queueMs] of [400, 400, 400, 400, 200, 190, 190, 190, 190].entries()) {
    answers.push(drain.withoutTrain(queueMs, n * 301));
  }
  assertEquals(answers, [240, 240, 240, 240, 120, 114, 114, 114, "not_ours"]);
});
