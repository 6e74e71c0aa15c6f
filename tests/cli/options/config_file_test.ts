import { assertEquals, assertThrows } from "@std/assert";
import { parseConfigFile } from "../../../src/cli/options/config_file.ts";
import { UsageError } from "../../../src/cli/user_error.ts";

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

Deno.test("a value is everything after the first =, without outer blanks or quotes", () => {
  assertEquals(values('name = Ann = Bob # us\nrecord = "  a file "\ncamera = /dev/video0?a=b'), [
    ["name", "Ann = Bob # us"],
    ["record", "  a file "],
    ["camera", "/dev/video0?a=b"],
  ]);
  assertEquals(values(`name = ' Ann '\nrecord = '\ncamera = "a'`), [
    ["name", " Ann "],
    ["record", "'"],
    ["camera", `"a'`],
  ]);
  assertEquals(values("port = 1\rwidth = 640\r"), [["port", "1"], ["width", "640"]]);
});

Deno.test("the place of a value is kept for error messages", () => {
  assertEquals(parseConfigFile("\n\nport = x", "/c/vchat.conf")[0].source, "/c/vchat.conf, line 3: port");
});

Deno.test("mistakes are reported with file and line", () => {
  assertEquals(refused("port = 1\nprot = 2"), ["vchat.conf, line 2: unknown option prot", "did you mean port?"]);
  assertEquals(refused("--port = 1"), ["vchat.conf, line 1: unknown option --port", "did you mean port?"]);
  assertEquals(refused("port = 1\nport = 2")[0], "vchat.conf, line 2: port is set twice");
  assertEquals(refused("version = true")[0], "vchat.conf, line 1: version is only for the command line");
  for (const line of ["port", "port 9700", "= 3", "[section]", "\x1b[2J"]) {
    assertEquals(refused(line), [`vchat.conf, line 1 is not name = value: ${line}`, "for example: width = 640"]);
  }
});
