import { assert, assertEquals } from "@std/assert";
import { systemNetwork } from "../../../src/io/network/system_network.ts";
import { TcpStream } from "../../../src/io/network/tcp_stream.ts";
import type { ByteStream } from "../../../src/port/byte_stream.ts";
import { eventually } from "../../fake/eventually.ts";
import { reportedFaults } from "../../fake/reported_faults.ts";

/** Two ends of a connection over loopback. */
async function connected(): Promise<{ near: ByteStream; far: ByteStream }> {
  const accepted = Promise.withResolvers<ByteStream>();
  const listener = await systemNetwork.listenStream({ hostname: "127.0.0.1", port: 0 }, accepted.resolve);
  const near = await systemNetwork.dialStream({ hostname: "127.0.0.1", port: listener.localPort });
  const far = await accepted.promise;
  listener.close();
  return { near, far };
}

/** A TCP connection whose far end is Deno's own. */
async function connectedToPlain(): Promise<{ near: TcpStream; far: Deno.TcpConn }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [far, near] = await Promise.all([
    listener.accept(),
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
  ]);
  listener.close();
  return { near: new TcpStream(near), far };
}

/** Everything that arrives, and how often the end was reported. */
function reading(stream: ByteStream) {
  const got = { chunks: [] as Uint8Array[], length: 0, closed: 0 };
  stream.read((bytes) => {
    got.chunks.push(bytes.slice());
    got.length += bytes.length;
  }, () => got.closed++);
  return { ...got, text: async () => await new Blob(got.chunks as BlobPart[]).text(), got };
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("writes that are not awaited arrive complete and in order", async () => {
  const { near, far } = await connected();
  const { got, text } = reading(far), back = reading(near);
  const words = Array.from({ length: 500 }, (_, n) => `${n} `.repeat(1 + n % 40));
  for (const word of words) near.write(bytes(word));
  near.close();
  await eventually(() => got.closed === 1);
  assertEquals(await text(), words.join(""));
  await eventually(() => back.got.closed === 1);
});

Deno.test("closing sends queued data first, even a lot of it", async () => {
  const { near, far } = await connected();
  const { got } = reading(far), back = reading(near);
  const sent = new Uint8Array(8 * 1024 * 1024);
  for (let at = 0; at < sent.length; at += 4096) sent[at] = at >> 12;
  near.write(sent);
  near.close();
  await eventually(() => got.closed === 1);
  assertEquals(got.length, sent.length);
  const arrived = new Uint8Array(await new Blob(got.chunks as BlobPart[]).arrayBuffer());
  assert(arrived.every((byte, at) => byte === sent[at]));
  await eventually(() => back.got.closed === 1);
});

Deno.test("closing does not wait for a peer that does not read", async () => {
  const { near, far } = await connectedToPlain();
  const { got } = reading(near);
  near.write(new Uint8Array(32 * 1024 * 1024));
  near.close();
  await eventually(() => got.closed === 1);
  far.close();
});

Deno.test("a peer that reads nothing costs bounded memory: the connection is closed", async () => {
  const { near, far } = await connectedToPlain();
  const { got } = reading(near);
  const chunk = new Uint8Array(16 * 1024 * 1024); // the same buffer each time: it is queued, not copied
  for (let written = 0; written <= 288; written += 16) near.write(chunk);
  await eventually(() => got.closed === 1);
  near.write(chunk);
  far.close();
});

Deno.test("an empty write has no effect, and does not delay later ones", async () => {
  const { near, far } = await connected();
  const { got, text } = reading(far), back = reading(near);
  near.write(new Uint8Array(0));
  near.write(bytes("after"));
  await eventually(() => got.length === 5);
  assertEquals(await text(), "after");
  near.close();
  await eventually(() => got.closed === 1 && back.got.closed === 1);
});

Deno.test("the end of the peer's data is reported once, after its last bytes", async () => {
  const { near, far } = await connectedToPlain();
  const { got, text } = reading(near);
  await far.write(bytes("last words"));
  far.close();
  await eventually(() => got.closed === 1);
  assertEquals(await text(), "last words");
  near.write(bytes("to nobody"));
  near.close();
  near.close();
  assertEquals(got.closed, 1);
});

Deno.test("a reset by the peer ends the connection like a close", async () => {
  const { near, far } = await connectedToPlain();
  const { got } = reading(near);
  near.write(bytes("never read"));
  await eventually(() => got.closed === 0);
  await new Promise((resolve) => setTimeout(resolve, 20)); // so that the far end has unread bytes
  far.close(); // closing with unread bytes resets, RFC 2525 2.17
  await eventually(() => got.closed === 1);
  near.write(bytes("after the reset"));
  near.close();
});

Deno.test("closing during a read is reported once, and no byte comes after that", async () => {
  const { near, far } = await connected();
  const there = reading(far), here = reading(near);
  far.write(bytes("too late"));
  near.close();
  await eventually(() => here.got.closed === 1 && there.got.closed === 1);
  assertEquals(here.got.length, 0);
});

Deno.test("an exception in the receiver is reported, and the connection continues", async () => {
  const heard: string[] = [];
  let closed = false;
  const faults = await reportedFaults(async () => {
    const { near, far } = await connected();
    far.read((chunk) => {
      heard.push(new TextDecoder().decode(chunk));
      if (heard.length === 1) throw new Error("cannot take it");
    }, () => {
      closed = true;
      throw new Error("cannot take its end");
    });
    near.write(bytes("first"));
    await eventually(() => heard.length === 1);
    near.write(bytes("second"));
    await eventually(() => heard.length === 2);
    near.close();
    await eventually(() => closed);
  });
  assertEquals(heard, ["first", "second"]);
  assertEquals(faults, ["cannot take it", "cannot take its end"]);
});

Deno.test("an exception while a connection is taken is reported, and the next connection is accepted", async () => {
  let taken = 0;
  const faults = await reportedFaults(async () => {
    const listener = await systemNetwork.listenStream({ hostname: "127.0.0.1", port: 0 }, (stream) => {
      if (++taken === 1) throw new Error("cannot take it");
      stream.close();
    });
    for (let n = 0; n < 2; n++) {
      const stream = await systemNetwork.dialStream({ hostname: "127.0.0.1", port: listener.localPort });
      await stream.read(() => {}, () => {});
    }
    listener.close();
  });
  assertEquals([taken, faults], [2, ["cannot take it"]]);
});
