/**
 * Builds `vchat`, `vchat-server` and `vchat-client` in `dist/TARGET/`: for every target, for some
 * (`--target linux-x64,windows-x64`), or only for this machine (`--host-only`).
 */
import { parseArgs } from "@std/cli";
import imageManifest from "imagescript/package.json" with { type: "json" };
import webviewManifest from "webview-bun/package.json" with { type: "json" };
import { PERMISSIONS } from "../src/io/process/self_command.ts";
import { BINARIES, compileArgs } from "./compile/compile_args.ts";
import { foreignLibraries, type Target, TARGETS } from "./compile/target.ts";

const PROJECT = `${import.meta.dirname}/..`;

/** What {@linkcode compile} needs from the machine. */
export interface CompileHost {
  /** Runs Deno in the project's folder. */
  runDeno(args: string[]): Promise<{ code: number; stderr: string }>;
  /** The size of a file in bytes. */
  size(path: string): number;
  say(line: string): void;
}

/** Paths that a binary contains besides its imports, and paths that it must not contain. */
export interface Embedded {
  readonly include: readonly string[];
  exclude(target: Target): readonly string[];
}

/** Builds the three binaries for each target. Returns the exit code. Reports the first failure, and stops there. */
export async function compile(
  targets: readonly Target[],
  embedded: Embedded,
  options: { frozen: boolean },
  host: CompileHost,
): Promise<number> {
  for (const target of targets) {
    for (const binary of BINARIES) {
      const output = `dist/${target.name}/${binary.name}${target.ending}`;
      const { code, stderr } = await host.runDeno(compileArgs(target, binary, {
        output,
        permissions: PERMISSIONS,
        include: embedded.include,
        exclude: embedded.exclude(target),
        frozen: options.frozen,
      }));
      if (code !== 0) {
        host.say(describeFailure(stderr, target));
        return 1;
      }
      host.say(`${output} (${Math.round(host.size(output) / 1e6)} MB)`);
    }
  }
  return 0;
}

/**
 * One line if the base runtime could not be downloaded, which is not the project's fault. Otherwise all of Deno's output.
 */
export function describeFailure(stderr: string, target: Target): string {
  const download = /error sending request for url \((https?:[^)]*denort[^)]*)\)/.exec(stderr)?.[1] ??
    /(https?:\S*denort[^\s"')]*)/.exec(stderr)?.[1];
  if (download === undefined || !stderr.includes("Setting up base binary")) return stderr.trimEnd();
  return `cannot download Deno's base runtime for ${target.name} from ${download}: ` +
    `compile where that address can be reached, or download it elsewhere, unpack it and set DENORT_BIN to it`;
}

/** The targets to build, or what is wrong with the arguments. */
export function chosenTargets(args: readonly string[], hostTriple: string): Target[] | string {
  let unknown: string | undefined;
  const options = parseArgs([...args], {
    boolean: ["host-only"],
    string: ["target"],
    unknown: (arg) => {
      unknown ??= arg;
      return false;
    },
  });
  const names = options.target === undefined ? [] : String(options.target).split(",");
  const known = TARGETS.map(({ name }) => name).join(", ");
  if (unknown !== undefined) return `${unknown}: the options are --target NAME,NAME and --host-only`;
  if (options["host-only"]) {
    const own = TARGETS.filter(({ triple }) => triple === hostTriple);
    return own.length > 0 ? own : `no binary is built for ${hostTriple}: choose among ${known}`;
  }
  const wrong = names.find((name) => !TARGETS.some((target) => target.name === name));
  if (wrong !== undefined) return `--target ${wrong}: choose among ${known}`;
  return names.length === 0 ? [...TARGETS] : TARGETS.filter(({ name }) => names.includes(name));
}

/** Workers are started by URL, so no import names them. By convention their files end in `_worker`. */
export function workerPaths(folder: string): string[] {
  const found: string[] = [];
  const walk = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${path}`)) {
      if (isDirectory) walk(`${path}/${name}`);
      else if (/_worker\.[jt]s$/.test(name)) found.push(`${path}/${name}`);
    }
  };
  walk("src");
  return found.sort();
}

function projectEmbedded(): Embedded {
  const folderOf = (manifest: { name: string }) => {
    const url = new URL(".", import.meta.resolve(`${manifest.name}/package.json`));
    return decodeURIComponent(url.pathname).replace(/^\/(?=[A-Za-z]:)/, "");
  };
  const webview = `${folderOf(webviewManifest)}build`;
  const image = `${folderOf(imageManifest)}codecs/node/bin`;
  return {
    include: workerPaths(PROJECT),
    exclude(target) {
      const foreign = foreignLibraries(target);
      return [
        ...foreign.webview.map((name) => `${webview}/${name}`),
        ...foreign.image.map((name) => `${image}/${name}`),
      ];
    },
  };
}

if (import.meta.main) {
  const say = (line: string) => console.error(`vchat compile: ${line}`);
  const targets = chosenTargets(Deno.args, Deno.build.target);
  if (typeof targets === "string") {
    say(targets);
    Deno.exit(2);
  }
  const frozen = (Deno.env.get("CI") ?? "") !== "";
  Deno.exit(
    await compile(targets, projectEmbedded(), { frozen }, {
      async runDeno(args) {
        const { code, stderr } = await new Deno.Command(Deno.execPath(), {
          args,
          cwd: PROJECT,
          env: { NO_COLOR: "1" },
          stdin: "null",
          stdout: "null",
          stderr: "piped",
        }).output();
        return { code, stderr: new TextDecoder().decode(stderr) };
      },
      size: (path) => Deno.statSync(`${PROJECT}/${path}`).size,
      say,
    }),
  );
}
