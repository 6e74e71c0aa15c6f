import { assertEquals } from "@std/assert";
import { selfCommand } from "../../../src/io/process/self_command.ts";
import { VERSION } from "../../../src/cli/commands/version.ts";

Deno.test("the command starts this program, with unchanged arguments", async () => {
  const { command, args } = selfCommand(["--version"]);
  const { code, stdout } = await new Deno.Command(command, { args, stdin: "null" }).output();
  assertEquals([code, new TextDecoder().decode(stdout)], [0, `vchat ${VERSION}\n`]);
});

Deno.test("it asks for the permissions by name, never for all", () => {
  const { args } = selfCommand(["--name", "a b; c"]);
  assertEquals(args.slice(-2), ["--name", "a b; c"]);
  assertEquals(args.filter((arg) => ["-A", "--allow-all"].includes(arg)), []);
});
