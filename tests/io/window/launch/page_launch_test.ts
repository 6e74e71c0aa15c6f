import { assert, assertEquals, assertMatch } from "@std/assert";
import { PageLaunch } from "../../../../src/io/window/launch/page_launch.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";
import { until } from "../page_probe.ts";

const URL = "http://127.0.0.1:9/secret-token/";
/** Longer than any attempt to open the page may take. */
const PATIENCE_MS = 60_000;

/** A machine with only these programs. Each is a script, which records its arguments. */
class Machine {
  readonly notices: string[] = [];
  readonly clock = new VirtualClock();
  leaves = 0;
  launch!: PageLaunch;
  readonly #temporary = Deno.env.get("TMPDIR");

  private constructor(readonly folder: string) {}

  static async with(programs: Record<string, string>, windowCommand: [string, ...string[]] = ["false"]) {
    const machine = new Machine(await Deno.makeTempDir({ prefix: "vchat-machine-" }));
    const { folder } = machine;
    await Deno.mkdir(`${folder}/bin`);
    await Deno.mkdir(`${folder}/tmp`);
    for (const [name, script] of Object.entries(programs)) {
      const told =
        `for word; do echo "$word"; done > "${folder}/${name}.told.new"; mv "${folder}/${name}.told.new" "${folder}/${name}.told"`;
      await Deno.writeTextFile(`${folder}/bin/${name}`, `#!/bin/sh\n${told}\n${script}\n`, { mode: 0o700 });
    }
    Deno.env.set("TMPDIR", `${folder}/tmp`);
    return { machine, start: () => machine.#start(windowCommand), [Symbol.asyncDispose]: () => machine.#close() };
  }

  /** The arguments of a program, one on each line. */
  async told(program: string): Promise<string> {
    let told = "";
    await until(async () => {
      told = await Deno.readTextFile(`${this.folder}/${program}.told`).catch(() => "");
      return told !== "";
    }, `the start of ${program}`);
    return told;
  }

  async noticed(words: RegExp): Promise<void> {
    await until(() => this.notices.some((notice) => words.test(notice)), `${words}; there was: ${this.notices}`);
  }

  #start(windowCommand: [string, ...string[]]): PageLaunch {
    // xdg-open is searched in the PATH of this process.
    Deno.env.set("PATH", `${this.folder}/bin:${PATH}`);
    return this.launch = new PageLaunch(URL, {
      title: "",
      bounds: () => ({ width: 800, height: 600 }),
      os: "linux",
      env: (name) => ({ PATH: `${this.folder}/bin`, DISPLAY: ":none", HOME: this.folder })[name],
      onNotice: (text) => void this.notices.push(text),
      windowCommand,
      clock: this.clock,
      onLeave: () => void this.leaves++,
    });
  }

  async #close(): Promise<void> {
    await this.launch.close();
    Deno.env.set("PATH", PATH);
    if (this.#temporary === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", this.#temporary);
    await Deno.remove(this.folder, { recursive: true });
  }
}

const PATH = Deno.env.get("PATH") ?? "";
/** A browser that runs, and never asks for the page. */
const IDLE = "exec sleep 100";

