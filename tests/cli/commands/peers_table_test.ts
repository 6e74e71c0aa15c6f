import { assertEquals, assertMatch } from "@std/assert";
import { peerForPrograms, peersTable } from "../../../src/cli/commands/peers_table.ts";

const ANN = {
  ...{ id: "00ff00ff00ff00ff", name: "Ann\x1b[31m", secret: new Uint8Array(32), calledAt: "192.0.2.7:9699" },
  ...{ lastCallMs: Date.UTC(2026, 10, 27, 8), sinceMs: Date.UTC(2026, 0, 2, 12) },
};
const WIDE = { ...ANN, id: "1".repeat(16), name: "你好", calledAt: "", sinceMs: undefined };

Deno.test("peers are a table in columns, with what cannot be printed made visible", () => {
  const [head, ann, wide] = peersTable([ANN, WIDE]);
  assertEquals(head.split(/ {2,}/), ["NAME", "LAST CALL", "KNOWN SINCE", "CALLED AT", "ID"]);
  const [name, last, since, ...rest] = ann.split("  ");
  assertEquals([name, ...rest], ["Ann␛[31m", "192.0.2.7:9699", "00ff00ff00ff00ff"]);
  assertMatch(last, /^2026-11-2[678] \d\d:\d\d$/);
  assertMatch(since, /^2026-01-0[123] \d\d:\d\d$/);
  assertMatch(wide, /^你好 {6}2026-.* -  +- +1{16}$/);
  assertEquals(ann.indexOf("2026"), head.indexOf("LAST CALL"));
});

Deno.test("for programs the times are in UTC, what is not known is null, and the secret is left out", () => {
  assertEquals(peerForPrograms(ANN), {
    ...{ name: "Ann\x1b[31m", id: "00ff00ff00ff00ff", called_at: "192.0.2.7:9699" },
    ...{ last_call: "2026-11-27T08:00:00.000Z", known_since: "2026-01-02T12:00:00.000Z" },
  });
  const { called_at, known_since } = peerForPrograms(WIDE);
  assertEquals([called_at, known_since], [null, null]);
});
