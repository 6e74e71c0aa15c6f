import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../../fake/eventually.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";
import { CameraRig, jpeg } from "./camera_rig.ts";

/** A server that counts its clients, and sends each one what `answer` writes. It never closes a connection. */
async function serve(
  answer: (connection: Deno.Conn, caller: number) => Promise<void>,
  use: (url: string, callers: () => number) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      answer(connection, connections.length).catch(() => {});
    }
  })().catch(() => {});
  await use(`http://127.0.0.1:${listener.addr.port}/video`, () => connections.length);
  for (const connection of connections) connection.close();
}

Deno.test("a silent stream is reported, and opened again", async () => {
  const picture = await jpeg(7);
  const text = (line: string) => new TextEncoder().encode(line);
  await serve(async (connection, caller) => {
    await connection.write(text("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"));
    for (let n = 0; n < 10 * caller; n++) {
      await connection.write(text(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`));
      for (let at = 0; at < picture.length;) at += await connection.write(picture.subarray(at));
      await connection.write(text("\r\n"));
    }
  }, async (url, callers) => {
    await using rig = new CameraRig();
    const clock = new VirtualClock();
    const camera = rig.open(url, { clock });
    await eventually(() => rig.states.some(({ state }) => state === "running"));
    assertEquals(callers(), 1);
    await eventually(async () => {
      await clock.advance(1000);
      return rig.failures.length > 0;
    });
    assertEquals(rig.failures.map(({ reason }) => reason), ["stopped"]);
    assertStringIncludes(rig.failures[0].message!, url);
    const before = rig.units.length;
    await eventually(async () => {
      await clock.advance(100);
      return rig.units.length > before;
    });
    assertEquals(rig.states.slice(0, 4).map(({ state }) => state), ["starting", "running", "failed", "running"]);
    assert(callers() >= 2);
    await camera.stop();
  });
});

Deno.test("a stream whose server accepts and never answers is reported, and opened again", async () => {
  await serve(() => Promise.resolve(), async (url, callers) => {
    await using rig = new CameraRig();
    const clock = new VirtualClock();
    const camera = rig.open(url, { clock });
    await eventually(() => callers() === 1);
    await clock.advance(9_999);
    assertEquals(rig.failures, []);
    await clock.advance(1);
    await eventually(() => rig.failures.length === 1);
    assertEquals(rig.failures[0].reason, "not_found");
    assertStringIncludes(rig.failures[0].message!, url);
    await eventually(async () => {
      await clock.advance(100);
      return callers() === 2;
    });
    await camera.stop();
  });
});

Deno.test("a URL of a single picture is requested again and again, without a message", async () => {
  const picture = await jpeg(7);
  await serve(async (connection) => {
    await connection.read(new Uint8Array(4096));
    const head = `HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`;
    await connection.write(new TextEncoder().encode(head));
    for (let at = 0; at < picture.length;) at += await connection.write(picture.subarray(at));
  }, async (url, callers) => {
    await using rig = new CameraRig();
    const camera = rig.open(url.replace("video", "snapshot.jpg"));
    await eventually(() => rig.units.length >= 3);
    assert(callers() >= 3);
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
    await camera.stop();
  });
});
