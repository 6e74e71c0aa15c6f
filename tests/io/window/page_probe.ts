import { Image } from "imagescript";
import { LineStore } from "../../../src/call/line_store.ts";
import type { Clock } from "../../../src/port/clock.ts";
import type { DisplayHandlers } from "../../../src/port/display.ts";
import type { Codec } from "../../../src/port/encoded_frame.ts";
import type { PagePreferences, SavedFile } from "../../../src/io/window/serve/page_message.ts";
import type { WindowBounds } from "../../../src/io/window/save/window_bounds.ts";
import { PageServer } from "../../../src/io/window/serve/page_server.ts";
import type { VideoDecoders } from "../../../src/port/video_decoder.ts";

/** A page server, and everything that it reported, in order. */
export interface Probe {
  readonly server: PageServer;
  readonly shown: number[];
  readonly dropped: [number, string][];
  /** One entry for each request for a keyframe: how many frames had been settled by then. */
  readonly keyframesNeeded: number[];
  readonly decodes: (readonly Codec[])[];
  readonly texts: string[];
  /** What was done with the controls, as text. */
  readonly orders: string[];
  readonly pictures: Uint8Array[];
  /** The size and place of the page's window, whenever they changed. */
  readonly windows: WindowBounds[];
  readonly pages: boolean[];
  /** For each page that has disconnected: whether it said goodbye. */
  readonly goodbyes: boolean[];
  readonly leaves: number;
  /** The result for the next pictures to be saved. */
  saved: SavedFile;
  /** Why the next folders are not opened. */
  folderProblem: string | undefined;
}

/** `decoders`: for what the page cannot decode. `clock`: by default the machine's. */
export function startProbe(decoders?: VideoDecoders, clock?: Clock): Probe {
  const told = {
    shown: [] as number[],
    dropped: [] as [number, string][],
    keyframesNeeded: [] as number[],
    decodes: [] as (readonly Codec[])[],
    texts: [] as string[],
    orders: [] as string[],
    pictures: [] as Uint8Array[],
    windows: [] as WindowBounds[],
  };
  const pages: boolean[] = [], goodbyes: boolean[] = [];
  let leaves = 0;
  let preferences: PagePreferences = { shortcuts: true };
  const conversation = new LineStore();
  const handlers: DisplayHandlers = {
    lines: () => conversation.all(),
    onShown: (n) => void told.shown.push(n),
    onDropped: (n, reason) => void told.dropped.push([n, reason]),
    onKeyframeNeeded: () => void told.keyframesNeeded.push(told.shown.length + told.dropped.length),
    onDecodes: (codecs) => void told.decodes.push(codecs),
    onText: (text) => void told.texts.push(text),
    onCode: (code) => void told.orders.push(`code ${code}`),
    onAnswer: (accept) => void told.orders.push(accept ? "answer" : "decline"),
    onCamera: (on) => void told.orders.push(`camera ${on ? "on" : "off"}`),
    onListCameras: () => void told.orders.push("list cameras"),
    onChooseCamera: (id) => void told.orders.push(`choose ${id}`),
    onMute: (muted) => void told.orders.push(muted ? "mute" : "unmute"),
    onVolume: (volume) => void told.orders.push(`volume ${volume}`),
    onListSoundDevices: () => void told.orders.push("list sound devices"),
    onChooseSoundDevice: (kind, id) => void told.orders.push(`choose ${kind} ${id}`),
    onLeave: () => void leaves++,
  };
  const server = new PageServer({
    ...handlers,
    decoders,
    nowMs: () => clock?.nowMs() ?? performance.now(),
    callAt: clock && ((atMs, callback) => clock.callAt(atMs, callback)),
    savePicture: (png) => {
      told.pictures.push(png);
      return Promise.resolve(probe.saved);
    },
    onPreferences: (now) => {
      for (const name of ["shortcuts", "conversation"] as const) {
        if (now[name] !== preferences[name]) told.orders.push(`${name} ${now[name] ? "on" : "off"}`);
      }
      if (now.window && now.window !== preferences.window) told.windows.push(now.window);
      if (now.name !== preferences.name) told.orders.push(`keep ${now.name}`);
      preferences = now;
    },
    start: {
      onWait: () => void told.orders.push("wait"),
      onCall: (target) => void told.orders.push(`call ${target}`),
      onCallServer: (key) => void told.orders.push(`call server ${key}`),
      onCancel: () => void told.orders.push("cancel"),
      onRename: (name) => void told.orders.push(`rename ${name}`),
    },
    saveConversation: () => {
      told.orders.push("save conversation");
      return Promise.resolve(probe.saved);
    },
    openFolder: () => {
      told.orders.push("open folder");
      return Promise.resolve(probe.folderProblem);
    },
    onNextStep: (step) => void told.orders.push(step),
    onPage: (present, saidGoodbye) => {
      pages.push(present);
      if (!present) goodbyes.push(saidGoodbye);
    },
  });
  const showLine = server.showLine.bind(server);
  server.showLine = (line) => {
    conversation.put(line);
    showLine(line);
  };
  const probe: Probe = {
    server,
    ...told,
    pages,
    goodbyes,
    saved: { path: "/pictures/vchat.png" },
    folderProblem: undefined,
    get leaves() {
      return leaves;
    },
  };
  return probe;
}

/** Only what never comes takes this long, however busy the machine is. */
export const PATIENCE_MS = 120_000;

/** Waits until a condition is true. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!await condition()) {
    if (performance.now() > endMs) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A JPEG of 64x48: its left half of one colour, its right half of another (0xRRGGBBAA). */
export async function twoColourJpeg(left: number, right: number): Promise<Uint8Array> {
  const image = new Image(64, 48).fill((x) => x <= 32 ? left : right);
  return await image.encodeJPEG(95);
}

export const RED = 0xff0000ff;
export const GREEN = 0x00ff00ff;
export const BLUE = 0x0000ffff;
