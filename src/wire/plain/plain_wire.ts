import type { Address } from "../../port/address.ts";
import type { Wire } from "../wire.ts";
import { PlainClient } from "./plain_client.ts";
import { PlainServer } from "./plain_server.ts";

/**
 * The wire of the PyShine programs (server.py and client.py), described in PROTOCOL.md. It is not encrypted, and neither end
 * proves who it is. A client needs the server's numeric address with the base port, and `others` if its name has more addresses.
 */
export function createPlainWire(
  end: { role: "server" } | { role: "client"; server: Address; others?: readonly Address[] },
): Wire {
  return end.role === "server" ? new PlainServer() : new PlainClient(end.server, end.others);
}
