import { assertEquals } from "@std/assert";
import { KeyframeRequests } from "../../../src/media/transport/keyframe_requests.ts";

const RTT_MS = 80;

Deno.test("nothing is requested while every frame can be decoded", () => {
  const requests = new KeyframeRequests();
  assertEquals(requests.deadlineMs(RTT_MS), Infinity);
  assertEquals(requests.take(RTT_MS, 1e6), false);
});

Deno.test("a keyframe is requested at once, and then once per RTT", () => {
  const requests = new KeyframeRequests();
  requests.onUndecodable();
  const asked = [];
  for (let nowMs = 1000; nowMs < 1300; nowMs++) {
    requests.onUndecodable();
    if (requests.take(RTT_MS, nowMs)) asked.push(nowMs);
  }
  assertEquals(asked, [1000, 1080, 1160, 1240]);
});

Deno.test("the deadline is when the next request is due", () => {
  const requests = new KeyframeRequests();
  requests.onUndecodable();
  requests.take(RTT_MS, 500);
  assertEquals(requests.deadlineMs(RTT_MS), 580);
  assertEquals(requests.take(RTT_MS, requests.deadlineMs(RTT_MS)), true);
});

Deno.test("over a short path the encoder still has time to answer", () => {
  const requests = new KeyframeRequests();
  requests.onUndecodable();
  requests.take(1, 500);
  assertEquals(requests.take(1, 549), false);
  assertEquals(requests.take(1, 550), true);
});

Deno.test("a keyframe ends the requests, and another loss soon after does not cause a second one within an RTT", () => {
  const requests = new KeyframeRequests();
  requests.onUndecodable();
  assertEquals(requests.take(RTT_MS, 500), true);
  requests.onKeyframe();
  assertEquals(requests.take(RTT_MS, 2000), false);
  requests.onUndecodable();
  assertEquals(requests.take(RTT_MS, 2000), true);
});

Deno.test("a second loss within the RTT of the first request waits for its turn", () => {
  const requests = new KeyframeRequests();
  requests.onUndecodable();
  requests.take(RTT_MS, 500);
  requests.onKeyframe();
  requests.onUndecodable();
  assertEquals(requests.take(RTT_MS, 520), false);
  assertEquals(requests.take(RTT_MS, 580), true);
});
