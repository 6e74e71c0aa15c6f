import { askRouter, askRouterHttp } from "./ask_router.ts";
import { encodeNatPmpMap, NAT_PMP_ADDRESS_REQUEST, parseNatPmpAddress, parseNatPmpMap } from "./nat_pmp_message.ts";
import { encodePcpMap, parsePcpMap } from "./pcp_message.ts";
import { PCP_PORT, type PortMapping, type WantedMapping } from "./port_mapping.ts";
import {
  addRequest,
  addressRequest,
  deleteRequest,
  encodeSearch,
  type MappingService,
  parseAddressAnswer,
  parseDescription,
  parseErrorCode,
  parseSearchAnswer,
  SSDP,
} from "./upnp_message.ts";

const TAKEN = 718, ONLY_WITHOUT_END = 725;
/** How many ports of the router are tried if others have the first ones. */
const PORT_TRIES = 5;
/** Ports that nobody needs by number. */
const FREE_RANGE = { from: 20_000, count: 40_000 };

/** Where the protocols of a router are reached; tests pass those of a router of their own. */
export interface RouterAt {
  readonly gateway: string;
  /** By default those of the standards. */
  readonly pcpPort?: number;
  readonly ssdp?: { readonly hostname: string; readonly port: number };
}

/** One way to ask this router, which has answered before. */
export interface MappingWay {
  /** Asks for it, again to renew it. `undefined` if the router refuses, or does not answer until `signal`. */
  map(wanted: WantedMapping, signal?: AbortSignal): Promise<PortMapping | undefined>;
  unmap(mapped: PortMapping, wanted: WantedMapping): Promise<void>;
}

/** PCP (RFC 6887). `nonce`: 12 random bytes, the same as long as the mapping is wanted. */
export function pcpWay({ gateway, pcpPort = PCP_PORT }: RouterAt, nonce: Uint8Array): MappingWay {
  const ask = (wanted: WantedMapping, signal?: AbortSignal) =>
    askRouter(
      encodePcpMap(wanted, nonce),
      { hostname: gateway, port: pcpPort, signal },
      (answer) => parsePcpMap(answer, nonce, wanted.internalPort),
    );
  return {
    async map(wanted, signal) {
      const answer = await ask(wanted, signal);
      if (answer?.kind !== "mapped" || answer.externalAddress.includes(":") || answer.externalPort === 0) {
        return undefined;
      }
      const { externalAddress, externalPort, lifetimeSeconds } = answer;
      return { protocol: "PCP", externalAddress, externalPort, lifetimeSeconds };
    },
    async unmap({ externalPort }, wanted) {
      await ask({ ...wanted, externalPort, lifetimeSeconds: 0 });
    },
  };
}

/** NAT-PMP (RFC 6886). */
export function natPmpWay({ gateway, pcpPort = PCP_PORT }: RouterAt): MappingWay {
  const router = { hostname: gateway, port: pcpPort };
  const ask = (wanted: WantedMapping, signal?: AbortSignal) =>
    askRouter(encodeNatPmpMap(wanted), { ...router, signal }, (answer) => parseNatPmpMap(answer, wanted.internalPort));
  return {
    async map(wanted, signal) {
      const address = await askRouter(NAT_PMP_ADDRESS_REQUEST, { ...router, signal }, parseNatPmpAddress);
      if (address?.kind !== "address") return undefined;
      const answer = await ask(wanted, signal);
      if (answer?.kind !== "mapped" || answer.externalPort === 0) return undefined;
      const { externalPort, lifetimeSeconds } = answer;
      return { protocol: "NAT-PMP", externalAddress: address.externalAddress, externalPort, lifetimeSeconds };
    },
    async unmap(_, wanted) {
      await ask({ ...wanted, lifetimeSeconds: 0 });
    },
  };
}

/** UPnP (Internet Gateway Device 1 and 2). */
export function upnpWay({ gateway, ssdp = SSDP }: RouterAt): MappingWay {
  let service: MappingService | undefined;
  const find = async (signal?: AbortSignal) => {
    const at = await askRouter(
      encodeSearch(),
      { ...ssdp, isGroup: true, signal },
      (answer, sender) => sender === gateway ? parseSearchAnswer(answer, sender) : undefined,
    );
    const description = at && await askRouterHttp(at);
    return at && description && parseDescription(description.text, at);
  };
  const add = async ({ type, url }: MappingService, wanted: WantedMapping): Promise<PortMapping | undefined> => {
    let { externalPort, lifetimeSeconds } = wanted;
    for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
      const answer = await askRouterHttp(url, addRequest(type, { ...wanted, externalPort, lifetimeSeconds }));
      if (answer?.status === 200) {
        const address = await askRouterHttp(url, addressRequest(type));
        const externalAddress = address && parseAddressAnswer(address.text);
        if (externalAddress === undefined) return undefined;
        return { protocol: "UPnP", externalAddress, externalPort, lifetimeSeconds: lifetimeSeconds || Infinity };
      }
      const code = answer && parseErrorCode(answer.text);
      if (code === ONLY_WITHOUT_END && lifetimeSeconds > 0) lifetimeSeconds = 0;
      else if (code === TAKEN) externalPort = FREE_RANGE.from + Math.floor(Math.random() * FREE_RANGE.count);
      else return undefined;
    }
  };
  return {
    async map(wanted, signal) {
      service ??= await find(signal);
      const mapped = service && !signal?.aborted && await add(service, wanted);
      if (mapped === undefined) service = undefined; // a router that restarted may be at another port
      return mapped || undefined;
    },
    async unmap({ externalPort }) {
      if (service) await askRouterHttp(service.url, deleteRequest(service.type, externalPort));
    },
  };
}
