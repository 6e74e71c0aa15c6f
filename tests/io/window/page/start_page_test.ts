import { assert, assertEquals } from "@std/assert";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { StartState } from "../../../../src/port/start_display.ts";
import { BLUE, type Probe, RED, twoColourJpeg, until } from "../page_probe.ts";
import { colours, IN_CALL, text } from "./page_fixture.ts";
import { keepScreenshot, testPage } from "./page_step.ts";

const axe = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

/** Nothing is known yet. */
const FIRST: StartState = {
  name: "Anna",
  camera: { state: "starting" },
  sound: { muted: false, volume: 1, microphone: { state: "starting" }, speaker: { state: "starting" } },
  servers: [],
};
const RUNNING: StartState = {
  ...FIRST,
  camera: { state: "running" },
  sound: { muted: false, volume: 1, microphone: { state: "running" }, speaker: { state: "running" } },
  servers: [
    { key: "a", name: "Bob", address: "192.0.2.7" },
    { key: "b", name: "<b>Cyd</b> \u202egnp\u001b[2J", address: "192.0.2.19:9799", plain: true },
  ],
};
const SIZES = [["default", 1120, 700], ["small", 500, 400], ["middle", 720, 480], ["narrow", 390, 760]] as const;

/** Waits for the next order. */
async function next({ orders }: Probe): Promise<string> {
  await until(() => orders.length > 0, "an order");
  return orders.shift()!;
}

async function checkAccess(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  // In dark mode only the colours change.
  for (const [colorScheme, rules] of [["light", ""], ["dark", "runOnly: ['color-contrast'], "]] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await keepScreenshot(page, `${name}-${colorScheme}`);
    const { violations } = await page.evaluate(`axe.run({ ${rules}resultTypes: ["violations"] })`) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    const faults = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => [id, html, failureSummary])
    );
    assertEquals(faults, [], `${name}, ${colorScheme}`);
  }
}

