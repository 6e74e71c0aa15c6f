/** Servers that are called at an address from which their system does not answer by itself. */
import { assertEquals } from "@std/assert";
import { withEnds } from "../fake/call_process.ts";
import { freeBasePort } from "../fake/free_base_port.ts";

// On Linux every address in 127.0.0.0/8 belongs to this machine.
if (Deno.build.os === "linux") {
  for (const wire of ["sealed", "plain"]) {
    Deno.test(`a ${wire} server that listens everywhere works at its second address, with pictures and lines both ways`, () =>
      withEnds(async (open) => {
        const port = freeBasePort();
        const pictures = ["--camera", "test", "--width", "160", "--fps", "10", "--wire", wire];
        const server = open("server", port, [...pictures, "--host", "0.0.0.0"]);
        const code = wire === "sealed" ? ["--code", await server.code()] : [];
        const client = open("client", port, [...pictures, ...code, "--host", "127.0.0.2"]);
        const [{ peer }] = await Promise.all([client.expect("connected"), server.expect("connected")]);
        assertEquals(peer.address, { hostname: "127.0.0.2", port });
        await Promise.all([client.expect("frame_shown", 5), server.expect("frame_shown", 5)]);
        await client.type("from the client\n");
        await server.type("from the server\n");
        assertEquals((await server.expect("text_received")).text, "from the client");
        assertEquals((await client.expect("text_received")).text, "from the server");
        assertEquals(await client.leave(), 0);
      }));
  }
}
