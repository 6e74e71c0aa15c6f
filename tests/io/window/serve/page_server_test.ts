import { showFilmFrame } from "../../../fake/show_film_frame.ts";
import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { VirtualClock } from "../../../fake/virtual_clock.ts";
import type { DisplayState } from "../../../../src/port/display.ts";
import { startProbe, until } from "../page_probe.ts";

/** Sends these lines as a request. Returns the complete answer. */
async function rawRequest(port: number, lines: string[]): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode([...lines, "Connection: close", "", ""].join("\r\n")));
  return await new Response(connection.readable).text();
}

function connect(url: string, origin = new URL(url).origin) {
  const messages: (string | Uint8Array)[] = [];
  const socket = new WebSocket(new URL("socket", url.replace("http:", "ws:")), { headers: { origin } });
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => messages.push(typeof data === "string" ? data : new Uint8Array(data));
  const closed = new Promise<number>((resolve) => socket.onclose = ({ code }) => resolve(code));
  const opened = new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  return { socket, messages, closed, opened, tell: (message: unknown) => socket.send(JSON.stringify(message)) };
}

const STATE = {
  role: "server",
  phase: "waiting",
  sinceEpochMs: 0,
  camera: { state: "running" },
  peerPicture: "expected",
} as const;
const LINE = { id: 1, from: "remote", name: "Ada", text: "hello", epochMs: 0 } as const;

Deno.test("the page is only served at this address with this token", async () => {
  const { server } = startProbe();
  const { port, pathname, host } = new URL(server.url);
  const ask = (path: string, host: string, ...headers: string[]) =>
    rawRequest(Number(port), [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...headers]);

  const page = await ask(pathname, host);
  assertMatch(page, /^HTTP\/1.1 200 /);
  assertMatch(page, /content-security-policy: default-src 'none';/i);
  assertMatch(page, /<canvas id="remote"/);
  assertMatch(await ask(`${pathname}main.js`, host), /^HTTP\/1.1 200 [^]*content-type: text\/javascript/i);
  assertMatch(await ask("/", host), /^HTTP\/1.1 404 /);
  assertMatch(await ask(`${pathname}deno.json`, host), /^HTTP\/1.1 404 /);
  assertMatch(await ask(`${pathname}../${pathname}`, host), /^HTTP\/1.1 404 /);
  assertMatch(await ask(pathname, `evil.example:${port}`), /^HTTP\/1.1 421 /);
  assertMatch(await ask(pathname, host, "Origin: https://evil.example"), /^HTTP\/1.1 403 /);
  const socketHeaders = [
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ];
  assertMatch(await ask(`${pathname}socket`, host, ...socketHeaders), /^HTTP\/1.1 403 /);
  await server.close();
});

Deno.test("another site's WebSocket is refused", async () => {
  const { server } = startProbe();
  const stranger = connect(server.url, "https://evil.example");
  assertEquals(await stranger.opened, false);
  await stranger.closed;
  await server.close();
});

Deno.test("a page gets state and lines, then what changes; a new page replaces it and gets everything again", async () => {
  const probe = startProbe();
  const { server } = probe;
  server.showState(STATE);
  server.showLine(LINE);
  const first = connect(server.url);
  await until(() => first.messages.length === 3, "state, lines and figures");
  assertEquals(first.messages.map((message) => JSON.parse(message as string)), [
    { kind: "state", state: STATE },
    { kind: "lines", lines: [LINE] },
    { kind: "figures", figures: [] },
  ]);
  server.showLine({ ...LINE, id: 2 });
  await until(() => first.messages.length === 4, "the new line");

  const second = connect(server.url);
  assertEquals(await first.closed, 4000);
  await until(() => second.messages.length === 3, "state, lines and figures again");
  assertEquals(JSON.parse(second.messages[1] as string).lines.length, 2);
  assertEquals(probe.pages, [true]);
  second.socket.close();
  await second.closed;
  await until(() => probe.pages.length === 2, "the page has gone");
  await server.close();
});

