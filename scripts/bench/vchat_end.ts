import type { CallEvent } from "../../src/call/call_event.ts";
import { selfCommand } from "../../src/io/process/self_command.ts";
import { systemClock } from "../../src/io/clock/system_clock.ts";
import { EventFile } from "./event_file.ts";
import { spawn } from "./spawn.ts";

/** How long an end may take to leave before it is killed. It should take at most 2 s. */
const LEAVE_MS = 4000;
/** How much of its output is kept for an error message, in characters. */
const SAID_LIMIT = 4000;

export interface VchatEndOptions {
  /** The folder for its events, recording and other files. */
  readonly folder: string;
  /** Its arguments other than `--role`, `--events` and `--record`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The command that starts it, such as `ip netns exec NAME`. */
  readonly through?: readonly string[];
  /** The extension of its recording, which says in which format it is; `none`: nothing is recorded. By default `mjpeg`. */
  readonly record?: "mjpeg" | "mkv" | "none";
}

/** One end of a call as a separate process, observed through its events. */
export class VchatEnd {
  readonly log: EventFile;
  /** The received frames, unchanged. */
  readonly recording: string;
  readonly pid: number;
  /** When it was started, in epoch milliseconds. */
  readonly startedMs: number;
  readonly #process: Deno.ChildProcess;
  readonly #typing: WritableStreamDefaultWriter<Uint8Array>;
  readonly #exited: Promise<unknown>;
  #said = "";

  constructor(readonly role: "server" | "client", options: VchatEndOptions) {
    const { folder, args, env, through = [], record = "mjpeg" } = options;
    const events = `${folder}/${role}.events.jsonl`;
    this.recording = `${folder}/${role}.${record}`;
    this.log = new EventFile(events);
    const recording = record === "none" ? [] : ["--record", this.recording];
    const self = selfCommand(["--role", role, ...args, "--events", events, ...recording]);
    const [command, ...rest] = [...through, self.command, ...self.args];
    this.startedMs = systemClock.epochMs();
    this.#process = spawn(command, {
      args: rest,
      // Peers of this call must not be added to the user's own list.
      env: { XDG_STATE_HOME: `${folder}/${role}-state`, XDG_CONFIG_HOME: `${folder}/${role}-config`, ...env },
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    });
    this.pid = this.#process.pid;
    this.#typing = this.#process.stdin.getWriter();
    this.#exited = Promise.all([this.#process.status, this.#hear()]);
  }

  /** The arguments for a client's first call to this server, once it listens. None on a wire without codes. */
  pairingArgs(): string[] {
    const codes = this.log.events.flatMap((event) =>
      (event.event === "listening" || event.event === "code_changed") && event.code !== undefined ? [event.code] : []
    );
    return codes.length === 0 ? [] : ["--code", codes.at(-1)!];
  }

  /** Types one line. */
  type(text: string): void {
    this.#typing.write(new TextEncoder().encode(text + "\n")).catch(() => {}); // it has left, as its events show
  }

  /** Waits for an event. If it does not come, throws an error with the end's output. */
  async expect<Name extends CallEvent["event"]>(
    name: Name,
    withinMs: number,
  ): Promise<Extract<CallEvent, { event: Name }>> {
    const found = await this.log.find(({ event }) => event === name, withinMs);
    if (found) return found as Extract<CallEvent, { event: Name }>;
    throw new Error(`no "${name}" of the ${this.role} within ${withinMs} ms. It said:\n${this.#said}`);
  }

  /** Lets it leave as after Ctrl-C, and reads its last events. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), LEAVE_MS);
    await this.#exited;
    clearTimeout(timer);
    await this.#typing.close().catch(() => {});
    await this.log.read();
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch {
      // It has already ended.
    }
  }

  async #hear(): Promise<void> {
    for await (const text of this.#process.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said = (this.#said + text).slice(-SAID_LIMIT);
    }
  }
}
