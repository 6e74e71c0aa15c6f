import { assert, assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import { createRequire } from "node:module";
import type { BrowserContext, Page } from "playwright-core";
import type { DisplayState } from "../../../../src/port/display.ts";
import { launchChromium } from "../chromium.ts";
import { colours, FIGURES, IN_CALL, line, text } from "./page_fixture.ts";
import { BLUE, GREEN, type Probe, RED, startProbe, twoColourJpeg, until } from "../page_probe.ts";

Deno.test("the page, in a real browser", async (t) => {
  const browser = await launchChromium();

  /** One page of one server, both new. */
  const step = (
    name: string,
    run: (page: Page, probe: Probe, context: BrowserContext) => Promise<void>,
    options = {},
  ) =>
    t.step(name, async () => {
      const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
      const errors: string[] = [];
      const probe = startProbe();
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().includes("WebSocket")) {
          errors.push(message.text());
        }
      });
      await page.goto(probe.server.url);
      await until(() => probe.pages.length > 0, "the page's connection");
      try {
        await run(page, probe, context);
      } finally {
        await context.close();
        await probe.server.close();
      }
      assertEquals(errors, []);
    });

  await step(
    "draws what it is sent, says so, and shows the self view mirrored",
    async (page, { server, shown, dropped }) => {
      server.showState(IN_CALL);
      server.showRemote(7, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "frame 7 drawn");
      assertEquals(await colours(page, "remote"), ["255,0,0", "0,0,255"]);
      server.showLocal(await twoColourJpeg(RED, GREEN));
      await page.waitForSelector("#local:not([hidden])");
      assertEquals(await colours(page, "local"), ["0,255,0", "255,0,0"]);
      server.showRemote(8, await twoColourJpeg(GREEN, RED));
      await until(() => shown.length === 2, "frame 8 drawn");
      assertEquals(await colours(page, "remote"), ["0,255,0", "255,0,0"]);
      assertEquals([shown, dropped], [[7, 8], []]);
      assertEquals(await page.isVisible("#placeholder"), false);
    },
  );

  await step("says which frame cannot be decoded, and draws the next", async (_page, { server, shown, dropped }) => {
    server.showState(IN_CALL);
    const jpeg = await twoColourJpeg(RED, BLUE);
    server.showRemote(0, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
    await until(() => dropped.length === 1, "frame 0 refused");
    server.showRemote(1, jpeg);
    await until(() => shown.length === 1, "frame 1 drawn");
    assertEquals([shown, dropped], [[1], [[0, "undecodable"]]]);
  });

  await step("shows text as text", async (page, { server }) => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b> &amp; <script>document.title=2</script>';
    server.showState({ ...IN_CALL, peerName: markup, notice: markup });
    server.showLine(line(1, markup, { name: markup }));
    server.showLine(line(2, "two\nlines \u202egnp"));
    await page.waitForSelector("#lines li:nth-child(2)");
    assertEquals(await page.textContent("#lines li:first-child .text"), markup);
    assertEquals(await page.textContent("#lines li:nth-child(2) .text"), "two\nlines \ufffdgnp");
    assertEquals(await page.textContent("#notice"), markup);
    assertEquals(await page.locator("#lines img, #lines b, #lines script, header b, #stage b").count(), 0);
    assertMatch(await page.title(), /^vchat server \u00b7 <img src=x onerror=/);
  });

  await step("a long text can be seen whole, and 300 lines scroll to the last", async (page, { server }) => {
    const long = "x".repeat(70_000);
    for (let id = 0; id < 300; id++) server.showLine(line(id, `line ${id}`));
    server.showLine(line(300, long));
    await page.waitForSelector("#lines .more");
    const last = "#lines ol:last-child li:last-child";
    assertEquals((await page.textContent(`${last} .text`))?.length, 4001);
    await page.click(`${last} .more`);
    assertEquals(await page.textContent(`${last} .text`), long);
    server.showLine(line(301, "after it", { from: "local" }));
    await page.waitForSelector("text=after it");
    assert(
      await page.evaluate("log.scrollTop > 1000 && log.scrollHeight - log.scrollTop - log.clientHeight < 60"),
    );
  });

  await step("a line shows whose it is and how far it came", async (page, { server }) => {
    server.showLine(line(1, "hi", { from: "local", name: "me", delivery: "waiting" }));
    server.showLine(line(1, "hello"));
    server.showLine(line(1, "hi", { from: "local", name: "me", delivery: "delivered" }));
    await page.waitForSelector("#lines li.remote");
    assertEquals(await page.locator("#lines li").count(), 2);
    assertEquals(await page.locator("#lines li.local .about > *").allTextContents(), ["You", "12:00", "delivered"]);
    assertEquals(await page.locator("#lines li.remote .about > *").allTextContents(), ["Ada", "12:00", ""]);
  });

  await step("a line is typed, a q in it does not leave, q outside it does", async (page, probe) => {
    await page.click("#text");
    await page.keyboard.type("quick");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("q <b> \u4f60\u597d \ud83d\ude00");
    await page.keyboard.press("Enter");
    await until(() => probe.texts.length === 1, "the text");
    assertEquals(probe.texts, ["quick\nq <b> \u4f60\u597d \ud83d\ude00"]);
    assertEquals(await page.inputValue("#text"), "");
    await page.keyboard.press("Enter");
    await page.keyboard.type("by button");
    await page.click("#send");
    await until(() => probe.texts.length === 2, "the second text");
    assertEquals([probe.texts[1], probe.leaves], ["by button", 0]);
    await page.focus("#text");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+q");
    await page.keyboard.press("q");
    await until(() => probe.leaves > 0, "the leave");
    assertEquals(probe.leaves, 1);
  });

  await step("a page that is loaded again knows all it knew, and frames go on", async (page, { server, shown }) => {
    server.showState(IN_CALL);
    server.showLine(line(1, "before"));
    server.showRemote(0, await twoColourJpeg(RED, BLUE));
    await until(() => shown.length === 1, "a frame drawn");
    await page.reload();
    await page.waitForSelector("#lines li");
    assertEquals(await text(page, "#lines li .text"), "before");
    assertEquals(await text(page, "#peer"), "Ada");
    server.showRemote(1, await twoColourJpeg(BLUE, RED));
    await until(() => shown.length === 2, "another frame drawn");
    assertEquals(await colours(page, "remote"), ["0,0,255", "255,0,0"]);
  });

  await step("a second page takes over, and the first says so", async (page, probe, context) => {
    probe.server.showState(IN_CALL);
    const second = await context.newPage();
    await second.goto(probe.server.url);
    await page.waitForSelector("[data-phase=lost]");
    assertEquals(await text(page, "#headline"), "The call is shown in another window now");
    probe.server.showRemote(0, await twoColourJpeg(RED, BLUE));
    await until(() => probe.shown.length === 1, "a frame drawn by the second page");
    assertEquals(await colours(second, "remote"), ["255,0,0", "0,0,255"]);
  });

  await step(
    "every state is in words, and a call that is over leaves no frozen face",
    async (page, { server, shown }) => {
      server.showState(IN_CALL);
      server.showRemote(0, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "a frame drawn");
      const words: Record<DisplayState["phase"], string> = {
        waiting: "Waiting for a caller",
        calling: "Calling",
        needs_code: "A code is needed",
        in_call: "In call",
        reconnecting: "Connection lost, trying again",
        ended: "The call has ended",
      };
      for (const phase of ["reconnecting", "in_call", "calling", "needs_code", "waiting", "ended"] as const) {
        server.showState({ ...IN_CALL, phase, notice: "something to know" });
        await page.waitForSelector(`[data-phase=${phase}]`);
        assertMatch(await page.textContent("#phase") ?? "", new RegExp(`^${words[phase]}`));
        const who = phase === "waiting" ? "" : " \u00b7 Ada";
        assertEquals(await page.title(), `vchat server${who} \u00b7 ${words[phase]}`);
        assertEquals(await page.isVisible("#remote"), phase === "in_call" || phase === "reconnecting", phase);
        assertEquals(await page.isVisible(phase === "in_call" ? "#banner" : "#notice"), true, phase);
      }
    },
  );

  await step("a server shows how it is called, each part to be copied", async (page, { server }, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const invitation = {
      addresses: ["192.0.2.7", "2001:db8::7"],
      command: "vchat --role client --host 192.0.2.7",
      link: "vchat://192.0.2.7:9699#plaza-needle-studio",
    };
    server.showState({ ...IN_CALL, phase: "waiting", code: "plaza-needle-studio", invitation });
    await page.waitForSelector("#invitation:not([hidden])");
    const shown = await page.locator("#invitation code").allTextContents();
    assertEquals(shown, ["plaza-needle-studio", "192.0.2.7", "2001:db8::7", invitation.command, invitation.link]);
    await page.click("#invitation dd:last-child button");
    await page.waitForSelector("text=Copied");
    assertEquals(await page.evaluate("navigator.clipboard.readText()"), invitation.link);
  });

  await step("a client enters the code in a field of its own", async (page, { server, orders, texts }) => {
    server.showState({ ...IN_CALL, role: "client", phase: "needs_code" });
    await page.waitForSelector("#code-form:not([hidden])");
    await page.keyboard.type("plaza needle studio");
    await page.keyboard.press("Enter");
    await until(() => orders.length === 1, "the code");
    assertEquals([orders, texts], [["code plaza needle studio"], []]);
  });

  await step("camera off, missing picture, peer left: words, and no frozen face", async (page, { server, shown }) => {
    server.showState(IN_CALL);
    server.showRemote(0, await twoColourJpeg(RED, BLUE));
    await until(() => shown.length === 1, "a frame drawn");
    const said = async (state: Partial<DisplayState>, words: string) => {
      server.showState({ ...IN_CALL, ...state });
      await page.waitForSelector(`#placeholder:has-text("${words}")`);
      assertEquals(await page.isVisible("#remote"), false);
    };
    await said({ peerPicture: "off" }, "The other side's camera is off");
    await said({ peerPicture: "missing" }, "No picture from the other side");
    await said({ phase: "ended", ended: "peer_left" }, "The other side has left");
    await said({ phase: "waiting", ended: "peer_left" }, "The other side has left");
    server.showState({ ...IN_CALL, phase: "reconnecting", sinceEpochMs: Date.now() - 65_000 });
    await page.waitForSelector("#elapsed:has-text('1:0')");
  });

  await step("the controls do what they say, by click and by key", async (page, probe) => {
    const { server, orders, shown, pictures } = probe;
    server.showState(IN_CALL);
    server.showRemote(0, await twoColourJpeg(RED, BLUE));
    server.showLocal(await twoColourJpeg(GREEN, RED));
    await until(() => shown.length === 1, "a frame drawn");
    await page.waitForSelector("#self:not([hidden])");
    await page.click("#control-camera");
    await until(() => orders.length === 1, "camera off");
    server.showState({ ...IN_CALL, camera: { state: "off" } });
    await page.waitForSelector("#self-off:not([hidden])");
    await page.keyboard.press("c");
    await until(() => orders.length === 2, "camera on");
    await page.keyboard.press("k");
    await until(() => orders.length === 3, "the question for cameras");
    server.showCameras([{ id: "0", name: "Front <b>" }, { id: "1", name: "Desk" }]);
    await page.click("#camera-list button:has-text('Desk')");
    await until(() => orders.length === 4, "the choice");
    assertEquals(orders, ["camera off", "camera on", "list cameras", "choose 1"]);

    await page.keyboard.press("s");
    await page.waitForSelector("#toast:has-text('/pictures/vchat.png')");
    const picture = await Image.decode(pictures[0]);
    const colour = (x: number) => picture.getRGBAAt(x, 24).map((value) => value > 127 ? 255 : 0).join();
    assertEquals([picture.width, picture.height, colour(16), colour(48)], [64, 48, "255,0,0,255", "0,0,255,255"]);

    await page.focus("#self");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    assertEquals(await page.getAttribute("#self", "data-corner"), "top-left");
    const box = (await page.locator("#self").boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 600, { steps: 3 });
    await page.mouse.up();
    assertMatch(await page.getAttribute("#self", "data-corner") ?? "", /^bottom-/);
    await page.keyboard.press("v");
    assertEquals(await page.isVisible("#self"), false);
    await page.keyboard.press("t");
    assertEquals(await page.isVisible("#conversation"), false);
    server.showLine(line(1, "unseen"));
    await page.waitForSelector("#unseen-badge:has-text('1')");
    assertMatch(await page.title(), /^\(1\) /);
    await page.keyboard.press("t");
    await page.waitForSelector("#unseen-badge", { state: "hidden" });
    await page.keyboard.press("f");
    await page.waitForFunction("document.fullscreenElement !== null");
    await page.keyboard.press("f");
    await page.click("#control-leave");
    await until(() => probe.leaves === 1, "the leave");
  });

  await step("the badge says how the call is, the figures why", async (page, { server }) => {
    server.showState(IN_CALL);
    for (let second = 0; second < 5; second++) server.showFigures({ ...FIGURES, epochMs: 1000 * (second + 1) });
    await page.waitForSelector("#quality[data-quality=fair]");
    assertEquals(await text(page, "#quality-words"), "Connection: fair");
    await page.click("#quality");
    assertEquals(await page.locator("#plots p").allTextContents(), [
      ...["30 per second", "30 per second", "62 ms", "not measured"],
      ...["4.2 ms", "3.1 %", "900 kbit/s", "870 kbit/s"],
    ]);
    assertEquals(await page.locator("#plots path[d*='L']").count(), 7);
    assertMatch(await page.textContent("#drops") ?? "", /unit_incomplete \u00d7 12 \(received\)/);
  });

  await step("10,000 lines scroll, with few of them in the page; links are texts to copy", async (page, { server }) => {
    for (let id = 0; id < 10_000; id++) server.showLine(line(id, `line ${id} https://example.org/${id}.`));
    await page.reload();
    await page.waitForSelector("text=line 9999");
    assert(await page.locator("#lines li").count() < 300);
    assertEquals(await page.locator("#lines a").count(), 0);
    assertEquals(await text(page, "#lines ol:last-child li:last-child .link"), "https://example.org/9999");
    await page.evaluate("log.scrollTop = 0");
    await page.waitForSelector("text=line 0 ");
    assert(await page.locator("#lines li").count() < 400);
    server.showLine(line(10_000, "below"));
    await page.waitForSelector("#unseen:has-text('1 new')");
    await page.click("#unseen");
    await page.waitForSelector("#lines .first-unseen");
    assertEquals(await page.isVisible("text=below"), true);
  });

  await step("when vchat is gone the page says so", async (page, { server }) => {
    server.showState(IN_CALL);
    await server.close();
    await page.waitForSelector("[data-phase=lost]", { timeout: 10_000 }).catch((error) => {
      // A page that a script may close is closed.
      if (!page.isClosed()) throw error;
    });
  });

  const axe = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));
  for (const colorScheme of ["light", "dark"] as const) {
    await step(`is accessible (WCAG AA), ${colorScheme}`, async (page, { server, shown }) => {
      server.showLine(line(1, "hello", { name: "Ada" }));
      server.showLine(line(2, "hi", { from: "local", delivery: "delivered" }));
      server.showLine(line(3, "y".repeat(5000), { from: "local", delivery: "lost" }));
      const states: Record<string, Partial<DisplayState>> = {
        waiting: {
          phase: "waiting",
          code: "plaza-needle-studio",
          invitation: { addresses: ["192.0.2.7"], link: "vchat://x" },
        },
        calling: { phase: "calling", role: "client" },
        needs_code: { phase: "needs_code", role: "client", notice: "That is no code." },
        in_call: {},
        peer_camera_off: { peerPicture: "off" },
        camera_failed: { camera: { state: "failed", message: "The camera is used by another program." } },
        reconnecting: { phase: "reconnecting" },
        ended: { phase: "ended", ended: "peer_left" },
      };
      await page.evaluate(axe);
      for (const [name, state] of Object.entries(states)) {
        server.showState({ ...IN_CALL, ...state });
        const phase = state.phase ?? "in_call";
        if (phase === "in_call") server.showFigures({ ...FIGURES, epochMs: Date.now() });
        if (name === "in_call") {
          server.showRemote(0, await twoColourJpeg(RED, BLUE));
          server.showLocal(await twoColourJpeg(GREEN, RED));
          await until(() => shown.length === 1, "a frame drawn");
        }
        await page.mouse.move(100 + Object.keys(states).indexOf(name), 200);
        await page.waitForSelector(`[data-phase=${phase}]`);
        if (name === "camera_failed") await page.click("#quality");
        await page.screenshot({ path: `build/screenshots/${name}-${colorScheme}.png` });
        const { violations } = await page.evaluate("axe.run()") as {
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        };
        assertEquals(violations.map(({ id, nodes }) => [name, id, nodes.map((node) => node.failureSummary)]), []);
        if (name === "camera_failed") await page.keyboard.press("Escape");
      }
    }, { colorScheme, bypassCSP: true, viewport: { width: 720, height: 480 } });
  }

  for (
    const [locale, words] of [["de-DE", "Im Gespr\u00e4ch"], ["zh-CN", "\u901a\u8bdd\u4e2d"], ["es-MX", "En llamada"]]
  ) {
    await step(`speaks ${locale}`, async (page, { server }) => {
      server.showState(IN_CALL);
      await page.waitForSelector("[data-phase=in_call]");
      assertMatch(await page.textContent("#phase") ?? "", new RegExp(`^${words}`));
      assertEquals(await page.getAttribute("html", "lang"), locale.slice(0, 2));
    }, { locale });
  }

  await browser.close();
});
