/**
 * `setup.ts demo` or `setup.ts test`: sets up what the demo or the tests need from the operating system. As root on
 * Debian, or a system based on it, it installs what is missing. Elsewhere it prints one line for each missing thing: what
 * for, and how to install it. If nothing is missing it does nothing. All output goes to stderr.
 */
import { type AptHost, aptInstall } from "./setup/apt_install.ts";
import { type Machine, thisMachine } from "./setup/machine.ts";
import { howToInstall, type Need, needsOf, type Purpose } from "./setup/need.ts";

/** The system that {@linkcode setUp} works on. */
export interface SetupHost extends AptHost {
  readonly machine: Machine;
  /** Whether the original programs are there to test against. */
  readonly hasOriginals: boolean;
}

/** Installs or names what is missing. Returns what is still missing; vchat then works as well as it can without. */
export async function setUp(purpose: Purpose, host: SetupHost): Promise<Need[]> {
  const { machine } = host;
  const missing = () => needsOf(purpose, machine, host.hasOriginals).filter((need) => !need.isMet(machine));
  const wanted = missing();
  if (wanted.length === 0) return [];

  let failures = new Map<string, string>();
  if (machine.isRoot && machine.hasProgram("apt-get")) {
    const packages = wanted.map((need) => need.packages["apt-get"]).filter((name) => name !== undefined);
    host.say(`installing ${packages.join(", ")}`);
    failures = await aptInstall(packages, host);
  }
  const left = missing();
  for (const need of left) {
    const why = failures.get(need.packages["apt-get"] ?? "");
    host.say(why === undefined ? howToInstall(need, machine) : `${howToInstall(need, machine)} (tried: ${why})`);
  }
  return left;
}

/** The machine this runs on. */
export function thisHost(): SetupHost {
  const machine = thisMachine();
  return {
    machine,
    hasOriginals: machine.hasFile(`${import.meta.dirname}/../../shared/pyshine/orig/server.py`),
    async run(command, args) {
      const { code, stderr } = await new Deno.Command(command, {
        args,
        env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).output();
      return { code, stderr: new TextDecoder().decode(stderr) };
    },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    say: (line) => console.error(`vchat setup: ${line}`),
  };
}

if (import.meta.main) {
  const [purpose] = Deno.args;
  if (purpose !== "demo" && purpose !== "test") {
    console.error("vchat setup: say what for: setup.ts demo, or setup.ts test");
    Deno.exit(2);
  }
  await setUp(purpose, thisHost());
}
