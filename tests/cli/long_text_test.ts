import { assert, assertEquals } from "@std/assert";
import { withEnds } from "../fake/call_process.ts";
import { randomBasePort } from "../fake/vchat_process.ts";

const UNITS = 11 * 1024 * 1024;
const ARGS = ["--wire", "plain", "--camera", "none", "--no-config"];

Deno.test("a line of eleven megabytes of control characters is complete on standard output and cut in the events", () =>
  withEnds(async (open) => {
    const port = randomBasePort();
    const server = open("server", port, ARGS);
    await server.expect("listening");
    const client = open("client", port, ARGS);
    await server.expect("connected");
    await client.type(`${"\x01".repeat(UNITS)}\nafter\n`);
    const [long, after] = [await server.expect("text_received"), await server.expect("text_received", 2)];
    assertEquals(long, { ...long, text: "\x01".repeat(1000), text_left_out: UNITS - 1000 } as typeof long);
    assertEquals(after.text, "after");
    await server.until("stdout", /: after\n/);
    const [head, ...lines] = server.stdout.split(": ");
    assert(lines[0] === `${"␁".repeat(UNITS)}\n${head}` && lines[1] === "after\n");
    assertEquals(await client.leave(), 0);
    assertEquals((await client.of("text_sent")).map(({ text }) => text.length), [1000, 5]);
  }));
