import { assert, assertStringIncludes } from "@std/assert";
import { commandHelp, helpText } from "../../../src/cli/options/help_text.ts";
import { parseArgs } from "../../../src/cli/options/parse_args.ts";
import { COMMAND_TABLE, type CommandSpec } from "../../../src/cli/options/command_table.ts";
import { OPTION_TABLE, type OptionSpec } from "../../../src/cli/options/option_table.ts";

Deno.test("the help names every option and command with what it does, and where else options can be set", () => {
  const lines = helpText().split("\n");
  for (const { name, help } of OPTION_TABLE) {
    assert(lines.some((line) => line.startsWith(`  --${name} `) && line.endsWith(` ${help}`)), name);
  }
  for (const { name, help } of COMMAND_TABLE) {
    assert(lines.some((line) => line.startsWith(`  ${name} `) && line.endsWith(` ${help}`)), name);
  }
  for (const word of ["VCHAT_NO_WINDOW", "vchat config path"]) assertStringIncludes(helpText(), word);
});

Deno.test("the help of a command has its words, the options that concern it and no others, and examples that are right", () => {
  const specs: readonly OptionSpec[] = OPTION_TABLE;
  for (const command of COMMAND_TABLE as readonly CommandSpec[]) {
    const help = commandHelp(command);
    assertStringIncludes(help, `vchat ${command.name}: ${command.help}\n`);
    for (const word of command.operand?.choices ?? []) assertStringIncludes(help, word);
    for (const { name } of specs) {
      assert(help.includes(`\n  --${name} `) === (command.options?.includes(name) ?? false), `${command.name} ${name}`);
    }
    assert(command.examples.length > 0);
    for (const [line, meaning] of command.examples) {
      assert(help.split("\n").some((row) => row.startsWith(`  ${line} `) && row.endsWith(meaning)), line);
      const [, words] = /vchat ([^|)]*)/.exec(line)!;
      parseArgs(words.trim().split(" "));
    }
  }
});
