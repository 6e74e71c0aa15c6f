import type { CameraChoice } from "../../../port/capture_device.ts";
import type { ConversationLine, DisplayFigures, DisplayState, ShownFrame } from "../../../port/display.ts";
import type { Codec, MediaTrack } from "../../../port/encoded_frame.ts";
import type { RawPicture } from "../../../port/raw_picture.ts";
import type { StartState } from "../../../port/start_display.ts";
import type { SoundLevels } from "../../../port/sound.ts";
import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import { callAtBy } from "./call_at_by.ts";
import { LocalPictures } from "./local_pictures.ts";
import { admit, GOODBYE_PATH, newToken, pageHeaders } from "./page_access.ts";
import { PAGE_FILES, START_HTML } from "./page_files.ts";
import { PageLines } from "./page_lines.ts";
import { type PageAnswer, PageListener, wants } from "./page_listener.ts";
import { frameMessage, parseFromPage, parsePicture, rawMessage, type SavedFile, type ToPage } from "./page_message.ts";
import type { PageServerOptions } from "./page_server_options.ts";
import { parseCaptured } from "./page_sound_message.ts";
import { PageSettings } from "./page_settings.ts";
import { passOrder } from "./pass_order.ts";
import { RemoteFrames } from "./remote_frames.ts";
import { ServedSound } from "./served_sound.ts";
import type { WebSocketConnection } from "./web_socket_connection.ts";

/** Seconds of figures that a page gets again after a reload. */
const KEPT_FIGURES = 120;
/** How long the page has to take its leave. */
const CLOSE_MS = 300;
/** WebSocket close codes: of what no page says, and of a page that another one has taken the place of (RFC 6455, 7.4). */
const NOT_UNDERSTOOD = 1008;
const REPLACED = 4000;
/** WebSocket close code of a server that is going away. */
const GOING_AWAY = 1001;

/** Serves the page on 127.0.0.1 behind a token and carries pictures, lines and states to the one page that is open. */
export class PageServer {
  readonly #token = newToken();
  readonly #listener: PageListener;
  readonly #host: string;
  readonly #remote: RemoteFrames;
  readonly #local: LocalPictures;
  readonly #lines: PageLines;
  /** The devices of the page. */
  readonly sound: ServedSound;
  readonly settings: PageSettings;
  #state: DisplayState | undefined;
  /** While the start page is shown. */
  #start: StartState | undefined;
  /** What the peer's pictures show. */
  #shows: MediaTrack["kind"] = "camera";
  #figures: DisplayFigures[] = [];
  #socket: WebSocketConnection | undefined;
  #saidGoodbye = false;
  #visible = true;
  #closed = false;

