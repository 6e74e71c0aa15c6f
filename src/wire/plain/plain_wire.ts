import type { Address } from "../../port/address.ts";
import type { Wire } from "../wire.ts";
import { PlainClient } from "./plain_client.ts";
import { PlainServer } from "./plain_server.ts";

/**
 * The wire of the PyShine programs (server.py and client.py), described in PROTOCOL.md: not encrypted, nobody proves who
 * they are. A client needs the numeric address of the server's base port, and `others` where its name has more.
 */
export function createPlainWire(
  end: { role: "server" } | { role: "client"; server: Address; others?: readonly Address[] },
): Wire {
  return end.role === "server" ? new PlainServer() : new PlainClient(end.server, end.others);
}
