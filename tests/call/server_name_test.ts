import { assertEquals } from "@std/assert";
import { ServerName } from "../../src/call/server_name.ts";
import type { Input } from "../../src/wire/wire.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

Deno.test("a server's name is looked up repeatedly while it matters; a failed lookup changes nothing", async () => {
  const clock = new VirtualClock();
  const fed: Input[] = [];
  let answer: readonly string[] | undefined = ["192.0.2.1"], asked = 0, matters = true;
  const resolve = (name: string) => {
    assertEquals(name, "home.example");
    asked++;
    return answer === undefined ? Promise.reject(new Error("no network")) : Promise.resolve(answer);
  };
  const name = new ServerName([{ host: "home.example", port: 9699 }], { clock, network: { resolve } }, {
    wanted: () => matters,
    feed: (input) => fed.push(input),
  });
  await clock.advance(9000);
  assertEquals(asked, 0);
  await clock.advance(2000);
  assertEquals(fed, [{ kind: "addresses", addresses: [{ hostname: "192.0.2.1", port: 9699 }] }]);
  answer = undefined;
  await clock.advance(10_000);
  assertEquals([asked, fed.length], [2, 1]);
  answer = ["192.0.2.7", "2001:db8::7"];
  await clock.advance(10_000);
  assertEquals(fed.at(-1), {
    kind: "addresses",
    addresses: answer.map((hostname) => ({ hostname, port: 9699 })),
  });
  matters = false;
  await clock.advance(60_000);
  assertEquals(asked, 3);
  matters = true;
  name.ask();
  name.stop();
  await clock.advance(60_000);
  assertEquals([asked, fed.length], [4, 2]);
});
