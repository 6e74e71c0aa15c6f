import { assert, assertEquals, assertThrows } from "@std/assert";
import { OPTION_TABLE, type OptionSpec } from "../../../src/cli/options/option_table.ts";
import { type Options, parseArgs } from "../../../src/cli/options/parse_args.ts";
import { UsageError } from "../../../src/cli/user_error.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

function optionsOf(...argv: string[]): Options {
  const invocation = parseArgs(argv);
  assert("options" in invocation);
  return invocation.options;
}

function refused(...argv: string[]): UsageError {
  return assertThrows(() => parseArgs(argv), UsageError);
}

Deno.test("a server needs only its role, and has the documented defaults", () => {
  const { role, host, port, width, fps, quality, codec, window, once, camera } = optionsOf("--role", "server");
  assertEquals([role, host, port, width, fps, quality], ["server", "", 9699, undefined, 30, 80]);
  assertEquals(codec, "auto");
  assertEquals([window, once, camera], [true, false, undefined]);
});

/** What an option is tried with: it may need another one. */
function companions({ name, role, needs = [] }: OptionSpec): string[] {
  return [...name === "role" ? [] : ["--role", role ?? "server"], ...needs.length > 0 ? ["--record", "r.mkv"] : []];
}

const OF_CALL = SPECS.filter(({ commandLineOnly, name }) => !commandLineOnly || name === "code");

Deno.test("every option is read, as --name value and as --name=value", () => {
  const ofKind = { integer: "20", string: "a value", flag: "" };
  for (const spec of OF_CALL) {
    const { name, kind, choices } = spec, others = companions(spec);
    const value = name === "code" || name === "stun" ? "plaza-needle-studio" : choices?.at(-1) ?? ofKind[kind];
    const apart = optionsOf(...others, `--${name}`, ...value === "" ? [] : [value]);
    assertEquals(apart, optionsOf(...others, `--${name}=${value || "true"}`));
    if (name !== "role") assert(JSON.stringify(apart) !== JSON.stringify(optionsOf(...others)), name);
  }
});

Deno.test("a whole number is accepted from its minimum to its maximum, and nothing else", () => {
  for (const spec of SPECS.filter(({ kind }) => kind === "integer")) {
    const { name, min, max } = spec, others = companions(spec);
    for (const good of [min!, max!]) {
      const options = optionsOf(...others, `--${name}`, String(good)) as unknown as Record<string, unknown>;
      assertEquals(options[name === "give-up" ? "giveUpSeconds" : name], good, name);
    }
    for (
      const bad of [
        String(min! - 1),
        String(max! + 1),
        "x",
        "1.5",
        "1e3",
        "0x10",
        "-1",
        " 7",
        "7 ",
        "٧",
        "9".repeat(400),
      ]
    ) {
      const { message, hint } = refused(...others, `--${name}`, bad);
      assertEquals(message, `--${name} must be a whole number from ${min} to ${max}, not ${bad}`);
      assertEquals(hint, "see vchat --help");
    }
  }
});

Deno.test("an option with a few choices accepts no other value", () => {
  assertEquals(refused("--role", "both").message, "--role must be server or client, not both");
});

Deno.test("a missing value is reported, also if the next option follows", () => {
  for (const argv of [["--record"], ["--record="], ["--record", "--once"], ["--record", ""]]) {
    assertEquals(refused("--role", "server", ...argv).message, "--record needs a value");
  }
});

Deno.test("a value may start with a dash", () => {
  assertEquals(optionsOf("--role", "server", "--events", "-").events, "-");
  assertEquals(optionsOf("--role", "server", "--name", "-x-").name, "-x-");
});

Deno.test("an option may not be given twice", () => {
  assertEquals(refused("--port", "5000", "--port", "5001").message, "--port is given twice");
  assertEquals(refused("--once", "--role", "server", "--once").message, "--once is given twice");
});

Deno.test("an unknown option is reported with the one that was probably meant", () => {
  const hints = ["--hosts", "--prot", "--nowindow", "--qualty=5", "-port", "--Role"].map((arg) => refused(arg).hint);
  const meant = ["host", "port", "no-window", "quality", "port", "role"];
  assertEquals(hints, meant.map((name) => `did you mean --${name}?`));
  for (const arg of ["--banana", "-x", "--=3", "---"]) {
    const { message, hint } = refused(arg);
    assertEquals([message, hint], [`unknown option ${arg}`, "see vchat --help"]);
  }
});

