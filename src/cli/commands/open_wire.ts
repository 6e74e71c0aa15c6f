import { type Address, formatAddress } from "../../port/address.ts";
import type { Codec, PredictiveCodec } from "../../port/encoded_frame.ts";
import type { KnownPeer, Wire } from "../../wire/wire.ts";
import { createPlainWire } from "../../wire/plain/plain_wire.ts";
import { peersOfCall } from "./known_peers.ts";
import { ownName } from "../options/own_name.ts";
import type { Options } from "../options/parse_args.ts";

/** A wire, and what a call needs besides it. */
export interface OpenedWire {
  readonly wire: Wire;
  /** What the peer may send, as this end says. JPEG alone, if absent. */
  readonly decodes?: readonly Codec[];
  /** Absent if peers are not to be kept. */
  readonly rememberPeer?: (peer: KnownPeer, at?: Address) => void;
  /** Settles when all peers to keep are saved. */
  readonly remembered?: () => Promise<unknown>;
}

/**
 * What this end can decode, or need not decode: without a picture, received frames are only recorded. `decoders`: ffmpeg's, which
 * decode for a terminal, and for a window what its page cannot.
 */
function decodable({ window, ascii, codec }: Options, decoders: readonly PredictiveCodec[]): readonly Codec[] {
  if (codec === "jpeg") return ["jpeg"];
  if (!window && !ascii) return ["jpeg", "vp8", "vp9", "av1", "h264"];
  // The page says later what else it has. Every page has VP8: WebKitGTK without further packages, and browsers.
  return [...new Set<Codec>(window ? ["jpeg", "vp8", ...decoders] : ["jpeg", ...decoders])];
}

/**
 * Opens the wire that the options ask for. A client's `servers` are the numeric addresses of the base port, the likeliest
 * first. `decoders`: what ffmpeg can decode. `say` is told of a peer that cannot be saved; its text is not yet safe to print.
 */
export async function openWire(
  options: Options,
  servers: readonly Address[],
  decoders: readonly PredictiveCodec[],
  say: (text: string) => void,
): Promise<OpenedWire> {
  const role = options.role!;
  const [server, ...others] = servers;
  if (options.wire === "plain") {
    return { wire: createPlainWire(role === "server" ? { role } : { role, server, others }) };
  }
  // The elliptic curve code is slow to load, and a plain call does not need it.
  const [{ createSealedWire }, { capabilitiesFor }] = await Promise.all([
    import("../../wire/sealed/sealed_wire.ts"),
    import("../../wire/sealed/handshake/capabilities.ts"),
  ]);
  const { store, peers: known } = peersOfCall(options.remember, say);
  const called = role === "client" ? servers.map(formatAddress) : [];
  // Peers called at this address before are the most likely to be there again.
  const isHere = ({ calledAt }: { calledAt: string }) => Number(called.includes(calledAt));
  const peers = known.toSorted((a, b) => isHere(b) - isHere(a));
  // `vchat peers forget` also works while a server runs. If the file cannot be read now, the peer stays known.
  const isStillKnown = (id: string) => {
    try {
      return store!.list().some((peer) => peer.id === id);
    } catch {
      return true;
    }
  };
  // Another program of this user may have been in a call with the peer meanwhile.
  const sideOf = (id: string) => {
    try {
      return store?.list().find((peer) => peer.id === id)?.side;
    } catch {
      return undefined;
    }
  };
  const decodes = decodable(options, decoders);
  const end = {
    name: ownName(options),
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    peers,
    sideOf,
    remember: options.remember,
    capabilities: capabilitiesFor(decodes, options.sound),
  };
  const wire = createSealedWire(
    role === "server"
      ? { role, isStillKnown, asks: options.ask, ...end }
      : { role, server, others, code: options.code, ...end },
  );
  const writing = new Set<Promise<void>>();
  const rememberPeer = (peer: KnownPeer, at?: Address) => {
    const wasKnown = peers.some(({ id }) => id === peer.id);
    if (wasKnown && !isStillKnown(peer.id)) return; // whoever was forgotten during this run stays forgotten
    const calledAt = role === "client" && at !== undefined ? formatAddress(at) : "";
    const written = store!.remember({ ...peer, calledAt, lastCallMs: Date.now() }).catch((error) => {
      if (wasKnown) return; // only the time of the last call is missing
      say(`${peer.name} will need a code again: ${store!.path} cannot be written: ${(error as Error).message}`);
    }).finally(() => writing.delete(written));
    writing.add(written);
  };
  return {
    wire,
    decodes,
    ...options.remember ? { rememberPeer, remembered: () => Promise.all(writing) } : {},
  };
}
