import { assertEquals, assertThrows } from "@std/assert";
import { parseConfigFile } from "../../../src/cli/options/config_file.ts";
import { UsageError, UsageErrors } from "../../../src/cli/user_error.ts";

const values = (text: string) => parseConfigFile(text, "vchat.conf").map(({ name, text }) => [name, text]);
const refused = (text: string) => {
  const { message, hint } = assertThrows(() => parseConfigFile(text, "vchat.conf"), UsageError);
  return [message, hint];
};

Deno.test("a line sets an option, with any spacing", () => {
  assertEquals(values("\ufeff# mine\r\n\r\nport=9700\r\n  width  =  640\n#fps = 5\nno-window = true"), [
    ["port", "9700"],
    ["width", "640"],
    ["no-window", "true"],
  ]);
});

Deno.test("a value is everything after the first =, without outer blanks or a comment", () => {
  assertEquals(values("name = Ann = Bob # us\ncamera = /dev/video0?a=b\nrecord = a b.mkv\t# mine"), [
    ["name", "Ann = Bob"],
    ["camera", "/dev/video0?a=b"],
    ["record", "a b.mkv"],
  ]);
  assertEquals(values("camera = http://cam/#front#2 #3"), [["camera", "http://cam/#front#2"]]);
  assertEquals(values("port = 5000\rwidth = 640\r"), [["port", "5000"], ["width", "640"]]);
});

Deno.test("quotes keep blanks and every #; a comment may follow them", () => {
  assertEquals(values(`record = "  a # file "\nname = ' Ann "B" ' # us\ncamera='a#b'#c`), [
    ["record", "  a # file "],
    ["name", ' Ann "B" '],
    ["camera", "a#b"],
  ]);
  assertEquals(refused(`name = "Ann`)[0], `vchat.conf, line 1: the value begins with " and has no other: "Ann`);
  assertEquals(refused(`name = 'Ann' Bob`)[0], "vchat.conf, line 1: after the value in quotes comes Bob");
});

Deno.test("a missing value is reported", () => {
  for (const line of ["name =", "name = # none", `name = ""`]) {
    assertEquals(refused(line)[0], "vchat.conf, line 1: name needs a value");
  }
});

Deno.test("every wrong line is reported", () => {
  const error = assertThrows(() => parseConfigFile("prot = 2\nwidth = 640\nfps = many\nnow\n", "f"), UsageErrors);
  assertEquals(error.mistakes.map(({ message }) => message), [
    "f, line 1: unknown option prot",
    "f, line 3: fps must be a whole number from 1 to 240, not many",
    "f, line 4 is not name = value: now",
  ]);
});

Deno.test("the place of a value is kept for error messages", () => {
  assertEquals(parseConfigFile("\n\nport = 5000", "/c/vchat.conf")[0].source, "/c/vchat.conf, line 3: port");
});

Deno.test("mistakes are reported with file and line", () => {
  assertEquals(refused("port = 5000\nprot = 2"), ["vchat.conf, line 2: unknown option prot", "did you mean port?"]);
  assertEquals(refused("--port = 1"), ["vchat.conf, line 1: unknown option --port", "did you mean port?"]);
  assertEquals(refused("port = 5000\nport = 5001")[0], "vchat.conf, line 2: port is set twice");
  assertEquals(refused("version = true")[0], "vchat.conf, line 1: version is only for the command line");
  for (const line of ["port", "port 9700", "= 3", "[section]", "\x1b[2J"]) {
    assertEquals(refused(line), [`vchat.conf, line 1 is not name = value: ${line}`, "for example: width = 640"]);
  }
});
