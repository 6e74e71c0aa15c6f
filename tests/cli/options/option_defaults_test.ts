import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  configPath,
  readOptionDefaults,
  unknownVariables,
  variableName,
} from "../../../src/cli/options/option_defaults.ts";
import { parseArgs } from "../../../src/cli/options/parse_args.ts";
import { OPTION_TABLE, type OptionSpec } from "../../../src/cli/options/option_table.ts";
import { UserError } from "../../../src/cli/user_error.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;
const env = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("the config file is in the usual place of each system", () => {
  assertEquals(configPath("linux", env({ HOME: "/home/a" })), "/home/a/.config/vchat/vchat.conf");
  assertEquals(configPath("linux", env({ HOME: "/home/a", XDG_CONFIG_HOME: "/x" })), "/x/vchat/vchat.conf");
  assertEquals(
    configPath("darwin", env({ HOME: "/Users/a" })),
    "/Users/a/Library/Application Support/vchat/vchat.conf",
  );
  assertEquals(configPath("windows", env({ APPDATA: "C:\\R" })), "C:\\R\\vchat\\vchat.conf");
  assertEquals(configPath("linux", env({})), undefined);
});

Deno.test("every option has a variable, except those only for the command line", () => {
  const names = SPECS.map(({ name }) => name);
  const all = readOptionDefaults("linux", (name) => name.startsWith("VCHAT_") ? "v" : undefined);
  assertEquals(
    all.map(({ name }) => name),
    names.filter((n) => !["code", "no-config", "json", "version", "help"].includes(n)),
  );
  assertEquals(all.find(({ name }) => name === "no-window")?.source, "VCHAT_NO_WINDOW");
  assertEquals(variableName("no-window"), "VCHAT_NO_WINDOW");
});

Deno.test("an empty variable counts as not set, and the environment comes before the file", async () => {
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
    assertThrows(read, UserError, `cannot read the config file ${path}`);
    await Deno.remove(path);
    if (Deno.build.os !== "windows") {
      await new Deno.Command("mkfifo", { args: [path] }).output();
      assertThrows(read, UserError, `cannot read the config file ${path}: it is no regular file`);
      await Deno.remove(path);
      await Deno.symlink("/dev/null", path);
      assertEquals(read().length, 1);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("for every option a variable wins over the file, and the command line over both", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/vchat`);
    const written = (spec: OptionSpec, n: number): string => {
      if (spec.kind === "flag") return String(n % 2 === 0);
      if (spec.kind === "integer") return String(spec.min! + n);
      return spec.choices ? spec.choices[n % spec.choices.length] : `${spec.name}-${n}`;
    };
    for (const spec of SPECS.filter(({ commandLineOnly }) => !commandLineOnly)) {
      const role = [
        ...spec.name === "role" ? [] : ["--role", spec.role ?? "server"],
        ...spec.needs ? ["--record", "r.mkv"] : [],
      ];
      const asked = (line: boolean, variable: boolean, file: boolean) => {
        Deno.writeTextFileSync(`${folder}/vchat/vchat.conf`, file ? `${spec.name} = ${written(spec, 2)}\n` : "");
        const variables = env({
          XDG_CONFIG_HOME: folder,
          HOME: "/",
          ...(variable ? { [variableName(spec.name)]: written(spec, 3) } : {}),
        });
        return parseArgs(
          [...role, ...line ? [`--${spec.name}=${written(spec, 4)}`] : []],
          () => readOptionDefaults("linux", variables),
        );
      };
      const only = (n: number) => parseArgs([...role, `--${spec.name}=${written(spec, n)}`]);
      assertEquals(asked(false, false, true), only(2), spec.name);
      assertEquals(asked(false, true, true), only(3), spec.name);
      assertEquals(asked(true, true, true), only(4), spec.name);
      assert(JSON.stringify(only(2)) !== JSON.stringify(only(3)), spec.name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("variables that set nothing are named, with the one that was probably meant", () => {
  const names = ["PATH", "VCHAT_PORT", "VCHAT_NOWINDOW", "VCHAT_CODE", "VCHAT_BANANA", "MY_VCHAT_X"];
  assertEquals(unknownVariables(names), [
    "VCHAT_BANANA is ignored: there is no such option",
    "VCHAT_CODE is ignored: --code is only for the command line",
    "VCHAT_NOWINDOW is ignored: there is no such option; did you mean VCHAT_NO_WINDOW?",
  ]);
});
