/** Servers some of whose ports are taken by other programs. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { withEnds } from "../fake/call_process.ts";
import { freeBasePort } from "../fake/free_base_port.ts";

const BLIND = ["--camera", "none"];

/** Other programs at the three ports below `port`. */
function takeOthers(port: number): () => void {
  const held = [
    Deno.listen({ hostname: "127.0.0.1", port: port - 1 }),
    Deno.listen({ hostname: "127.0.0.1", port: port - 2 }),
    Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: port - 3 }),
  ];
  return () => held.forEach((one) => one.close());
}

Deno.test("a sealed server says which ports it runs without, and can still be called", () =>
  withEnds(async (open) => {
    const port = freeBasePort();
    const free = takeOthers(port);
    try {
      const server = open("server", port, BLIND);
      const client = open("client", port, [...BLIND, "--code", await server.code()]);
      await Promise.all([server.expect("connected"), client.expect("connected")]);
      const notices = (await server.of("notice")).map(({ message }) => message);
      assertEquals(notices.length, 2, String(notices));
      for (const [at, below] of [1, 2].entries()) {
        assert(notices[at].startsWith(`TCP port ${port - below} is taken by another program`), notices[at]);
        await server.until("stderr", new RegExp(`TCP port ${port - below} is taken`));
      }
      assertEquals(await client.leave(), 0);
    } finally {
      free();
    }
  }));

Deno.test("a plain server needs all its ports; a sealed one needs only the port of its address", () =>
  withEnds(async (open) => {
    const port = freeBasePort();
    const free = takeOthers(port);
    const udp = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port });
    try {
      for (const wire of ["plain", "sealed"]) {
        const server = open("server", port, [...BLIND, "--wire", wire]);
        assertEquals(await server.ended(), 1);
        assertMatch(
          server.stderr,
          wire === "plain" ? /TCP port \d+ is taken/ : new RegExp(`UDP port ${port} is taken`),
        );
      }
    } finally {
      free();
      udp.close();
    }
  }));