Deno.test("one frame at a time: the next is sent when the page has drawn the last", async () => {
  const probe = startProbe();
  const page = connect(probe.server.url);
  await until(() => page.messages.length === 2, "lines and figures");
  const frames = () =>
    page.messages.filter((message) => typeof message !== "string").map((message) => (message as Uint8Array)[7]);
  for (let n = 0; n < 5; n++) showJpeg(probe.server, n, new Uint8Array(10));
  await until(() => frames().length === 1, "the first frame");
  assertEquals(probe.dropped, [[1, "display_busy"], [2, "display_busy"], [3, "display_busy"]]);
  page.tell({ kind: "drawn", n: 3 });
  page.tell({ kind: "drawn", n: 0 });
  await until(() => frames().length === 2, "the newest frame");
  page.tell({ kind: "undecodable", n: 4 });
  await until(() => probe.dropped.length === 4, "the verdict");
  assertEquals([frames(), probe.shown, probe.dropped[3]], [[0, 4], [0], [4, "undecodable"]]);

  page.tell({ kind: "visible", visible: false });
  page.tell({ kind: "text", text: "in order" });
  await until(() => probe.texts.length === 1, "the text");
  showJpeg(probe.server, 5, new Uint8Array(10));
  showJpeg(probe.server, 6, new Uint8Array(10));
  assertEquals(probe.dropped[4], [5, "display_busy"]);
  page.tell({ kind: "visible", visible: true });
  await until(() => frames().length === 3, "the frame that waited");
  assertEquals(frames()[2], 6);
  page.socket.close();
  await until(() => probe.dropped.length === 6, "the frame that the page took with it");
  assertEquals(probe.dropped[5], [6, "display_busy"]);
  await probe.server.close();
});

Deno.test("frames of a predictive codec are sent at once, and a page that fails or reconnects begins with a keyframe", async () => {
  const probe = startProbe();
  const page = connect(probe.server.url);
  await until(() => page.messages.length === 2, "lines and figures");
  const frames = () =>
    page.messages.filter((message) => typeof message !== "string").map((
      message,
    ) => [...message.slice(1, 3), message[7]]);
  const show = (n: number, keyframe: boolean) => showFilmFrame(probe.server, "vp8", n, new Uint8Array(9), keyframe);
  show(0, true);
  assertEquals(probe.dropped, [[0, "display_busy"]]);
  page.tell({ kind: "decodes", codecs: ["vp8"] });
  await until(() => probe.decodes.length === 1, "what the page can decode");
  assertEquals([probe.decodes, probe.keyframesNeeded.length], [[["jpeg", "vp8"]], 1]);
  show(1, true);
  show(2, false);
  show(3, false);
  await until(() => frames().length === 3, "three frames");
  assertEquals(frames(), [[1, 1, 1], [1, 0, 2], [1, 0, 3]]);
  page.tell({ kind: "drawn", n: 1 });
  page.tell({ kind: "not_drawn", n: 2 });
  page.tell({ kind: "undecodable", n: 3 });
  page.tell({ kind: "keyframe_needed", n: 3 });
  await until(() => probe.keyframesNeeded.length === 2, "the page needs a keyframe");
  show(4, false);
  show(5, true);
  await until(() => frames().length === 4, "the keyframe");
  assertEquals(probe.shown, [1]);
  assertEquals(probe.dropped.slice(1), [[2, "display_busy"], [3, "undecodable"], [4, "display_busy"]]);
  page.tell({ kind: "visible", visible: false });
  page.tell({ kind: "text", text: "in order" });
  await until(() => probe.texts.length === 1, "the text");
  show(6, false);
  page.tell({ kind: "visible", visible: true });
  await until(() => probe.keyframesNeeded.length === 3, "the page is looked at again");
  page.socket.close();
  await page.closed;
  await until(() => probe.pages.length === 2, "the page has gone");
  assertEquals(probe.dropped.slice(4), [[6, "display_busy"], [5, "display_busy"]]);
  await probe.server.close();
});

Deno.test("a page that sends an invalid message is disconnected, and the server continues", async () => {
  const probe = startProbe();
  for (const nonsense of ["{", '{"kind":"eval","code":"1"}', new Uint8Array(70_000)]) {
    const page = connect(probe.server.url);
    assertEquals(await page.opened, true);
    page.socket.send(nonsense);
    assertEquals(await page.closed, 1008);
  }
  const page = connect(probe.server.url);
  assertEquals(await page.opened, true);
  page.tell({ kind: "leave" });
  await until(() => probe.leaves === 1, "the leave");
  await probe.server.close();
  await page.closed;
});

