/** A real call whose sound goes through the page of one end: in a browser with a false microphone, and a tap at its loudspeaker. */
import { assert } from "@std/assert";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { VchatProcess } from "../../fake/vchat_process.ts";
import { launchChromium } from "../../io/window/chromium.ts";
import { PagedEnd, until } from "./paged_end.ts";

/** Below it is only what comfort noise and a codec make of silence. */
const LOUD = 0.05;
const TAP = `{
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && this.numberOfInputs === 0) {
      window.tap = this.context.createAnalyser();
      connect.call(this, window.tap);
    }
    return connect.call(this, to, ...rest);
  };
}`;
const PEAK = `(() => {
  const samples = new Float32Array(2048);
  window.tap?.getFloatTimeDomainData(samples);
  return Math.max(...samples.map(Math.abs));
})()`;

const BROWSER = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
const RAW = ["--no-echo-cancel", "--no-noise-suppression", "--no-gain-control"];

/** The loudest sample of a WAV file that is still written, or of its last `seconds`. */
async function peakOf(path: string, seconds = Infinity): Promise<number> {
  const bytes = await Deno.readFile(path).catch(() => new Uint8Array(0));
  const view = new DataView(bytes.buffer);
  let peak = 0;
  for (let at = Math.max(44, bytes.length - bytes.length % 2 - 96_000 * seconds); at + 2 <= bytes.length; at += 2) {
    peak = Math.max(peak, Math.abs(view.getInt16(at, true)) / 32_768);
  }
  return peak;
}

Deno.test("two ends hear each other, one of them through its page", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vchat-window-sound-" });
  const browser = await launchChromium(BROWSER);
  const port = freeBasePort();
  const common = ["--host", "127.0.0.1", "--port", String(port), "--camera", "none", "--no-tones"];
  const server = new VchatProcess([
    ...["--role", "server", "--no-announce", "--no-remember", "--no-window", ...common],
    ...["--microphone", "test", "--speaker", `${folder}/heard.wav`, ...RAW],
  ]);
  try {
    await server.until("stderr", /told in person: \S+\n/);
    const [, code] = server.stderr.match(/told in person: (\S+)/)!;
    await using client = await PagedEnd.start({
      browser,
      args: ["--role", "client", "--code", code, ...common, "--microphone", "window", "--speaker", "window", ...RAW],
      before: TAP,
    });
    await client.phase("in_call");
    await client.page.mouse.click(300, 200);
    await until(async () => await client.page.evaluate(PEAK) as number > LOUD, "the server's sound in the page");
    // The false microphone beeps once a second.
    const file = `${folder}/heard.wav`;
    await until(async () => await peakOf(file) > LOUD, "the page's sound at the server");
    const { page } = client;
    await page.keyboard.press("m");
    await until(async () => await peakOf(file, 3) < LOUD, "silence, as the page is muted");
    await page.keyboard.press("m");
    await until(async () => await peakOf(file, 3) > LOUD, "the page's sound again");
    await page.keyboard.press("a");
    await page.waitForSelector("#speaker-list button >> nth=1");
    for (const kind of ["microphone", "speaker"]) {
      assert(await page.locator(`#${kind}-list button`).count() > 1, kind);
      assert(await page.textContent(`#${kind}-problem`) === "", kind);
    }
    assert(client.errors.length === 0, client.errors.join());
  } finally {
    server.kill("SIGKILL");
    await server.ended();
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});
