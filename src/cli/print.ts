import { PersonError } from "./person_error.ts";

const utf8 = new TextEncoder();

/**
 * Writes a line to standard output, for a command that answers there. Throws a {@linkcode PersonError} where it cannot be
 * written, and Deno's BrokenPipe where nobody reads it any more.
 */
export function print(line: string): void {
  const bytes = utf8.encode(`${line}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    throw new PersonError(`standard output cannot be written: ${(error as Error).message}`, "write it somewhere else");
  }
}
