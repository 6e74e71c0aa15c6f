import { assertEquals, assertThrows } from "@std/assert";
import { parsePeers, PeerStore, type StoredPeer } from "../../src/io/peer_store.ts";

const peer = (id: string, name: string, lastCallMs: number): StoredPeer => ({
  id,
  name,
  secret: new Uint8Array(32).fill(id.length),
  calledAt: "192.0.2.1:9699",
  lastCallMs,
});

function withStore(run: (store: PeerStore) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    run(new PeerStore(`${folder}/below/peers.json`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("peers are kept, newest call first, and forgotten by name", () => {
  withStore((store) => {
    assertEquals(store.list(), []);
    store.remember(peer("aa", "Ada", 1));
    store.remember(peer("bb", "Bob", 2));
    store.remember(peer("aa", "Ada L.", 3));
    assertEquals(store.list().map(({ name }) => name), ["Ada L.", "Bob"]);
    assertEquals(store.list()[0], peer("aa", "Ada L.", 3));
    assertEquals(store.forget("Nobody"), 0);
    assertEquals(store.forget("Bob"), 1);
    assertEquals(store.list().map(({ id }) => id), ["aa"]);
    assertEquals(
      [...Deno.readDirSync(store.path.replace(/\/[^/]*$/, ""))].length,
      1,
      "nothing is left beside the file",
    );
  });
});

Deno.test("only the owner can read the file", () => {
  if (Deno.build.os === "windows") return; // a user's folder is its own there
  withStore((store) => {
    store.remember(peer("aa", "Ada", 1));
    assertEquals(Deno.statSync(store.path).mode! & 0o777, 0o600);
    Deno.chmodSync(store.path, 0o644);
    store.remember(peer("bb", "Bob", 2));
    assertEquals(Deno.statSync(store.path).mode! & 0o777, 0o600);
  });
});

Deno.test("a file that makes no sense is said to", () => {
  for (
    const text of [
      "",
      "[]",
      '{"version":2,"peers":[]}',
      '{"version":1,"peers":[{}]}',
      '{"version":1,"peers":[{"id":"a","name":"b","secret":"AAAA","calledAt":"","lastCallMs":1}]}',
    ]
  ) assertThrows(() => parsePeers(text), SyntaxError);
});
