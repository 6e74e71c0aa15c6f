import { assertEquals } from "@std/assert";
import { TrainSpeed } from "../../../src/media/rate/train_speed.ts";

const KBPS = 2000, LOSS = 0.1;

Deno.test("trains leave at twice the link's rate, and loss by chance changes nothing", () => {
  const speed = new TrainSpeed();
  assertEquals(speed.factor, 2);
  speed.onTrain(KBPS, 2 * KBPS, KBPS, LOSS);
  assertEquals(speed.factor, 2);
  speed.onTrain(KBPS, KBPS, KBPS, 0.01);
  assertEquals(speed.factor, 2);
});

Deno.test("trains are gentle if packets are lost and no train arrives faster than the link", () => {
  const speed = new TrainSpeed();
  speed.onTrain(KBPS, Infinity, KBPS, LOSS);
  assertEquals(speed.factor, 2, "too few trains to know");
  speed.onTrain(KBPS, KBPS, KBPS, LOSS);
  assertEquals(speed.factor, 1.25);
});

Deno.test("trains stay gentle after the losses end, until one shows that the link got wider", () => {
  const speed = new TrainSpeed();
  speed.onTrain(KBPS, KBPS, KBPS, LOSS);
  speed.onTrain(KBPS * 1.1, KBPS * 1.1, KBPS, 0);
  assertEquals(speed.factor, 1.25);
  speed.onTrain(KBPS * 1.2, KBPS * 1.2, KBPS, 0);
  assertEquals(speed.factor, 2);
});