Deno.test("a next step counts only while it is offered", async () => {
  const probe = startProbe();
  const page = connect(probe.server.url);
  assertEquals(await page.opened, true);
  const state: DisplayState = {
    ...{ role: "client", phase: "ended", sinceEpochMs: 0, camera: { state: "off" }, peerPicture: "expected" },
    choices: ["call_again"],
  };
  const choose = async () => {
    for (const step of ["start_page", "call_again"]) page.tell({ kind: "next_step", step });
    page.tell({ kind: "code", text: "after them" });
    await until(() => probe.orders.at(-1) === "code after them", "both");
    return probe.orders.splice(0).slice(0, -1);
  };
  assertEquals(await choose(), []);
  probe.server.showState(state);
  assertEquals(await choose(), ["call_again"]);
  // A second click may arrive after the next call has begun.
  probe.server.showState({ ...state, phase: "calling", choices: undefined });
  assertEquals(await choose(), []);
  await probe.server.close();
});

Deno.test("closing waits 300 ms for a page that hangs, and no longer", async () => {
  const clock = new VirtualClock();
  const probe = startProbe(undefined, clock);
  const { port, pathname, host, origin } = new URL(probe.server.url);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await connection.write(new TextEncoder().encode(
    [
      `GET ${pathname}socket HTTP/1.1`,
      `Host: ${host}`,
      `Origin: ${origin}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      "",
      "",
    ].join("\r\n"),
  ));
  await until(() => probe.pages.length === 1, "the page that hangs");
  let closed = false;
  const closing = probe.server.close().then(() => closed = true);
  await clock.advance(299);
  assertEquals(closed, false);
  await clock.advance(1);
  await closing;
  connection.close();
});

Deno.test("a page that is too slow for the lines gets none until it has caught up; then it gets the newest", async () => {
  const { server } = startProbe();
  const { messages, opened, socket, closed, tell } = connect(server.url);
  await opened;
  await until(() => messages.length > 0, "the lines so far");
  const kinds = (kind: string) => messages.map((message) => JSON.parse(String(message))).filter((m) => m.kind === kind);
  const text = "x".repeat(4000);
  for (let id = 0; id < 3000; id++) server.showLine({ ...LINE, id, text });
  await until(() => {
    tell({ kind: "visible", visible: true });
    return kinds("lines").length === 2;
  }, "the lines that it missed");
  const told = kinds("line").length;
  assert(told > 500 && told < 1500, `${told} one by one`);
  const missed = kinds("lines")[1].lines as { id: number }[];
  assertEquals(missed.map(({ id }) => id), Array.from({ length: missed.length }, (_, n) => 3000 - missed.length + n));
  assert(missed.length > 2000);
  server.showLine({ ...LINE, id: 3000 });
  await until(() => kinds("line").length === told + 1, "the next line by itself");
  socket.close();
  await closed;
  await server.close();
});

Deno.test("a page's goodbye counts on its connection, or alone if the connection ended first", async () => {
  const { server, pages, goodbyes } = startProbe();
  const { port, pathname, host } = new URL(server.url);
  const first = connect(server.url);
  assert(await first.opened);
  first.tell({ kind: "goodbye" });
  first.socket.close();
  await until(() => goodbyes.length === 1, "the first page has gone");
  const second = connect(server.url);
  assert(await second.opened);
  second.socket.close();
  await until(() => goodbyes.length === 2, "the second page has gone");
  const answer = await rawRequest(Number(port), [`POST ${pathname}goodbye HTTP/1.1`, `Host: ${host}`]);
  assertMatch(answer, /^HTTP\/1.1 200 /);
  assertEquals(goodbyes, [true, false, true]);
  assertEquals(pages, [true, false, true, false, false]);
  await server.close();
});

Deno.test("the window opens again with the size and the place that it had", async () => {
  const { server, orders, windows } = startProbe();
  assertEquals(server.settings.windowBounds, { width: 1120, height: 700 });
  const page = connect(server.url);
  assert(await page.opened);
  // What its page sees of the window that was opened so is less, by its title bar.
  page.tell({ kind: "window", width: 1120, height: 663 });
  page.tell({ kind: "window", width: 900, height: 563, x: 40, y: 50 });
  page.tell({ kind: "window", width: 900, height: 563, x: 40, y: 50 });
  page.tell({ kind: "shortcuts", on: false });
  await until(() => orders.length === 1, "another setting");
  assertEquals(windows, [{ width: 900, height: 600, x: 40, y: 50 }]);
  assertEquals(server.settings.windowBounds, { width: 900, height: 600, x: 40, y: 50 });
  await server.close();
});
