import { assert, assertEquals } from "@std/assert";
import { PredictiveInFlight } from "../../../src/media/rate/predictive_in_flight.ts";

Deno.test("as much may be in flight as was sent lately in a round trip, and some more", () => {
  const limit = new PredictiveInFlight();
  for (let nowMs = 0; nowMs < 3000; nowMs += 10) limit.onSent(2500, nowMs); // 2000 kbit/s
  const bytes = limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss: 0 }, 3000);
  assert(Math.abs(bytes - (2000 * (100 + 60) / 8 + 4000)) < 1000, `${bytes}`);
  assert(limit.mostBytes({ capacityKbps: 0, rttMs: 200, loss: 0 }, 3000) > bytes);
});

Deno.test("after a pause it is as at the start: the link may have become narrow", () => {
  const limit = new PredictiveInFlight();
  const first = limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss: 0 }, 0);
  limit.onSent(1_000_000, 0);
  assert(limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss: 0 }, 1) > 10 * first);
  assertEquals(limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss: 0 }, 10_000), first);
});

Deno.test("before the round trip is known, one of another country is assumed", () => {
  const limit = new PredictiveInFlight();
  assertEquals(
    limit.mostBytes({ capacityKbps: 0, rttMs: undefined, loss: 0 }, 0),
    limit.mostBytes({ capacityKbps: 0, rttMs: 120, loss: 0 }, 0),
  );
});

Deno.test("a link that carries much may be given more at once, but never as much as it is believed to carry", () => {
  const limit = new PredictiveInFlight();
  limit.onSent(0, -2000); // the start of the call is over
  assertEquals(
    limit.mostBytes({ capacityKbps: 500, rttMs: 100, loss: 0 }, 0),
    limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss: 0 }, 0),
  );
  assert(
    limit.mostBytes({ capacityKbps: 1000, rttMs: 100, loss: 0 }, 0) >
      limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss: 0 }, 0),
  );
  assertEquals(
    limit.mostBytes({ capacityKbps: 1e6, rttMs: 100, loss: 0 }, 0),
    limit.mostBytes({ capacityKbps: 1500, rttMs: 100, loss: 0 }, 0),
  );
});

Deno.test("where reports are lost, more may be in flight, up to a limit", () => {
  const limit = new PredictiveInFlight();
  const [none, some, many, most] = [0, 0.05, 0.2, 0.9].map((loss) =>
    limit.mostBytes({ capacityKbps: 0, rttMs: 100, loss }, 0)
  );
  assert(none < some && some < many);
  assertEquals(many, most);
});

Deno.test("in the first two seconds a link that carries much may be given what it is believed to carry, by half", () => {
  const limit = new PredictiveInFlight(), link = { capacityKbps: 4000, rttMs: 240, loss: 0 };
  const startBytes = limit.mostBytes(link, 0);
  assertEquals(startBytes, 2000 * (240 + 60) / 8 + 4000);
  limit.onSent(0, 0);
  assertEquals(limit.mostBytes(link, 1999), startBytes);
  assert(limit.mostBytes(link, 2000) < startBytes / 2);
});
