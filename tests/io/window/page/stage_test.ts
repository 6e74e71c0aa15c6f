import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { DisplayState } from "../../../../src/port/display.ts";
import { BLUE, RED, twoColourJpeg, until } from "../page_probe.ts";
import { IN_CALL } from "./page_fixture.ts";
import { keepScreenshot, testPage } from "./page_step.ts";

testPage("the page says what happens", async (step) => {
  await step(
    "every state has a text, and no frozen face stays after a call",
    async (page, { server, shown }) => {
      server.showState(IN_CALL);
      showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
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
        assertEquals(await page.title(), `vchat${who} \u00b7 ${words[phase]}`);
        assertEquals(await page.isVisible("#remote"), phase === "in_call" || phase === "reconnecting", phase);
        assertEquals(
          await page.isVisible(phase === "in_call" ? "#banner" : phase === "ended" ? "#end-advice" : "#notice"),
          true,
          phase,
        );
      }
    },
  );

  await step("a client enters the code in a field of its own", async (page, { server, orders, texts }) => {
    server.showState({ ...IN_CALL, role: "client", phase: "needs_code" });
    await page.waitForSelector("#code-form:not([hidden])");
    await page.keyboard.type("7-plaza needle studio");
    await page.keyboard.press("Enter");
    await until(() => orders.length === 1, "the code");
    assertEquals([orders, texts], [["code 7-plaza needle studio"], []]);
  });

  await step(
    "a mistyped code stays to be corrected, and a wrong one to be typed over",
    async (page, { server, orders }) => {
      const asked = { ...IN_CALL, role: "client", phase: "needs_code" } as const;
      server.showState(asked);
      await page.waitForSelector("#code-form:not([hidden])");
      await page.keyboard.type("plaza needl studio");
      await page.keyboard.press("Enter");
      await until(() => orders.length === 1, "the code");
      server.showState({ ...asked, notice: "needl is not one of the words" });
      await page.waitForSelector("#notice:has-text('needl')");
      assertEquals(await page.inputValue("#code"), "plaza needl studio");
      await page.waitForSelector("#code:focus");
      server.showState({ ...asked, phase: "calling" });
      await page.waitForSelector("#code-form", { state: "hidden" });
      server.showState(asked);
      await page.waitForSelector("#code:focus");
      assertEquals(await page.inputValue("#code"), "plaza needl studio");
      await page.keyboard.type("apple river stone");
      assertEquals(await page.inputValue("#code"), "apple river stone");
      server.showState(IN_CALL);
      await page.waitForSelector("[data-phase=in_call]");
      server.showState(asked);
      await page.waitForSelector("#code:focus");
      assertEquals(await page.inputValue("#code"), "");
    },
  );

  await step("the page says who is called, and counts down after a wrong code", async (page, { server }) => {
    const calling = { ...IN_CALL, role: "client", phase: "calling", peerName: undefined } as const;
    const headline = async (words: string) => await page.waitForSelector(`#headline:text-is("${words}")`);
    server.showState({ ...calling, calledName: "192.0.2.7" });
    await headline("Calling 192.0.2.7");
    server.showState({ ...calling, calledName: "192.0.2.7", sinceEpochMs: Date.now() - 10_000 });
    await page.waitForSelector("#detail:has-text('No answer yet')");
    await keepScreenshot(page, "calling-unanswered");
    server.showState({ ...calling, calledName: "Ann\u202ea", ringing: true });
    await headline("Ringing at Ann\ufffda");
    await page.waitForSelector("#detail", { state: "hidden" });
    server.showState({ ...calling, phase: "needs_code", codeRetryAtEpochMs: Date.now() + 3000 });
    await page.waitForSelector("#code-wait:has-text('it takes the next one in')");
    await keepScreenshot(page, "code-wait-light");
    server.showState({ ...calling, codeRetryAtEpochMs: Date.now() + 30_000 });
    await page.waitForSelector("#code-wait:has-text('yours is sent in')");
    const seconds = async () => Number(/in (\d+) s/.exec(await page.textContent("#code-wait") ?? "")![1]);
    const first = await seconds();
    await until(async () => await seconds() < first, "a second less");
    server.showState({ ...calling, codeRetryAtEpochMs: Date.now() - 1 });
    await page.waitForSelector("#code-wait", { state: "hidden" });
    // A clock that is far off.
    server.showState({ ...calling, calledName: "Bob", codeRetryAtEpochMs: Date.now() + 1e9 });
    await headline("Calling Bob");
    assertEquals(await page.isVisible("#code-wait"), false);
  });

  await step("a word of the code is completed as soon as it is unambiguous", async (page, { server, orders }) => {
    const codeWords = ["needle", "nephew", "plaza", "studio"];
    server.showState({ ...IN_CALL, role: "client", phase: "needs_code", codeWords });
    await page.waitForSelector("#code-form:not([hidden])");
    const typed = async (keys: string) => {
      await page.keyboard.type(keys);
      return page.inputValue("#code");
    };
    assertEquals(await typed("p"), "p");
    assertEquals(await typed("l"), "plaza");
    assertEquals(await typed("aza ne"), "plaza ne");
    assertEquals(await typed("e"), "plaza needle");
    await page.keyboard.press("Backspace");
    assertEquals(await page.inputValue("#code"), "plaza nee");
    assertEquals(await typed("-ST"), "plaza nee-STudio");
    await page.keyboard.press("Enter");
    await until(() => orders.length === 1, "the code");
    assertEquals(orders, ["code plaza nee-STudio"]);
  });

  await step(
    "camera off, missing picture, peer left: each has a text, and no frozen face stays",
    async (page, { server, shown }) => {
      server.showState(IN_CALL);
      showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "a frame drawn");
      const said = async (state: Partial<DisplayState>, words: string) => {
        server.showState({ ...IN_CALL, ...state });
        await page.waitForSelector(`${state.phase === "ended" ? "#end" : "#placeholder"}:has-text("${words}")`);
        assertEquals(await page.isVisible("#remote"), false);
      };
      await said({ peerPicture: "off" }, "Ada's camera is off");
      await said({ peerPicture: "missing" }, "Ada's picture does not arrive");
      await said({ peerPicture: "off", peerName: "" }, "The other person's camera is off");
      await said({ phase: "ended", ended: "peer_left" }, "The other person has left");
      await said({ phase: "waiting", ended: "peer_left" }, "The other person has left");
      server.showState({ ...IN_CALL, phase: "reconnecting", sinceEpochMs: Date.now() - 65_000 });
      await page.waitForSelector("#elapsed:not([hidden])");
      assertMatch(await page.textContent("#elapsed") ?? "", /^\d+:\d\d$/);
    },
  );

  await step(
    "how long the call lasts is shown, and the time of calling or without a link",
    async (page, { server }) => {
      // On a machine that stands still for a moment, a second or more is not seen.
      const elapsed = async () => {
        const [, minutes, seconds] = (await page.textContent("#elapsed"))!.match(/^(\d+):(\d\d)$/)!;
        return 60 * Number(minutes) + Number(seconds);
      };
      for (const phase of ["calling", "in_call", "reconnecting"] as const) {
        const sinceEpochMs = Date.now() - 65_000;
        server.showState({ ...IN_CALL, phase, sinceEpochMs });
        await page.waitForSelector(`[data-phase=${phase}] #elapsed:not([hidden])`);
        const first = await elapsed();
        assert(first >= 65, `${first} s`);
        await until(async () => await elapsed() >= first + 2, "two more seconds");
        const last = await elapsed();
        assert(last <= (Date.now() - sinceEpochMs) / 1000, `${last} s`);
      }
      server.showState({ ...IN_CALL, sinceEpochMs: Date.now() - 3_725_000 });
      await until(async () => /^1:02:\d\d$/.test(await page.textContent("#elapsed") ?? ""), "an hour");
      server.showState({ ...IN_CALL, phase: "waiting" });
      await page.waitForSelector("#elapsed", { state: "hidden" });
    },
  );

  await step(
    "if the camera has failed, the page says why and what to do, and shows no frozen self view",
    async (page, { server, shown }) => {
      const failed: DisplayState = {
        ...IN_CALL,
        camera: { state: "failed", message: "camera 0 is used by another program", hint: "close that program" },
      };
      server.showState(IN_CALL);
      server.showLocal(await twoColourJpeg(RED, BLUE));
      await page.waitForSelector("#local:not([hidden])");
      server.showState(failed);
      const why = "camera 0 is used by another program\nclose that program";
      await page.waitForSelector("#self-missing:has-text('close that program')");
      assertEquals(await page.textContent("#self-missing"), `Your camera gives no picture\n${why}`);
      assertEquals([await page.isVisible("#local"), await page.textContent("#notice")], [false, ""]);
      // Who does not want to see themselves is told where the other picture is, or would be.
      await page.keyboard.press("v");
      await page.waitForSelector("#self", { state: "hidden" });
      assertEquals(await page.textContent("#notice"), why);
      showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "a frame drawn");
      await page.waitForSelector("#banner:has-text('close that program')");
      await page.keyboard.press("v");
      await page.waitForSelector("#banner", { state: "hidden" });
      assertEquals(await page.isVisible("#self-missing"), true);
      // The self view waits until the call.
      server.showState({ ...failed, phase: "waiting" });
      await page.waitForSelector("#notice:has-text('close that program')");
      assertEquals(await page.isVisible("#self"), false);
      server.showState(IN_CALL);
      await page.waitForSelector("#self-missing", { state: "hidden" });
    },
  );

  await step(
    "the language is English in every country, as in the terminal, and is declared",
    async (page, { server }) => {
      server.showState(IN_CALL);
      await page.waitForSelector("[data-phase=in_call]");
      assertMatch(await page.textContent("#phase") ?? "", /^In call/);
      assertEquals(await page.getAttribute("html", "lang"), "en");
    },
    { locale: "de-DE" },
  );
});
