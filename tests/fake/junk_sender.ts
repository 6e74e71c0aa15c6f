/**
 * Run as a process of its own: `junk_sender.ts HOST PORT SECONDS PER_SECOND`. Sends junk datagrams of many kinds to one port, and
 * prints how many.
 */
const [hostname, port, seconds, perSecond] = [Deno.args[0], ...Deno.args.slice(1).map(Number)] as [
  string,
  number,
  number,
  number,
];
const ascii = new TextEncoder();
const JUNK = [
  new Uint8Array(0),
  ascii.encode("Hello"),
  ascii.encode("bm8ganBlZw=="),
  Uint8Array.from({ length: 1200 }, (_, at) => at * 31),
  ascii.encode("_9j_4A-_"),
  sealedHello(),
];

/** As the sealed wire's callers begin (client_hello), with a cookie that nobody gave. */
function sealedHello(): Uint8Array {
  const bytes = new Uint8Array(512);
  bytes.set([0x80, 0x76, 0x63, 0x68, 0x61, 0x74, 1, 1, 1]);
  for (let at = 13; at < 93; at++) bytes[at] = at * 31;
  return bytes;
}
const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
const startMs = performance.now();
let sent = 0;
while (performance.now() - startMs < seconds * 1000) {
  const due = (performance.now() - startMs) / 1000 * perSecond;
  for (; sent < due; sent++) await socket.send(JUNK[sent % JUNK.length], { transport: "udp", hostname, port });
  await new Promise((resolve) => setTimeout(resolve, 1));
}
socket.close();
console.log(sent);
