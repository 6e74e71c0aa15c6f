import { UsageError } from "../user_error.ts";
import type { GivenValue } from "./given_value.ts";
import { type CommandSpec, COMMON_OPTIONS } from "./command_table.ts";
import { OPTION_CONFLICTS, OPTION_TABLE, type OptionSpec } from "./option_table.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

type Values = ReadonlyMap<string, string | number | boolean>;

/**
 * Refuses options on the command line that cannot have an effect: those of another command or of the other role, and those that
 * another option makes useless. What the environment and the config file set for the other role is not an error: one file serves
 * both. `given`: the command line. `all`: the defaults too, after it. Throws {@linkcode UsageError}.
 */
export function checkCombination(
  given: readonly GivenValue[],
  all: readonly GivenValue[],
  values: Values,
  command: CommandSpec | undefined,
): void {
  const role = values.get("role");
  const sourceOf = (name: string) => all.find((one) => one.name === name)!.source;
  for (const { name, source } of given) {
    if (values.get(name) === false) continue; // it asks for nothing
    const spec = SPECS.find((spec) => spec.name === name)!;
    if (!takes(command, spec)) throw new UsageError(`${wordsOf(command)} takes no ${source}`, hintFor(command, spec));
    if (spec.role !== undefined && role !== undefined && spec.role !== role) {
      throw new UsageError(`${source} is for a ${spec.role}, and this is a ${role}`, `leave ${source} out`);
    }
    for (const { options, value, against, againstValue = true, because } of OPTION_CONFLICTS) {
      if (!options.includes(name) || values.get(against) !== againstValue) continue;
      if (value !== undefined && !value.test(String(values.get(name)))) continue;
      const other = sourceOf(against);
      const isDefault = !given.some((one) => one.name === against);
      const instead = againstValue === true ? `--${against}=false` : `another --${against}`;
      throw new UsageError(
        `${source} and ${other}: ${because}`,
        isDefault ? `give ${instead}` : "leave out one of them",
      );
    }
    const { needs } = spec;
    if (needs !== undefined && !needs.some((other) => values.has(other) && values.get(other) !== "-")) {
      const options = needs.map((other) => `--${other} ${SPECS.find(({ name }) => name === other)!.value}`);
      throw new UsageError(`${source} has nothing to work on`, `give ${options.join(" or ")}`);
    }
  }
}

function takes(command: CommandSpec | undefined, { name, commands }: OptionSpec): boolean {
  if (commands !== undefined) return command !== undefined && commands.includes(command.name);
  if (command === undefined || command.takesCallOptions) return true;
  return COMMON_OPTIONS.includes(name) || command.options?.includes(name) === true;
}

function wordsOf(command: CommandSpec | undefined): string {
  return command === undefined ? "a call" : `vchat ${command.name}`;
}

function hintFor(command: CommandSpec | undefined, { commands }: OptionSpec): string {
  if (command === undefined && commands) return `for vchat ${commands.join(", vchat ")}`;
  return command === undefined ? "see vchat --help" : `vchat help ${command.name} says what it takes`;
}
