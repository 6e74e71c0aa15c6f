import { assert, assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import jsQr from "jsqr";
import type { Page } from "playwright-core";
import type { DisplayState } from "../../../../src/port/display.ts";
import { RED, twoColourJpeg } from "../page_probe.ts";
import { IN_CALL, INVITATION } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

const CODE = "plaza-needle-studio";
const WAITING: DisplayState = { ...IN_CALL, phase: "waiting", code: CODE, invitation: INVITATION };
const SIZES = { default: WINDOW, large: { width: 1120, height: 700 }, small: { width: 420, height: 520 } };

/** What the QR code on the screen says. */
async function readQr(page: Page): Promise<string | undefined> {
  await page.locator("#invite-qr").scrollIntoViewIfNeeded();
  const image = await Image.decode(await page.locator("#invite-qr").screenshot());
  return jsQr.default(new Uint8ClampedArray(image.bitmap), image.width, image.height)?.data;
}

testPage("how a server can be called", async (step) => {
  await step(
    "one link to copy first, then the words; addresses and command are folded away",
    async (page, probe, context) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const { server } = probe;
      server.showState(WAITING);
      await page.waitForSelector("#invitation:not([hidden])");
      const copied = async (selector: string, words: string) => {
        await page.click(selector);
        await page.waitForSelector(`${selector}:has-text('Copied')`);
        await page.waitForSelector(`${selector}:has-text('${words}')`);
        return await page.evaluate("navigator.clipboard.readText()");
      };
      assertEquals(await page.locator("#invitation button:visible").count(), 2);
      assertEquals(await copied("#invite-first button", "Copy link"), INVITATION.link);
      assertEquals(await copied("#invite-code button", "Copy"), CODE);
      assertMatch(await page.textContent("#invite-reach") ?? "", /in this network/);
      // By the keyboard, as all else.
      await page.focus("#invite-more-words");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#invite-ways:visible");
      const ways = await page.locator("#invite-ways code").allTextContents();
      assertEquals(ways, [...INVITATION.addresses, INVITATION.command]);
      assertEquals(await copied("#invite-ways dd:last-child button", "Copy"), INVITATION.command);
      // It stays open with the next code.
      server.showState({ ...WAITING, code: "apple-river-stone" });
      await page.waitForSelector("#invite-code:has-text('apple-river-stone')");
      assertEquals(await page.isVisible("#invite-ways"), true);
      server.showState(IN_CALL);
      await page.waitForSelector("#invitation", { state: "hidden" });
    },
  );

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [name, viewport] of Object.entries(SIZES)) {
      await step(`nothing covers what is to be copied or scanned: ${name}, ${colorScheme}`, async (page, probe) => {
        probe.server.showState({ ...WAITING, ended: "peer_left", notice: "something to know" });
        probe.server.showLocal(await twoColourJpeg(RED, RED));
        await page.waitForSelector("#invitation:not([hidden])");
        await keepScreenshot(page, `invitation-${name}-${colorScheme}`);
        assertEquals(await readQr(page), INVITATION.link);
        await page.click("#invite-more-words");
        for (const button of await page.locator("#invitation button").all()) {
          // Scrolls to it if necessary, and fails if something else would be clicked.
          await button.click({ trial: true });
        }
        const widths = await page.evaluate("[placeholder.scrollWidth, placeholder.clientWidth]") as number[];
        assertEquals(widths[0], widths[1], "scrolls sideways");
        await keepScreenshot(page, `invitation-more-${name}-${colorScheme}`);
      }, { colorScheme, viewport });
    }
  }

  await step("a server that has no link says what to do instead", async (page, { server }) => {
    const shown = async (state: Partial<DisplayState>, name: string, words: string) => {
      server.showState({ ...WAITING, ...state });
      await page.waitForSelector(`#invite-what:has-text("${words}")`);
      await keepScreenshot(page, `invitation-${name}-light`);
      assertEquals(await page.isVisible("#invite-qr"), false, name);
      return [
        await page.textContent("#invite-what"),
        ...await page.locator("#invitation code:visible").allTextContents(),
      ];
    };
    const plain = "vchat 192.0.2.7 --wire plain";
    const invitation = { addresses: ["192.0.2.7"], reach: "local", command: plain } as const;
    assertEquals(await shown({ code: undefined, invitation }, "plain", "The plain wire"), [
      "The plain wire has no link. Your caller enters this command in a terminal",
      plain,
    ]);
    const cable = {
      addresses: ["fe80::1%eth0"],
      reach: "link_local",
      command: "vchat fe80::1%eth0",
    };
    const [words, ...codes] = await shown(
      { invitation: cable as DisplayState["invitation"] },
      "link-local",
      "only to its own cable",
    );
    assertMatch(words!, /^This computer is connected only to its own cable or Wi-Fi.* enters these words$/);
    assertEquals(codes, [CODE]);
    const [nobody, ...none] = await shown({ invitation: { addresses: [] } }, "no-network", "Nobody can call you");
    assertMatch(nobody!, /not connected to a network.*start vchat again$/);
    assertEquals(none, []);
    assert(!await page.isVisible("#invite-more"));
  }, { viewport: WINDOW });
});
