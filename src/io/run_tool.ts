/** What a program that was run printed. */
export interface ToolOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** More of what it prints is not kept. */
const OUTPUT_LIMIT = 1_000_000;

/**
 * Runs another program to its end, in English and without a terminal, for at most `limitMs`. `undefined` where there is no
 * such program, it may not be run, or it did not end.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  limitMs = 5000,
): Promise<ToolOutput | undefined> {
  try {
    const { code, stdout, stderr, success } = await new Deno.Command(command, {
      args: [...args],
      env: { LC_ALL: "C" },
      stdin: "null",
      signal: AbortSignal.timeout(limitMs),
    }).output();
    if (!success && code > 128) return undefined; // ended by a signal: ours
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, OUTPUT_LIMIT));
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } catch {
    return undefined;
  }
}
