import { assert, assertEquals } from "@std/assert";
import { StartMenu } from "../../../src/cli/start/start_menu.ts";
import type { Key } from "../../../src/cli/terminal/key_decoder.ts";
import { textWidth } from "../../../src/cli/terminal/text_width.ts";
import type { FoundServer } from "../../../src/io/discovery/found_server.ts";

const WORDS = "plaza-needle-studio";
const server = (name: string, number?: number, address = "192.168.1.9"): FoundServer => ({
  key: `${name}._vchat._udp.local`,
  name,
  addresses: [address],
  port: 9699,
  wire: "sealed",
  number,
});
const anna = server("Anna", 7), berta = server("Berta", 8, "192.168.1.10"), clara = server("Clara", 7, "192.168.1.11");

/** A menu on a clock that stands still. Keeps what was chosen. */
class Bench {
  nowMs = 1000;
  readonly menu: StartMenu;
  chosen: unknown;

  constructor(options: Partial<ConstructorParameters<typeof StartMenu>[0]> = {}) {
    this.menu = new StartMenu({ canWait: true, ...options }, this.nowMs);
  }

  see(...servers: FoundServer[]): this {
    this.chosen ??= this.menu.update(servers, this.nowMs);
    return this;
  }

  type(text: string): this {
    for (const letter of text) this.chosen ??= this.menu.press({ name: "text", text: letter }, this.nowMs);
    return this;
  }

  press(...names: string[]): this {
    for (const name of names) this.chosen ??= this.menu.press({ name } as Key, this.nowMs);
    return this;
  }

  advance(ms: number): this {
    const endMs = this.nowMs + ms;
    for (;;) {
      const deadlineMs = this.menu.deadlineMs(this.nowMs);
      if (deadlineMs > endMs) break;
      this.nowMs = deadlineMs;
      this.chosen ??= this.menu.time(this.nowMs);
    }
    this.nowMs = endMs;
    return this;
  }

  shown(columns = 100, rows = 24): string[] {
    return this.menu.rows({ columns, rows }).map((row) => row.map(({ text }) => text).join(""));
  }
}

const PROMPT = "number, link, address or code, then Enter; Esc leaves: ";

Deno.test("Enter alone waits for a call; arrows and numbers choose a server", () => {
  const bench = new Bench();
  assertEquals(bench.shown(), [">  w  Wait for a call", "  looking for servers in this network ...", PROMPT]);
  bench.see(anna, berta);
  assertEquals(bench.shown(), [
    ">  w  Wait for a call",
    "   1  Anna   192.168.1.9      sealed",
    "   2  Berta  192.168.1.10     sealed",
    PROMPT,
  ]);
  assertEquals(bench.press("enter").chosen, { kind: "wait" });
  assertEquals(new Bench().see(anna, berta).press("down", "down", "down", "enter").chosen, {
    kind: "call",
    server: berta,
  });
  assertEquals(new Bench().see(anna, berta).press("down", "down", "up", "up", "enter").chosen, { kind: "wait" });
  assertEquals(new Bench().see(anna, berta).type("2").press("enter").chosen, { kind: "call", server: berta });
  assertEquals(new Bench().type("w").press("enter").chosen, { kind: "wait" });
});

Deno.test("a link or an address that is typed or pasted is called", () => {
  const link = `vchat://192.0.2.7:5000#${WORDS}`;
  const bench = new Bench();
  bench.chosen = bench.menu.press({ name: "paste", text: `${link}\n`, cut: false }, 0);
  assertEquals(bench.press("enter").chosen, { kind: "call_at", host: "192.0.2.7", port: 5000, code: WORDS });
  assertEquals(new Bench().type("anna.local").press("enter").chosen, {
    kind: "call_at",
    host: "anna.local",
    port: 9699,
  });
  const port = new Bench({ defaultPort: 7000 }).type("2001:db8::1").press("enter").chosen;
  assertEquals(port, { kind: "call_at", host: "2001:db8::1", port: 7000 });
});

Deno.test("a code is searched for, and its server is called with it", () => {
  const bench = new Bench().see(anna, berta).type("8-plaz-need-stud").press("enter");
  assert(bench.shown().includes("looking for the server with the number 8 in this network ..."));
  assertEquals(bench.chosen, undefined);
  bench.press("enter", "enter"); // waits for nobody, and calls nobody else
  assertEquals(bench.advance(1000).chosen, { kind: "call", server: berta, code: WORDS });
});

