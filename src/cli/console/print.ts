import { writeAllSync } from "../../io/files/write_all.ts";
import { writeStdoutSync } from "../../io/files/write_stdout.ts";
import { noticeLine } from "./own_event.ts";
import { UserError } from "../user_error.ts";

const utf8 = new TextEncoder();

/**
 * Writes a line to standard output, for a command whose output goes there. Throws a {@linkcode UserError} if writing fails,
 * and Deno's BrokenPipe if the reader has closed the pipe.
 */
export function print(line: string): void {
  const bytes = utf8.encode(`${line}\n`);
  try {
    writeAllSync(writeStdoutSync, bytes);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    throw new UserError(`standard output cannot be written: ${(error as Error).message}`, "write it somewhere else");
  }
}

let isForEvents = false;

/** Says whether standard error is for events alone, because of `--events -`: what is printed there becomes a `notice`. */
export function reserveForEvents(reserved: boolean): void {
  isForEvents = reserved;
}

export function isReservedForEvents(): boolean {
  return isForEvents;
}

/** Writes a line for people to standard error. A failure is ignored: there is nowhere to report it. */
export function printError(line: string): void {
  writeStandardError(isForEvents ? noticeLine(line) : line);
}

/** Writes a line to standard error as it is. A failure is ignored. */
export function writeStandardError(line: string): void {
  try {
    writeAllSync((part) => Deno.stderr.writeSync(part), utf8.encode(`${line}\n`));
  } catch {
    // It was closed, or its disk is full.
  }
}
