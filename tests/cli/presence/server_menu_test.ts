import { assert, assertEquals } from "@std/assert";
import { ServerMenu } from "../../../src/cli/presence/server_menu.ts";
import type { Key } from "../../../src/cli/terminal/key_decoder.ts";
import { textWidth } from "../../../src/cli/terminal/text_width.ts";
import type { FoundServer } from "../../../src/io/discovery/found_server.ts";

const SIZE = { columns: 80, rows: 24 };

const server = (name: string, address = "192.168.1.9", more: Partial<FoundServer> = {}): FoundServer => ({
  key: `${name}._vchat._udp.local`,
  name,
  addresses: [address],
  port: 9699,
  ...more,
});
const anna = server("Anna"), berta = server("Berta", "192.168.1.10", { wire: "sealed" });
const clara = server("Clara", "192.168.1.11", { wire: "plain", port: 5000 });

function shown(menu: ServerMenu, size = SIZE): string[] {
  return menu.rows(size).map((row) => row.map(({ text }) => text).join(""));
}

function press(menu: ServerMenu, ...keys: (Key["name"] | { text: string })[]) {
  let choice;
  for (const key of keys) {
    choice = menu.press(typeof key === "string" ? { name: key } as Key : { name: "text", text: key.text });
  }
  return choice?.kind === "call" ? choice.server.name : choice?.kind;
}

Deno.test("an empty list says that the menu is still looking", () => {
  const menu = new ServerMenu();
  assertEquals(shown(menu), ["looking for servers in this network ... (q leaves)"]);
  assertEquals(press(menu, "enter"), undefined);
});

Deno.test("servers are listed with number, name, address and wire", () => {
  const menu = new ServerMenu();
  menu.update([anna, berta, clara]);
  assertEquals(shown(menu), [
    ">  1  Anna   192.168.1.9",
    "   2  Berta  192.168.1.10     sealed",
    "   3  Clara  192.168.1.11:5000  not encrypted",
    "call which? a number or the arrow keys, then Enter; q leaves:",
  ]);
});

Deno.test("Enter calls the first server; arrows and numbers choose another", () => {
  const menu = new ServerMenu();
  menu.update([anna, berta, clara]);
  assertEquals(press(menu, "enter"), "Anna");
  assertEquals(press(menu, "down", "enter"), "Berta");
  assertEquals(press(menu, "down", "down", "down", "enter"), "Clara");
  assertEquals(press(menu, "up", "up", "up", "enter"), "Anna");
  assertEquals(press(menu, { text: "3" }, "enter"), "Clara");
});

Deno.test("a number that is not in the list calls no server", () => {
  const menu = new ServerMenu();
  menu.update([anna, berta]);
  assertEquals(press(menu, { text: "7" }, "enter"), undefined);
  assertEquals(press(menu, { text: "7" }, "backspace", { text: "2" }, "enter"), "Berta");
  assertEquals(press(menu, { text: "x" }, { text: "0" }, "enter"), undefined);
});

Deno.test("a server keeps its number when others come and go", () => {
  const menu = new ServerMenu();
  menu.update([berta]);
  menu.update([anna, berta]);
  assertEquals([menu.numberOf(berta), menu.numberOf(anna)], [1, 2]);
  menu.update([anna]);
  menu.update([anna, berta, clara]);
  assertEquals([menu.numberOf(berta), menu.numberOf(anna), menu.numberOf(clara)], [1, 2, 3]);
});

Deno.test("the selected server stays selected when the list changes", () => {
  const menu = new ServerMenu();
  menu.update([anna, berta]);
  press(menu, "down");
  menu.update([server("Aaron"), anna, berta]);
  assertEquals(press(menu, "enter"), "Berta");
  menu.update([anna]);
  assert(shown(menu)[0].startsWith(">"));
  assertEquals(press(menu, "enter"), "Anna");
});

Deno.test("q, Escape, Ctrl-C and Ctrl-D leave", () => {
  for (const key of [{ text: "q" }, "escape", "ctrl-c", "ctrl-d"] as const) {
    assertEquals(press(new ServerMenu(), key), "leave");
  }
});

Deno.test("a hostile name stays text, and within its columns", () => {
  const menu = new ServerMenu();
  menu.update([
    server("\x1b[2J\x1b]0;owned\x07\u202egpj.exe\n"),
    server("你".repeat(21)),
    server("a\u0300".repeat(20)),
    server("👨‍👩‍👧‍👦".repeat(2)),
  ]);
  for (const columns of [1, 10, 40, 80, 200]) {
    for (const row of shown(menu, { columns, rows: 24 })) {
      assert(textWidth(row) <= Math.max(1, columns - 1), row);
      // deno-lint-ignore no-control-regex
      assert(!/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(row), JSON.stringify(row));
    }
  }
});

Deno.test("with more servers than rows, the selected one is always visible", () => {
  const menu = new ServerMenu();
  menu.update(Array.from({ length: 60 }, (_, n) => server(`Server ${n}`)));
  for (let n = 0; n < 60; n++) {
    const rows = shown(menu, { columns: 80, rows: 10 });
    assert(rows.length <= 10);
    assert(rows.some((row) => row.startsWith(">") && row.includes(`Server ${n} `)), `${n}: ${rows}`);
    press(menu, "down");
  }
  assert(shown(menu, { columns: 80, rows: 1 }).length >= 1);
});

Deno.test("in a flood of new servers each can be chosen, and no number is used twice", () => {
  const menu = new ServerMenu();
  menu.update([anna]);
  const given = new Set<number>();
  for (let n = 0; n < 3000; n++) {
    const flood = server(`flood ${n}`);
    menu.update([anna, flood]);
    assert(!given.has(menu.numberOf(flood)));
    given.add(menu.numberOf(flood));
  }
  assertEquals([menu.numberOf(anna), menu.byNumber(3001)?.name], [1, "flood 2999"]);
  assertEquals(press(menu, { text: "3" }, { text: "0" }, { text: "0" }, { text: "1" }, "enter"), "flood 2999");
});
