import type { Target } from "./target.ts";

/** One program to build. */
export interface Binary {
  readonly name: "vchat" | "vchat-server" | "vchat-client";
  /** Arguments that come before those of the person. */
  readonly bakedArgs: readonly string[];
}

export const BINARIES: readonly Binary[] = [
  { name: "vchat", bakedArgs: [] },
  { name: "vchat-server", bakedArgs: ["--role", "server"] },
  { name: "vchat-client", bakedArgs: ["--role", "client"] },
];

export interface CompileOptions {
  readonly output: string;
  /** Permission flags that the binary runs with. */
  readonly permissions: readonly string[];
  /** Files that no import names, such as workers. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Whether deno.lock must list everything that is embedded. */
  readonly frozen: boolean;
}

/** The arguments with which `deno` builds `binary` for `target`. */
export function compileArgs(target: Target, binary: Binary, options: CompileOptions): string[] {
  return [
    "compile",
    "--quiet",
    "--target",
    target.triple,
    "--output",
    options.output,
    "--unstable-net",
    "--no-prompt",
    "--exclude-unused-npm",
    ...(options.frozen ? ["--frozen"] : []),
    ...options.permissions,
    ...options.include.flatMap((path) => ["--include", path]),
    ...options.exclude.flatMap((path) => ["--exclude", path]),
    "main.ts",
    ...binary.bakedArgs,
  ];
}
