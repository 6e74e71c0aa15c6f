/**
 * Checks that imports follow the layers, that pure code does not use the outside world, and that files are short and named
 * after what they export. `check_layers.ts [FOLDER]` prints what it finds, and exits with 1 if something is wrong.
 */
import { exportedNames, moduleImports } from "./layers/module_imports.ts";
import { EMPTY_WORDS, type Layer, LAYER_RULES, MAX_LINES } from "./layers/rules.ts";
import { lineAt, readSourceCode } from "./layers/source_code.ts";

/** A rule that a file breaks. */
export interface Finding {
  /** Path from the project's folder, with forward slashes. */
  readonly path: string;
  /** Starts at 1. */
  readonly line: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** Checks every TypeScript file of a project's `main.ts`, `src`, `scripts` and `tests`. */
export async function checkLayers(folder: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const path of sourcePaths(folder)) {
    findings.push(...checkFile(path, await Deno.readTextFile(`${folder}/${path}`)));
  }
  return findings;
}

/** Checks one file. `path` is relative to the project's folder. */
export function checkFile(path: string, text: string): Finding[] {
  const layer = layerOf(path);
  return [
    ...checkLength(path, text),
    ...checkName(path, text),
    ...(layer === undefined ? [] : [...checkImports(path, text, layer), ...checkForbidden(path, text, layer)]),
  ];
}

function checkImports(path: string, text: string, layer: Layer): Finding[] {
  const rule = LAYER_RULES[layer];
  const findings: Finding[] = [];
  for (const { specifier, line, typeOnly, names } of moduleImports(text)) {
    const error = (message: string) => findings.push({ path, line, message, severity: "error" });
    if (specifier.startsWith(".")) {
      const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
      const targetLayer = layerOf(target);
      if (targetLayer === layer) continue;
      if (targetLayer === undefined) {
        if (layer !== "cli" || target !== "deno.json") error(`${layer} imports ${target}, which is not part of src`);
      } else if (!rule.layers.includes(targetLayer)) {
        error(`${layer} imports ${targetLayer} (${specifier}): it may import ${listed(rule.layers)}`);
      }
    } else if (/^(?:npm|jsr|https?):/.test(specifier)) {
      error(`${specifier} is named here: name packages and their versions in deno.json`);
    } else if (rule.packages && !rule.packages.some((pattern) => pattern.test(specifier))) {
      error(`${layer} imports ${specifier}: it does without`);
    } else if (rule.forbidden.length > 0 && names.some((name) => /^random/i.test(name)) && !typeOnly) {
      error(`${layer} imports chance from ${specifier}: take random bytes as an argument`);
    } else if (specifier === "node:crypto" && rule.cryptoNames && !typeOnly) {
      const unknown = names.filter((name) => !rule.cryptoNames!.has(name));
      if (names.length === 0) error("node:crypto is imported whole: import by name what is needed of it");
      else if (unknown.length > 0) error(`${listed(unknown)} of node:crypto: only what depends on its arguments alone`);
    }
  }
  return findings;
}

function checkForbidden(path: string, text: string, layer: Layer): Finding[] {
  const { code } = readSourceCode(text);
  return LAYER_RULES[layer].forbidden.flatMap(({ pattern, instead }) =>
    Array.from(code.matchAll(pattern), (match): Finding => ({
      path,
      line: lineAt(code, match.index),
      message: `${layer} uses ${match[0].replace(/\s+/g, " ")}: ${instead}`,
      severity: "error",
    }))
  );
}

function checkLength(path: string, text: string): Finding[] {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines <= MAX_LINES.warned) return [];
  const severity = lines > MAX_LINES.refused ? "error" : "warning";
  return [{ path, line: lines, message: `${lines} lines: a file has at most ${MAX_LINES.warned}`, severity }];
}

/** A file with one export must be named after it. With several, no program can check the name. */
function checkName(path: string, text: string): Finding[] {
  const stem = path.split("/").at(-1)!.replace(/(?:\.d)?\.tsx?$/, "");
  const words = stem.split("_");
  const finding = (message: string): Finding[] => [{ path, line: 1, message, severity: "error" }];
  const empty = words.find((word) => EMPTY_WORDS.has(word));
  if (empty !== undefined) return finding(`"${empty}" tells nothing: name the file after what it exports`);
  if (!/^(?:src|scripts)\//.test(path)) return [];

  const names = exportedNames(text);
  const only = names.length === 1 ? names[0].toLowerCase() : undefined;
  if (only === undefined || words.at(-1) === "constants" || words.some((word) => only.includes(word))) return [];
  return finding(`exports ${names[0]}: name the file after it`);
}

function layerOf(path: string): Layer | undefined {
  if (path === "main.ts") return "main";
  const folder = /^src\/([^/]+)\//.exec(path)?.[1];
  return folder !== undefined && folder !== "main" && folder in LAYER_RULES ? folder as Layer : undefined;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}

async function* sourcePaths(folder: string): AsyncGenerator<string> {
  for (const root of ["src", "scripts", "tests"]) yield* pathsUnder(folder, root);
  if (await exists(`${folder}/main.ts`)) yield "main.ts";
}

async function* pathsUnder(folder: string, path: string): AsyncGenerator<string> {
  if (!await exists(`${folder}/${path}`)) return;
  const entries = await Array.fromAsync(Deno.readDir(`${folder}/${path}`));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (isDirectory) yield* pathsUnder(folder, `${path}/${name}`);
    else if (/\.tsx?$/.test(name)) yield `${path}/${name}`;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** `src/wire/x.ts:3: error: ...` */
export function formatFinding({ path, line, message, severity }: Finding): string {
  return `${path}:${line}: ${severity}: ${message}`;
}

if (import.meta.main) {
  const findings = await checkLayers(Deno.args[0] ?? `${import.meta.dirname}/..`);
  for (const finding of findings) console.error(formatFinding(finding));
  if (findings.some(({ severity }) => severity === "error")) Deno.exit(1);
}
