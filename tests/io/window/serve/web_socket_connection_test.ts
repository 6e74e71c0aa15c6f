import { assert, assertEquals } from "@std/assert";
import { acceptKey, WebSocketConnection } from "../../../../src/io/window/serve/web_socket_connection.ts";

/** A socket that keeps what it receives, and the connection's other end, which writes raw bytes. */
async function start() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [conn, peer] = await Promise.all([listener.accept(), Deno.connect({ port: listener.addr.port })]);
  listener.close();
  const socket = new WebSocketConnection(conn);
  const messages: (string | ArrayBuffer)[] = [];
  const codes: number[] = [];
  const over = socket.run({
    onMessage: (message) => void messages.push(message),
    onClose: (code) => void codes.push(code),
  });
  const heard = new Response(peer.readable).bytes();
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await peer.write(bytes.subarray(at));
  };
  return { socket, peer, messages, codes, over, heard, write };
}

const FINAL = 0x80;
const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10];
const MASK = [7, 0, 255, 130];

/** A browser's frame: masked. */
function frame(first: number, payload: string | Uint8Array = ""): Uint8Array<ArrayBuffer> {
  const data = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const size = data.length < 126 ? [data.length] : [126, data.length >> 8, data.length & 255];
  const head = [first, size[0] | 0x80, ...size.slice(1), ...MASK];
  const bytes = new Uint8Array(head.length + data.length);
  bytes.set(head);
  bytes.set(data.map((byte, at) => byte ^ MASK[at & 3]), head.length);
  return bytes;
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("the answer to a key is the one in RFC 6455, 1.3", async () => {
  assertEquals(await acceptKey("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

Deno.test("messages are read whole, in parts, with a ping between them, split at every byte", async () => {
  const input = joined(
    frame(FINAL | TEXT, "h\u00e9llo"),
    frame(BINARY, Uint8Array.of(1, 2)),
    frame(FINAL | PING, "p"),
    frame(CONTINUATION),
    frame(FINAL | PONG),
    frame(FINAL | CONTINUATION, Uint8Array.of(3)),
    frame(FINAL | TEXT),
    frame(FINAL | TEXT, "x".repeat(300)),
    frame(FINAL | CLOSE, Uint8Array.of(0x0f, 0xa1)),
  );
  for (const size of [1, 7, input.length]) {
    const { messages, codes, over, heard, write, peer } = await start();
    peer.setNoDelay(true);
    for (let at = 0; at < input.length; at += size) await write(input.subarray(at, at + size));
    await over;
    assertEquals(messages, ["h\u00e9llo", Uint8Array.of(1, 2, 3).buffer, "", "x".repeat(300)]);
    assertEquals(codes, [4001]);
    // The pong, and the answer to the close.
    assertEquals(await heard, Uint8Array.of(FINAL | PONG, 1, 112, FINAL | CLOSE, 2, 0x0f, 0xa1));
  }
});

Deno.test("sent messages have a header of the right length, and arrive in order", async () => {
  const { socket, heard, over, write, codes } = await start();
  socket.send("hi");
  socket.send(new Uint8Array(126));
  socket.send(new Uint8Array(65_536));
  assert(socket.bufferedAmount > 65_536);
  socket.close(4000);
  assertEquals(socket.isOpen, false);
  socket.send("too late");
  await write(frame(FINAL | CLOSE, Uint8Array.of(0x0f, 0xa0)));
  await over;
  assertEquals([codes, socket.bufferedAmount], [[4000], 0]);
  const bytes = await heard;
  assertEquals(bytes.subarray(0, 4), Uint8Array.of(FINAL | TEXT, 2, 104, 105));
  assertEquals(bytes.subarray(4, 8), Uint8Array.of(FINAL | BINARY, 126, 0, 126));
  assertEquals(bytes.subarray(134, 144), Uint8Array.of(FINAL | BINARY, 127, 0, 0, 0, 0, 0, 1, 0, 0));
  assertEquals(bytes.subarray(144 + 65_536), Uint8Array.of(FINAL | CLOSE, 2, 0x0f, 0xa0));
});

Deno.test("invalid frames are refused with the right code", async () => {
  const refused: [string, number, Uint8Array][] = [
    ["not masked", 1002, Uint8Array.of(FINAL | TEXT, 1, 65)],
    ["a reserved bit", 1002, frame(FINAL | 0x40 | TEXT, "a")],
    ["a reserved data opcode", 1002, frame(FINAL | 3, "a")],
    ["a reserved control opcode", 1002, frame(FINAL | 11, "a")],
    ["a ping in parts", 1002, frame(PING, "a")],
    ["a long ping", 1002, frame(FINAL | PING, "a".repeat(126))],
    ["a second part without a first", 1002, frame(FINAL | CONTINUATION, "a")],
    ["a first part in the middle", 1002, joined(frame(TEXT, "a"), frame(TEXT, "b"))],
    ["not UTF-8", 1007, frame(FINAL | TEXT, Uint8Array.of(0xc3))],
    ["half a UTF-16 pair", 1007, frame(FINAL | TEXT, Uint8Array.of(0xed, 0xa0, 0x80))],
    ["too long", 1009, Uint8Array.of(FINAL | BINARY, 0xff, 0, 0, 0, 0, 4, 0, 0, 1)],
    ["far too long", 1009, Uint8Array.of(FINAL | BINARY, 0xff, 255, 255, 255, 255, 255, 255, 255, 255)],
  ];
  for (const [name, code, bytes] of refused) {
    const { messages, codes, over, heard, write, peer } = await start();
    await write(bytes);
    await write(frame(FINAL | TEXT, "not looked at"));
    await peer.closeWrite();
    await over;
    assertEquals([codes, messages], [[code], []], name);
    assertEquals(await heard, Uint8Array.of(FINAL | CLOSE, 2, code >> 8, code & 255), name);
  }
});

Deno.test("a connection that ends in the middle of a message is reported as broken", async () => {
  const whole = frame(FINAL | TEXT, "x".repeat(130));
  for (let length = 0; length < whole.length; length++) {
    const { messages, codes, over, heard, write, peer } = await start();
    await write(whole.subarray(0, length));
    await peer.closeWrite();
    await over;
    assertEquals([codes, messages], [[1006], []]);
    assertEquals(await heard, new Uint8Array());
  }
});
