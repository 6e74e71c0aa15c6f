import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parsePeers, PeerStore, type StoredPeer } from "../../../src/io/files/peer_store.ts";

const peer = (id: string, name: string, lastCallMs: number): StoredPeer => ({
  id,
  name,
  secret: new Uint8Array(32).fill(id.length),
  calledAt: "192.0.2.1:9699",
  lastCallMs,
});

async function withStore(run: (store: PeerStore, folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await run(new PeerStore(`${folder}/below/peers.json`), `${folder}/below`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("peers are kept, newest call first, and forgotten by name", () =>
  withStore(async (store) => {
    assertEquals(store.list(), []);
    await store.remember(peer("aa", "Ada", 1));
    await store.remember(peer("bb", "Bob", 2));
    await store.remember(peer("aa", "Ada L.", 3));
    assertEquals(store.list().map(({ name }) => name), ["Ada L.", "Bob"]);
    assertEquals(store.list()[0], { ...peer("aa", "Ada L.", 3), sinceMs: 1 });
    await store.remember({ ...peer("aa", "Ada L.", 4), calledAt: "" });
    assertEquals(store.list()[0], { ...peer("aa", "Ada L.", 4), sinceMs: 1 }, "where it was called is kept");
    await store.remember({ ...peer("aa", "Ada L.", 4), side: "B" });
    await store.remember(peer("aa", "Ada L.", 4));
    await store.remember({ ...peer("aa", "Ada L.", 4), side: "A" });
    assertEquals(store.list()[0].side, "B", "the first side stays");
    assertEquals(await store.forget("Nobody"), 0);
    assertEquals(await store.forget("Bob"), 1);
    assertEquals(store.list().map(({ id }) => id), ["aa"]);
    assertEquals(
      [...Deno.readDirSync(store.path.replace(/\/[^/]*$/, ""))].length,
      1,
      "nothing is left beside the file",
    );
  }));

Deno.test("a side is read only if it is one; a list of before has none", () => {
  const read = (side: unknown) => {
    const secret = btoa("\0".repeat(32));
    const peers = [{ id: "aa", name: "Ada", secret, calledAt: "", lastCallMs: 1, side }];
    return parsePeers(JSON.stringify({ version: 1, peers }))[0].side;
  };
  assertEquals(["A", "B", "C", "", 1, null, undefined].map(read), ["A", "B", ...Array(5).fill(undefined)]);
});

Deno.test("only the owner can read the file", () => {
  if (Deno.build.os === "windows") return Promise.resolve(); // a user's folder is its own there
  return withStore(async (store) => {
    await store.remember(peer("aa", "Ada", 1));
    assertEquals(Deno.statSync(store.path).mode! & 0o777, 0o600);
    Deno.chmodSync(store.path, 0o644);
    await store.remember(peer("bb", "Bob", 2));
    assertEquals(Deno.statSync(store.path).mode! & 0o777, 0o600);
  });
});

Deno.test("a damaged file is reported", () => {
  for (
    const text of [
      "",
      "[]",
      '{"version":2,"peers":[]}',
      '{"version":1,"peers":[{}]}',
      ...["AAAA", "", "no base64", "A"].map((secret) =>
        `{"version":1,"peers":[{"id":"a","name":"b","secret":"${secret}","calledAt":"","lastCallMs":1}]}`
      ),
      ...["1e300", "-9e15", "1e999", "null", '"yesterday"'].map((time) =>
        `{"version":1,"peers":[{"id":"a","name":"b","secret":"${"A".repeat(43)}=","calledAt":"","lastCallMs":${time}}]}`
      ),
    ]
  ) assertThrows(() => parsePeers(text), SyntaxError);
});

Deno.test("an empty file, and one that a power cut left full of zeros, is an empty list", () =>
  withStore(async (store, folder) => {
    Deno.mkdirSync(folder);
    for (const text of ["", "\n", "\0".repeat(4096)]) {
      Deno.writeTextFileSync(store.path, text);
      assertEquals(store.list(), []);
      await store.remember(peer("aa", "Ada", 1));
      assertEquals(store.list().length, 1);
    }
  }));

Deno.test("files that a killed program left next to the list are removed at the next start, and do no harm", () =>
  withStore(async (store, folder) => {
    await store.remember(peer("aa", "Ada", 1));
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
    for (const left of ["peers.json.new", `peers.json.${crypto.randomUUID()}`]) {
      Deno.writeTextFileSync(`${folder}/${left}`, "secrets".repeat(1000), { mode: 0o644 });
      Deno.writeTextFileSync(`${folder}/peers.json.mine`, "");
      store.removeLeftovers();
      assertEquals(names(), ["peers.json", "peers.json.mine"]);
    }
    Deno.writeTextFileSync(`${folder}/peers.json.new`, "secrets".repeat(1000));
    await store.remember(peer("bb", "Bob", 2));
    assertEquals([store.list().length, names()], [2, ["peers.json", "peers.json.mine"]]);
  }));

Deno.test("many peers that are remembered at the same time are all kept", () =>
  withStore(async (store, folder) => {
    const stores = Array.from({ length: 20 }, () => new PeerStore(store.path));
    await Promise.all(stores.map((store, n) => store.remember(peer("a".repeat(n + 1), `peer ${n}`, n))));
    assertEquals(store.list().map(({ name }) => name), stores.map((_, n) => `peer ${n}`).toReversed());
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("peers that two processes remember at the same time are all kept", () =>
  withStore(async (store) => {
    const source = new URL("../../../src/io/files/peer_store.ts", import.meta.url).href;
    const program = (who: string) => `
      import { PeerStore } from ${JSON.stringify(source)};
      for (let n = 0; n < 20; n++) {
        await new PeerStore(${JSON.stringify(store.path)}).remember(
          { id: "${who}" + n, name: "${who}", secret: new Uint8Array(32), calledAt: "", lastCallMs: n });
      }`;
    const run = (who: string) =>
      new Deno.Command(Deno.execPath(), {
        args: ["eval", "--config", new URL("../../../deno.json", import.meta.url).pathname, program(who)],
      }).output();
    for (const { success, stderr } of await Promise.all([run("a"), run("b"), run("c")])) {
      assert(success, new TextDecoder().decode(stderr));
    }
    assertEquals(store.list().length, 60);
  }));

if (Deno.build.os !== "windows") {
  Deno.test("a link stays a link, also to a list that does not exist yet; only a file is replaced", () =>
    withStore(async (store, folder) => {
      Deno.mkdirSync(`${folder}/elsewhere`, { recursive: true });
      Deno.symlinkSync("elsewhere/list", store.path);
      await store.remember(peer("aa", "Ada", 1));
      await store.remember(peer("bb", "Bob", 2));
      assertEquals(Deno.lstatSync(store.path).isSymlink, true);
      assertEquals(parsePeers(Deno.readTextFileSync(`${folder}/elsewhere/list`)).length, 2);
      assertEquals([...Deno.readDirSync(`${folder}/elsewhere`)].length, 1);

      Deno.removeSync(store.path);
      await new Deno.Command("mkfifo", { args: [store.path] }).output();
      assertThrows(() => store.list(), Error, "no regular file");
      await assertRejects(() => store.remember(peer("aa", "Ada", 1)), Error, "no regular file");
      assertEquals(Deno.statSync(store.path).isFifo, true);
    }));

  Deno.test("a file that others can read is made private, and its previous mode is returned", () =>
    withStore(async (store) => {
      assertEquals(store.makePrivate(), undefined);
      await store.remember(peer("aa", "Ada", 1));
      assertEquals(store.makePrivate(), undefined);
      Deno.chmodSync(store.path, 0o644);
      assertEquals([store.makePrivate(), Deno.statSync(store.path).mode! & 0o777], [0o644, 0o600]);
    }));
}
