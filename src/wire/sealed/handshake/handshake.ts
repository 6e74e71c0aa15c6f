/** The cryptography of a handshake, for both ends. PROTOCOL.md, "Handshake". */
import { Buffer } from "node:buffer";
import type { PairSide, Role } from "../../wire.ts";
import { CAPABILITIES, HINT_OF_SIDE } from "./capabilities.ts";
import { CPaceRun, lvCat } from "./cpace.ts";
import {
  associatedData,
  type ClientHello,
  COOKIE_BYTES,
  decodeCallProof,
  decodeFinish,
  decodeServerHello,
  encodeCallProof,
  encodeClientHello,
  encodeFinish,
  encodeServerHello,
  HIGHEST_VERSION,
  type Introduction,
  LOWEST_VERSION,
  NONCE_BYTES,
  openIntroduction,
  type ServerHello,
  TYPE_CANCELLED,
  TYPE_CLIENT_FINISH,
  TYPE_RINGING,
  TYPE_SERVER_FINISH,
} from "./handshake_message.ts";
import { equalBytes, HandshakeKeys, HINT_BYTES, pairHint } from "./key_schedule.ts";

export type RandomBytes = (length: number) => Uint8Array;

/** The secret that both ends know. */
export type Secret =
  | { readonly mode: "code"; readonly code: string }
  | {
    readonly mode: "known";
    readonly pairSecret: Uint8Array;
    /** The side of the pair that calls, if the two ends have sides. */
    readonly caller?: PairSide;
  };

const CI = lvCat(Buffer.from("vchat sealed"), Buffer.from("client"), Buffer.from("server"));
const SCALAR_BYTES = 64;

/** What CPace takes as the password. */
export function prsOf(secret: Secret): Uint8Array {
  if (secret.mode === "code") return lvCat(Buffer.from("vchat code"), Buffer.from(secret.code));
  const { pairSecret, caller } = secret, label = Buffer.from("vchat pair");
  return caller === undefined ? lvCat(label, pairSecret) : lvCat(label, pairSecret, Buffer.from(caller));
}

/** A client's handshake. One object per attempt. */
export class ClientHandshake {
  readonly nonce: Uint8Array;
  keys: HandshakeKeys | undefined;
  /** The server's capabilities, once it has answered. */
  peerCapabilities = 0;
  readonly #hello: ClientHello;
  readonly #run: CPaceRun;
  #helloBytes: Buffer;

  constructor(readonly secret: Secret, random: RandomBytes, capabilities = CAPABILITIES) {
    this.nonce = Uint8Array.from(random(NONCE_BYTES));
    this.#run = new CPaceRun(prsOf(secret), CI, this.nonce, random(SCALAR_BYTES));
    const caller = secret.mode === "known" ? secret.caller : undefined;
    this.#hello = {
      lowestVersion: LOWEST_VERSION,
      highestVersion: HIGHEST_VERSION,
      mode: secret.mode,
      capabilities: caller === undefined ? capabilities : capabilities | HINT_OF_SIDE,
      clientNonce: this.nonce,
      hint: secret.mode === "known" ? pairHint(secret.pairSecret, this.nonce, caller) : random(HINT_BYTES),
      share: this.#run.share,
      cookie: new Uint8Array(COOKIE_BYTES),
    };
    this.#helloBytes = encodeClientHello(this.#hello);
  }

  get hello(): Buffer {
    return this.#helloBytes;
  }

  useCookie(cookie: Uint8Array): void {
    this.#helloBytes = encodeClientHello({ ...this.#hello, cookie });
  }

  /** client_finish; `undefined` if the answer is invalid, or is for another hello. */
  answer(serverHelloBytes: Uint8Array, introduction: Introduction): Buffer | undefined {
    const hello = decodeServerHello(serverHelloBytes);
    if (hello === undefined || !equalBytes(hello.clientNonce, this.nonce)) return undefined;
    if (hello.version < LOWEST_VERSION || hello.version > HIGHEST_VERSION) return undefined;
    const keys = finishRun(this.#run, hello.share, this.#helloBytes, serverHelloBytes, this.#hello, hello);
    if (keys === undefined) return undefined;
    this.keys = keys;
    this.peerCapabilities = hello.capabilities;
    return finishMessage("client", keys, this.nonce, introduction);
  }

  /** The server's introduction; `undefined` if the message is not from the server. */
  confirm(bytes: Uint8Array): Introduction | undefined {
    return this.keys && checkFinish("server", this.keys, this.nonce, bytes);
  }

  /** Whether the server says that it has the same keys, and asks a person. */
  isRinging(bytes: Uint8Array): boolean {
    return checkProof(bytes, TYPE_RINGING, this.nonce, this.keys?.callProof("ringing"));
  }

  /** Says that this end has left while the server asked. */
  cancelled(): Buffer {
    return encodeCallProof(TYPE_CANCELLED, { clientNonce: this.nonce, proof: this.keys!.callProof("cancelled") });
  }
}