Deno.test("a flag can be turned off again, and can only be on or off", () => {
  assertEquals(optionsOf("--role", "server", "--no-window=false").window, true);
  for (const name of ["once", "no-window"]) {
    for (const text of ["maybe", "-x", "--once"]) {
      assertEquals(refused("--role", "server", `--${name}=${text}`).message, `--${name} is true or false, not ${text}`);
    }
  }
});

Deno.test("commands, and what follows them", () => {
  const invocation = parseArgs(["completions", "zsh"]);
  assert("options" in invocation);
  assertEquals([invocation.command, invocation.operand], ["completions", "zsh"]);
  assertEquals(parseArgs(["demo", "--fps", "5"]).command, "demo");
  assertEquals(refused("docter").message, "unknown command docter");
  assertEquals(refused("demo", "devices").message, "devices: demo takes nothing more");
  assertEquals(refused("completions").hint, "vchat completions bash|zsh|fish|powershell");
  assertEquals(refused("completions", "tcsh").message, "completions does not know tcsh");
  assertEquals(refused("config", "path", "now").message, "now: config takes nothing more");
});

Deno.test("a role is chosen later, but a host or a code is one end's; a client without a host chooses one from its network", () => {
  const open = parseArgs([]);
  assert("options" in open);
  assertEquals([open.command, open.options.role], ["call", undefined]);
  assertEquals(refused("--host", "192.0.2.7").message, "which end is this?");
  assertEquals(refused("--code", "apple-river-stone").message, "which end is this?");
  const invocation = parseArgs(["--role", "client"]);
  assert("options" in invocation);
  assertEquals([invocation.command, invocation.options.host], ["call", ""]);
  assertEquals(refused("--role", "client", "--host", "").message, "--host needs a value");
});

Deno.test("help and version win over everything else", () => {
  assertEquals(parseArgs(["--port", "0", "-h"]), { command: "help", about: undefined });
  assertEquals(parseArgs(["--version", "--role", "nobody"]), { command: "version" });
});

Deno.test("the first default wins, the command line wins over all, and errors name the source", () => {
  const defaults = [
    { name: "port", text: "6000", source: "VCHAT_PORT" },
    { name: "port", text: "7000", source: "f, line 1: port" },
    { name: "no-window", text: "yes", source: "f, line 2: no-window" },
    { name: "role", text: "server", source: "f, line 3: role" },
  ];
  const read = (...argv: string[]) => parseArgs(argv, () => defaults) as { options: Options };
  assertEquals([read().options.port, read().options.window, read().options.role], [6000, false, "server"]);
  assertEquals(read("--port", "5000", "--no-window=false").options.port, 5000);
  assertEquals(read("--no-window=no").options.window, true);
  const wrong = [{ name: "port", text: "x", source: "VCHAT_PORT" }];
  assertEquals(
    assertThrows(() => parseArgs(["--role", "server", "--port", "5000"], () => wrong), UsageError).message,
    "VCHAT_PORT must be a whole number from 4 to 65535, not x",
  );
});

Deno.test("defaults are not read for a command about vchat itself, nor with --no-config", () => {
  const fail = () => {
    throw new Error("read");
  };
  for (
    const argv of [["config", "path"], ["completions", "fish"], ["demo", "--no-config"], ["--help"], ["--version"]]
  ) {
    parseArgs(argv, fail);
  }
  assertThrows(() => parseArgs(["demo"], fail), Error, "read");
});

Deno.test("only the sealed wire can ask about a call", () => {
  assertEquals(optionsOf("--role", "server", "--ask").ask, true);
  const { message } = refused("--role", "server", "--ask", "--wire", "plain");
  assertEquals(message, "--ask needs the sealed wire: on the plain one a caller does not say who it is");
});

Deno.test("a host with a port, in brackets or without its interface is refused with what to write instead", () => {
  const hint = (host: string) => refused("--role", "client", "--host", host).hint;
  assertEquals(hint("192.0.2.7:9000"), "--host 192.0.2.7 --port 9000");
  assertEquals(hint("anna.local:9000"), "--host anna.local --port 9000");
  assertEquals(hint("[2001:db8::1]:9000"), "--host 2001:db8::1 --port 9000");
  assertEquals(hint("[2001:db8::1]"), "--host 2001:db8::1");
  assertEquals(hint("fe80::1"), "for example --host fe80::1%eth0");
  for (const host of ["192.0.2.7", "anna.local", "2001:db8::1", "::1", "::", "fe80::1%eth0", "::ffff:192.0.2.1"]) {
    assertEquals(optionsOf("--role", "client", "--host", host).host, host);
  }
});