  constructor(private readonly options: PageServerOptions) {
    this.settings = new PageSettings(options.preferences, options.onPreferences);
    this.#remote = new RemoteFrames({
      send: ({ n, bytes, codec, keyframe }) => this.#socket?.send(frameMessage("remote", n, bytes, codec, keyframe)),
      sendPicture: ({ n, picture }) => this.#socket?.send(rawMessage("remote_raw", n, picture)),
      openDecoder: (codec) => options.decoders!.open(codec),
      onDropped: (n, reason) => options.onDropped(n, reason),
      onKeyframeNeeded: () => options.onKeyframeNeeded(),
      nowMs: options.nowMs,
    });
    this.#local = new LocalPictures({ send: (message) => this.#socket?.send(message), nowMs: options.nowMs });
    this.#lines = new PageLines({
      tell: (message) => this.#tell(message),
      backlogBytes: () => this.#socket?.bufferedAmount,
      lines: () => options.lines(),
    });
    this.sound = new ServedSound({
      tell: (message) => this.#tell(message),
      send: (message) => this.#socket?.send(message),
      nowMs: options.nowMs,
    });
    this.#listener = new PageListener({
      answer: (request) => this.#answer(request),
      onSocket: (socket) => this.#serve(socket),
      callAt: options.callAt ?? callAtBy(options.nowMs),
      nowMs: options.nowMs,
    });
    this.#host = `127.0.0.1:${this.#listener.port}`;
  }

  /** The address of the page. A secret: anybody who knows it sees the call. */
  get url(): string {
    return `http://${this.#host}/${this.#token}/`;
  }

  /** The page shows one peer and one track. */
  showFrame(peer: number, track: MediaTrack, frame: ShownFrame): void {
    if (this.#closed) return this.options.onDropped(frame.n, "display_busy");
    if (track.kind !== this.#shows) this.#tell({ kind: "shows", what: this.#shows = track.kind });
    this.#remote.offer(peer, track, frame);
  }

  showLocal(jpeg: Uint8Array): void {
    this.#local.showJpeg(jpeg);
  }

  showLocalRaw(picture: RawPicture): void {
    this.#local.showRaw(picture);
  }

  showLine(line: ConversationLine): void {
    this.#lines.show(line);
  }

  /** Shows the start page, until the next `showState`. */
  showStart(state: StartState): void {
    this.#start = state;
    this.#local.start = true;
    this.#tell({ kind: "start", state });
  }

  showState(state: DisplayState): void {
    this.#state = state;
    this.#start = undefined;
    this.#local.start = false;
    const expectsPicture = (state.phase === "in_call" || state.phase === "reconnecting") && state.peerPicture !== "off";
    if (!expectsPicture) this.#remote.startOver(); // no decoder waits for the next call
    this.#lines.showMissed();
    this.#tell({ kind: "state", state });
  }

  showFigures(figures: DisplayFigures): void {
    this.#figures.push(figures);
    if (this.#figures.length > KEPT_FIGURES) this.#figures.shift();
    this.#lines.showMissed();
    if (this.#visible) this.#tell({ kind: "figures", figures: [figures] });
  }

  showCameras(cameras: readonly CameraChoice[]): void {
    this.#tell({ kind: "cameras", cameras });
  }

  showSoundDevices(devices: readonly SoundDeviceChoice[]): void {
    this.#tell({ kind: "sound_devices", devices });
  }

  showLevels(levels: SoundLevels, speakingMuted: boolean): void {
    const isBusy = (this.#socket?.bufferedAmount ?? 0) > 0;
    if (this.#visible && !isBusy) this.#tell({ kind: "levels", levels, speakingMuted });
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#local.close();
    this.#closed = true;
    // A page that hangs does not answer a close.
    await Promise.all([this.#remote.close(), this.#listener.close(CLOSE_MS)]);
  }

  #answer(request: Request): PageAnswer | "socket" {
    const headers = pageHeaders(this.#host);
    const webSocket = wants(request, "upgrade", "websocket");
    const admitted = admit(request, { host: this.#host, token: this.#token }, webSocket);
    if ("status" in admitted) return { status: admitted.status, headers };
    if (webSocket && admitted.path === "socket") return "socket";
    if (admitted.path === GOODBYE_PATH) {
      this.#goodbye();
      return { status: 200, headers };
    }
    const file = webSocket ? undefined : PAGE_FILES.get(admitted.path);
    if (file === undefined) return { status: 404, headers };
    const body = this.#start !== undefined && admitted.path === "" ? START_HTML : file.body;
    return { status: 200, headers: { ...headers, "content-type": file.contentType }, body };
  }

  /** For as long as it is there: a hidden page has nothing to say for hours, and the loopback does not lose connections. */
  async #serve(socket: WebSocketConnection): Promise<void> {
    this.#connected(socket);
    await socket.run({
      onMessage: (message) => this.#received(socket, message),
      onClose: () => this.#disconnected(socket),
    });
  }

  /** The page was closed or left. Its connection may have ended before it could say so there. */
  #goodbye(): void {
    this.#saidGoodbye = true;
    if (this.#socket === undefined && !this.#closed) this.options.onPage(false, true);
  }

  #connected(socket: WebSocketConnection): void {
    if (this.#closed) return socket.close(GOING_AWAY);
    const replaced = this.#socket;
    this.#socket = socket;
    this.#saidGoodbye = false;
    this.settings.pageCame();
    if (replaced !== undefined) {
      this.#remote.disconnect();
      this.#local.disconnect();
      this.sound.disconnected();
      replaced.close(REPLACED);
    }
    if (this.settings.preferences) this.#tell({ kind: "preferences", preferences: this.settings.preferences });
    if (this.#start !== undefined) this.#tell({ kind: "start", state: this.#start });
    else if (this.#state !== undefined) this.#tell({ kind: "state", state: this.#state });
    if (this.#shows !== "camera") this.#tell({ kind: "shows", what: this.#shows });
    this.#lines.showAll();
    this.#visible = this.#local.selfView = true;
    this.#tell({ kind: "figures", figures: this.#figures });
    this.#remote.resume();
    this.#local.resume();
    this.sound.connected();
    if (replaced === undefined) this.options.onPage(true, false);
  }

  #disconnected(socket: WebSocketConnection): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.options.onInFront?.(false);
    this.#remote.disconnect();
    this.#local.disconnect();
    this.sound.disconnected();
    this.options.onPage(false, this.#saidGoodbye);
  }

  #received(socket: WebSocketConnection, data: string | ArrayBuffer): void {
    if (socket !== this.#socket || this.#closed) return;
    this.#lines.showMissed();
    const { options } = this;
    const picture = parsePicture(data);
    if (picture !== undefined) return void this.#tellSaved("saved", options.savePicture(picture));
    const captured = parseCaptured(data);
    if (captured !== undefined) return this.sound.captured(captured);
    const message = parseFromPage(data);
    if (message === undefined) return socket.close(NOT_UNDERSTOOD);
    switch (message.kind) {
      case "drawn":
        if (this.#remote.drawn(message.n)) options.onShown(message.n);
        break;
      case "undecodable":
        if (this.#remote.settle(message.n)) options.onDropped(message.n, "undecodable");
        break;
      case "not_drawn":
        if (this.#remote.settle(message.n)) options.onDropped(message.n, "display_busy");
        break;
      case "keyframe_needed":
        this.#remote.keyframeNeeded(message.n);
        break;
      case "decodes":
        this.#decodes(socket, message.codecs);
        break;
      case "local_settled":
        this.#local.settle(message.n);
        break;
      case "visible":
        this.#look(message.visible);
        break;
      case "in_front":
        options.onInFront?.(message.on);
        break;
      case "self_view":
        this.#local.selfView = message.on;
        break;
      case "shortcuts":
      case "conversation":
      case "window":
      case "start_name":
        this.settings.received(message);
        if (message.kind === "start_name") options.start?.onRename(message.text);
        break;
      case "save_conversation":
        void this.#tellSaved("conversation_saved", options.saveConversation());
        break;
      case "open_folder":
        void this.#openFolder();
        break;
      case "next_step":
        if (this.#state?.choices?.includes(message.step)) options.onNextStep(message.step);
        break;
      case "goodbye":
        this.#saidGoodbye = true;
        break;
      case "sound_wanted":
      case "sound_ended":
      case "page_sound":
        this.sound.received(message);
        break;
      default:
        passOrder(message, options, options.start);
    }
  }

  /** What the page cannot decode is decoded here, if possible. */
  async #decodes(socket: WebSocketConnection, codecs: readonly Codec[]): Promise<void> {
    const here = await this.options.decoders?.codecs ?? [];
    if (socket !== this.#socket || this.#closed) return;
    this.#remote.decodes(codecs, here);
    this.options.onDecodes([...new Set<Codec>(["jpeg", ...codecs, ...here])]);
  }

  /** Whether anybody sees the page: a hidden one gets no pictures and no figures, and costs next to nothing. */
  #look(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    for (const frames of [this.#remote, this.#local]) visible ? frames.resume() : frames.pause();
    if (visible) this.#tell({ kind: "figures", figures: this.#figures });
  }

  async #tellSaved(kind: "saved" | "conversation_saved", saving: Promise<SavedFile>): Promise<void> {
    this.#tell({ kind, ...await saving });
  }

  async #openFolder(): Promise<void> {
    const problem = await this.options.openFolder();
    if (problem !== undefined) this.#tell({ kind: "folder_not_opened", problem });
  }

  #tell(message: ToPage): void {
    if (this.#socket?.isOpen) this.#socket.send(JSON.stringify(message));
  }
}
