/** The page of a real vchat, in a call with another: every control. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import { colourAt, type PagedEnd, type PagePixels, type Pixels, READ_PIXELS, toPixels, until } from "./paged_end.ts";
import { TwoEnds } from "./two_ends.ts";

/** A text that tries to be more than text. */
const HOSTILE = '<img src=x onerror="document.title=1"> https://example.org/x \u202egnp.exe \x1b[31m';
/** Removes picture-in-picture from a browser. */
const NO_PICTURE_IN_PICTURE = "Object.defineProperty(document, 'pictureInPictureEnabled', { value: false });";

/** Replaces the cameras of this machine, which may have none: the page gets these when it asks. */
function withCameras(cameras: readonly { id: string; name: string }[]): string {
  return `{
    const parse = JSON.parse;
    JSON.parse = (text) => {
      const message = parse(text);
      return message.kind === "cameras" ? { ...message, cameras: ${JSON.stringify(cameras)} } : message;
    };
  }`;
}

/** Keeps the pixels that a canvas shows at the moment when a picture of it is taken: the next frame may differ. */
const WATCH_SAVED = `{
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (...args) {
    globalThis.pixelsWhenSaved = ${READ_PIXELS}(this);
    toBlob.apply(this, args);
  };
}`;

/** Records the delivery marks of a page's lines as they change. */
const WATCH_DELIVERIES = `
  globalThis.deliveries = [];
  new MutationObserver(() => {
    const now = document.querySelector("#lines ol:last-child li.local:last-child .about :last-child")?.textContent;
    if (now && now !== deliveries.at(-1)) deliveries.push(now);
  }).observe(document.getElementById("lines"), { subtree: true, childList: true, characterData: true });
`;

