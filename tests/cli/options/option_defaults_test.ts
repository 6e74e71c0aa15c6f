import { assertEquals, assertThrows } from "@std/assert";
import { configPath, readOptionDefaults, variableName } from "../../../src/cli/options/option_defaults.ts";
import { OPTION_TABLE, type OptionSpec } from "../../../src/cli/options/option_table.ts";
import { PersonError } from "../../../src/cli/person_error.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;
const env = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("the file is where each system keeps such files", () => {
  assertEquals(configPath("linux", env({ HOME: "/home/a" })), "/home/a/.config/vchat/vchat.conf");
  assertEquals(configPath("linux", env({ HOME: "/home/a", XDG_CONFIG_HOME: "/x" })), "/x/vchat/vchat.conf");
  assertEquals(
    configPath("darwin", env({ HOME: "/Users/a" })),
    "/Users/a/Library/Application Support/vchat/vchat.conf",
  );
  assertEquals(configPath("windows", env({ APPDATA: "C:\\R" })), "C:\\R\\vchat\\vchat.conf");
  assertEquals(configPath("linux", env({})), undefined);
});

Deno.test("every option has its variable, but those of the command line alone", () => {
  const names = SPECS.map(({ name }) => name);
  const all = readOptionDefaults("linux", (name) => name.startsWith("VCHAT_") ? "v" : undefined);
  assertEquals(all.map(({ name }) => name), names.filter((n) => !["code", "no-config", "version", "help"].includes(n)));
  assertEquals(all.find(({ name }) => name === "no-window")?.source, "VCHAT_NO_WINDOW");
  assertEquals(variableName("no-window"), "VCHAT_NO_WINDOW");
});

Deno.test("an empty variable says nothing, and the environment comes before the file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/vchat`);
    const path = `${folder}/vchat/vchat.conf`;
    const read = () =>
      readOptionDefaults("linux", env({ HOME: "/home/a", XDG_CONFIG_HOME: folder, VCHAT_FPS: "5", VCHAT_NAME: "" }));
    assertEquals(read().map(({ source }) => source), ["VCHAT_FPS"]);
    await Deno.writeTextFile(path, "name = Ann\nfps = 6\n");
    assertEquals(read().map(({ source }) => source), ["VCHAT_FPS", `${path}, line 1: name`, `${path}, line 2: fps`]);
    await Deno.remove(path);
    await Deno.mkdir(path);
    assertThrows(read, PersonError, `cannot read the config file ${path}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
