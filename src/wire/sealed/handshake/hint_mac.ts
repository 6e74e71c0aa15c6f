/** HMAC-SHA256 (RFC 2104, FIPS 180-4) of 16 bytes, for many keys one after another: node:crypto takes five times as long for so little. */
const BLOCK_WORDS = 16, STATE_WORDS = 8, ROUNDS = 64;
const INNER_PAD = 0x36363636, OUTER_PAD = 0x5c5c5c5c;
/** What an HMAC hashes in its inner and in its outer hash: a block of the key, and then 16 and 32 bytes. */
const INNER_BITS = (64 + 16) * 8, OUTER_BITS = (64 + 32) * 8;
const END_BIT = 0x80000000 | 0;

/** The first 32 bits of the fractional parts of the square roots (8) and the cube roots (64) of the first primes. */
const { START, K } = constants();

function constants(): { START: Int32Array; K: Int32Array } {
  const primes: number[] = [];
  for (let n = 2; primes.length < ROUNDS; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (root: (n: number) => number) => (n: number) => Math.floor((root(n) % 1) * 2 ** 32) | 0;
  return {
    START: Int32Array.from(primes.slice(0, STATE_WORDS), fraction(Math.sqrt)),
    K: Int32Array.from(primes, fraction(Math.cbrt)),
  };
}

/** 16 bytes, prepared once to be tried with many keys: the words of their block, with those that SHA-256 derives of them. */
export class HintMessage {
  readonly words = new Int32Array(ROUNDS);

  /** `bytes`: 16 of them. */
  constructor(bytes: Uint8Array) {
    readWords(bytes, this.words);
    this.words[4] = END_BIT;
    this.words[BLOCK_WORDS - 1] = INNER_BITS;
    expandWords(this.words);
  }
}

/** The key of an HMAC, as the states of SHA-256 after the block of the key. */
export class HintMac {
  readonly #inner = new Int32Array(STATE_WORDS);
  readonly #outer = new Int32Array(STATE_WORDS);

  /** `key`: at most 64 bytes. */
  constructor(key: Uint8Array) {
    for (const [state, pad] of [[this.#inner, INNER_PAD], [this.#outer, OUTER_PAD]] as const) {
      scratch.fill(0);
      readWords(key, scratch);
      for (let at = 0; at < BLOCK_WORDS; at++) scratch[at] ^= pad;
      expandWords(scratch);
      compress(START, scratch, state);
    }
  }

  /** Whether the first 16 bytes of the HMAC are these, as {@linkcode hintWords} reads them. Takes the same time for all. */
  matches(message: HintMessage, hint: Int32Array): boolean {
    scratch.fill(0);
    compress(this.#inner, message.words, scratch);
    scratch[STATE_WORDS] = END_BIT;
    scratch[BLOCK_WORDS - 1] = OUTER_BITS;
    expandWords(scratch);
    compress(this.#outer, scratch, digest);
    return ((digest[0] ^ hint[0]) | (digest[1] ^ hint[1]) | (digest[2] ^ hint[2]) | (digest[3] ^ hint[3])) === 0;
  }
}

/** A hint of 16 bytes, to be compared. */
export function hintWords(hint: Uint8Array): Int32Array {
  const words = new Int32Array(4);
  readWords(hint, words);
  return words;
}

const scratch = new Int32Array(ROUNDS);
const digest = new Int32Array(STATE_WORDS);

/** Big-endian. */
function readWords(bytes: Uint8Array, words: Int32Array): void {
  for (let at = 0; at < bytes.length; at++) words[at >> 2] |= bytes[at] << (24 - (at & 3) * 8);
}

/** The message schedule (FIPS 180-4, 6.2.2, step 1): words 16 to 63 of the first 16. */
function expandWords(words: Int32Array): void {
  for (let t = BLOCK_WORDS; t < ROUNDS; t++) {
    const near = words[t - 2], far = words[t - 15];
    const s1 = (near >>> 17 | near << 15) ^ (near >>> 19 | near << 13) ^ near >>> 10;
    const s0 = (far >>> 7 | far << 25) ^ (far >>> 18 | far << 14) ^ far >>> 3;
    words[t] = s1 + words[t - 7] + s0 + words[t - 16] | 0;
  }
}

/** One block of SHA-256 (FIPS 180-4, 6.2.2, steps 2 to 4). `to` gets the next state in its first eight words. */
function compress(state: Int32Array, words: Int32Array, to: Int32Array): void {
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < ROUNDS; t++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const t1 = h + s1 + (e & f ^ ~e & g) + K[t] + words[t] | 0;
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const t2 = s0 + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + t1 | 0;
    d = c;
    c = b;
    b = a;
    a = t1 + t2 | 0;
  }
  to[0] = state[0] + a | 0;
  to[1] = state[1] + b | 0;
  to[2] = state[2] + c | 0;
  to[3] = state[3] + d | 0;
  to[4] = state[4] + e | 0;
  to[5] = state[5] + f | 0;
  to[6] = state[6] + g | 0;
  to[7] = state[7] + h | 0;
}