Deno.test("two ends and their pages: every control", async (t) => {
  await using ends = await TwoEnds.open();
  const { folder } = ends;
  // Red on the left, blue on the right: a still picture whose sides can be told apart.
  const still = new Image(400, 300).fill((x) => x <= 200 ? 0xff0000ff : 0x0000ffff);
  await Deno.writeFile(`${folder}/still.png`, await still.encode());
  const cameras = [
    { id: `${folder}/still.png`, name: "Still <b>picture</b>" },
    { id: `${folder}/none.png`, name: "Broken" },
    { id: "test", name: "Test picture" },
  ];
  const server = await ends.startServer({ before: WATCH_SAVED });
  await server.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const client = await ends.startClient({
    args: ["--code", ends.code, "--name", "Ada"],
    before: withCameras(cameras) + NO_PICTURE_IN_PICTURE,
  });
  await Promise.all([client.moves("remote"), server.moves("remote")]);
  // Each step starts where the previous one ended.
  const step = async (name: string, run: () => Promise<void>) => assert(await t.step(name, run), name);

  await step("texts go both ways, with several lines, and stay text; their delivery is marked", async () => {
    await server.page.evaluate(WATCH_DELIVERIES);
    await server.page.keyboard.press("t");
    await server.page.waitForSelector("#text:focus");
    await server.page.keyboard.type("first line");
    await server.page.keyboard.press("Shift+Enter");
    await server.page.keyboard.type("second q line");
    await server.page.keyboard.press("Enter");
    await client.page.waitForSelector("#lines li.remote:has-text('second q line')");
    assertEquals(await client.text("#lines li.remote .text"), "first line\nsecond q line");
    await server.page.waitForSelector("#lines li.local .about :last-child:has-text('delivered')");
    const deliveries = await server.page.evaluate("deliveries") as string[];
    assertEquals(deliveries.filter((word) => word !== "waiting"), ["sent", "delivered"]);

    await client.page.fill("#text", HOSTILE);
    await client.page.click("#send");
    await server.page.waitForSelector("#lines li.remote:has-text('gnp.exe')");
    const received = server.page.locator("#lines li.remote .text");
    assertMatch(await received.textContent() ?? "", /^<img src=x onerror="document.title=1">/);
    assertMatch(await received.textContent() ?? "", /\ufffdgnp\.exe \u241b\[31m$/);
    assertEquals(await server.page.locator("#lines img, #lines a").count(), 0);
    assertEquals(await server.text("#lines .link"), "https://example.org/x");
    await server.page.click("#lines .link + .copy");
    await until(
      async () => await server.page.evaluate("navigator.clipboard.readText()") === "https://example.org/x",
      "the link, copied",
    );
    assertMatch(await server.page.title(), /^vchat/);
  });

  await step("a long line from standard input is text like any other, and is copied in full", async () => {
    const text = "<b>x</b> ".repeat(22_222);
    await client.process.type(`${text}\n`);
    await client.page.waitForSelector("#lines li.local .more");
    await server.page.click("#lines li.remote .rest .copy");
    await until(
      async () => await server.page.evaluate("navigator.clipboard.readText()") === text,
      "all of it, copied",
    );
    for (const { page } of [client, server]) assertEquals(await page.locator("#lines b").count(), 0);
    await client.page.waitForSelector("#lines ol:last-child li.local:last-child .about:has-text('delivered')");
    await Promise.all([server.moves("remote"), client.moves("remote")]);
  });

  await step("a hidden conversation counts unseen lines, and marks where they start", async () => {
    const { page } = client;
    await client.control("conversation");
    await page.waitForSelector("#conversation", { state: "hidden" });
    for (const text of ["unseen one", "unseen two"]) {
      await server.page.fill("#text", text);
      await server.page.press("#text", "Enter");
    }
    await page.waitForSelector("#unseen-badge:has-text('2')");
    assertMatch(await page.title(), /^\(2\) vchat/);
    assertEquals(await page.getAttribute("#control-conversation", "aria-label"), "Show the conversation, 2 new");
    await client.look("unseen");
    await page.keyboard.press("t");
    await page.waitForSelector("#unseen-badge", { state: "hidden" });
    await page.waitForSelector("#lines li:has-text('unseen one') .first-unseen");
    assertMatch(await page.title(), /^vchat/);
  });

  await step("a camera that is off is a placeholder at the other end, not a frozen face", async () => {
    await client.control("camera");
    await server.page.waitForSelector("#placeholder:has-text('camera is off')");
    await server.page.waitForSelector("#remote", { state: "hidden" });
    await client.page.waitForSelector("#self:has-text('Your camera is off')");
    await client.page.waitForSelector("#local", { state: "hidden" });
    await Promise.all([server.look("peer_camera_off"), client.look("own_camera_off")]);
    await client.page.keyboard.press("c");
    await Promise.all([server.moves("remote"), client.moves("local")]);
    await server.page.waitForSelector("#placeholder", { state: "hidden" });
  });

  await step("another camera can be chosen during the call", async () => {
    const { page } = client;
    await page.keyboard.press("k");
    await page.waitForSelector("#camera-list button >> nth=2");
    assertEquals(await page.locator("#camera-list button").allTextContents(), [
      ...cameras.map(({ name }) => name),
      ...["Share screen", "Test picture", "No camera"],
    ]);
    await client.look("cameras");
    await page.click("#camera-list button >> nth=0");
    const isStill = async (end: PagedEnd, canvas: "remote" | "local") => {
      const pixels = await end.pixels(canvas);
      if (pixels === undefined) return false;
      const [left, right] = [0.25, 0.75].map((x) => {
        return colourAt(pixels, x, 0.5).map((value) => value > 127 ? 255 : 0).join();
      });
      return canvas === "remote"
        ? left === "255,0,0" && right === "0,0,255"
        : left === "0,0,255" && right === "255,0,0";
    };
    await until(() => isStill(server, "remote"), "the other camera's picture");
    await until(() => isStill(client, "local"), "it in the self view");
    await page.keyboard.press("k");
    await page.waitForSelector("#camera-list button[aria-pressed=true]:has-text('Still <b>picture</b>')");
    await page.keyboard.press("Escape");
  });

  await step("the peer's picture is saved as it was shown", async () => {
    const { page } = server;
    await page.press("#text", "Escape");
    await page.waitForSelector("#control-snapshot:enabled", { state: "attached" });
    await page.keyboard.press("s");
    await page.waitForSelector("#toast:has-text('Picture saved as')");
    const path = (await server.text("#toast-words")).match(/^Picture saved as (.*)$/)![1];
    assertMatch(path, /\/My pictures\/vchat-[\d-]{17,}\.png$/);
    assert(path.startsWith(server.folder));
    await server.look("snapshot");
    // The page says no path: vchat knows where it has saved the picture.
    await server.page.click("#toast button");
    const folderOf = async () => await Deno.readTextFile(`${server.folder}/opened`).catch(() => "");
    // It was asked before to open the page.
    await until(async () => (await folderOf()).includes("/My pictures\n"), "the folder to be opened");
    assertEquals((await folderOf()).trimEnd().split("\n").at(-1), `${server.folder}/My pictures`);
    const saved = await Image.decode(await Deno.readFile(path));
    const shown = toPixels(await page.evaluate("pixelsWhenSaved") as PagePixels);
    assert(isSame({ width: saved.width, height: saved.height, rgba: Uint8Array.from(saved.bitmap) }, shown));
  });

  await step("a camera that fails says why at its own end, and is off at the other", async () => {
    await client.control("cameras");
    await client.page.click("#camera-list button >> nth=1");
    await client.page.waitForSelector(`#self:has-text("there is no ${folder}/none.png")`);
    await server.page.waitForSelector("#placeholder:has-text('camera is off')");
    await client.look("camera_failed");
    await client.control("cameras");
    await client.page.click("#camera-list button >> nth=2");
    await Promise.all([server.moves("remote"), client.moves("local")]);
    await client.page.waitForSelector("#self-missing", { state: "hidden" });
  });

  await step("the self view can be moved and hidden, the window can be full-screen or picture-in-picture", async () => {
    const { page } = server;
    await page.focus("#self");
    await page.keyboard.press("ArrowUp");
    await page.waitForSelector("#self[data-corner=top-right]");
    await page.keyboard.press("v");
    await page.waitForSelector("#self", { state: "hidden" });
    await server.control("self");
    await server.moves("local");
    await page.keyboard.press("f");
    // The page gets the event (fullscreenchange) after the document has changed.
    await page.waitForSelector("#control-full[aria-label='Leave full screen']");
    await server.holds("document.fullscreenElement !== null");
    await server.control("full");
    await page.waitForSelector("#control-full[aria-label='Full screen']");
    await server.holds("document.fullscreenElement === null");
    assertEquals(await page.isVisible("#control-pip"), await page.evaluate("document.pictureInPictureEnabled"));
    assertEquals(await client.page.isVisible("#control-pip"), false);
    await server.control("pip");
    await server.holds("document.pictureInPictureElement?.videoWidth > 0");
    await page.keyboard.press("p");
    await server.holds("document.pictureInPictureElement === null");
  });

  await step("the badge shows how good the call is, and the figures behind it change", async () => {
    const { page } = client;
    await page.waitForSelector("#quality:not([hidden])");
    assertMatch(await client.text("#quality-words"), /^Connection: (good|fair|poor)$/);
    // It comes with the pointer, as the controls do.
    await page.mouse.move(0, 0);
    await page.click("#quality", { force: true });
    const figures = () => page.locator("#plots p").allTextContents();
    const first = await figures();
    assertEquals(first.length, 8);
    await until(async () => (await figures()).some((figure, at) => figure !== first[at]), "other figures");
    await until(async () => (await figures()).every((figure) => figure !== "not measured"), "all of them measured");
    // In a second in which a busy machine stands still there are none.
    await until(async () => (await figures()).slice(0, 2).every((figure) => parseFloat(figure) > 0), "pictures");
    await client.look("figures");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#figures", { state: "hidden" });
  });

  await step("Leave ends the call and vchat", async () => {
    await client.control("leave");
    assertEquals(await client.process.ended(), 0);
    await server.phase("waiting");
    assertEquals([server, client].map(({ errors }) => errors), [[], []]);
  });
});

function isSame(a: Pixels, b: Pixels): boolean {
  return a.width === b.width && a.height === b.height && a.rgba.every((value, at) => value === b.rgba[at]);
}
