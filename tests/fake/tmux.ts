/** How long something may take to appear on the screen. A loaded machine is slow; a right one needs a fraction of it. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;

/** A terminal of its own for a test: a program runs in it, keys are pressed, and the screen is looked at. */
export class Tmux {
  /** Holds tmux's socket, which it leaves behind. */
  readonly #folder = Deno.makeTempDirSync({ prefix: "vchat-tmux-" });

  /** Starts a terminal that runs `command`, and is gone when that ends. */
  static async start(
    command: readonly string[],
    { columns = 80, rows = 24, env = {} }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
  ): Promise<Tmux> {
    const tmux = new Tmux();
    const set = Object.entries({ TERM: "tmux-256color", NO_COLOR: "", COLORTERM: "", ...env });
    await tmux.#run(
      ["-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows)],
      ["env", ...set.map(([name, value]) => `${name}=${value}`), ...command].map(tmuxQuoted),
    );
    return tmux;
  }

  /** Presses keys by their tmux names: `Enter`, `C-c`, `M-b`, `Left`. */
  async press(...keys: string[]): Promise<void> {
    await this.#run(["send-keys", ...keys]);
  }

  /** Types `text` as it is. */
  async type(text: string): Promise<void> {
    await this.#run(["send-keys", "-l", text]);
  }

  /** Pastes `text` as a terminal does: marked as pasted, for a program that asked for it. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", text], [";", "paste-buffer", "-p", "-r"]);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** The screen, a string a row without its trailing blanks; `escapes` keeps the colours. */
  async screen({ escapes = false, history = false } = {}): Promise<string[]> {
    const flags = [...(escapes ? ["-e"] : []), ...(history ? ["-S", "-"] : [])];
    const text = await this.#run(["capture-pane", "-p", ...flags]);
    return text.replace(/\n$/, "").split("\n").map((row) => row.trimEnd());
  }

  /** From now on every byte that the program writes goes to a file as well. */
  async record(path: string): Promise<void> {
    await this.#run(["pipe-pane", "-o", `cat > '${path}'`]);
  }

  /** What tmux knows: `#{cursor_x}`, `#{alternate_on}`, `#{pane_title}` ... */
  async ask(format: string): Promise<string> {
    return (await this.#run(["display-message", "-p", format])).trimEnd();
  }

  /** The screen once it shows what is waited for; fails with the screen as it is otherwise. */
  async until(what: RegExp | ((rows: string[]) => boolean | Promise<boolean>), name = String(what)): Promise<string[]> {
    const giveUp = Date.now() + PATIENCE_MS;
    for (;;) {
      const rows = await this.screen();
      if (what instanceof RegExp ? what.test(rows.join("\n")) : await what(rows)) return rows;
      if (Date.now() > giveUp) throw new Error(`not on the screen: ${name}\n${rows.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Ends the terminal and what runs in it, where it still does. */
  async close(): Promise<void> {
    await this.#run(["kill-server"]).catch(() => {});
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {}); // closed before
  }

  async #run(...args: string[][]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-u", "-S", `${this.#folder}/socket`, ...args.flat()],
      env: { TMUX: "" },
      stdin: "null",
    }).output();
    if (!success) throw new Error(`tmux ${args.flat().join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
}

/** tmux takes an argument that ends in `;` for the end of its command. */
function tmuxQuoted(argument: string): string {
  return argument.endsWith(";") ? `${argument.slice(0, -1)}\\;` : argument;
}
