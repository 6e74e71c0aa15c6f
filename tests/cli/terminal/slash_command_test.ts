import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { parseSlashCommand } from "../../../src/cli/terminal/slash_command.ts";

Deno.test("only a line that begins with one slash is an order", () => {
  assertEquals(parseSlashCommand("hello /mute"), { kind: "line", text: "hello /mute" });
  assertEquals(parseSlashCommand("//mute"), { kind: "line", text: "/mute" });
  assertEquals(parseSlashCommand("/mute"), { kind: "mute" });
  assertEquals(parseSlashCommand("/mute  "), { kind: "mute" });
});

Deno.test("devices are chosen by index, by a name with spaces, or not at all", () => {
  assertEquals(parseSlashCommand("/microphone 2"), { kind: "microphone", id: "2" });
  assertEquals(parseSlashCommand("/speaker  USB Audio CODEC "), { kind: "speaker", id: "USB Audio CODEC" });
  assertEquals(parseSlashCommand("/speaker none"), { kind: "speaker", id: "none" });
  assertEquals(parseSlashCommand("/microphone").kind, "problem");
});

Deno.test("a volume is a percentage up to 200", () => {
  assertEquals(parseSlashCommand("/volume 0"), { kind: "volume", volume: 0 });
  assertEquals(parseSlashCommand("/volume 200"), { kind: "volume", volume: 2 });
  for (const line of ["/volume", "/volume 201", "/volume -1", "/volume loud", "/volume 1e2"]) {
    assertEquals(parseSlashCommand(line).kind, "problem", line);
  }
});

Deno.test("whatever else begins with a slash is a problem, and never sent", () => {
  fc.assert(fc.property(fc.string(), (rest) => {
    const command = parseSlashCommand(`/${rest}`);
    assert(rest.startsWith("/") ? command.kind === "line" : command.kind !== "line");
  }));
});