if (Deno.build.os === "linux") {
  Deno.test("a browser that never asks for the page is given up, then the next; in the end the address is printed", async () => {
    await using made = await Machine.with({ chromium: IDLE, "google-chrome": IDLE, "xdg-open": "exit 0" });
    const { machine, start } = made;
    start();
    for (const program of ["chromium", "google-chrome", "xdg-open"]) {
      assert(!(await machine.told(program)).includes("secret-token"), `${program} was told the token`);
      assert(!machine.notices.join().includes(URL));
      await machine.clock.advance(PATIENCE_MS);
    }
    await machine.noticed(/^No window and no browser found\. \(chromium: .* 8 s; .*xdg-open: .*\/secret-token\/ /);
    assertEquals(machine.leaves, 0);
    // A page that a person has opened is also closed by a person.
    machine.launch.pageChanged(true, false);
    machine.launch.pageChanged(false, true);
    await machine.clock.advance(PATIENCE_MS);
    assertEquals(machine.leaves, 1);
  });

  Deno.test("a native window that never asks for the page is given up", async () => {
    await using made = await Machine.with({ "xdg-open": "exit 3" }, ["sleep", "100"]);
    const { machine, start } = made;
    start();
    await until(async () => {
      await machine.clock.advance(1000);
      return machine.notices.length > 0;
    }, "a word about it");
    await machine.noticed(/^No native window: it has not asked for the page in 15 s$/);
    await machine.noticed(/^No window and no browser found\..*\/secret-token\//);
  });

  Deno.test("the opened file can only be read by this user, and is removed when the page has connected", async () => {
    await using made = await Machine.with({ "xdg-open": "exit 0" });
    const { machine, start } = made;
    start();
    const opened = (await machine.told("xdg-open")).trim();
    assertMatch(opened, /^file:\/\/\/.*\/call\.html$/);
    const { pathname } = new globalThis.URL(opened);
    assertEquals((await Deno.stat(pathname)).mode! & 0o777, 0o600);
    assertEquals((await Deno.stat(pathname.replace(/\/[^/]*$/, ""))).mode! & 0o777, 0o700);
    assertMatch(await Deno.readTextFile(pathname), /0;url=http:\/\/127\.0\.0\.1:9\/secret-token\//);
    machine.launch.pageChanged(true, false);
    const there = async () => (await Array.fromAsync(Deno.readDir(`${machine.folder}/tmp`))).length;
    await until(async () => await there() === 0, "its end");
    assertEquals(machine.notices.length, 1, "No native window");

    // A tab that dies was not closed.
    machine.launch.pageChanged(false, false);
    await machine.clock.advance(PATIENCE_MS);
    await machine.noticed(/^The page has stopped, but the call continues\. .*\/secret-token\//);
    assertEquals(machine.leaves, 0);
    // A page that is reloaded says goodbye too.
    machine.launch.pageChanged(true, false);
    machine.launch.pageChanged(false, true);
    machine.launch.pageChanged(true, false);
    await machine.clock.advance(PATIENCE_MS);
    assertEquals(machine.leaves, 0);
  });

  Deno.test("without a folder for temporary files the address is printed, with the reason", async () => {
    await using made = await Machine.with({ chromium: IDLE, "xdg-open": "exit 0" });
    const { machine, start } = made;
    await Deno.remove(`${machine.folder}/tmp`);
    start();
    await machine.noticed(/\(chromium: no file can be written \([^;]*\)\) .*\/secret-token\//);
    assertEquals(machine.notices.length, 2, machine.notices.join("\n"));
    assertEquals(machine.leaves, 0);
  });

  Deno.test("a browser's window that a person closes says goodbye; one that dies is opened again, then with the next browser", async () => {
    await using made = await Machine.with({ chromium: `echo x >> "$0.starts"; ${IDLE}`, "google-chrome": IDLE });
    const { machine, start } = made;
    start();
    // Its arguments are there a moment before its script has run.
    const starts = async () =>
      (await Deno.readTextFile(`${machine.folder}/bin/chromium.starts`).catch(() => "")).length / 2;
    for (let time = 1; time <= 2; time++) {
      await machine.told("chromium");
      await until(async () => await starts() === time, "the start");
      machine.launch.pageChanged(true, false);
      await machine.clock.advance(1000);
      machine.launch.pageChanged(false, false);
      await machine.clock.advance(5000);
    }
    await machine.told("google-chrome");
    machine.launch.pageChanged(true, false);
    machine.launch.pageChanged(false, true);
    assertEquals(machine.leaves, 0);
    await machine.clock.advance(5000);
    assertEquals(machine.leaves, 1);
  });

  Deno.test("root gets a notice that the browser has no sandbox; other users always have one", async () => {
    await using made = await Machine.with({ chromium: IDLE });
    const { machine, start } = made;
    start();
    const told = await machine.told("chromium");
    assertEquals(told.includes("--no-sandbox"), Deno.uid() === 0);
    assertEquals(machine.notices.some((notice) => /^chromium .* without/.test(notice)), Deno.uid() === 0);
  });
}
