import { assertEquals } from "@std/assert";
import { SentPackets } from "../../../../src/wire/sealed/session/sent_packets.ts";

function sent(count: number, bytes = 1000): SentPackets {
  const packets = new SentPackets();
  for (let number = 0; number < count; number++) packets.onSent(number, bytes, number * 10);
  return packets;
}

Deno.test("onArrived returns when a packet was sent, and removes it and those before it from what is in flight", () => {
  const packets = sent(10);
  assertEquals(packets.inFlightBytes, 10_000);
  assertEquals(packets.onArrived(3), 30);
  assertEquals(packets.inFlightBytes, 6000);
});

Deno.test("an older packet that arrives later changes nothing", () => {
  const packets = sent(10);
  packets.onArrived(7);
  assertEquals(packets.onArrived(2), 20);
  assertEquals(packets.inFlightBytes, 2000);
});

Deno.test("numbers that were never sent, or sent too long ago, are ignored", () => {
  const packets = sent(9000);
  for (const number of [-1, 9000, 2 ** 48 - 1, 9000 - 8193]) assertEquals(packets.onArrived(number), undefined);
  assertEquals(packets.onArrived(9000 - 8192), (9000 - 8192) * 10);
});

Deno.test("after an outage nothing is in flight", () => {
  const packets = sent(10);
  packets.forget();
  assertEquals(packets.inFlightBytes, 0);
});

Deno.test("the lost share is measured over about the last second", () => {
  const packets = sent(1000);
  assertEquals(packets.lostShare({ highestNumber: 99, receivedPackets: 100 }, 1000), 0);
  assertEquals(packets.lostShare({ highestNumber: 199, receivedPackets: 150 }, 1500), 0.25);
  assertEquals(packets.lostShare({ highestNumber: 299, receivedPackets: 150 }, 2000), 0.75);
  assertEquals(packets.lostShare({ highestNumber: 399, receivedPackets: 250 }, 3200), 0);
});

Deno.test("how long nothing has arrived counts from the first packet after the highest that did", () => {
  const sent = new SentPackets();
  assertEquals(sent.unheardMs(1000), 0);
  for (let i = 0; i < 5; i++) sent.onSent(i, 100, 1000 + i * 10);
  assertEquals(sent.unheardMs(1100), 100);
  sent.onArrived(2);
  assertEquals(sent.unheardMs(1100), 70);
  sent.onArrived(4);
  assertEquals(sent.unheardMs(1100), 0);
  sent.onSent(5, 100, 1200);
  sent.forget();
  sent.onSent(6, 100, 1300);
  assertEquals(sent.unheardMs(1350), 50, "what was lost in an outage does not count");
});