testPage("the start page", async (step) => {
  await step("both choices are there before cameras and servers are known", async (page, probe) => {
    probe.server.showStart(FIRST);
    await page.waitForSelector("#start-wait:visible");
    assertEquals(await page.title(), "vchat");
    assertEquals(await page.isVisible("#stage") || await page.isVisible("header"), false);
    assertEquals(await text(page, "#start-missing"), "Starting the camera");
    assertEquals(await text(page, "#start-near-none"), "Nobody yet");
    assertEquals(await page.evaluate("document.activeElement.id"), "start-target");
    await checkAccess(page, "start-first");
    await page.click("#start-wait");
    assertEquals(await next(probe), "wait");
  });

  await step("what is typed is passed on, and stays until it can be called", async (page, probe) => {
    const { server } = probe;
    server.showStart(RUNNING);
    await page.waitForSelector("#start-servers button");
    await page.keyboard.type("7-aple-river-stone");
    await page.keyboard.press("Enter");
    assertEquals(await next(probe), "call 7-aple-river-stone");
    server.showStart({ ...RUNNING, problem: "“aple” is no word.\nDid you <i>mean</i> apple?" });
    await page.waitForSelector("#start-problem:has-text('Did you <i>mean</i> apple?')");
    assertEquals(await page.inputValue("#start-target"), "7-aple-river-stone");
    assertEquals(await page.getAttribute("#start-target", "aria-invalid"), "true");
    await checkAccess(page, "start-problem");
    server.showStart({ ...RUNNING, looking: "the server of the code 7-…" });
    await page.waitForSelector("#start-looking:has-text('Looking for the server of the code 7-…')");
    assertEquals(await page.isVisible("#start-enter"), false);
    await page.click("#start-cancel");
    assertEquals(await next(probe), "cancel");
    await page.press("#start-target", "Escape");
    assertEquals(await next(probe), "cancel");
    server.showStart(RUNNING);
    await page.waitForSelector("#start-enter:visible");
    assertEquals(await page.inputValue("#start-target"), "7-aple-river-stone");
    assertEquals(await text(page, "#start-problem"), "");
  });

  await step("servers are buttons, their names only text, and a new list keeps the focus", async (page, probe) => {
    const { server } = probe;
    server.showStart(RUNNING);
    await page.waitForSelector("#start-servers button");
    const shown = await page.locator("#start-servers strong").allTextContents();
    assertEquals(shown, ["Bob", "<b>Cyd</b> \ufffdgnp\u241b[2J"]);
    const places = await page.locator("#start-servers span").allTextContents();
    assertEquals(places, ["192.0.2.7", "192.0.2.19:9799 · not encrypted"]);
    assertEquals(await page.locator("#start-servers b").count(), 0);
    await page.focus("#start-servers li:last-child button");
    server.showStart({ ...RUNNING, servers: [{ key: "c", name: "Abe", address: "192.0.2.1" }, ...RUNNING.servers] });
    await page.waitForSelector("#start-servers button:has-text('Abe')");
    await page.keyboard.press("Enter");
    assertEquals(await next(probe), "call server b");
    const many = Array.from({ length: 64 }, (_, n) => ({ key: `${n}`, name: `Server ${n}`, address: `192.0.2.${n}` }));
    server.showStart({ ...RUNNING, servers: many });
    await page.waitForSelector("#start-servers button:has-text('Server 63')");
    await keepScreenshot(page, "start-many-light");
    server.showStart({ ...RUNNING, servers: [], serversProblem: "Servers cannot be listed: no network." });
    await page.waitForSelector("#start-near-none:has-text('no network')");
  });

  await step("the picture is a mirror; a failure is told where the picture would be", async (page, probe) => {
    const { server } = probe;
    server.showStart(RUNNING);
    await page.waitForSelector("#start-wait:visible");
    server.showLevels({ microphoneDb: -20, speakerDb: -100, speaking: true }, false);
    await until(async () => await page.evaluate<number>("document.getElementById('start-level').value") > 0.5, "level");
    server.showLocal(await twoColourJpeg(RED, BLUE));
    await page.waitForSelector("#start-picture:visible");
    assertEquals(await colours(page, "start-picture"), ["0,0,255", "255,0,0"]);
    assertEquals(await page.isVisible("#start-missing"), false);
    for (const [name, width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const id of ["start-wait", "start-target", "start-enter", "start-camera", "start-microphone"]) {
        const { x, y, width: wide, height: high } = (await page.locator(`#${id}`).boundingBox())!;
        assert(x >= 0 && y >= 0 && x + wide <= width && y + high <= height, `${id} at ${name}`);
      }
      await keepScreenshot(page, `start-${name}-light`);
    }
    const message = "the camera is in use by another program", hint = "close that program, or choose another camera";
    const microphone = { state: "failed", message: "there is no microphone" } as const;
    server.showStart({
      ...RUNNING,
      camera: { state: "failed", message, hint },
      sound: { ...RUNNING.sound!, microphone },
    });
    await page.waitForSelector("#start-missing:visible");
    assertEquals(await text(page, "#start-missing"), `The camera is in use by another program\nC${hint.slice(1)}`);
    assertEquals(await text(page, "#start-sound-problem"), "There is no microphone");
    assertEquals(await page.isVisible("#start-picture"), false);
    await checkAccess(page, "start-failed");
  });

  await step("devices are chosen as in a call, and switched off", async (page, probe) => {
    const { server } = probe;
    server.showStart(RUNNING);
    await page.click("#start-cameras");
    assertEquals(await next(probe), "list cameras");
    server.showCameras([{ id: "0", name: "Front" }, { id: "1", name: "Desk" }]);
    await page.click("#camera-list button:has-text('Desk')");
    assertEquals(await next(probe), "choose 1");
    await page.click("#start-camera");
    assertEquals(await next(probe), "camera off");
    server.showStart({ ...RUNNING, camera: { state: "off" } });
    await page.waitForSelector("#start-missing:has-text('Your camera is off')");
    await page.click("#start-camera");
    assertEquals(await next(probe), "camera on");
    await page.click("#start-microphone");
    assertEquals(await next(probe), "mute");
    server.showStart({ ...RUNNING, sound: { ...RUNNING.sound!, muted: true } });
    await page.waitForSelector("#start-microphone.off");
    await page.click("#start-microphone");
    assertEquals(await next(probe), "unmute");
    await page.click("#start-sound");
    assertEquals(await next(probe), "list sound devices");
    assertEquals(await page.isVisible("#volume"), false);
    server.showSoundDevices([{ kind: "microphone", index: 0, id: "m", name: "Headset" }]);
    await page.click("#microphone-list button:has-text('Headset')");
    assertEquals(await next(probe), "choose microphone m");
    server.showStart({ ...RUNNING, sound: undefined });
    await page.waitForSelector("#start-microphone", { state: "hidden" });
    assertEquals(await page.isVisible("#start-sound"), false);
  });

  await step("the name is kept; no letter is a shortcut here", async (page, probe) => {
    const { server, orders } = probe;
    server.showStart(RUNNING);
    await page.waitForSelector("#start-wait:visible");
    assertEquals(await page.inputValue("#start-name"), "Anna");
    await page.fill("#start-name", "Anna K.");
    await page.press("#start-name", "Enter");
    assertEquals([await next(probe), await next(probe)], ["keep Anna K.", "rename Anna K."]);
    assertEquals(await page.evaluate("document.activeElement.id"), "start-target");
    server.showStart({ ...RUNNING, name: "Anna K." });
    await page.focus("#start-wait");
    for (const key of ["q", "c", "m", "k", "v", "t", "?"]) await page.keyboard.press(key);
    await page.keyboard.press("Space");
    assertEquals([await next(probe), orders], ["wait", []]);
    server.showStart({ ...RUNNING, name: undefined });
    await page.waitForSelector("#start-name", { state: "hidden" });
  });

  await step(
    "another state takes its place; what was typed stays until there is a call; a new page shows it again",
    async (page, probe) => {
      const { server } = probe;
      server.showStart(RUNNING);
      await page.waitForSelector("#start-wait:visible");
      await page.keyboard.type("somewhere");
      server.showState({ ...IN_CALL, phase: "waiting" });
      await page.waitForSelector("[data-phase=waiting] #stage:visible");
      assertEquals(await page.isVisible("#start"), false);
      server.showStart(RUNNING);
      await page.waitForSelector("#start-target:visible");
      assertEquals(await page.inputValue("#start-target"), "somewhere");
      server.showState(IN_CALL);
      await page.waitForSelector("[data-phase=in_call] #stage:visible");
      server.showStart(RUNNING);
      await page.waitForSelector("#start-target:visible");
      assertEquals(await page.inputValue("#start-target"), "");
      await page.reload();
      assert((await (await fetch(server.url)).text()).includes('<body data-phase="start"'));
      await page.waitForSelector("#start-target:visible");
    },
  );
});
