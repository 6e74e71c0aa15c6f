/** True of the stand-in and of the original, which a release uses in its place. */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli";

Deno.test("an option's value follows it, after = or as the next argument, unless that is an option", () => {
  const options = { string: ["name", "to"], boolean: ["all"] };
  const parsed = (...args: string[]): unknown => parseArgs(args, options);
  assertEquals(parsed("--name=a", "--to", "b", "c"), { _: ["c"], name: "a", to: "b", all: false });
  assertEquals(parsed("--name", "--to", "-x"), { _: [], name: "", to: "", x: true, all: false });
  assertEquals(parsed("--name=-x", "--to=a=b"), { _: [], name: "-x", to: "a=b", all: false });
  assertEquals(parsed("--all", "word", "-"), { _: ["word", "-"], all: true });
  assertEquals(parsed("--all", "false", "--all=x"), { _: [], all: true });
  assertEquals(parsed("--all", "false"), { _: [], all: false });
  assertEquals(parsed("--name", "a", "--name", "b"), { _: [], name: "b", all: false });
});

Deno.test("what looks like a number becomes one, unless it should be a string", () => {
  assertEquals<unknown>(parseArgs(["007", "1e3", "a1", "--x=08"]), { _: [7, 1000, "a1"], x: 8 });
  assertEquals<unknown>(parseArgs(["007", "--x=08"], { string: ["_", "x"] }), { _: ["007"], x: "08" });
});

Deno.test("nothing after -- is an option or becomes a number", () => {
  assertEquals<unknown>(parseArgs(["a", "--", "--x", "1"], { string: ["x"] }), { _: ["a", "--x", "1"] });
});

Deno.test("every value of a collected option is kept", () => {
  const parsed = (...args: string[]): unknown => parseArgs(args, { string: ["x", "y"], collect: ["x", "y"] });
  assertEquals(parsed("--x", "1", "--x=2"), { _: [], x: ["1", "2"], y: [] });
});

Deno.test("--no- turns off a negatable option, is part of the name otherwise, and ignores a value", () => {
  assertEquals<unknown>(parseArgs(["--no-x"], { boolean: ["x"], negatable: ["x"] }), { _: [], x: false });
  assertEquals<unknown>(parseArgs(["--no-x", "true"], { string: ["no-x"] }), { _: [], "no-x": "true" });
  assertEquals<unknown>(parseArgs(["--no-x=true"], { string: ["no-x"] }), { _: [], x: "true" });
});

Deno.test("defaults are used if nothing is given, and an alias has the same value", () => {
  const options = { string: ["name"], default: { name: "a" }, alias: { name: "n" } };
  assertEquals<unknown>(parseArgs([], options), { _: [], name: "a", n: "a" });
  assertEquals<unknown>(parseArgs(["-n", "b"], options), { _: [], name: "b", n: "b" });
});

Deno.test("unknown options are reported, and left out on request", () => {
  const told: unknown[] = [];
  const unknown = (...args: unknown[]) => {
    told.push(args.filter((arg) => arg !== undefined));
    return false;
  };
  assertEquals<unknown>(parseArgs(["--x=1", "word", "--y", "--known"], { boolean: ["known"], unknown }), {
    _: [],
    known: true,
  });
  assertEquals(told, [["--x=1", "x", "1"], ["word"], ["--y", "y", true]]);
});
