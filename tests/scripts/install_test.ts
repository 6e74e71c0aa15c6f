import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

/** The file of this machine's platform, if install.sh has one for it. */
const NAME = {
  "x86_64-unknown-linux-gnu": "vchat-linux-x64",
  "aarch64-unknown-linux-gnu": "vchat-linux-arm64",
  "x86_64-apple-darwin": "vchat-macos-x64",
  "aarch64-apple-darwin": "vchat-macos-arm64",
}[Deno.build.target];
const PROGRAM = "#!/bin/sh\necho vchat 9.8.7\n";
const INSTALLER = `${import.meta.dirname}/../../scripts/install.sh`;

async function sumOf(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

/** Runs the installer against a release with these files, in a home folder of its own. */
async function install(
  files: Record<string, string>,
  env: Record<string, string> = {},
): Promise<{ code: number; said: string; home: string; end(): Promise<void> }> {
  const home = await Deno.makeTempDir({ prefix: "vchat install " });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const file = files[new URL(request.url).pathname.slice(1)];
    return file === undefined ? new Response("no such file", { status: 404 }) : new Response(file);
  });
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: [INSTALLER],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH")!,
      HOME: home,
      VCHAT_FROM: `http://127.0.0.1:${server.addr.port}`,
      no_proxy: "127.0.0.1",
      ...env,
    },
    stdin: "null",
  }).output();
  await server.shutdown();
  assertEquals(new TextDecoder().decode(stdout), "");
  const end = () => Deno.remove(home, { recursive: true });
  return { code, said: new TextDecoder().decode(stderr), home, end };
}

async function release(program = PROGRAM): Promise<Record<string, string>> {
  const manual = ".TH VCHAT 1\n";
  return {
    [NAME!]: program,
    "vchat.1": manual,
    SHA256SUMS: `${await sumOf(PROGRAM)}  ${NAME}\n${await sumOf(manual)}  vchat.1\n`,
  };
}

const entriesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name);

if (NAME !== undefined) {
  Deno.test("install.sh puts a checked program and its manual page into the home folder", async () => {
    const { code, said, home, end } = await install(await release());
    try {
      assertEquals(code, 0, said);
      assertEquals(entriesIn(`${home}/.local/bin`), ["vchat"]);
      assertEquals(await Deno.readTextFile(`${home}/.local/bin/vchat`), PROGRAM);
      assertEquals(Deno.statSync(`${home}/.local/bin/vchat`).mode! & 0o777, 0o755);
      assertEquals(await Deno.readTextFile(`${home}/.local/share/man/man1/vchat.1`), ".TH VCHAT 1\n");
      assertStringIncludes(said, `vchat 9.8.7 is now ${home}/.local/bin/vchat`);
      assertStringIncludes(said, `${home}/.local/bin is not on your PATH`);
      assertMatch(said, /to remove it: rm /);
    } finally {
      await end();
    }
  });

  Deno.test("install.sh keeps what is installed if a download is damaged, missing or does not run", async () => {
    const wrong: [files: Record<string, string>, said: RegExp][] = [
      [await release("#!/bin/sh\necho evil\n"), /is damaged: its SHA-256 is not the one in SHA256SUMS/],
      [{ ...await release(), SHA256SUMS: "" }, /is not listed in http:\/\/\S+\/SHA256SUMS/],
      [{}, /cannot download http:\/\/\S+\/SHA256SUMS/],
      [
        {
          [NAME]: "#!/bin/sh\nexit 1\n",
          "vchat.1": "",
          SHA256SUMS: `${await sumOf("#!/bin/sh\nexit 1\n")}  ${NAME}\n${await sumOf("")}  vchat.1\n`,
        },
        /does not run on this machine/,
      ],
    ];
    const bin = await Deno.makeTempDir({ prefix: "vchat-installed-" });
    try {
      await Deno.writeTextFile(`${bin}/vchat`, "the one of before");
      for (const [files, expected] of wrong) {
        const { code, said, end } = await install(files, { VCHAT_BIN: bin });
        await end();
        assertEquals(code, 1, said);
        assertMatch(said, expected);
        assertEquals(entriesIn(bin), ["vchat"]);
        assertEquals(await Deno.readTextFile(`${bin}/vchat`), "the one of before");
      }
    } finally {
      await Deno.remove(bin, { recursive: true });
    }
  });
}

Deno.test("install.ps1 and install.sh name the same releases, and files that the workflow makes", async () => {
  const [sh, ps1] = await Promise.all(
    ["sh", "ps1"].map((ending) => Deno.readTextFile(`${import.meta.dirname}/../../scripts/install.${ending}`)),
  );
  const releases = /https:\/\/github\.com\/vchat\/vchat\/releases\/latest\/download(?=[}"])/;
  assertEquals(releases.exec(sh)?.[0], releases.exec(ps1)?.[0]);
  assert(ps1.includes('"vchat-windows-x64.exe"'));
});
