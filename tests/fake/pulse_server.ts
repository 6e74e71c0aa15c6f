import { eventually } from "./eventually.ts";

const SINKS = ["mic", "spk"];
const RATE = ["rate=48000", "channels=1", "format=float32le"];

/** Whether PulseAudio, and its programs to play, record and change devices, are installed here. */
export const hasPulseAudio = Deno.build.os === "linux" &&
  ["pulseaudio", "pacat", "pactl"].every((name) =>
    (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
      try {
        return Deno.statSync(`${folder}/${name}`).isFile;
      } catch {
        return false;
      }
    })
  );

/**
 * A PulseAudio of a test's own, without any sound card: the sinks `mic` and `spk`, whose monitors give what is played into them, and the
 * source `desk` ("Desk_Microphone"), which gives what is played into `mic`.
 */
export class PulseServer {
  readonly folder = Deno.makeTempDirSync({ prefix: "vchat-pulse-" });
  #process: Deno.ChildProcess | undefined;
  readonly #players = new Set<{ readonly process: Deno.ChildProcess; readonly fed: Promise<void> }>();

  /** As PULSE_SERVER has it. */
  get address(): string {
    return `unix:${this.folder}/socket`;
  }

  get #env(): Record<string, string> {
    return { XDG_RUNTIME_DIR: this.folder, HOME: this.folder, PULSE_SERVER: this.address, LC_ALL: "C" };
  }

  /** Starts it, or starts it again. */
  async start(): Promise<void> {
    const load = (module: string) => ["-L", module];
    this.#process = new Deno.Command("pulseaudio", {
      args: [
        ...["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes", "--realtime=no"],
        ...load(`module-native-protocol-unix socket=${this.folder}/socket auth-anonymous=1`),
        ...SINKS.flatMap((name) => load(`module-null-sink sink_name=${name} ${RATE.join(" ")}`)),
        ...load(`module-remap-source ${DESK}`),
      ],
      env: this.#env,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await eventually(async () => (await this.#control("info")).success);
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Lets it hang. */
  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  /** Takes the desk microphone away, as if it were unplugged. */
  async unplugMicrophone(): Promise<void> {
    await this.control("unload-module", "module-remap-source");
  }

  async plugMicrophone(): Promise<void> {
    await this.control("load-module", "module-remap-source", ...DESK.split(" "));
  }

  /** Runs `pactl`. Returns what it prints. */
  async control(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await this.#control(...args);
    if (!success) throw new Error(`pactl ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  #control(...args: string[]): Promise<Deno.CommandOutput> {
    return new Deno.Command("pactl", { args, env: this.#env, stdin: "null" }).output();
  }

  /** Plays `samples` over and over into a sink, with PulseAudio's own program, until it is closed. */
  play(sink: string, samples: Float32Array): void {
    const process = new Deno.Command("pacat", {
      args: ["--playback", "--raw", ...SPEC, "--device", sink],
      env: this.#env,
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#players.add({ process, fed: feed(process, samples) });
  }

  /** Records what a source gives, with PulseAudio's own program, until it is closed. */
  record(source: string, onSamples: (samples: Float32Array) => void): void {
    const process = new Deno.Command("pacat", {
      args: ["--record", "--raw", ...SPEC, "--latency-msec=20", "--device", source],
      env: this.#env,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#players.add({ process, fed: read(process, onSamples) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process, fed } of this.#players) {
      try {
        process.kill("SIGKILL");
      } catch {
        // It ended with the server.
      }
      await Promise.all([process.status, fed]);
    }
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }
}

const DESK = "source_name=desk master=mic.monitor source_properties=device.description=Desk_Microphone";
const SPEC = ["--format=float32le", "--rate=48000", "--channels=1"];

async function feed(process: Deno.ChildProcess, samples: Float32Array): Promise<void> {
  const writer = process.stdin.getWriter();
  const bytes = new Uint8Array(samples.buffer.slice(0) as ArrayBuffer);
  try {
    for (;;) await writer.write(bytes);
  } catch {
    // It has ended.
  }
  await writer.close().catch(() => {});
}

async function read(process: Deno.ChildProcess, onSamples: (samples: Float32Array) => void): Promise<void> {
  let rest = new Uint8Array(0);
  for await (const bytes of process.stdout) {
    const all = new Uint8Array(rest.length + bytes.length);
    all.set(rest);
    all.set(bytes, rest.length);
    const whole = all.length - all.length % 4;
    onSamples(new Float32Array(all.buffer, 0, whole / 4));
    rest = all.slice(whole);
  }
}
