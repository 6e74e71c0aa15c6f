import type { FoundServer } from "./found_server.ts";
import type { OwnNetworks } from "./own_networks.ts";
import {
  LABEL_LIMIT_BYTES,
  type MulticastMessage,
  type MulticastSend,
  nameKey,
  OTHER_TTL_S,
  type Question,
  readServiceNumber,
  SERVICE_TYPE,
  type ServiceRecord,
} from "./service_record.ts";

// RFC 6762 section 5.2: the second query after a second, then ever longer pauses.
const FIRST_REPEAT_MS = 1000;
const REPEAT_LIMIT_MS = 60_000;
/** After this long, what a server's first packet left out is asked for. */
const MISSING_PAUSE_MS = 100;
const QUESTION_LIMIT = 10;

// Limits on what strangers can make us hold.
const SERVER_LIMIT = 64;
const SERVERS_PER_SENDER = 8;
const ADDRESS_LIMIT = 16;

export type BrowserInput =
  | { readonly kind: "networks"; readonly networks: OwnNetworks }
  | { readonly kind: "message"; readonly link: string; readonly sender: string; readonly message: MulticastMessage }
  | { readonly kind: "time" };

/** A server, as far as it is known. */
interface Instance {
  readonly name: string;
  readonly sender: string;
  link: string;
  expiresMs: number;
  srv?: { readonly port: number; readonly target: string; readonly expiresMs: number };
  wire?: FoundServer["wire"];
  version?: string;
  number?: number;
  /** By address. */
  readonly addresses: Map<string, { readonly link: string; readonly expiresMs: number }>;
}

/** A host's addresses in a packet, each with when it is forgotten; 0: now. */
interface Host {
  flush: boolean;
  readonly addresses: Map<string, number>;
}

/**
 * Finds servers by multicast DNS (RFC 6762, 6763). Pure: packets and `nowMs` in, packets, the next deadline and the
 * servers found so far out. Anything but a server that can be called in one of this machine's networks is left out.
 */
export class ServiceBrowser {
  #networks: OwnNetworks;
  readonly #instances = new Map<string, Instance>();
  #askMs: number;
  #repeatMs = FIRST_REPEAT_MS;
  #missingMs = Infinity;

  constructor(networks: OwnNetworks, nowMs: number) {
    this.#networks = networks;
    this.#askMs = nowMs;
  }