Deno.test("an unknown command is reported with what was probably meant", () => {
  assertEquals(refused("server").hint, "vchat --role server");
  const host = (word: string) => `To call a machine of this name: vchat --role client --host ${word}`;
  assertEquals(refused("docter").hint, `did you mean doctor? ${host("docter")}`);
  assertEquals(refused("dev").hint, `did you mean devices? ${host("dev")}`);
  assertEquals(refused("pers", "forget", "Anna").hint, "did you mean peers?");
  assertEquals(optionsOf("--role", "client", "--host", "docter").host, "docter");
  for (const name of ["dance", "doctors-pc", "de", "demo.local"]) assertEquals(optionsOf(name).host, name);
});

Deno.test("a link, an address or a code alone is called, by a client", () => {
  const called = (...argv: string[]) => {
    const { role, host, port, code, codeNumber } = optionsOf(...argv);
    assertEquals(role, "client");
    return [host, port, code, codeNumber];
  };
  const words = "apple-river-stone";
  assertEquals(called("vchat://192.0.2.7:5000#apple-river-stone"), ["192.0.2.7", 5000, words, undefined]);
  assertEquals(called("vchat://192.0.2.7"), ["192.0.2.7", 9699, undefined, undefined]);
  assertEquals(called("192.0.2.7"), ["192.0.2.7", 9699, undefined, undefined]);
  assertEquals(called("anna.local:5000", "--no-window"), ["anna.local", 5000, undefined, undefined]);
  assertEquals(called("--port", "5000", "2001:db8::1"), ["2001:db8::1", 5000, undefined, undefined]);
  assertEquals(called("[2001:db8::1]:5000"), ["2001:db8::1", 5000, undefined, undefined]);
  assertEquals(called("7-apple-river-stone"), ["", 9699, words, 7]);
  assertEquals(called("7", "apple", "river", "stone"), ["", 9699, words, 7]);
  assertEquals(called("Apple", "Riv", "ston"), ["", 9699, words, undefined]);
  assertEquals(called("anna", "--code", "7-apple-river-stone"), ["anna", 9699, words, 7]);
  assertEquals(called("7-apple-river-stone", "--host", "anna"), ["anna", 9699, words, 7]);
  assertEquals(called("--role", "client", "--code", "7 apple river stone"), ["", 9699, words, 7]);
  const config = [{ name: "port", text: "5000", source: "the config" }, { name: "role", text: "server", source: "it" }];
  const invocation = parseArgs(["anna"], () => config);
  assert("options" in invocation);
  assertEquals([invocation.options.role, invocation.options.port], ["client", 5000]);
});

Deno.test("what cannot be called, or contradicts an option, is refused with what to do", () => {
  assertEquals(refused("https://example.org").message, "this is not a link of vchat: it begins with vchat://");
  assertEquals(refused("apple-rivre-stone").message, "'rivre' is not one of the words: did you mean river?");
  assertEquals(refused("7").message, "the three words after the 7 are missing");
  assertEquals(refused("anna", "berta").message, "a code has 3 words, not 2");
  assertEquals(refused("anna", "--host", "berta").message, "the address says host anna, and --host says berta");
  assertEquals(refused("anna:5000", "--port", "5001").hint, "give only one of the two");
  assertEquals(refused("anna", "--role", "server").message, "a server calls nobody: anna");
  assertEquals(refused("7-apple-river-stone", "--role", "server").hint, "leave out --role");
});

Deno.test("a wrong link is reported with the part that is wrong", () => {
  const told = (link: string) => refused(link).message;
  assertEquals(told("vchat://"), "the link names no address that can be called: vchat://");
  assertEquals(
    told("vchat://h:99999#apple-river-stone"),
    "the link names no address that can be called: vchat://h:99999",
  );
  assertEquals(told("vchat://host#apple-river"), "the code in the link: a code has 3 words, not 2");
  assertEquals(told("vchat://host#%ff"), "the code in the link: a code has 3 words, not 1");
  assertEquals(refused("vchat://host#x").hint, "a link is vchat://HOST:PORT#three-code-words, as the server shows it");
});

Deno.test("help of a command, as a word and as an option; version as a word", () => {
  for (const argv of [["help", "peers"], ["peers", "--help"], ["peers", "forget", "-h"]]) {
    const invocation = parseArgs(argv);
    assert(invocation.command === "help");
    assertEquals(invocation.about?.name, "peers");
  }
  assertEquals(parseArgs(["help"]), { command: "help", about: undefined });
  assertEquals(parseArgs(["version"]), { command: "version" });
  assertEquals(parseArgs(["--role", "client", "version"]), { command: "version" }); // vchat-client version
  assertEquals(refused("help", "docter").hint, "did you mean vchat help doctor?");
  assertEquals(refused("help", "peers", "now").message, "now: help takes nothing more");
});

