import { assert, assertEquals, assertMatch } from "@std/assert";
import { conversationText, saveConversation } from "../../../../src/io/window/save/save_conversation.ts";
import type { ConversationLine } from "../../../../src/port/display.ts";

const AT = new Date(2024, 0, 31, 23, 59, 59);
const { os } = Deno.build;

let ids = 0;
const line = (name: string, text: string, more: Partial<ConversationLine> = {}): ConversationLine => ({
  ...{ id: ++ids, from: "remote", name, text, epochMs: AT.getTime() },
  ...more,
});

Deno.test("each line has its time and author below its day, and says if it did not arrive", () => {
  const text = conversationText([
    line("Ada", "hello"),
    line("Bob", "hello yourself", { from: "local", delivery: "delivered" }),
    line("Bob", "are you there?", { from: "local", delivery: "lost", epochMs: new Date(2024, 1, 1, 0, 4).getTime() }),
    line("Bob", "later", { from: "local", delivery: "waiting", epochMs: new Date(2024, 1, 1, 9, 30).getTime() }),
    line("Ada", "much", { leftOut: 7, epochMs: new Date(2024, 1, 1, 10).getTime() }),
  ]);
  assertEquals(text.split("\n"), [
    "2024-01-31",
    "",
    "23:59 Ada: hello",
    "23:59 Bob: hello yourself",
    "",
    "2024-02-01",
    "",
    "00:04 Bob (not sent): are you there?",
    "09:30 Bob (not yet sent): later",
    "10:00 Ada: much (7 more characters were left out)",
    "",
  ]);
  assertEquals(conversationText([line("Ada", "a\nb")], "\r\n"), "2024-01-31\r\n\r\n23:59 Ada: a\r\n      b\r\n");
});

Deno.test("a peer cannot write a line of somebody else, nor what a terminal obeys", () => {
  const text = conversationText([line("E\u202eve\nBob", "one\n00:00 Bob: I agree\r\n\x1b]0;x\x07\u2028\ud800")]);
  assertEquals(text.split("\n").slice(2), [
    "23:59 E\ufffdve Bob: one",
    "      00:00 Bob: I agree",
    "      \u241b]0;x\u2407\ufffd\ufffd",
    "",
  ]);
});

Deno.test("it is saved under the time and the peer's name, as far as that is safe, never over another file", async () => {
  const home = await Deno.makeTempDir({ prefix: "vchat-home-" });
  const names: Record<string, string> = { HOME: home, USERPROFILE: home };
  const place = { os, env: (name: string) => names[name] };
  const slash = os === "windows" ? "\\" : "/";
  const saved = async (peerName?: string) => {
    const result = await saveConversation([line("Ada", "hello")], peerName, AT, place);
    assert("path" in result, JSON.stringify(result));
    assertMatch(await Deno.readTextFile(result.path), /Ada: hello\r?\n$/);
    if (os !== "windows") assertEquals((await Deno.stat(result.path)).mode! & 0o777, 0o600);
    return result.path;
  };
  try {
    const folder = `${home}${slash}Documents${slash}vchat-2024-01-31-235959`;
    assertEquals(await saved("Ada"), `${folder}-Ada.txt`);
    assertEquals(await saved("Ada"), `${folder}-Ada-2.txt`);
    assertEquals(await saved(), `${folder}.txt`);
    assertEquals(await saved("../..\\\x1b:*?\u202e"), `${folder}-2.txt`);
    assertEquals(await saved("../etc/Zo\u0065\u0301 \u56fe\u7247.exe"), `${folder}-etc-Zo\u00e9-\u56fe\u7247-exe.txt`);
    assertEquals(await saved("x".repeat(300)), `${folder}-${"x".repeat(40)}.txt`);
    assertEquals(await saved(`${"x".repeat(39)}\u{20000}`), `${folder}-${"x".repeat(39)}.txt`);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