  get deadlineMs(): number {
    let deadlineMs = Math.min(this.#askMs, this.#missingMs);
    for (const { expiresMs } of this.#instances.values()) deadlineMs = Math.min(deadlineMs, expiresMs);
    return deadlineMs;
  }

  /** The servers that can be called, by name. */
  servers(nowMs: number): FoundServer[] {
    const found: FoundServer[] = [];
    for (const [key, { name, srv, wire, version, number, addresses, expiresMs }] of this.#instances) {
      const callable = [...addresses].filter((entry) => entry[1].expiresMs > nowMs).map(([address]) => address);
      if (expiresMs <= nowMs || srv === undefined || srv.expiresMs <= nowMs || callable.length === 0) continue;
      callable.sort((a, b) => addressRank(a) - addressRank(b));
      found.push({ key, name, addresses: callable, port: srv.port, wire, version, number });
    }
    return found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  }

  handle(input: BrowserInput, nowMs: number): MulticastSend[] {
    const out: MulticastSend[] = [];
    if (input.kind === "networks") {
      this.#networks = input.networks;
      this.#askMs = nowMs;
      this.#repeatMs = FIRST_REPEAT_MS;
    } else if (input.kind === "message" && input.message.type === "response") {
      this.#receive(input, nowMs);
    }
    for (const [key, { expiresMs }] of this.#instances) if (expiresMs <= nowMs) this.#instances.delete(key);
    if (this.#askMs <= nowMs || this.#missingMs <= nowMs) this.#ask(nowMs, out);
    return out;
  }

  #ask(nowMs: number, out: MulticastSend[]): void {
    const questions: Question[] = [];
    if (this.#askMs <= nowMs) {
      questions.push({ name: SERVICE_TYPE, type: "PTR" });
      this.#askMs = nowMs + this.#repeatMs;
      this.#repeatMs = Math.min(2 * this.#repeatMs, REPEAT_LIMIT_MS);
    }
    const known: ServiceRecord[] = [];
    for (const { name, srv, addresses, expiresMs } of this.#instances.values()) {
      const instance = `${name}.${SERVICE_TYPE}`;
      if (srv === undefined || srv.expiresMs <= nowMs + REPEAT_LIMIT_MS) {
        questions.push({ name: instance, type: "ANY" });
      } else if (addresses.size === 0) questions.push({ name: srv.target, type: "ANY" });
      // A server of which everything is known need not answer.
      else known.push({ name: SERVICE_TYPE, type: "PTR", ttl: Math.round((expiresMs - nowMs) / 1000), data: instance });
    }
    this.#missingMs = Infinity;
    if (questions.length === 0) return;
    const packet = { type: "query", questions: questions.slice(0, QUESTION_LIMIT), answers: known } as const;
    for (const { name } of this.#networks.links) out.push({ link: name, packet });
  }

  #receive({ link, sender, message }: Extract<BrowserInput, { kind: "message" }>, nowMs: number): void {
    // In the order in which they refer to each other, not the packet's.
    for (const record of message.answers) if (record.type === "PTR") this.#pointer(record, link, sender, nowMs);
    for (const record of message.answers) {
      const instance = this.#instances.get(nameKey(record.name));
      if (instance === undefined) continue;
      const expiresMs = nowMs + 1000 * Math.min(record.ttl, OTHER_TTL_S);
      if (record.type === "SRV" && isBasePort(record.data.port) && /\.local$/i.test(record.data.target)) {
        if (nameKey(record.data.target) !== nameKey(instance.srv?.target ?? "")) instance.addresses.clear();
        instance.srv = { ...record.data, expiresMs };
      } else if (record.type === "TXT") {
        Object.assign(instance, readText(record.data));
      }
    }
    const hosts = this.#hosts(message.answers, link, sender, nowMs);
    for (const instance of this.#instances.values()) {
      const host = instance.srv && hosts.get(nameKey(instance.srv.target));
      if (host !== undefined) takeAddresses(instance.addresses, host, link);
    }
    const incomplete = [...this.#instances.values()].some(({ srv, addresses }) => !srv || addresses.size === 0);
    if (incomplete) this.#missingMs = Math.min(this.#missingMs, nowMs + MISSING_PAUSE_MS);
  }

  #pointer(record: ServiceRecord, link: string, sender: string, nowMs: number): void {
    if (record.type !== "PTR" || nameKey(record.name) !== SERVICE_TYPE) return;
    const key = nameKey(record.data);
    if (!key.endsWith(`.${SERVICE_TYPE}`)) return;
    if (record.ttl === 0) {
      this.#instances.delete(key);
      return;
    }
    const expiresMs = nowMs + 1000 * Math.min(record.ttl, OTHER_TTL_S);
    const known = this.#instances.get(key);
    if (known) {
      known.expiresMs = expiresMs;
      known.link = link;
      return;
    }
    const name = record.data.slice(0, -SERVICE_TYPE.length - 1);
    if (name === "" || new TextEncoder().encode(name).length > LABEL_LIMIT_BYTES) return;
    const ofSender = [...this.#instances.values()].filter((instance) => instance.sender === sender).length;
    if (ofSender >= SERVERS_PER_SENDER) return;
    if (this.#instances.size >= SERVER_LIMIT && !this.#makeRoom(ofSender)) return;
    this.#instances.set(key, { name, sender, link, expiresMs, addresses: new Map() });
  }

  /** The list is full: the sender with the most servers in it gives up its latest, if it has more than the new one's sender would have. */
  #makeRoom(ofSender: number): boolean {
    const senders = Map.groupBy(this.#instances, ([, { sender }]) => sender).values();
    const most = [...senders].reduce((most, one) => one.length > most.length ? one : most);
    return most.length > ofSender + 1 && this.#instances.delete(most.at(-1)![0]);
  }

  /** What a packet says about hosts, by name: read once for all servers on them. */
  #hosts(answers: readonly ServiceRecord[], link: string, sender: string, nowMs: number): Map<string, Host> {
    const hosts = new Map<string, Host>();
    for (const record of answers) {
      if (record.type !== "A" && record.type !== "AAAA") continue;
      const name = nameKey(record.name);
      let host = hosts.get(name);
      if (host === undefined) hosts.set(name, host = { flush: false, addresses: new Map() });
      host.flush ||= record.flush === true;
      if (host.addresses.size >= ADDRESS_LIMIT) continue;
      const address = this.#networks.callable(record.data, link, sender);
      if (address !== undefined) {
        host.addresses.set(address, record.ttl === 0 ? 0 : nowMs + 1000 * Math.min(record.ttl, OTHER_TTL_S));
      }
    }
    return hosts;
  }
}

function takeAddresses(known: Instance["addresses"], { flush, addresses }: Host, link: string): void {
  if (flush) { for (const [address, one] of known) if (one.link === link) known.delete(address); }
  for (const [address, expiresMs] of addresses) {
    if (expiresMs === 0) known.delete(address);
    else if (known.has(address) || known.size < ADDRESS_LIMIT) known.set(address, { link, expiresMs });
  }
}

function isBasePort(port: number): boolean {
  return port >= 4 && port <= 65_535;
}

/** IPv4 first, as people read and type it; an address with a zone last. */
function addressRank(address: string): number {
  return address.includes("%") ? 2 : address.includes(":") ? 1 : 0;
}

function readText(texts: readonly string[]): Pick<Instance, "wire" | "version" | "number"> {
  const value = (key: string) => texts.find((text) => text.startsWith(`${key}=`))?.slice(key.length + 1);
  const wire = value("wire"), version = value("version");
  return {
    wire: wire === "plain" || wire === "sealed" ? wire : undefined,
    version: version !== undefined && /^[\w.+-]{1,32}$/.test(version) ? version : undefined,
    number: readServiceNumber(texts),
  };
}
