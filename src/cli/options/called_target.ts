import type { HostPort } from "../../invitation/call_link.ts";
import { parseTyped } from "../../invitation/call_target.ts";
import { shownCode } from "../../invitation/code_words.ts";
import { nearestWords } from "../../invitation/word_distance.ts";
import { DEFAULT_PORT } from "../../wire/channel_port.ts";
import { UsageError } from "../user_error.ts";
import type { GivenValue } from "./given_value.ts";
import { COMMAND_TABLE } from "./command_table.ts";

/** So many letters of a command are no address: nobody calls a machine by them. */
const LETTERS_OF_COMMAND = 3;

/** What the words after `vchat` say. */
export interface CalledTarget {
  readonly values: readonly GivenValue[];
  /** More addresses of the same server, from a link. */
  readonly others?: readonly HostPort[];
}

/**
 * The options that the words after `vchat` stand for if they are no command: a link, an address or a code, and so
 * `--role client` with `--host`, `--port` and `--code`. An option that was given may not say something else. Throws
 * {@linkcode UsageError}.
 */
export function calledTarget(words: readonly string[], given: readonly GivenValue[]): CalledTarget {
  refuseOtherWords(words);
  const target = parseTyped(words.join(" "), DEFAULT_PORT);
  if (target.kind === "problem") throw new UsageError(target.problem, target.hint);
  const values: Record<string, string | undefined> = { role: "client" };
  if (target.kind === "code") values.code = shownCode(target.code, target.number);
  else {
    Object.assign(values, { host: target.host, port: target.port?.toString() });
    if (target.kind === "link") values.code = target.code;
  }
  const set = Object.entries(values).flatMap(([name, text]) => {
    if (text === undefined) return [];
    const other = given.find((value) => value.name === name);
    if (other === undefined) return [{ name, text, source: `the ${target.kind}` }];
    if (other.text === text) return [];
    if (name === "role") throw new UsageError(`a ${other.text} calls nobody: ${words.join(" ")}`, "leave out --role");
    throw new UsageError(
      `the ${target.kind} says ${name} ${text}, and --${name} says ${other.text}`,
      "give only one of the two",
    );
  });
  return { values: set, ...target.kind === "link" && target.others ? { others: target.others } : {} };
}

/** Refuses what is more likely a misspelt command than a machine's name. */
function refuseOtherWords([first, ...more]: readonly string[]): void {
  if (first === "server" || first === "client") {
    throw new UsageError(`unknown command ${first}`, `vchat --role ${first}`);
  }
  const names = COMMAND_TABLE.map(({ name }) => name);
  const isStart = first.length >= LETTERS_OF_COMMAND && names.find((name) => name.startsWith(first));
  const meant = isStart || nearestWords(first, names)[0];
  if (meant === undefined) return;
  const call = more.length > 0 ? "" : ` To call a machine of this name: vchat --role client --host ${first}`;
  throw new UsageError(`unknown command ${first}`, `did you mean ${meant}?${call}`);
}
