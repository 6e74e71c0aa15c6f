const ascii = new TextEncoder();
const JUNK = [
  new Uint8Array(0),
  ascii.encode("Hello"),
  ascii.encode("bm8ganBlZw=="),
  Uint8Array.from({ length: 1200 }, (_, at) => at * 31),
  ascii.encode("_9j_4AA-_"),
  sealedHello(),
];

/** The start of a sealed caller's client_hello, with an invalid cookie. */
function sealedHello(): Uint8Array {
  const bytes = new Uint8Array(512);
  bytes.set([0x80, 0x76, 0x63, 0x68, 0x61, 0x74, 1, 1, 1]);
  for (let at = 13; at < 93; at++) bytes[at] = at * 31;
  return bytes;
}

/** The nth datagram of a stranger. There are many kinds. */
export function junkDatagram(n: number): Uint8Array {
  return JUNK[n % JUNK.length];
}
