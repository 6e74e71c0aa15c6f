import type { SoundSwitches } from "../console/call_console.ts";
import { parseSlashCommand, SLASH_HELP } from "./slash_command.ts";

/** Carries out what a person orders with lines that begin with a slash, and with Alt-M. */
export class SoundOrders {
  readonly #sound: SoundSwitches;
  readonly #notice: (text: string) => void;

  /** `notice`: tells the person. Its text need not be safe to print. */
  constructor(sound: SoundSwitches, notice: (text: string) => void) {
    this.#sound = sound;
    this.#notice = notice;
  }

  toggleMute(): void {
    this.#sound.mute(!this.#sound.muted);
  }

  /** Returns the line if it is for the peer. */
  take(line: string): string | undefined {
    const command = parseSlashCommand(line);
    switch (command.kind) {
      case "line":
        return command.text;
      case "mute":
        this.toggleMute();
        break;
      case "volume":
        this.#sound.setVolume(command.volume);
        this.#notice(`the other end is played at ${Math.round(command.volume * 100)} %`);
        break;
      case "microphone":
      case "speaker":
        void this.#choose(command.kind, command.id);
        break;
      case "devices":
        void this.#list();
        break;
      case "help":
        this.#notice(SLASH_HELP);
        break;
      case "problem":
        this.#notice(command.problem);
        break;
    }
    return undefined;
  }

  async #list(): Promise<void> {
    const devices = await this.#sound.list();
    if (devices === undefined) return this.#notice("this end has no sound");
    for (const kind of ["microphone", "speaker"] as const) {
      const named = devices.filter((device) => device.kind === kind);
      if (named.length === 0) this.#notice(`no ${kind} found`);
      named.forEach(({ index, name }) => this.#notice(`/${kind} ${index}: ${name}`));
    }
  }

  /** An index is one of the list that `/devices` shows. */
  async #choose(kind: "microphone" | "speaker", wanted: string): Promise<void> {
    const devices = (await this.#sound.list() ?? []).filter((device) => device.kind === kind);
    const device = devices.find(({ index, name }) => wanted === String(index) || wanted === name);
    if (device === undefined && wanted !== "none") return this.#notice(`there is no ${kind} ${wanted}; see /devices`);
    this.#sound.choose(kind, device?.id ?? "none");
  }
}
