import { serverAddresses } from "../../call/server_addresses.ts";
import type { HostPort } from "../../invitation/call_link.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import type { FoundServer } from "../../io/discovery/found_server.ts";
import { systemNetwork } from "../../io/network/system_network.ts";
import type { CallWindow } from "../../io/window/open_window.ts";
import { parseTarget } from "../../invitation/call_target.ts";
import { DEFAULT_PORT } from "../../wire/channel_port.ts";
import { cameraOpener, listCameras } from "../commands/open_camera.ts";
import { openSound } from "../commands/open_sound.ts";
import { ownName } from "../options/own_name.ts";
import type { Options } from "../options/parse_args.ts";
import { searchForCode } from "../presence/code_search.ts";
import type { ChosenCall } from "./choose_call.ts";
import { StartedDevices } from "./started_devices.ts";
import { StartCamera } from "./start_camera.ts";
import { type Callee, type Failure, type StartDecision, type StartOutput, StartPage } from "./start_page.ts";
import { firstSound, StartSound } from "./start_sound.ts";

/**
 * Lets the person choose a call on the start page of the window. `failure`: why the call chosen before could not be made.
 * Undefined if the person leaves instead.
 */
export async function chooseInWindow(
  given: Options,
  window: CallWindow,
  failure?: Failure,
): Promise<ChosenCall | undefined> {
  return await new WindowChoice(given, window, failure).made();
}

/** The start page in its window, with the devices of this machine and the servers of its networks. */
class WindowChoice {
  readonly #given: Options;
  readonly #window: CallWindow;
  readonly #page: StartPage;
  readonly #camera: StartCamera;
  readonly #sound: Promise<StartSound> | undefined;
  readonly #decided = Promise.withResolvers<StartDecision>();
  #servers: readonly FoundServer[] = [];
  /** The search for a code, which looks at the same servers. */
  #search: { update(servers: readonly FoundServer[]): void; close(): Promise<void> } | undefined;

