import { EventFile } from "../../scripts/bench/event_file.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import type { Role } from "../../src/wire/wire.ts";
import { eventually } from "./eventually.ts";
import { VchatProcess } from "./vchat_process.ts";

const PATIENCE_MS = 120_000;

type EventOf<Name extends CallEvent["event"]> = Extract<CallEvent, { event: Name }>;

/** One end of a call as a separate process, on loopback, without a window, observed through its events. */
export class CallProcess extends VchatProcess {
  readonly events: string;
  /** The `peers.json` of this end. */
  readonly peersFile: string;
  readonly #log: EventFile;
  readonly role: Role;

  /** `folder`: for its events and known peers. Two ends with the same role need two folders. */
  constructor(role: Role, { folder, port, args = [], env }: {
    folder: string;
    port: number;
    args?: readonly string[];
    env?: Readonly<Record<string, string>>;
  }) {
    const events = `${folder}/${role}-${crypto.randomUUID()}.events.jsonl`;
    const state = `${folder}/${role}-state`;
    const host = args.includes("--host") ? [] : ["--host", "127.0.0.1"];
    const where = [...host, "--port", String(port), "--no-window"];
    const more = role === "server" ? ["--no-announce"] : [];
    super(["--role", role, ...where, ...more, "--events", events, ...args], { XDG_STATE_HOME: state, ...env });
    this.role = role;
    this.events = events;
    this.peersFile = `${state}/vchat/peers.json`;
    this.#log = new EventFile(events);
  }

  /** All events with this name so far, in order. */
  async of<Name extends CallEvent["event"]>(name: Name): Promise<EventOf<Name>[]> {
    await this.#log.read();
    return this.#log.events.filter(({ event }) => event === name) as EventOf<Name>[];
  }

  /** Waits for the `count`th event with this name. */
  async expect<Name extends CallEvent["event"]>(name: Name, count = 1): Promise<EventOf<Name>> {
    let left = count;
    const found = await this.#log.find(({ event }) => event === name && --left === 0, PATIENCE_MS);
    if (found !== undefined) return found as EventOf<Name>;
    const seen = this.#log.events.filter(({ event }) => !event.startsWith("frame_") && event !== "stats").slice(-20);
    const told = seen.map((event) => JSON.stringify(event)).join("\n");
    throw new Error(`no ${count}. "${name}" of the ${this.role}. Its last events:\n${told}\nIt said:\n${this.stderr}`);
  }

  /** The code of a server that is valid now. */
  async code(): Promise<string> {
    const { code } = (await this.of("code_changed")).at(-1) ?? await this.expect("listening");
    return code!;
  }

  /** Waits until its file has this many peers. A server asks who is not there yet for a code. */
  async remembers(count: number): Promise<void> {
    const known = () => Deno.readTextFile(this.peersFile).then((text) => JSON.parse(text).peers.length, () => 0);
    await eventually(async () => await known() === count);
  }

  /** Leaves as with Ctrl-C. Returns the exit code. */
  async leave(): Promise<number> {
    this.signal("SIGINT");
    return await this.ended();
  }

  /** Like `kill`. Does nothing if the process has ended. */
  signal(signal: Deno.Signal): void {
    try {
      this.kill(signal);
    } catch {
      // It has already ended.
    }
  }
}

/** Runs `body` with a folder and a way to open ends, and removes both afterwards. */
export async function withEnds(
  body: (open: (role: Role, port: number, args?: readonly string[], place?: string) => CallProcess) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "vchat-call-" });
  const ends: CallProcess[] = [];
  try {
    await body((role, port, args, place = "") => {
      Deno.mkdirSync(`${folder}/${place}`, { recursive: true });
      const end = new CallProcess(role, { folder: `${folder}/${place}`, port, args });
      ends.push(end);
      return end;
    });
  } finally {
    for (const end of ends) end.signal("SIGKILL");
    await Promise.all(ends.map((end) => end.ended()));
    await Deno.remove(folder, { recursive: true });
  }
}
