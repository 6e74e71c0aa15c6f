import { assert, assertEquals } from "@std/assert";
import { EXIT_CODE } from "../../../src/cli/commands/exit_code.ts";
import { manualPage } from "../../../src/cli/commands/manual_page.ts";
import { COMMAND_TABLE } from "../../../src/cli/options/command_table.ts";
import { OPTION_TABLE } from "../../../src/cli/options/option_table.ts";

Deno.test("the manual page has every option, command and exit status, and only requests of man(7)", () => {
  const lines = manualPage().split("\n");
  const entries = lines.filter((_, at) => lines[at - 1] === ".TP").map((line) => line.replaceAll("\\-", "-"));
  for (const { name } of OPTION_TABLE) assert(entries.some((line) => line.startsWith(`.B --${name}`)), name);
  for (const { name } of COMMAND_TABLE) assert(entries.some((line) => line.startsWith(`.B ${name}`)), name);
  for (const status of Object.values(EXIT_CODE)) assert(entries.includes(`.B ${status}`), String(status));
  const requests = new Set(lines.filter((line) => /^[.']/.test(line)).map((line) => line.split(" ")[0]));
  assertEquals([...requests].toSorted(), [".B", ".PP", ".SH", ".TH", ".TP"]);
  for (const line of lines) assert(!/\\(?![-&efR]|fI)/.test(line), line);
});
