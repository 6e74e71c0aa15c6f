import { assertEquals } from "@std/assert";
import { RateShares } from "../../../../src/wire/sealed/session/rate_shares.ts";

Deno.test("a predictive encoder is told less at once, and more when a tenth of a second has passed", () => {
  const shares = new RateShares();
  assertEquals(shares.updatePredictive(0, 1000, 0), 1000);
  assertEquals(shares.updatePredictive(0, 990, 10), undefined);
  assertEquals(shares.updatePredictive(0, 900, 20), 900);
  assertEquals(shares.updatePredictive(0, 1000, 100), undefined);
  assertEquals(shares.updatePredictive(0, 1000, 120), 1000);
});

Deno.test("no target is below what makes a picture, and each track has its own", () => {
  const shares = new RateShares();
  assertEquals(shares.updatePredictive(0, 3, 0), 40);
  assertEquals(shares.updatePredictive(1, 500, 0), 500);
  assertEquals(shares.updatePredictive(0, 5, 500), undefined);
});

Deno.test("a JPEG camera has no limit until its largest frame does not fit, and then one that has settled", () => {
  const shares = new RateShares();
  assertEquals(shares.update(0, 5000, 20_000, 0), undefined);
  assertEquals(shares.update(0, 1000, 20_000, 100), undefined);
  assertEquals(shares.update(0, 1000, 20_000, 400), 1000);
  assertEquals(shares.update(0, 1100, 20_000, 2000), undefined);
  assertEquals(shares.update(0, 2000, 20_000, 2000), 2000);
});
