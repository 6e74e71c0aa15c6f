import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type PageAnswer,
  PageListener,
  STRANGER_LIMIT,
  STRANGER_MS,
} from "../../../../src/io/window/serve/page_listener.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";
import { until } from "../page_probe.ts";

/** Serves "yes" under /token/, and WebSockets that echo their messages. */
function start(clock = new VirtualClock()) {
  const timers = { set: 0 };
  const listener = new PageListener({
    answer({ url, headers }): PageAnswer | "socket" {
      if (!new URL(url).pathname.startsWith("/token/")) return { status: 404, headers: {} };
      return headers.has("upgrade") ? "socket" : { status: 200, headers: { "x-kind": "page" }, body: "yes" };
    },
    onSocket: (socket) => socket.run({ onMessage: (m) => socket.send(m as string), onClose: () => {} }),
    nowMs: () => clock.nowMs(),
    callAt: (atMs, callback) => {
      timers.set++;
      return clock.callAt(atMs, callback);
    },
  });
  return { listener, clock, timers, connect: () => Deno.connect({ hostname: "127.0.0.1", port: listener.port }) };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const PAGE = "GET /token/ HTTP/1.1\r\nHost: x\r\n\r\n";

/** What arrives until the connection ends or `enough` matches. */
async function answer(conn: Deno.Conn, enough?: RegExp): Promise<string> {
  const buffer = new Uint8Array(10_000);
  let text = "";
  while (!enough?.test(text)) {
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

/** Whether the other end has closed the connection. */
function watched(conn: Deno.Conn): { over: boolean; done: Promise<void> } {
  const watch = { over: false, done: answer(conn).then(() => void (watch.over = true)) };
  return watch;
}

Deno.test("the number of strangers is limited: a new one replaces the oldest, and the page is still served", async () => {
  const { listener, connect } = start();
  const strangers = [];
  for (let n = 0; n < 3 * STRANGER_LIMIT; n++) strangers.push(await connect());
  const watches = strangers.map(watched);
  const page = await connect();
  await page.write(bytes(PAGE));
  assertMatch(await answer(page, /yes$/), /^HTTP\/1.1 200 /);
  await until(() => watches.filter(({ over }) => over).length > 2 * STRANGER_LIMIT, "the end of those too many");
  assert(watches.slice(-STRANGER_LIMIT + 1).every(({ over }) => !over), "the newest stay");

  // A connection that has shown the token is not a stranger's.
  for (let n = 0; n < 2 * STRANGER_LIMIT; n++) strangers.push(await connect());
  await page.write(bytes(PAGE));
  assertMatch(await answer(page, /yes$/), /^HTTP\/1.1 200 /);

  await listener.close(0);
  await Promise.all(watches.map(({ done }) => done));
  for (const conn of [...strangers, page]) conn.close();
});

Deno.test("strangers are disconnected soon: silent, slow, or after their last answer", async () => {
  const { listener, clock, timers, connect } = start();
  const silent = await connect(), slow = await connect(), done = await connect();
  await slow.write(bytes("GET /token/ HTTP/1.1\r\nHost:"));
  await done.write(bytes(PAGE));
  assertMatch(await answer(done, /yes$/), /yes$/);
  const watches = [silent, slow, done].map(watched);
  await until(() => timers.set === 4, "a deadline for each, and one after the answer");
  await clock.advance(STRANGER_MS - 1);
  await slow.write(bytes(" x"));
  const alive = await connect();
  await alive.write(bytes(PAGE));
  assertMatch(await answer(alive, /yes$/), /yes$/);
  assertEquals(watches.map(({ over }) => over), [false, false, false]);
  await clock.advance(1);
  await Promise.all(watches.map(({ done }) => done));
  await alive.write(bytes(PAGE));
  assertMatch(await answer(alive, /yes$/), /yes$/);
  await listener.close(0);
  for (const conn of [silent, slow, done, alive]) conn.close();
});

Deno.test("a request may arrive in pieces, and several on one connection; an invalid one gets one answer", async () => {
  const { listener, connect } = start();
  const conn = await connect();
  conn.setNoDelay(true);
  for (const piece of PAGE + PAGE) await conn.write(bytes(piece));
  const two = await answer(conn, /yes[^]*yes$/);
  assertEquals(two.match(/HTTP\/1.1 200 /g)?.length, 2);
  assertMatch(two, /\r\nx-kind: page\r\ncontent-length: 3\r\n/);
  conn.close();

  const refused: Record<string, string> = {
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n": "404",
    "GET /Token/ HTTP/1.1\r\n\r\nGET /token/ HTTP/1.1\r\n\r\n": "404",
    "GET http://127.0.0.1/token/ HTTP/1.1\r\n\r\n": "400",
    "GET /token/ HTTP/2\r\n\r\n": "400",
    "get /token/ HTTP/1.1\r\n\r\n": "400",
    "GET /token/ HTTP/1.1\r\nno colon\r\n\r\n": "400",
    "GET /token/ HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n": "400",
    "GET /token/ HTTP/1.1\r\nHost : a\r\n\r\n": "400",
    "CONNECT /token/ HTTP/1.1\r\n\r\n": "400",
    "\0\x16\x03\x01\r\n\r\n": "400",
    "GET /token/ HTTP/1.0\r\n\r\n": "200",
    "GET /token/ HTTP/1.1\r\nConnection: x, Close\r\n\r\n": "200",
    [`GET /token/ HTTP/1.1\r\nx: ${"y".repeat(20_000)}`]: "",
    "GET /token/ HTTP/1.1\r\nUpgrade: websocket\r\n\r\n": "400",
  };
  for (const [request, status] of Object.entries(refused)) {
    const conn = await connect();
    await conn.write(bytes(request)).catch(() => {});
    // The server closes the connection.
    const [, found = ""] = (await answer(conn)).match(/^HTTP\/1.1 (\d+) /) ?? [];
    assertEquals(found, status, request.slice(0, 60));
    conn.close();
  }
  await listener.close(0);
});

if (Deno.build.os !== "windows") {
  Deno.test("without free file descriptors it waits, and then continues", async () => {
    const server = import.meta.resolve("../../../../src/io/window/serve/page_server.ts");
    const source = `
      import { PageServer } from "${server}";
      const none = () => {};
      const { url } = new PageServer({ nowMs: () => performance.now(), onPage: none });
      console.log(url);
    `;
    const [deno, module] = [Deno.execPath(), `data:text/javascript,${encodeURIComponent(source)}`];
    const process = new Deno.Command("sh", {
      args: ["-c", 'ulimit -n 45; exec "$0" run --quiet --no-check --allow-all "$1"', deno, module],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value: url = "" } = await output.read();
    const { hostname, port } = new URL(url.trim());
    const strangers = [];
    for (let n = 0; n < 60; n++) strangers.push(await Deno.connect({ hostname, port: Number(port) }));
    for (const conn of strangers) conn.close();
    const page = await fetch(url.trim());
    assertEquals(page.status, 200);
    await page.text();
    process.kill();
    await process.status;
    await output.cancel();
  });
}
