import { assert } from "@std/assert";
import { BitrateController } from "../../../src/media/rate/bitrate_controller.ts";
import { MAX_KBPS, MIN_KBPS } from "../../../src/media/rate/link_rate_limits.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("whatever a peer reports, the rate stays within the limits", () => {
  const random = new SeededRandom(23);
  /** Up to 2^32, small values as likely as large ones. */
  const claim = () => Math.floor(2 ** (random.next() * 33)) - 1;
  for (let call = 0; call < 50; call++) {
    const rate = new BitrateController();
    for (let n = 0, nowMs = 0; n < 400; n++, nowMs += 25 + random.below(3000)) {
      rate.onReport(
        claim() - claim(),
        { bytes: claim(), ms: claim() / 1000 },
        { kbps: claim(), frames: random.below(33), loss: random.next() },
        nowMs,
      );
      const { capacityKbps } = rate;
      assert(capacityKbps >= MIN_KBPS && capacityKbps <= MAX_KBPS, `call ${call}, report ${n}: ${capacityKbps}`);
    }
  }
});
