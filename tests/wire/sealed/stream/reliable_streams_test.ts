import { assertEquals, assertStrictEquals } from "@std/assert";
import { ReliableStreams, type StreamCarrier } from "../../../../src/wire/sealed/stream/reliable_streams.ts";

function carriers(calls: string[]): StreamCarrier[] {
  return [[7, -1, 30], [3, 1, 50], [9, 5, 40]].map(([id, priority, deadlineMs]) => ({
    stream: { id, priority, maxBacklogBytes: 1000 },
    receive: () => true,
    resume: () => calls.push(`resume ${id}`),
    end: () => calls.push(`end ${id}`),
    poll: () => calls.push(`poll ${id}`),
    deadlineMs: () => deadlineMs,
  }));
}

Deno.test("streams above the pictures are polled before them, the others after them, the highest priority first", () => {
  const calls: string[] = [], streams = new ReliableStreams(carriers(calls));
  streams.pollBeforeMedia(50, 0);
  calls.push("media");
  streams.pollAfterMedia(50, 0);
  assertEquals(calls, ["poll 9", "poll 3", "media", "poll 7"]);
});

Deno.test("a stream is found by its id, and the deadline is the earliest of all streams", () => {
  const all = carriers([]), streams = new ReliableStreams(all);
  for (const carrier of all) assertStrictEquals(streams.find(carrier.stream.id), carrier);
  assertEquals(streams.find(4), undefined);
  assertEquals(streams.deadlineMs(50), 30);
  assertEquals(new ReliableStreams([]).deadlineMs(50), Infinity);
});

Deno.test("resume and end reach every stream", () => {
  const calls: string[] = [], streams = new ReliableStreams(carriers(calls));
  streams.resume();
  streams.end();
  assertEquals(calls.toSorted(), ["end 3", "end 7", "end 9", "resume 3", "resume 7", "resume 9"]);
});
