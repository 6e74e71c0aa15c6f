import type { Page } from "playwright-core";
import { qrPicture } from "../../../../src/invitation/call_qr.ts";
import type { ConversationLine, DisplayFigures, DisplayState, Invitation } from "../../../../src/port/display.ts";

/** A server in a sealed call. */
export const IN_CALL: DisplayState = {
  role: "server",
  phase: "in_call",
  peerName: "Ada",
  peerAddress: "192.0.2.7:40000",
  sinceEpochMs: Date.now(),
  sealed: true,
  camera: { state: "running" },
  peerPicture: "expected",
};

/** How a server in a home network can be called. */
export const INVITATION = {
  addresses: ["192.0.2.7", "2001:db8::7"],
  reach: "local",
  command: "vchat 192.0.2.7",
  link: "vchat://192.0.2.7:9699#plaza-needle-studio",
  qr: qrPicture("vchat://192.0.2.7:9699#plaza-needle-studio"),
} as const satisfies Invitation;

/** A line of the conversation, by default the peer's. */
export const line = (id: number, text: string, more: Partial<ConversationLine> = {}): ConversationLine => ({
  id,
  from: "remote",
  name: "Ada",
  text,
  epochMs: Date.UTC(2024, 0, 1, 12),
  ...more,
});

export const FIGURES: DisplayFigures = {
  epochMs: 1000,
  quality: "fair",
  receivedFps: 29.9,
  shownFps: 29.9,
  sentFps: 30,
  receivedKbps: 900,
  sentKbps: 870,
  delayMs: 62.4,
  jitterMs: 4.2,
  loss: 0.031,
  drops: [{ direction: "in", reason: "unit_incomplete", count: 12 }],
};

/** The colours at the left and at the right of a canvas, halfway or at another height, as `r,g,b` rounded to 0 or 255. */
export async function colours(page: Page, canvas: string, height = 0.5): Promise<string[]> {
  return await page.evaluate(`(() => {
    const canvas = document.getElementById(${JSON.stringify(canvas)});
    const context = canvas.getContext("2d");
    return [0.25, 0.75].map((x) => {
      const pixel = context.getImageData(canvas.width * x, canvas.height * ${height}, 1, 1).data;
      return [...pixel.slice(0, 3)].map((value) => value > 127 ? 255 : 0).join();
    });
  })()`);
}

/** An element's text, trimmed. */
export const text = async (page: Page, selector: string) => (await page.textContent(selector))?.trim();
