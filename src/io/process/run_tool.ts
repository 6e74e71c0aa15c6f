import { ChildProcess } from "./child_process.ts";

/** What a program printed. */
export interface ToolOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Output beyond this is not kept. */
const OUTPUT_LIMIT = 1_000_000;

/**
 * Runs another program to its end, in English and without a terminal, for at most `limitMs`; what it started ends with it.
 * `undefined` if there is no such program, it may not be run, or it did not end.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  limitMs = 5000,
): Promise<ToolOutput | undefined> {
  const stdout = new Printed(), stderr = new Printed();
  let child: ChildProcess;
  try {
    child = new ChildProcess({
      path: command,
      args,
      env: { LC_ALL: "C" },
      onOutput: (bytes) => stdout.add(bytes),
      onSaid: (text) => stderr.addText(text),
    });
  } catch {
    return undefined;
  }
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    child.stop();
  }, limitMs);
  const code = await child.ended;
  clearTimeout(deadline);
  return late ? undefined : { code, stdout: stdout.text, stderr: stderr.text };
}

/** The first of what a program printed. */
class Printed {
  readonly #decoder = new TextDecoder();
  text = "";

  add(bytes: Uint8Array): void {
    this.addText(this.#decoder.decode(bytes, { stream: true }));
  }

  addText(text: string): void {
    if (this.text.length < OUTPUT_LIMIT) this.text += text.slice(0, OUTPUT_LIMIT - this.text.length);
  }
}