  constructor(given: Options, window: CallWindow, failure?: Failure) {
    this.#given = given;
    this.#window = window;
    this.#camera = new StartCamera({
      open: cameraOpener(given),
      first: given.camera === "none" ? undefined : given.camera,
      onState: (camera) => this.#feed((page) => page.camera(camera)),
      onJpeg: (jpeg) => window.showLocal(jpeg),
      onRaw: (picture) => window.showLocalRaw(picture),
    });
    this.#page = new StartPage({
      name: given.wire === "plain" ? undefined : ownName({ ...given, role: "client" }),
      camera: { state: given.camera === "none" ? "off" : "starting" },
      sound: given.sound ? firstSound(given) : undefined,
      failure,
      defaultPort: DEFAULT_PORT,
      readTarget: (text) => parseTarget(text, given.port),
    });
    // The page is there before anything else is known.
    this.#open();
    this.#sound = given.sound ? this.#startSound() : undefined;
    if (given.camera !== "none") this.#camera.turn(true);
  }

  async made(): Promise<ChosenCall | undefined> {
    const { browseServers } = await import("../../io/discovery/browse_servers.ts"); // slow to load
    const browsing = browseServers({
      onServers: (servers) => {
        this.#servers = servers;
        this.#feed((page) => page.servers(servers));
        this.#search?.update(servers);
      },
      onFailure: (message) => this.#feed((page) => page.serversFailed(message)),
    });
    const decision = await this.#decided.promise;
    const closed = Promise.all([browsing.close(), this.#search?.close()]);
    if (decision.kind === "leave") {
      await Promise.all([closed, this.#camera.stop(), this.#sound?.then((sound) => sound.stop())]);
      return undefined;
    }
    const [chosen] = await Promise.all([this.#chosen(decision), closed]);
    return chosen;
  }

  #open(): void {
    this.#window.openStart({
      onWait: () => this.#feed((page) => page.wait()),
      onCall: (text) => this.#feed((page) => page.call(text)),
      onCallServer: (key) => this.#feed((page) => page.callServer(key)),
      onCancel: () => this.#feed((page) => page.cancel()),
      onRename: (name) => this.#feed((page) => page.rename(name)),
      onCamera: (on) => this.#camera.turn(on),
      onListCameras: () => this.#listCameras(),
      onChooseCamera: (id) => this.#camera.choose(id),
      onMute: (muted) => this.#sound?.then((sound) => sound.mute(muted)),
      onListSoundDevices: () => this.#listSoundDevices(),
      onChooseSoundDevice: (kind, id) => this.#sound?.then((sound) => sound.choose(kind, id)),
      onLeave: () => this.#feed((page) => page.leave()),
    }, this.#page.state);
  }

  async #startSound(): Promise<StartSound> {
    const sound = new StartSound({
      sound: await openSound(this.#given, this.#window.sound),
      first: firstSound(this.#given),
      onState: (state) => this.#feed((page) => page.sound(state)),
      onLevels: (levels, speakingMuted) => this.#window.showLevels(levels, speakingMuted),
    });
    sound.start();
    return sound;
  }

  async #listCameras(): Promise<void> {
    // If the list fails, it is empty. A person who turns the camera on learns why.
    this.#window.showCameras(await listCameras(this.#given).catch(() => []));
  }

  async #listSoundDevices(): Promise<void> {
    this.#window.showSoundDevices(await (await this.#sound)?.list() ?? []);
  }

  #feed(change: (page: StartPage) => void): void {
    change(this.#page);
    for (let output = this.#page.takeOutput(); output !== undefined; output = this.#page.takeOutput()) this.#do(output);
  }

  #do(output: StartOutput): void {
    switch (output.kind) {
      case "show":
        return this.#window.showStart(output.state);
      case "search":
        return this.#searchForCode(output.turn, output.number);
      case "resolve":
        return void this.#resolve(output.turn, output.hosts);
      case "stop_looking":
        return void this.#search?.close();
      case "decided":
        return this.#decided.resolve(output.decision);
    }
  }

  #searchForCode(turn: number, number: number | undefined): void {
    void this.#search?.close();
    this.#search = undefined;
    let update: (servers: readonly FoundServer[]) => void = () => {};
    const { close } = searchForCode(number, {
      clock: systemClock,
      browse: ({ onServers }) => {
        update = onServers;
        return { close: () => Promise.resolve(update = () => {}).then(() => {}) };
      },
      onState: (state) => this.#feed((page) => page.searched(turn, state)),
      onFailure: () => {}, // the list of servers says it
    });
    this.#search = { update: (servers) => update(servers), close };
    update(this.#servers);
  }

  async #resolve(turn: number, hosts: readonly HostPort[]): Promise<void> {
    try {
      await serverAddresses(systemNetwork, hosts);
      this.#feed((page) => page.resolved(turn));
    } catch (error) {
      this.#feed((page) => page.resolved(turn, error as Error & { hint?: string }));
    }
  }

  /** The call, with the devices that run already. */
  async #chosen(decision: Exclude<StartDecision, { readonly kind: "leave" }>): Promise<ChosenCall> {
    const given = this.#given, sound = await this.#sound;
    const isOn = this.#camera.isOn;
    const devices = new StartedDevices(await this.#camera.take(), sound?.take(), this.#camera.reopen);
    const options: Options = {
      ...given,
      name: this.#page.state.name,
      camera: isOn ? this.#camera.choice ?? given.camera : "none",
      microphone: sound?.choice("microphone") ?? given.microphone,
      speaker: sound?.choice("speaker") ?? given.speaker,
      muted: sound?.muted ?? given.muted,
    };
    if (decision.kind === "wait") return { options: { ...options, role: "server" }, devices };
    const { addresses, serverName, ...callee }: Callee = decision.callee;
    return { options: { ...options, role: "client", ...callee }, addresses, serverName, devices };
  }
}
