import { assert, assertEquals } from "@std/assert";
import type { LocalSoundState } from "../../../../src/port/display.ts";
import type { SoundLevels } from "../../../../src/port/sound.ts";
import { until } from "../page_probe.ts";
import { IN_CALL } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

const SOUND: LocalSoundState = {
  muted: false,
  volume: 1,
  microphone: { state: "running" },
  speaker: { state: "running" },
};
const LEVELS = { microphoneDb: -20, speakerDb: -30, speaking: true };

testPage("the page's sound controls", async (step) => {
  await step("without sound there are none", async (page, { server, orders }) => {
    server.showState(IN_CALL);
    await page.waitForSelector("#control-camera");
    assertEquals(await page.isVisible("#control-microphone"), false);
    assertEquals(await page.isVisible("#control-sound"), false);
    await page.keyboard.press("m");
    await page.keyboard.press("c");
    await until(() => orders.length > 0, "the camera's order");
    assertEquals(orders.splice(0), ["camera off"]);
  });

  await step("the microphone is muted by click and by key, and the button shows it", async (page, probe) => {
    const { server, orders } = probe;
    server.showState({ ...IN_CALL, sound: SOUND });
    await page.waitForSelector("#control-microphone[aria-label='Mute your microphone']");
    await page.click("#control-microphone");
    await until(() => orders.length === 1, "mute");
    server.showState({ ...IN_CALL, sound: { ...SOUND, muted: true } });
    await page.waitForSelector("#control-microphone.off[aria-label='Unmute your microphone']");
    await page.keyboard.press("m");
    await until(() => orders.length === 2, "unmute");
    assertEquals(orders.splice(0), ["mute", "unmute"]);
  });

  await step("space opens a muted microphone while it is held, but not in a text field", async (page, probe) => {
    const { server, orders } = probe;
    server.showState({ ...IN_CALL, sound: { ...SOUND, muted: true } });
    await page.waitForSelector("#control-microphone.off");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.down("Space");
    await until(() => orders.length === 1, "open");
    await page.keyboard.up("Space");
    await until(() => orders.length === 2, "closed");
    assertEquals(orders.splice(0), ["unmute", "mute"]);
    await page.keyboard.press("t");
    await page.waitForSelector("#text:focus");
    await until(() => orders.length === 1, "the conversation");
    assertEquals(orders.splice(0), ["conversation on"]);
    await page.keyboard.press("Space");
    assertEquals(await page.inputValue("#text"), " ");
    await page.fill("#text", "");
    await page.keyboard.press("Escape");
    // A microphone that is open stays open.
    server.showState({ ...IN_CALL, sound: SOUND });
    await page.waitForSelector("#control-microphone:not(.off)");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("Space");
    await page.keyboard.press("c");
    await until(() => orders.length > 0, "the camera's order");
    assertEquals(orders.splice(0), ["camera off"]);
  });

  await step("levels of both sides are shown, and who speaks while muted is told", async (page, { server }) => {
    server.showState({ ...IN_CALL, sound: SOUND });
    const level = (id: string) => page.evaluate(`document.getElementById("${id}").value`) as Promise<number>;
    /** Levels are left out while the page is behind, so they are told until they are shown. */
    const untilShown = (levels: SoundLevels, speakingMuted: boolean, shown: () => Promise<boolean>, what: string) =>
      until(() => {
        server.showLevels(levels, speakingMuted);
        return shown();
      }, what);
    await untilShown(LEVELS, false, async () => await level("microphone-level") > 0.5, "your level");
    assert(await level("peer-level") > 0.3);
    assertEquals(await page.isVisible("#muted-hint"), false);
    server.showState({ ...IN_CALL, sound: { ...SOUND, muted: true } });
    await untilShown(LEVELS, true, () => page.isVisible("#muted-hint"), "the hint");
    assertEquals(await page.textContent("#muted-hint"), "You are muted");
    await untilShown({ ...LEVELS, speaking: false }, false, () => page.isHidden("#muted-hint"), "no hint");
    assertEquals(await level("microphone-level"), 0);
  });

  await step("the other side's mute is shown", async (page, { server }) => {
    server.showState({ ...IN_CALL, sound: SOUND, peerMuted: true });
    await page.waitForSelector("#peer-muted:has-text('muted')");
    server.showState({ ...IN_CALL, sound: SOUND });
    await page.waitForSelector("#peer-muted", { state: "hidden" });
  });

  await step("devices are chosen by name, which is only text; the volume is set", async (page, probe) => {
    const { server, orders } = probe;
    const failed = { state: "failed", message: "no <i>microphone</i> found", hint: "connect one" } as const;
    server.showState({
      ...IN_CALL,
      sound: { ...SOUND, microphone: failed, speaker: { state: "running", choice: "b" } },
    });
    await page.waitForSelector("#control-sound:not([hidden])");
    await page.keyboard.press("a");
    await until(() => orders.length === 1, "the question for devices");
    server.showSoundDevices([
      { kind: "microphone", index: 0, id: "m", name: "Desk <b>" },
      { kind: "speaker", index: 0, id: "a", name: "Front" },
      { kind: "speaker", index: 1, id: "b", name: "Headset" },
    ]);
    await page.waitForSelector("#speaker-list button >> nth=2");
    assertEquals(await page.locator("#microphone-list button").allTextContents(), ["Desk <b>", "No microphone"]);
    assertEquals(await page.locator("#speaker-list [aria-pressed=true]").allTextContents(), ["Headset"]);
    assertEquals(await page.textContent("#microphone-problem"), "no <i>microphone</i> found; connect one");
    await page.locator("#volume").fill("150");
    await until(() => orders.length === 2, "the volume");
    await page.click("#microphone-list button >> nth=0");
    await until(() => orders.length === 3, "the microphone");
    assertEquals(orders.splice(0), ["list sound devices", "volume 1.5", "choose microphone m"]);
  });
});