/** A server's handshake. One object for each client_hello that is answered. */
export class ServerHandshake {
  readonly serverHello: Buffer;
  /** `undefined` if the client's share is invalid. No confirmation can then be right. */
  readonly keys: HandshakeKeys | undefined;

  constructor(
    readonly secret: Secret,
    readonly clientHello: ClientHello,
    helloBytes: Uint8Array,
    random: RandomBytes,
    capabilities = CAPABILITIES,
  ) {
    const run = new CPaceRun(prsOf(secret), CI, clientHello.clientNonce, random(SCALAR_BYTES));
    const hello: ServerHello = {
      version: Math.min(HIGHEST_VERSION, clientHello.highestVersion),
      capabilities,
      clientNonce: clientHello.clientNonce,
      serverNonce: random(NONCE_BYTES),
      share: run.share,
    };
    this.serverHello = encodeServerHello(hello);
    this.keys = finishRun(run, clientHello.share, helloBytes, this.serverHello, clientHello, hello);
  }

  /** The client's capabilities. */
  get peerCapabilities(): number {
    return this.clientHello.capabilities;
  }

  /** The client's introduction; `undefined` if it does not know the secret. */
  confirm(bytes: Uint8Array): Introduction | undefined {
    return this.keys && checkFinish("client", this.keys, this.clientHello.clientNonce, bytes);
  }

  /** Says that a person is asked. */
  ringing(): Buffer {
    const { clientNonce } = this.clientHello;
    return encodeCallProof(TYPE_RINGING, { clientNonce, proof: this.keys!.callProof("ringing") });
  }

  isCancelled(bytes: Uint8Array): boolean {
    return checkProof(bytes, TYPE_CANCELLED, this.clientHello.clientNonce, this.keys?.callProof("cancelled"));
  }

  /** server_finish. To be called once: a second introduction would be sealed with the same key and nonce. */
  finish(introduction: Introduction): Buffer {
    return finishMessage("server", this.keys!, this.clientHello.clientNonce, introduction);
  }
}

function finishRun(
  run: CPaceRun,
  remoteShare: Uint8Array,
  clientBytes: Uint8Array,
  serverBytes: Uint8Array,
  client: ClientHello,
  server: ServerHello,
): HandshakeKeys | undefined {
  const isk = run.finish(remoteShare, {
    initiatorShare: client.share,
    initiatorData: associatedData(clientBytes),
    responderShare: server.share,
    responderData: associatedData(serverBytes),
  });
  return isk && new HandshakeKeys(isk, clientBytes, serverBytes);
}

function checkProof(bytes: Uint8Array, type: number, nonce: Uint8Array, proof: Uint8Array | undefined): boolean {
  const decoded = decodeCallProof(bytes, type);
  return decoded !== undefined && proof !== undefined && equalBytes(decoded.clientNonce, nonce) &&
    equalBytes(decoded.proof, proof);
}

function finishMessage(of: Role, keys: HandshakeKeys, clientNonce: Uint8Array, introduction: Introduction): Buffer {
  const type = of === "client" ? TYPE_CLIENT_FINISH : TYPE_SERVER_FINISH;
  const finish = { clientNonce, confirmation: keys.confirmation(of) };
  return encodeFinish(type, finish, keys.introductionKey(of), introduction);
}

function checkFinish(of: Role, keys: HandshakeKeys, nonce: Uint8Array, bytes: Uint8Array): Introduction | undefined {
  const finish = decodeFinish(bytes, of === "client" ? TYPE_CLIENT_FINISH : TYPE_SERVER_FINISH);
  if (finish === undefined || !equalBytes(finish.clientNonce, nonce)) return undefined;
  if (!equalBytes(finish.confirmation, keys.confirmation(of))) return undefined;
  return openIntroduction(bytes, keys.introductionKey(of));
}
