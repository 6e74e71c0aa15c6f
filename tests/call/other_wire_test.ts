/** Ends of different wires, as processes. Each says what it met and which option to use, and neither falls back. */
import { assertEquals, assertMatch } from "@std/assert";
import { withEnds } from "../fake/call_process.ts";
import { freeBasePort } from "../fake/free_base_port.ts";

const WIRES = { sealed: "plain", plain: "sealed" } as const;

for (const [ours, theirs] of Object.entries(WIRES)) {
  Deno.test(`a ${ours} client calls a ${theirs} server: both say so, and the client exits with 4`, () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, ["--camera", "none", "--wire", theirs]);
      await server.expect("listening");
      const code = ours === "sealed" ? ["--code", "plaza-needle-studio"] : [];
      const client = open("client", port, ["--camera", "none", "--wire", ours, ...code]);
      assertEquals(await client.ended(), 4);
      assertMatch(client.stderr, new RegExp(`The other end speaks the ${theirs} wire.*--wire ${theirs}\n$`));
      assertEquals((await client.expect("ended")).reason, "refused");
      // A plain client cannot know before the server tells it.
      if (ours === "sealed") assertEquals(await client.of("connected"), []);
      await server.until("stderr", new RegExp(`a caller that speaks the ${ours} wire.*--wire ${ours}`));
      assertEquals(await server.of("connected"), []);
    }));
}
