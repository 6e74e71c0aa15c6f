import { assert, assertEquals } from "@std/assert";
import { withoutCommandLine } from "../../src/call/without_command_line.ts";
import { OPTION_TABLE } from "../../src/cli/options/option_table.ts";

Deno.test("what can only be typed at a command line is left out in a window", () => {
  const shown: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    ["close the other program", "close the other program"],
    ["plug it in again; it is then used automatically", "plug it in again; it is then used automatically"],
    ["vchat devices lists the cameras; --camera test shows a test picture instead", undefined],
    ["plug it into another USB port; or ask for a smaller picture: --width 640", "plug it into another USB port"],
    [
      "start one (systemctl --user start pipewire-pulse); it is then used",
      "start one (systemctl --user start pipewire-pulse); it is then used",
    ],
    ["The other end speaks the plain wire; to call it: --wire plain", "The other end speaks the plain wire"],
  ];
  for (const [text, expected] of shown) assertEquals(withoutCommandLine(text), expected, text);
});

Deno.test("every option that a message may name is recognised", () => {
  // These appear in no message that a window could show.
  const others = ["qr", "name", "seconds", "give-up", "once", "ask", "json", "version", "help"];
  for (const { name } of OPTION_TABLE) {
    assert(others.includes(name) || withoutCommandLine(`try --${name}`) === undefined, name);
  }
});
