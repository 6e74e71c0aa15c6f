/**
 * A whole call with itself, in steps of some milliseconds: what runs for the first time is compiled first, and the first call's
 * first picture would wait for that. To be run while there is nothing else to do.
 */
import { Buffer } from "node:buffer";
import type { Address } from "../../port/address.ts";
import type { MediaTrack } from "../../port/encoded_frame.ts";
import type { Output } from "../wire.ts";
import { ClientHandshake, type Secret, ServerHandshake } from "./handshake/handshake.ts";
import { decodeClientHello } from "./handshake/handshake_message.ts";
import { PAIR_SECRET_BYTES } from "./handshake/key_schedule.ts";
import { CAPABILITIES } from "./handshake/capabilities.ts";
import { SealedSession } from "./session/sealed_session.ts";

/** A fixed secret without randomness: what is sealed here is never sent. */
const SECRET: Secret = { mode: "known", pairSecret: new Uint8Array(PAIR_SECRET_BYTES) };
const FIXED_BYTES = (length: number) => new Uint8Array(length).fill(1);
const INTRODUCTION = { remember: false, busy: false, name: "" };
const HERE: Address = { hostname: "192.0.2.1", port: 1 };
const TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };
/** Of some packets, as a first picture is. */
const PICTURE_BYTES = 12_000;

/** The last two steps return how many of their one picture came. */
export function warmUp(): readonly (() => unknown)[] {
  let client!: ClientHandshake, server!: ServerHandshake;
  let finish!: Buffer;
  return [
    () => client = new ClientHandshake(SECRET, FIXED_BYTES),
    () => server = new ServerHandshake(SECRET, decodeClientHello(client.hello)!, client.hello, FIXED_BYTES),
    () => finish = client.answer(server.serverHello, INTRODUCTION)!,
    () => {
      server.confirm(finish);
      client.confirm(server.finish(INTRODUCTION));
    },
    () => pictureBetween(client, server, 2),
    () => pictureBetween(client, server, PICTURE_BYTES),
  ];
}

function pictureBetween(client: ClientHandshake, server: ServerHandshake, length: number): number {
  let came = 0;
  const sent: Output[] = [];
  const end = (role: "client" | "server", emit: (output: Output) => void) => {
    const { keys } = role === "client" ? client : server;
    const call = { remote: HERE, peerName: "", cameraOn: true, tracks: [TRACK], peerCapabilities: CAPABILITIES };
    return new SealedSession({ role, keys: keys!, random: FIXED_BYTES, emit, ...call }, 0);
  };
  const from = end("server", (output) => sent.push(output)),
    to = end("client", ({ kind }) => came += Number(kind === "frame_received"));
  const bytes = new Uint8Array(length);
  from.offer({ track: TRACK.id, bytes, sequence: 0, captureMs: 0, keyframe: true }, 0);
  for (const output of sent) {
    if (output.kind === "send_datagram") to.datagram(Buffer.from(output.bytes), HERE, 0);
  }
  return came;
}
