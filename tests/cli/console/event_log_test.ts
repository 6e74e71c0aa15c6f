import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { openEventLog } from "../../../src/cli/console/event_log.ts";
import { jsonLine } from "../../../src/cli/console/event_writer.ts";
import { FileSink } from "../../../src/io/files/file_sink.ts";

Deno.test("an event is one line of JSON with the same meaning, whatever a peer wrote", () => {
  const unit = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
    fc.constantFrom("\n", "\r", "\x1b[2J", "\x9b31m", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", '"', "\\", "{}"),
  );
  const text = fc.array(unit).map((parts) => parts.join("").toWellFormed());
  fc.assert(
    fc.property(text, text, (name, text) => {
      const event = { t: 1.5, event: "text_received", name, text } as const;
      const line = jsonLine(event);
      assert(!/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(line), line);
      assertEquals(JSON.parse(line), event);
    }),
    { seed: 7, numRuns: 300 },
  );
});

Deno.test("the log has one line per event, in order", async () => {
  const path = await Deno.makeTempFile();
  try {
    const standardError = new FileSink({ write: () => Promise.resolve(0), close: () => {} }, () => {});
    const log = openEventLog(path, false, standardError, (message) => {
      throw new Error(message);
    });
    log.write({ t: 1, event: "text_received", name: "A\n", text: "x".repeat(1_000_000) });
    log.write({ t: 2, event: "interrupted" });
    await log.close();
    const lines = (await Deno.readTextFile(path)).split("\n");
    assertEquals([lines.length, JSON.parse(lines[0]).text.length, lines[1], lines[2]], [
      3,
      1_000_000,
      '{"t":2,"event":"interrupted"}',
      "",
    ]);
  } finally {
    await Deno.remove(path);
  }
});
