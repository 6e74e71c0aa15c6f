import type { Address } from "../../src/port/address.ts";
import { createPlainWire } from "../../src/wire/plain/plain_wire.ts";
import { peerId } from "../../src/wire/sealed/handshake/key_schedule.ts";
import { createSealedWire } from "../../src/wire/sealed/sealed_wire.ts";
import type { Role, Wire } from "../../src/wire/wire.ts";
import { SeededRandom } from "./random.ts";

export const WIRE_NAMES = ["plain", "sealed"] as const;
export type WireName = typeof WIRE_NAMES[number];

const SECRET = new SeededRandom(1).bytes(32);

/** One end of a call on either wire. On the sealed wire the two ends know each other. `seed`: of its random numbers. */
export function openTestWire(wire: WireName, role: Role, server: Address, seed = role === "server" ? 2 : 3): Wire {
  if (wire === "plain") return createPlainWire(role === "server" ? { role } : { role, server });
  const random = new SeededRandom(seed);
  const peers = [{ id: peerId(SECRET), name: role === "server" ? "client" : "server", secret: SECRET }];
  const end = { name: role, randomBytes: (n: number) => random.bytes(n), peers, remember: false };
  return createSealedWire(role === "server" ? { role, ...end } : { role, server, ...end });
}
