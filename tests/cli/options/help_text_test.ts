import { assert, assertStringIncludes } from "@std/assert";
import { helpText } from "../../../src/cli/options/help_text.ts";
import { COMMAND_TABLE, OPTION_TABLE } from "../../../src/cli/options/option_table.ts";

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
