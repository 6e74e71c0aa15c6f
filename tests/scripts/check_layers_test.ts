import { assert, assertEquals } from "@std/assert";
import { checkFile, checkLayers, type Finding, formatFinding } from "../../scripts/check_layers.ts";

const PROJECT = `${import.meta.dirname}/../..`;

/** The messages of the errors in one file. */
function errorsOf(path: string, text: string): string[] {
  return checkFile(path, text).filter(({ severity }) => severity === "error").map(formatFinding);
}

function assertOneError(path: string, text: string, part: string): void {
  const errors = errorsOf(path, text);
  assertEquals(errors.length, 1, `${path} with ${JSON.stringify(text)} gave ${JSON.stringify(errors)}`);
  assert(errors[0].includes(part), `${errors[0]} should say ${part}`);
}

Deno.test("the project follows its own rules", async () => {
  const findings = await checkLayers(PROJECT);
  assertEquals(findings.filter(({ severity }) => severity === "error").map(formatFinding), []);
});

Deno.test("an import against the direction of the layers is found", () => {
  const against: [path: string, specifier: string][] = [
    ["src/port/clock.ts", "../wire/wire.ts"],
    ["src/media/x.ts", "../wire/wire.ts"],
    ["src/media/x.ts", "../io/udp_socket.ts"],
    ["src/wire/x.ts", "../call/call.ts"],
    ["src/wire/plain/x.ts", "../../io/udp_socket.ts"],
    ["src/call/x.ts", "../cli/run.ts"],
    ["src/call/x.ts", "../io/udp_socket.ts"],
    ["src/io/x.ts", "../wire/wire.ts"],
    ["src/io/x.ts", "../call/call.ts"],
    ["src/io/window/page/x.ts", "../../../cli/run.ts"],
    ["src/wire/x.ts", "../../scripts/setup.ts"],
    ["src/cli/x.ts", "../../tests/fake/clock.ts"],
    ["main.ts", "./src/call/call.ts"],
  ];
  for (const [path, specifier] of against) {
    assertOneError(path, `import { a } from "${specifier}";`, "imports");
    assertOneError(path, `export * from "${specifier}";`, "imports");
    assertOneError(path, `const a = await import("${specifier}");`, "imports");
    assertOneError(path, `const a = new URL("${specifier}", import.meta.url);`, "imports");
  }
});

Deno.test("an import in the direction of the layers is allowed", () => {
  const along: [path: string, specifier: string][] = [
    ["main.ts", "./src/cli/run.ts"],
    ["src/cli/x.ts", "../io/udp_socket.ts"],
    ["src/cli/x.ts", "../../deno.json"],
    ["src/call/x.ts", "../wire/wire.ts"],
    ["src/wire/x.ts", "../media/rate/pacer.ts"],
    ["src/wire/x.ts", "../invitation/code_words.ts"],
    ["src/wire/plain/x.ts", "../wire.ts"],
    ["src/media/x.ts", "../port/clock.ts"],
    ["src/io/x.ts", "../port/clock.ts"],
    ["src/io/window/page/x.ts", "../../../port/display.ts"],
  ];
  for (const [path, specifier] of along) assertEquals(errorsOf(path, `import { a } from "${specifier}";`), []);
});

Deno.test("io may start the program itself again, not import it", () => {
  assertEquals(errorsOf("src/io/x.ts", `const main = new URL("../../main.ts", import.meta.url);`), []);
  assertOneError("src/io/x.ts", `import { run } from "../../main.ts";`, "io imports main");
});

Deno.test("a port uses no type from the layers above it", () => {
  const path = "src/port/capture_device.ts";
  assertOneError(path, `import type { Codec } from "../media/codec.ts";`, "port imports media");
  assertOneError(path, `import { type Codec } from "../media/codec.ts";`, "port imports media");
  assertOneError(path, `import type { Wire } from "../wire/wire.ts";`, "port imports wire");
});

Deno.test("access to the outside world is found in pure code, and allowed in io", () => {
  const reaching = [
    "Deno.readTextFileSync(path)",
    "const { nowMs } = { nowMs: Date.now() }",
    "new Date()",
    "performance.now()",
    "setTimeout(f, 1)",
    "setInterval(f, 1)",
    "Math.random()",
    "crypto.getRandomValues(bytes)",
    "crypto.randomUUID()",
    "x25519.utils.randomSecretKey()",
    "console.log(1)",
    'new WebSocket("ws://x")',
    "`${Date.now()}`",
    "x / Date.now() / 2",
  ];
  for (const text of reaching) {
    for (const path of ["src/wire/plain/x.ts", "src/media/x.ts", "src/port/x.ts", "src/call/x.ts"]) {
      assertOneError(path, text, "uses");
    }
    assertEquals(errorsOf("src/io/x.ts", text), []);
    assertEquals(errorsOf("src/cli/x.ts", text), []);
  }
});

