/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { Clock } from "../../../port/clock.ts";
import { IncomingSound } from "../../../media/sound/incoming_sound.ts";
import { fillTestSound } from "../../../media/sound/test_sound.ts";
import { SOUND_FRAME_SAMPLES } from "../../../port/sound_device.ts";
import { systemClock } from "../../clock/system_clock.ts";
import { listSoundDevices } from "../devices/list_sound_devices.ts";
import { openMicrophone } from "../open_microphone.ts";
import { openSpeaker } from "../open_speaker.ts";
import { PageDevices } from "../page/page_devices.ts";
import { withPageDevices } from "../page/with_page_devices.ts";
import { OpusDecoder } from "../opus/opus_decoder.ts";
import { OpusEncoder } from "../opus/opus_encoder.ts";
import { openSoundProcessor } from "../processing/open_sound_processor.ts";
import { PulseLoop } from "../pulse/pulse_loop.ts";
import { SoundEngine } from "../sound_engine.ts";
import type { SharedSound, SoundNews, SoundOrder, SoundSettings } from "./sound_message.ts";
import { SoundQueue } from "./sound_queue.ts";

/** Until the wire says what the link carries. */
const FIRST_BITS_PER_SECOND = 32_000;

let engine: SoundEngine | undefined;
let page: PageDevices | undefined;
let waiting: SoundOrder[] | undefined = [];
/** What the peer says, and how many orders were given and obeyed. */
let received: SoundQueue;
let given: Int32Array;
let obeyed = 0;

self.onmessage = ({ data }: MessageEvent<SoundOrder>) => {
  if (data.kind === "start") {
    start(data.settings, mainClock(data.originMs), data.shared).catch((error) =>
      tell({ kind: "failed", message: messageOf(error) })
    );
    return;
  }
  obeyed++;
  if (waiting === undefined) obey(data);
  else waiting.push(data);
};

// Otherwise the runtime prints them, over the screen, and ends this thread.
self.addEventListener("error", (event) => {
  event.preventDefault();
  tell({ kind: "fault", message: event.message });
});
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  tell({ kind: "fault", message: messageOf(event.reason) });
});

async function start(settings: SoundSettings, clock: Clock, shared: SharedSound): Promise<void> {
  const { microphone, speaker, ffmpegPath, processing, hasPage } = settings;
  received = new SoundQueue(shared.received);
  given = new Int32Array(shared.orders);
  const encoded = new SoundQueue(shared.encoded);
  if (hasPage) page = new PageDevices((order) => tell({ kind: "page", order }), clock, processing);
  const query = { os: Deno.build.os, ffmpegPath, page, loop: new PulseLoop(clock, hasOrders) };
  const [encoder, decoder, opened] = await Promise.all([
    OpusEncoder.open({ bitsPerSecond: FIRST_BITS_PER_SECOND, lossPercent: 0 }),
    OpusDecoder.open(),
    openSoundProcessor(processing),
  ]);
  if (opened.warning !== undefined) tell({ kind: "notice", message: opened.warning });
  engine = new SoundEngine({
    clock,
    openMicrophone: (name) => openMicrophone({ ...query, microphone: name, makeTestFrame }, clock),
    openSpeaker: (name) => openSpeaker({ ...query, speaker: name }, clock),
    encoder,
    incoming: new IncomingSound(decoder),
    takeReceived,
    processor: opened.processor,
    microphone,
    speaker,
  }, {
    onSound: ({ sequence, bytes, captureMs }) =>
      void encoded.add({ frames: [{ sequence, bytes }], captureMs, arrivedMs: NaN }),
    onMicrophone: (state) => tell({ kind: "device", device: "microphone", state }),
    onSpeaker: (state) => tell({ kind: "device", device: "speaker", state }),
    onLevels: (levels) => tell({ kind: "levels", levels }),
    onFigures: (figures) => tell({ kind: "figures", figures }),
  });
  engine.start();
  const orders = waiting!;
  waiting = undefined;
  // What the peer says before anything can play it is not heard.
  received.drop(received.position);
  for (const order of orders) obey(order);

  function makeTestFrame(n: number): Float32Array {
    const samples = new Float32Array(SOUND_FRAME_SAMPLES);
    fillTestSound(samples, n);
    return samples;
  }
}

function hasOrders(): boolean {
  return Atomics.load(given, 0) !== obeyed;
}

/** Takes what has arrived, unless an order must be obeyed first that may have been given before it arrived. */
function takeReceived(): void {
  if (hasOrders()) return;
  for (let sound; (sound = received.take()) !== undefined;) {
    const { frames, captureMs, arrivedMs } = sound;
    engine!.incoming.receive({ frames, captureMs: Number.isNaN(captureMs) ? undefined : captureMs, arrivedMs });
  }
}

function obey(order: SoundOrder): void {
  const { incoming, outgoing } = engine!;
  switch (order.kind) {
    case "in_call":
      received.drop(order.position);
      incoming.restart();
      return outgoing.inCall(order.on);
    case "target":
      return outgoing.setTarget(order.target);
    case "mute":
      return outgoing.mute(order.muted);
    case "volume":
      return incoming.setVolume(order.volume);
    case "choose":
      return engine!.choose(order.device, order.id);
    case "hold_back":
      return incoming.holdBack(order.delayMs);
    case "list":
      return void list();
    case "page":
      return page?.take(order.news);
    case "play":
      return incoming.play(order.tone);
    case "stop":
      return void engine!.stop().then(() => tell({ kind: "stopped" }));
  }
}

async function list(): Promise<void> {
  const own = await listSoundDevices({ os: Deno.build.os }, systemClock).catch(() => []);
  tell({ kind: "devices", devices: page ? await withPageDevices(own, page) : own });
}

/** The main thread's clock: this thread's own starts later. */
function mainClock(originMs: number): Clock {
  const aheadMs = performance.timeOrigin - originMs;
  return {
    nowMs: () => systemClock.nowMs() + aheadMs,
    epochMs: systemClock.epochMs,
    callAt: (atMs, callback) => systemClock.callAt(atMs - aheadMs, callback),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tell(news: SoundNews): void {
  self.postMessage(news);
}
