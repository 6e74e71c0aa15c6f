/** @import { PageOpening, PageSoundEnd } from "../../sound/page/sound_page.ts" */
/** @import { PageSoundPorts } from "./page_sound.js" */
/** @import { SoundContext } from "./sound_context.js" */
import { heardMs, latencyMs, SoundEnd } from "./sound_context.js";
import { deviceId } from "./sound_device_list.js";

/** As in page_sound_message.ts. */
const KIND = 1, HEADER_BYTES = 24;
/** Until the browser says: what a microphone usually takes, in seconds. */
const USUAL_LATENCY_S = 0.01;

/** What each error of getUserMedia means (Media Capture and Streams, 10.2). @type {Readonly<Record<string, PageSoundEnd>>} */
const ENDS = {
  NotAllowedError: "no_permission",
  SecurityError: "no_permission",
  NotFoundError: "not_found",
  OverconstrainedError: "not_found",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** The person was asked and said no, and has done nothing in the page since then. */
let isRefused = false;
for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, () => isRefused = false, true);

/** A microphone that sends to vchat what it captures. */
export class PageMicrophone {
  #context;
  #opening;
  #ports;
  /** @type {MediaStream | undefined} */
  #stream;
  /** @type {AudioNode[]} */
  #nodes = [];
  /** @type {MessagePort | undefined} */
  #port;
  #hasContext = false;
  #isClosed = false;

  /**
   * @param {SoundContext} context
   * @param {PageOpening} opening
   * @param {PageSoundPorts} ports
   */
  constructor(context, opening, ports) {
    this.#context = context;
    this.#opening = opening;
    this.#ports = ports;
  }

  /** Rejects with a {@linkcode SoundEnd}. */
  async open() {
    const stream = await capturedStream(this.#opening);
    this.#stream = stream;
    if (this.#isClosed) return this.close();
    const [track] = stream.getAudioTracks();
    track.addEventListener("ended", () => this.#ports.onEnd("unplugged"));
    const context = await this.#context.open();
    this.#hasContext = true;
    if (this.#isClosed) return this.close();
    this.#context.resume(); // who captures may play
    const source = context.createMediaStreamSource(stream);
    const node = new AudioWorkletNode(context, "capture", { channelCount: 1, channelCountMode: "explicit" });
    const { latency = USUAL_LATENCY_S } = /** @type {{ latency?: number }} */ (track.getSettings());
    node.port.onmessage = ({ data: { samples, atS } }) => {
      const captureMs = heardMs(context, atS) - latencyMs(context) - 1000 * latency;
      this.#ports.sendSound(captured(this.#opening.openingId, captureMs, samples));
    };
    node.onprocessorerror = () => this.#ports.onEnd("stopped");
    // Without a way to the loudspeaker, some browsers leave it out. It gives silence.
    source.connect(node).connect(context.destination);
    this.#nodes = [source, node];
    this.#port = node.port;
  }

  close() {
    this.#isClosed = true;
    this.#port?.postMessage(null);
    for (const node of this.#nodes.splice(0)) node.disconnect();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    if (this.#hasContext) this.#context.close();
    this.#hasContext = false;
  }
}

/** @param {PageOpening} opening */
async function capturedStream({ wanted, processing: { echo, noise, gain } }) {
  // Absent in a window that may not capture.
  if (!navigator.mediaDevices?.getUserMedia) throw new SoundEnd("not_started");
  if (isRefused && await permission() !== "granted") throw new SoundEnd("no_permission");
  const id = wanted === undefined ? undefined : await deviceId("audioinput", wanted);
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: echo,
        noiseSuppression: noise,
        autoGainControl: gain,
        channelCount: 1,
        ...(id === undefined ? {} : { deviceId: { exact: id } }),
      },
    });
    isRefused = false;
    return stream;
  } catch (error) {
    const end = ENDS[/** @type {DOMException} */ (error).name] ?? "not_started";
    isRefused = end === "no_permission";
    throw new SoundEnd(end);
  }
}

/** @returns {Promise<PermissionState | undefined>} undefined where the browser does not say */
async function permission() {
  try {
    return (await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") })).state;
  } catch {
    return undefined;
  }
}

/**
 * One binary message.
 * @param {number} openingId
 * @param {number} captureMs
 * @param {Float32Array} samples
 */
function captured(openingId, captureMs, samples) {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  view.setUint8(0, KIND);
  view.setUint32(4, openingId);
  view.setFloat64(8, captureMs);
  view.setFloat64(16, performance.now());
  samples.forEach((sample, n) => {
    const clipped = Math.min(Math.max(Math.round(32_768 * sample), -32_768), 32_767);
    view.setInt16(HEADER_BYTES + 2 * n, clipped, true);
  });
  return view.buffer;
}
