/** A real vchat whose page has no video decoders, in a call with one that sends AV1. */
import { BARS } from "../../../src/io/capture/test_pattern/test_pattern_drawing.ts";
import type { Color } from "../../../src/media/picture/picture_layout.ts";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { launchChromium } from "../../io/window/chromium.ts";
import { colourAt, PagedEnd, until } from "./paged_end.ts";

const isNear = (found: readonly number[], colour: Color) => found.every((value, i) => Math.abs(value - colour[i]) < 40);

Deno.test("AV1 is announced and shown, although the page cannot decode it", async () => {
  const port = freeBasePort();
  const common = ["--host", "127.0.0.1", "--port", String(port), "--camera", "test", "--width", "320", "--fps", "10"];
  await using ends = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "vchat-av1-" });
  ends.defer(() => Deno.remove(folder, { recursive: true }));
  const browser = await launchChromium();
  ends.defer(() => browser.close());
  const start = async (args: readonly string[], before?: string) =>
    ends.use(await PagedEnd.start({ browser, args: [...common, ...args], before }));

  const recording = `${folder}/received.mkv`;
  const server = await start(
    ["--role", "server", "--no-announce", "--record", recording],
    "delete globalThis.VideoDecoder",
  );
  await server.process.until("stderr", /the code for the .*: \S+\n/);
  const code = server.process.stderr.match(/the code for the .*: (\S+)\n/)![1];
  const client = await start(["--role", "client", "--code", code, "--codec", "av1"]);
  await Promise.all([server.phase("in_call"), client.phase("in_call")]);

  await until(async () => {
    const pixels = await server.pixels("remote");
    return pixels !== undefined &&
      BARS.every((bar, at) => isNear(colourAt(pixels, (at + 0.5) / BARS.length, 0.3), bar));
  }, "the client's test picture, in its colours");
  await Promise.all([server.moves("remote"), client.moves("remote")]);
  await until(async () => {
    const recorded = await Deno.readFile(recording).catch(() => new Uint8Array()); // written soon after the first frame
    return new TextDecoder("latin1").decode(recorded).includes("V_AV1");
  }, "AV1 in the recording");
});