Deno.test("what is wrong is said, and the typed text stays until it is right", () => {
  const bench = new Bench().see(anna).type("7-plaza-needel-studio").press("enter");
  const [, , message, prompt] = bench.shown(200);
  assert(message.startsWith("'needel' is not one of the words: did you mean needle?; "), message);
  assertEquals(prompt, `${PROMPT}7-plaza-needel-studio`);
  bench.press("ctrl-w", "ctrl-w").type("need").press("tab").type("stu").press("tab");
  assertEquals(bench.shown(200).slice(2), [`${PROMPT}7-plaza-needle-studio`]);
  bench.press("enter").advance(1000);
  assertEquals(bench.chosen, { kind: "call", server: anna, code: WORDS });
  assert(new Bench().see(anna).type("5").press("enter").shown().includes("there is no 5 in the list"));
});

Deno.test("the plain wire has addresses, and no codes", () => {
  const bench = new Bench({ hasCodes: false }).see(anna).type(`7-${WORDS}`).press("enter");
  assert(bench.shown().some((row) => row.startsWith("the plain wire has no codes")));
  assertEquals(bench.press("ctrl-u").type("anna").press("enter").chosen, { kind: "call_at", host: "anna", port: 9699 });
});

Deno.test("of two servers with one number a person chooses among those; the others are not offered", () => {
  const bench = new Bench().see(anna, berta, clara).type(`7-${WORDS}`).press("enter").advance(60_000);
  assertEquals(bench.shown(), [
    ">  1  Anna   192.168.1.9      sealed",
    "   3  Clara  192.168.1.11     sealed",
    "2 servers in this network have the number 7: choose one",
    `${PROMPT}7-${WORDS}`,
  ]);
  assertEquals(bench.press("down", "enter").chosen, { kind: "call", server: clara, code: WORDS });
});

Deno.test("nobody found is said with what to do, and the search goes on until the text is changed", () => {
  const bench = new Bench({ canWait: false, code: { code: WORDS, number: 7 } }).see(berta).advance(10_000);
  const rows = bench.shown(120);
  assertEquals(rows[0], ">  1  Berta  192.168.1.10     sealed");
  assert(rows[1].startsWith("no server with the number 7 was found in this network"), rows[1]);
  assert(rows[2].includes("the link or the address"), rows[2]);
  assertEquals(bench.press("enter").chosen, undefined, "the code is not tried at another server");
  assertEquals(bench.see(anna, berta).advance(1000).chosen, { kind: "call", server: anna, code: WORDS });
  const other = new Bench({ canWait: false, code: { code: WORDS, number: 7 } }).advance(10_000).type("anna");
  assertEquals(other.see(anna).advance(1000).chosen, undefined);
  assertEquals(other.press("enter").chosen, { kind: "call_at", host: "anna", port: 9699 });
});

Deno.test("q and Enter, Escape, Ctrl-C, and Ctrl-D on an empty line leave; codes may begin with q", () => {
  const leave = { kind: "leave" };
  for (const key of ["escape", "ctrl-c", "ctrl-d"]) assertEquals(new Bench().press(key).chosen, leave);
  assertEquals(new Bench().type("q").press("enter").chosen, leave);
  assertEquals(new Bench().see(anna).type("quartz plaza studio").press("enter").advance(2000).chosen, {
    kind: "call",
    server: anna,
    code: "quartz-plaza-studio",
  });
  assertEquals(new Bench().type("x").press("ctrl-d").chosen, undefined);
});

Deno.test("the menu fits in its rows and columns, and shows nothing that a terminal would execute", () => {
  const many = Array.from({ length: 40 }, (_, n) => server(`\x1b[31mAda ${n}\u202e`, n + 1));
  const bench = new Bench().see(...many);
  bench.menu.press({ name: "paste", text: `\x1b[2J${"x".repeat(300)}`, cut: false }, 0);
  bench.press("enter", ...Array.from({ length: 30 }, () => "down"));
  for (const [columns, rows] of [[80, 24], [30, 6], [10, 3]]) {
    const shown = bench.shown(columns, rows);
    assert(shown.length <= rows, `${shown.length}`);
    for (const row of shown) assert(textWidth(row) < columns && !row.includes("\x1b") && !row.includes("\u202e"), row);
  }
});

Deno.test("a terminal that only prints is told each server and each message once, and gives whole lines", () => {
  const { menu } = new Bench();
  const news = (...servers: FoundServer[]) => {
    menu.update(servers, 1000);
    return menu.news();
  };
  assertEquals(news(anna), [" 1  Anna  192.168.1.9      sealed"]);
  assertEquals(news(anna), []);
  assertEquals(menu.enter("9", 1000), undefined);
  assertEquals([menu.news(), menu.news()], [["there is no 9 in the list"], []]);
  assertEquals(menu.enter(`8-${WORDS}`, 1000), undefined);
  assertEquals(menu.news(), ["looking for the server with the number 8 in this network ..."]);
  menu.update([anna, berta], 1100);
  assertEquals(menu.time(1600), { kind: "call", server: berta, code: WORDS });
});