Deno.test("words in comments, strings and regular expressions are not code", () => {
  const harmless = [
    `// Deno.serve, import { a } from "../io/x.ts"`,
    `/* Date.now()\n * setTimeout() */ const a = 1;`,
    `const a = "Math.random() \\" Deno.x";`,
    "const a = `Deno.x ${b} performance.now()`;",
    'const a = `import x from "../io/x.ts" ${`${b}`} Deno.x`;',
    `const a = /["'\`]Deno.x/.test(b);`,
    `const a = /[/"]Deno.x/;`,
    `const a = new Date(epochMs);`,
    `const a = 4 / 2; // "`,
  ];
  for (const text of harmless) assertEquals(errorsOf("src/wire/x.ts", text), [], text);
});

Deno.test("packages: a layer may import only its own, and from node:crypto nothing random", () => {
  const path = "src/wire/sealed/x.ts";
  assertEquals(errorsOf(path, `import { createHmac, timingSafeEqual } from "node:crypto";`), []);
  assertEquals(errorsOf(path, `import { sha512 } from "@noble/hashes/sha2.js";`), []);
  assertOneError(path, `import { createHmac, createSign as sign } from "node:crypto";`, "createSign");
  assertOneError(path, `import { createHmac, scryptSync } from "node:crypto";`, "scryptSync");
  assertOneError(path, `import { randomBytes } from "node:crypto";`, "imports chance");
  assertOneError(path, `import { randomBytes as bytes } from "@noble/hashes/utils.js";`, "imports chance");
  assertEquals(errorsOf(path, `const nonce = options.randomBytes(12);`), []);
  assertOneError(path, `import * as crypto from "node:crypto";`, "whole");
  assertOneError(path, `import crypto from "node:crypto";`, "whole");
  assertOneError(path, `import { readFileSync } from "node:fs";`, "node:fs");
  assertOneError("src/media/x.ts", `import { sha512 } from "@noble/hashes/sha2.js";`, "@noble");
  assertOneError("src/io/x.ts", `import image from "npm:imagescript@1.3.1";`, "deno.json");
});

Deno.test("a finding has the line number", () => {
  const [finding] = checkFile("src/wire/x.ts", `// "\n/*\n*/\nimport { a } from "../io/x.ts";\n`);
  assertEquals(finding.line, 4);
  const [second] = checkFile("src/wire/x.ts", "const a = `\n\n`;\nDeno.exit();\n");
  assertEquals(second.line, 4);
});

Deno.test("long files and empty names are found", () => {
  assertEquals(checkFile("src/media/x.ts", "\n".repeat(350)), []);
  assertEquals(checkFile("src/media/x.ts", "\n".repeat(351)).map(({ severity }) => severity), ["warning"]);
  assertEquals(checkFile("tests/media/x_test.ts", "\n".repeat(401)).map(({ severity }) => severity), ["error"]);
  assertOneError("src/media/frame_utils.ts", "export const frame = 1;", `"utils" tells nothing`);
  assertOneError("tests/helpers.ts", "", `"helpers" tells nothing`);
  assertEquals(checkFile("src/media/picture/jpeg_header.ts", "export function parseJpegHeader() {}"), []);
  assertEquals(checkFile("src/wire/plain_constants.ts", "export const LIMIT = 1;"), []);
  assertOneError("src/media/picture/jpeg_header.ts", "export { a as parse };", "exports parse");
  assertEquals(
    checkFile("src/media/transport/reed_solomon.ts", "export const encode = 1;\nexport const recover = 2;"),
    [],
  );
});

Deno.test("a whole project in a folder is checked", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vchat-layers-" });
  try {
    for (
      const [path, text] of Object.entries({
        "main.ts": `import { run } from "./src/cli/run.ts";`,
        "src/cli/run.ts": `import { listen } from "../call/listen.ts";\nexport function run() {}`,
        "src/call/listen.ts": `import { UdpSocket } from "../io/udp_socket.ts";\nexport function listen() {}`,
        "src/io/udp_socket.ts": `export class UdpSocket {}`,
        "src/media/notes.txt": `Deno.exit()`,
      })
    ) {
      await Deno.mkdir(`${folder}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    const findings: Finding[] = await checkLayers(folder);
    assertEquals(findings.map(({ path, line }) => `${path}:${line}`), ["src/call/listen.ts:1"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
