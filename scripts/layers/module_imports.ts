import { lineAt, readSourceCode } from "./source_code.ts";

/** One imported module. */
export interface ModuleImport {
  readonly specifier: string;
  readonly line: number;
  /** Whether the import disappears when types are removed. */
  readonly typeOnly: boolean;
  /** The imported names. Empty for a whole module (`import "x"`, `import * as`, `import()`, a worker's URL). */
  readonly names: readonly string[];
}

/** Every module that `text` imports, re-exports, imports at run time, or starts as a worker. */
export function moduleImports(text: string): ModuleImport[] {
  const { code, strings } = readSourceCode(text);
  const imports: ModuleImport[] = [];
  for (const { start, value } of strings) {
    const before = code.slice(0, start).trimEnd();
    const line = lineAt(text, start);
    if (/\bfrom$/.test(before)) {
      const statement = before.slice(before.search(/\b(?:import|export)\b(?!.*\b(?:import|export)\b)[^;]*$/s));
      imports.push({ specifier: value, line, ...importedNames(statement) });
    } else if (/\bimport\s*\(?$/.test(before) || startsWorker(before, value)) {
      imports.push({ specifier: value, line, typeOnly: false, names: [] });
    }
  }
  return imports;
}

/** Starting `main.ts` as a separate process does not import it. */
function startsWorker(before: string, specifier: string): boolean {
  return /\bnew\s+URL\s*\($/.test(before) && /\.[jt]sx?$/.test(specifier) && !/\/main\.ts$/.test(specifier);
}

function importedNames(statement: string): { typeOnly: boolean; names: string[] } {
  const wholeIsType = /^(?:import|export)\s+type\b(?!\s*(?:,|from\b))/.test(statement);
  const braces = /\{([^}]*)\}/.exec(statement);
  const entries = (braces?.[1] ?? "").split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
  const everyIsType = entries.length > 0 && /^(?:import|export)\s*\{/.test(statement) &&
    entries.every((entry) => entry.startsWith("type "));
  return {
    typeOnly: wholeIsType || everyIsType,
    names: entries.map((entry) => entry.replace(/^type\s+/, "").split(/\s+as\s+/)[0]),
  };
}

/** The names that `text` exports. */
export function exportedNames(text: string): string[] {
  const { code } = readSourceCode(text);
  const declared = code.matchAll(
    /\bexport\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const\s+enum|const|let|function\s*\*?|class|interface|type|enum)\s+([\w$]+)/g,
  );
  const listed = code.matchAll(/\bexport\s+(?:type\s+)?\{([^}]*)\}/g);
  return [
    ...Array.from(declared, ([, name]) => name),
    ...Array.from(listed, ([, names]) => names.split(",").map((name) => name.trim().split(/\s+as\s+/).at(-1)!)).flat(),
  ].filter((name) => name !== "");
}