Deno.test("a command takes the options that concern it, and doctor those of a call", () => {
  assertEquals(refused("peers", "--fps", "3").message, "vchat peers takes no --fps");
  assertEquals(refused("--role", "server", "--json").message, "a call takes no --json");
  assertEquals(refused("help", "--json").message, "vchat help takes no --json");
  for (const argv of [["peers", "--json", "--no-config"], ["doctor", "--events", "-", "--json"], ["demo", "--fps=9"]]) {
    parseArgs(argv);
  }
});

Deno.test("an option of the other role is refused on the command line, and ignored elsewhere", () => {
  for (const spec of SPECS.filter(({ role }) => role !== undefined)) {
    const other = spec.role === "server" ? "client" : "server";
    const text = spec.kind === "flag" ? "true" : spec.kind === "integer" ? "9" : "plaza-needle-studio";
    const { message } = refused("--role", other, `--${spec.name}=${text}`);
    assertEquals(message, `--${spec.name} is for a ${spec.role}, and this is a ${other}`);
    if (spec.commandLineOnly) continue;
    parseArgs(["--role", other], () => [{ name: spec.name, text, source: "VCHAT_X" }]);
    if (spec.kind === "flag") optionsOf("--role", other, `--${spec.name}=false`);
  }
  const byDefault = [{ name: "role", text: "client", source: "VCHAT_ROLE" }];
  assertThrows(() => parseArgs(["--qr"], () => byDefault), UsageError, "--qr is for a server");
});

Deno.test("two options of which one makes the other useless are refused, with where they are and why", () => {
  const told = (...argv: string[]) => refused("--role", "server", ...argv).message;
  assertEquals(told("--muted", "--no-sound"), "--muted and --no-sound: then there is no microphone to mute");
  assertEquals(told("--speaker", "1", "--no-sound"), "--speaker and --no-sound: then there is no sound");
  assertEquals(told("--wire", "plain", "--codec", "vp8"), "--codec and --wire: the plain wire carries only JPEG");
  assertEquals(told("--ascii", "--microphone=window:USB").split(":")[0], "--microphone and --ascii");
  const code = ["--code", "plaza-needle-studio", "--wire", "plain"];
  assertEquals(refused("--role", "client", ...code).message, "--code and --wire: the plain wire has no codes");
  const set = [{ name: "no-sound", text: "yes", source: "VCHAT_NO_SOUND" }];
  const error = assertThrows(() => parseArgs(["--role", "server", "--muted"], () => set), UsageError);
  assertEquals(error.message, "--muted and VCHAT_NO_SOUND: then there is no microphone to mute");
  assertEquals(error.hint, "give --no-sound=false");
  parseArgs(["--role", "server", "--muted", "--no-sound=false"], () => set);
});

Deno.test("what only repeats another option is no mistake; a default that has no effect is none either", () => {
  optionsOf("--role", "server", "--ascii", "--no-window");
  optionsOf("--role", "server", "--wire", "plain", "--no-sound", "--codec", "jpeg", "--microphone", "none");
  const set = [{ name: "microphone", text: "0", source: "VCHAT_MICROPHONE" }];
  parseArgs(["--role", "server", "--no-sound"], () => set);
});

Deno.test("--overwrite needs a file; a file cannot be standard input or output, except for --events", () => {
  const { message, hint } = refused("--role", "server", "--overwrite", "--events", "-");
  assertEquals([message, hint], ["--overwrite has nothing to work on", "give --record FILE.mkv or --events FILE"]);
  assertEquals(optionsOf("--role", "server", "--overwrite", "--events", "e").overwrite, true);
  for (const name of ["record", "camera", "microphone", "speaker", "ffmpeg"]) {
    assertEquals(refused("--role", "server", `--${name}`, "-").message, `--${name} is no file: -`);
  }
});

Deno.test("a STUN server has the port of the standard unless another is given", () => {
  const { stun } = optionsOf("--role", "server", "--stun", "[2001:db8::1]:9");
  assertEquals(stun, { host: "2001:db8::1", port: 9 });
  assertEquals(optionsOf("--role", "server", "--stun", "stun.example").stun, { host: "stun.example", port: 3478 });
  assertEquals(
    refused("--role", "server", "--stun", "a value").message,
    "--stun is the address of a STUN server, not a value",
  );
});
