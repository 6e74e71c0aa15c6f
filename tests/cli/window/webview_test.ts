/** Two real vchats with their own windows, each on an X server: start, call, reconnect, close. */
import { assert, assertEquals } from "@std/assert";
import type { Image } from "imagescript";
import { BARS } from "../../../src/io/capture/test_pattern/test_pattern_drawing.ts";
import type { Color } from "../../../src/media/picture/picture_layout.ts";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { UdpRelay } from "../../fake/udp_relay.ts";
import { VchatProcess } from "../../fake/vchat_process.ts";
import { Xvfb } from "../../io/window/xvfb.ts";
import { until } from "./paged_end.ts";

const SCREENSHOTS = "build/screenshots/webview";
/** The overlay on the last picture while the link is down, and how much of the picture shows through. */
const NIGHT = 12;
const THROUGH = 0.2;
const DIMMED = BARS.map((bar) => bar.map((value) => value * THROUGH + NIGHT * (1 - THROUGH)) as unknown as Color);

/** How often a screen is looked at for a picture that is painted by then, or not there. */
const LOOKS = 30;

/** A vchat with a window on its own screen. */
class WindowedEnd {
  /** Where the peer's picture is on the screen. */
  picture: Place | undefined;

  constructor(readonly process: VchatProcess, readonly screen: Xvfb) {}

  static async start(args: readonly string[]): Promise<WindowedEnd> {
    const screen = await Xvfb.start();
    const process = new VchatProcess([...args, "--camera", "test", "--no-remember"], { DISPLAY: screen.display });
    return new WindowedEnd(process, screen);
  }

  async titled(title: string): Promise<void> {
    let titles: string[] = [];
    await until(async () => (titles = await this.screen.titles()).includes(title), `${title}; had ${titles}`);
  }

  async screenshot(name: string): Promise<Image> {
    const { image, png } = await this.screen.screenshot();
    await Deno.mkdir(SCREENSHOTS, { recursive: true });
    await Deno.writeFile(`${SCREENSHOTS}/${name}.png`, png);
    return image;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // It has already ended.
    }
    await this.process.ended();
    await this.screen[Symbol.asyncDispose]();
  }
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** Where the peer's test picture is on a screenshot: found by the fifth of its seven bars. */
function findPicture(image: Image): Place | undefined {
  for (let y = 0; y < image.height; y++) {
    let left = -1, right = -1;
    for (let x = 0; x < image.width; x++) {
      if (!isNear(image, x, y, BARS[4])) continue;
      if (left < 0) left = x;
      right = x;
    }
    const width = 7 * (right - left + 1);
    // The self view is smaller.
    if (left >= 0 && width > 250) return { left: Math.round(left - width * 4 / 7), top: y, width };
  }
  return undefined;
}

function isNear(image: Image, x: number, y: number, color: Color): boolean {
  const at = 4 * (y * image.width + x);
  return color.every((value, i) => Math.abs(image.bitmap[at + i] - value) < 24);
}

/** Whether all bars are there, above the words in the middle. */
function hasBars(image: Image, { left, top, width }: Place, bars: readonly Color[] = BARS): boolean {
  return bars.every((bar, at) => isNear(image, Math.round(left + (at + 0.5) * width / 7), top + 20, bar));
}

/** How far the moving block of the test picture has moved. */
function blockAt(image: Image, { left, top, width }: Place): number | undefined {
  // It moves at 60 to 75 % of the height of a picture in 16:9.
  const y = Math.round(top + 0.675 * width * 9 / 16);
  for (let x = left; x < left + width; x++) if (isNear(image, x, y, [235, 235, 235])) return x;
  return undefined;
}

Deno.test("two ends and their windows: start, call, reconnect, close", async () => {
  const port = freeBasePort();
  const relay = new UdpRelay({ hostname: "127.0.0.1", port });
  try {
    const place = ["--role", "server", "--host", "127.0.0.1", "--port", String(port), "--no-announce"];
    await using server = await WindowedEnd.start([...place, "--name", "Bob"]);
    await server.titled("vchat \u00b7 Waiting for a caller");
    await server.screenshot("waiting");
    await server.process.until("stderr", /told in person: \S+\n/);
    const [, code] = server.process.stderr.match(/told in person: (\S+)/)!;

    const to = ["--role", "client", "--host", "127.0.0.1", "--port", String(relay.address.port), "--code", code];
    await using client = await WindowedEnd.start([...to, "--name", "<b>Ada</b> \u202egnp\x1b[2J"]);
    const both = [{ end: server, role: "server", peer: "<b>Ada</b> \ufffdgnp\u241b[2J" }, {
      end: client,
      role: "client",
      peer: "Bob",
    }];
    for (const { end, role, peer } of both) {
      await end.titled(`vchat \u00b7 ${peer} \u00b7 In call`);
      let first: number | undefined;
      await until(async () => {
        const image = await end.screenshot(`in_call_${role}`);
        end.picture = findPicture(image);
        if (end.picture === undefined || !hasBars(image, end.picture)) return false;
        const now = blockAt(image, end.picture);
        first ??= now;
        return now !== undefined && now !== first;
      }, "a picture that moves");
    }

    const keepsLastPicture = async () => {
      for (const { end, role } of both) {
        await until(async () => hasBars(await end.screenshot(`in_call_${role}`), end.picture!), "a picture");
      }
      relay.cut();
      for (const { end, role, peer } of both) {
        await end.titled(`vchat \u00b7 ${peer} \u00b7 Connection lost, trying again`);
        let isKept = false;
        for (let looks = 0; looks < LOOKS && !isKept; looks++) {
          isKept = hasBars(await end.screenshot(`reconnecting_${role}`), end.picture!, DIMMED);
        }
        if (!isKept) return false;
      }
      return true;
    };
    // If a busy machine gave no picture in the last two seconds before the cut, there is none to stay.
    for (let tries = 1; !await keepsLastPicture(); tries++) {
      assert(tries < 5, "the last picture, dimmed");
      relay.restore();
      for (const { end, peer } of both) await end.titled(`vchat \u00b7 ${peer} \u00b7 In call`);
    }
    relay.restore();
    for (const { end, role, peer } of both) {
      await end.titled(`vchat \u00b7 ${peer} \u00b7 In call`);
      await until(async () => hasBars(await end.screenshot(`again_${role}`), end.picture!), "the picture again");
    }

    // The other window stays until its person closes it, too.
    await server.screen.closeWindow("vchat \u00b7 ");
    await client.titled("vchat \u00b7 Bob has left the call");
    await until(async () => findPicture(await client.screenshot("peer_left")) === undefined, "no picture");
    await client.screen.closeWindow("vchat \u00b7 ");
    for (const end of [server, client]) {
      assertEquals(await end.process.ended(), 0);
      await until(async () => (await end.screen.titles()).length === 0, "no window");
    }
  } finally {
    await relay.close();
  }
});
