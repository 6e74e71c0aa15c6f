import { assert, assertEquals, assertMatch } from "@std/assert";
import { setUp, type SetupHost } from "../../scripts/setup.ts";
import { aptInstall, type CommandOutcome } from "../../scripts/setup/apt_install.ts";
import { needsOf } from "../../scripts/setup/need.ts";

interface FakeHost extends SetupHost {
  readonly commands: string[];
  readonly said: string[];
}

/** A machine with `programs`. Installing a package adds the program of the same name. `outcome`: how a command ends. */
function fakeHost(
  options: { os?: string; isRoot?: boolean; hasDisplay?: boolean; programs?: string[] },
  outcome: (command: string) => Partial<CommandOutcome> = () => ({}),
): FakeHost {
  const programs = new Set(options.programs);
  const commands: string[] = [];
  const said: string[] = [];
  return {
    commands,
    said,
    hasOriginals: false,
    machine: {
      os: options.os ?? "linux",
      isRoot: options.isRoot ?? false,
      hasDisplay: options.hasDisplay ?? false,
      hasProgram: (...names) => names.some((name) => programs.has(name)),
      hasFile: () => false,
    },
    run(command, args) {
      const line = [command, ...args].join(" ");
      commands.push(line);
      const { code = 0, stderr = "" } = outcome(line);
      if (code === 0 && args[0] === "install") { for (const name of args) programs.add(name); }
      return Promise.resolve({ code, stderr });
    },
    sleep(ms) {
      commands.push(`sleep ${ms}`);
      return Promise.resolve();
    },
    say: (line) => void said.push(line),
  };
}

Deno.test("if nothing is missing, nothing is run or printed", async () => {
  const host = fakeHost({ isRoot: true, programs: ["ffmpeg", "apt-get"] });
  assertEquals(await setUp("demo", host), []);
  assertEquals([...host.commands, ...host.said], []);
});

Deno.test("root on Debian: what is missing is installed, and a second run does nothing", async () => {
  const host = fakeHost({ isRoot: true, programs: ["apt-get"] });
  assertEquals(await setUp("demo", host), []);
  assertEquals(host.commands.length, 2);
  assertEquals(host.commands[0], "apt-get update -qq");
  assertMatch(host.commands[1], /^apt-get install -y -qq --no-install-recommends .* ffmpeg$/);
  assertEquals(host.said, ["installing ffmpeg"]);
  assertEquals(await setUp("demo", host), []);
  assertEquals(host.commands.length, 2);
});

Deno.test("a demo needs the window's library only if there is a display", () => {
  const names = (hasDisplay: boolean) =>
    needsOf("demo", fakeHost({ hasDisplay }).machine, false).map(({ name }) => name);
  assertEquals(names(false), ["ffmpeg"]);
  assertEquals(names(true), ["ffmpeg", "WebKitGTK 6.0"]);
});

Deno.test("Python's packages are needed only for tests against the original programs", () => {
  const { machine } = fakeHost({});
  const packages = (hasOriginals: boolean) =>
    needsOf("test", machine, hasOriginals).map((need) => need.packages["apt-get"]);
  assert(!packages(false).includes("python3-opencv"));
  assert(packages(true).includes("python3-opencv"));
});

Deno.test("elsewhere one line says what is missing, what for, and how to install it", async () => {
  const cases: [options: Parameters<typeof fakeHost>[0], how: RegExp][] = [
    [{ programs: ["apt-get"] }, /^missing ffmpeg, for cameras.*: sudo apt-get install ffmpeg$/],
    [{ programs: ["dnf"], isRoot: true }, /: sudo dnf install ffmpeg-free$/],
    [{ programs: ["pacman"] }, /: sudo pacman -S ffmpeg$/],
    [{ os: "darwin" }, /: brew install ffmpeg$/],
    [{ os: "windows" }, /: winget install Gyan.FFmpeg$/],
    [{}, /: install it with your system's package tool$/],
  ];
  for (const [options, how] of cases) {
    const host = fakeHost(options);
    assertEquals((await setUp("demo", host)).map(({ name }) => name), ["ffmpeg"]);
    assertEquals(host.commands, []);
    assertEquals(host.said.length, 1);
    assertMatch(host.said[0], how);
  }
});

Deno.test("a package that cannot be installed does not affect the others, and the reason is given", async () => {
  const host = fakeHost(
    { isRoot: true },
    (line) =>
      line.endsWith("update -qq")
        ? { code: 100, stderr: "E: The repository is not there\n" }
        : line.includes(" gone")
        ? { code: 100, stderr: "Reading\nE: Unable to locate package gone\n" }
        : {},
  );
  const failures = await aptInstall(["ffmpeg", "gone", "xvfb"], host);
  assertEquals([...failures], [["gone", "Unable to locate package gone"]]);
  assertEquals(host.commands.map((line) => line.replace(/ -.*=300/, "")), [
    "apt-get update -qq",
    "apt-get install ffmpeg gone xvfb",
    "apt-get install ffmpeg",
    "apt-get install gone",
    "apt-get install xvfb",
  ]);
});

Deno.test("after a failed installation the message says what went wrong, and how to install by hand", async () => {
  const host = fakeHost({ isRoot: true, programs: ["apt-get"] }, () => ({ code: 100, stderr: "E: No space left\n" }));
  await setUp("demo", host);
  assertMatch(host.said.at(-1)!, /^missing ffmpeg, .*: sudo apt-get install ffmpeg \(tried: No space left\)$/);
});

Deno.test("another installation is waited for, but not for ever", async () => {
  let attempts = 0;
  const locked = { code: 100, stderr: "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1\n" };
  const host = fakeHost({ isRoot: true }, () => ++attempts <= 3 ? locked : {});
  assertEquals([...await aptInstall(["ffmpeg"], host)], []);
  assertEquals(host.commands.filter((line) => line === "sleep 5000").length, 3);
  assertEquals(host.said.length, 1);

  const stuck = fakeHost({ isRoot: true }, () => locked);
  const failures = await aptInstall(["ffmpeg"], stuck);
  assertMatch(failures.get("ffmpeg") ?? "", /Could not get lock/);
  assert(stuck.commands.length < 1000);
});

Deno.test("an interrupted dpkg is repaired first", async () => {
  let repaired = false;
  const host = fakeHost({ isRoot: true }, (line) => {
    repaired ||= line === "dpkg --configure -a";
    const stderr = "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.\n";
    return line.includes(" install ") && !repaired ? { code: 100, stderr } : {};
  });
  assertEquals([...await aptInstall(["ffmpeg"], host)], []);
  assert(repaired);
});
