import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { completionScript, type Shell } from "../../../../src/cli/commands/completions/completion_script.ts";
import { COMMAND_TABLE } from "../../../../src/cli/options/command_table.ts";
import { OPTION_TABLE } from "../../../../src/cli/options/option_table.ts";
import { Tmux } from "../../../fake/tmux.ts";

const OPTIONS = OPTION_TABLE.map(({ name }) => `--${name}`);
const COMMANDS = COMMAND_TABLE.map(({ name }) => name);
/** A substitute for vchat that has two cameras. */
const FAKE_VCHAT = `#!/bin/sh\n[ "$1" = devices ] && printf '0\\tFront Camera: HD\\n1\\tback\\n'\n`;

/** Runs `body` in a folder with the script, a `vchat`, and a file to complete. */
async function withScript(shell: Shell, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script`, completionScript(shell));
    await Deno.writeTextFile(`${folder}/vchat`, FAKE_VCHAT, { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/a recording.mjpeg`, "");
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The lines that `shell` prints when it runs a program in its language. */
async function linesOf(shell: string, args: string[], folder: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command(shell, {
    args,
    cwd: folder,
    env: { PATH: `${folder}:${Deno.env.get("PATH")}`, HOME: folder },
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assert(success);
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test("bash completes options, values, commands, cameras and files", () =>
  withScript("bash", async (folder) => {
    const program = `source ./script
      words=("$@"); COMP_WORDS=("\${words[@]}"); COMP_CWORD=$((\${#words[@]} - 1))
      _vchat vchat "\${words[COMP_CWORD]}"; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const complete = (...words: string[]) =>
      linesOf("bash", ["--norc", "-c", program, "bash", "vchat", ...words], folder);
    assertEquals(await complete("--ro"), ["--role"]);
    assertEquals(await complete("--"), OPTIONS);
    assertEquals(await complete(""), COMMANDS);
    assertEquals(await complete("--role", ""), ["server", "client"]);
    assertEquals(await complete("--role", "=", "c"), ["client"]);
    assertEquals(await complete("completions", "z"), ["zsh"]);
    assertEquals(await complete("peers", ""), ["forget"]);
    assertEquals(await complete("demo", ""), []);
    assertEquals(await complete("--camera", "F"), ["Front Camera: HD"]);
    assertEquals(await complete("--camera", "te"), ["test"]);
    assertEquals(await complete("--record", "a"), ["a recording.mjpeg"]);
    assertEquals(await complete("--port", ""), []);
  }));

Deno.test("fish completes the same, with descriptions", () =>
  withScript("fish", async (folder) => {
    const complete = async (line: string) => {
      const lines = await linesOf("fish", ["--no-config", "-c", `source ./script; complete -C "${line}"`], folder);
      return lines.map((line) => line.split("\t"));
    };
    const first = (rows: string[][]) => rows.map(([word]) => word).toSorted();
    assertEquals(await complete("vchat --ro"), [["--role", "which end of the call this is"]]);
    assertEquals(first(await complete("vchat --")), OPTIONS.toSorted());
    assertEquals(first(await complete("vchat ")), COMMANDS.toSorted());
    assertEquals(first(await complete("vchat --role ")), ["client", "server"]);
    assertEquals(first(await complete("vchat --role=")), ["--role=client", "--role=server"]);
    assertEquals(first(await complete("vchat completions ")), ["bash", "fish", "powershell", "zsh"]);
    assertEquals(await complete("vchat --camera F"), [["Front Camera: HD", "camera 0"]]);
    assertEquals(first(await complete("vchat --record a")), ["a recording.mjpeg"]);
    assertEquals(first(await complete("vchat-server --role s")), ["server"]);
  }));

Deno.test("zsh completes the same, at its prompt", () =>
  withScript("zsh", async (folder) => {
    const setUp = `cd ${folder}; PATH=${folder}:$PATH; autoload -U compinit; compinit -u -D; PS1='%% '; LISTMAX=0
      source ./script; print ready`;
    const tmux = await Tmux.start(["zsh", "-f", "-i"], { columns: 160, rows: 50 });
    try {
      await tmux.type(` ${setUp.replace(/\s+/g, " ")}`);
      await tmux.press("Enter");
      await tmux.until(/^ready$/m);
      const completed = async (line: string, result: RegExp) => {
        await tmux.press("C-c", "C-l");
        await tmux.type(line);
        await tmux.until((rows) =>
          rows.join("\n").endsWith(`% ${line.trimEnd()}`) || rows.includes(`% ${line.trimEnd()}`)
        );
        await tmux.press("Tab");
        await tmux.until(result);
      };
      await completed("vchat --rol", /^% vchat --role=$/m);
      await completed("vchat --role s", /^% vchat --role server$/m);
      await completed("vchat --role=c", /^% vchat --role=client$/m);
      await completed("vchat dem", /^% vchat demo$/m);
      await completed("vchat completions z", /^% vchat completions zsh$/m);
      await completed("vchat --camera F", /^% vchat --camera Front\\ Camera:\\ HD$/m);
      await completed("vchat --camera te", /^% vchat --camera test$/m);
      await completed("vchat --record a\\ r", /^% vchat --record a\\ recording\.mjpeg$/m);
      await completed("vchat-client --on", /^% vchat-client --once$/m);
      await completed("vchat --", /--width +-- width of the picture sent/);
    } finally {
      await tmux.close();
    }
  }));

Deno.test("PowerShell's script has every name, with quotes doubled", () => {
  const script = completionScript("powershell");
  for (const name of [...OPTIONS, ...COMMANDS]) assertStringIncludes(script, `    '${name}' = '`);
  assertStringIncludes(script, "'--role' = @('server', 'client')");
  assertStringIncludes(script, "Register-ArgumentCompleter -Native -CommandName 'vchat', 'vchat.exe'");
  for (const line of script.split("\n").filter((line) => / = '.*'$/.test(line))) {
    assertEquals((line.match(/'/g) ?? []).length % 2, 0, line);
  }
});
