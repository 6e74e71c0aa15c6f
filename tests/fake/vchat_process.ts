import { selfCommand } from "../../src/io/process/self_command.ts";

export { freeBasePort as randomBasePort } from "./free_base_port.ts";

/** How long an output or the end may take on a busy machine. Normally it takes a fraction of this. */
const PATIENCE_MS = 120_000;

/** What a call is started with: only tests of sound need the microphone and the loudspeaker of this machine. */
export function quietArgs(args: readonly string[]): string[] {
  const isCall = args.includes("--role") || args.some((arg) => arg.startsWith("vchat://"));
  const hasSound = ["--microphone", "--speaker", "--no-sound"].some((option) => args.includes(option));
  return isCall && !hasSound ? [...args, "--no-sound"] : [...args];
}

/** vchat as a process, without the settings of this machine. */
export class VchatProcess {
  readonly #process: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output = { stdout: "", stderr: "" };
  readonly #read: Record<"stdout" | "stderr", Promise<unknown>>;
  readonly #readers: Record<"stdout" | "stderr", ReadableStreamDefaultReader<string>>;
  #onMore = () => {};

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { command, args: all } = selfCommand(quietArgs(args));
    const kept = ["PATH", "HOME", "DENO_DIR", "SYSTEMROOT", "TEMP"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    });
    this.#process = new Deno.Command(command, {
      args: all,
      clearEnv: true,
      env: {
        ...Object.fromEntries(kept),
        XDG_CONFIG_HOME: "/nonexistent",
        // Root could make a folder of any other name.
        XDG_STATE_HOME: `${Deno.execPath()}/nonexistent`,
        ...env,
      },
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
    }).spawn();
    this.#stdin = this.#process.stdin.getWriter();
    const reader = (stream: ReadableStream<Uint8Array<ArrayBuffer>>) =>
      stream.pipeThrough(new TextDecoderStream()).getReader();
    this.#readers = { stdout: reader(this.#process.stdout), stderr: reader(this.#process.stderr) };
    this.#read = { stdout: this.#collect("stdout"), stderr: this.#collect("stderr") };
  }

  get pid(): number {
    return this.#process.pid;
  }

  get stdout(): string {
    return this.#output.stdout;
  }

  get stderr(): string {
    return this.#output.stderr;
  }

  async type(text: string): Promise<void> {
    await this.write(new TextEncoder().encode(text));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#stdin.write(bytes);
  }

  async endInput(): Promise<void> {
    await this.#stdin.close().catch(() => {}); // it has ended
  }

  /** Stops reading one of its outputs, so that it writes to a closed pipe. */
  async closeOutput(name: "stdout" | "stderr"): Promise<void> {
    await this.#readers[name].cancel();
    await this.#read[name];
  }

  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Waits until the output `name` matches. */
  async until(name: "stdout" | "stderr", pattern: RegExp): Promise<void> {
    const giveUp = setTimeout(() => this.#onMore(), PATIENCE_MS);
    const start = Date.now();
    while (!pattern.test(this.#output[name])) {
      if (Date.now() - start >= PATIENCE_MS) {
        throw new Error(`${name} never matched ${pattern}:\n${this.#output[name]}\nstderr: ${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#onMore = resolve);
    }
    clearTimeout(giveUp);
  }

  /** Waits for its end, and returns the exit status. If it does not end by itself, kills it and throws an error. */
  async ended(): Promise<number> {
    let patient = true;
    const timer = setTimeout(() => {
      patient = false;
      this.#process.kill("SIGKILL");
    }, PATIENCE_MS);
    const { code } = await this.#process.status;
    clearTimeout(timer);
    await Promise.all([this.#read.stdout, this.#read.stderr, this.endInput()]);
    if (!patient) throw new Error(`it did not end by itself\nstdout: ${this.stdout}\nstderr: ${this.stderr}`);
    return code;
  }

  async #collect(name: "stdout" | "stderr"): Promise<void> {
    for (;;) {
      const { done, value } = await this.#readers[name].read();
      if (done) return;
      this.#output[name] += value;
      this.#onMore();
    }
  }
}

/** Runs vchat to its end, with empty standard input. */
export async function runVchat(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const vchat = new VchatProcess(args, env);
  await vchat.endInput();
  const code = await vchat.ended();
  return { code, stdout: vchat.stdout, stderr: vchat.stderr };
}
