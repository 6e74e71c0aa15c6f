import type { CallEvent } from "../../call/call_event.ts";
import { canonicalIp } from "../../io/network/host_name.ts";
import type { Announcement, AnnounceOptions } from "../../io/discovery/announce_server.ts";
import { anyServiceNumber } from "../../io/discovery/service_number.ts";
import type { PortMapping } from "../../io/network/port_mapping/port_mapping.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { isPrivateAddress } from "../../port/address_scope.ts";
import { type Address, formatAddress } from "../../port/address.ts";
import { type Candidate, gatherCandidates, type OutsideAddresses } from "./gather_candidates.ts";
import { callCommand, callInstructions } from "./call_instructions.ts";
import type { Options } from "../options/parse_args.ts";
import { listeningAddresses, type OwnAddress } from "./own_addresses.ts";
import { VERSION } from "../commands/version.ts";

/** A pause after the start of listening, because a waiting caller calls at once. */
const SETTLE_MS = 300;

/** Has the router forward a port until it is stopped. `onChange` hears of a mapping, and of its end. */
export type ForwardPort = (
  port: number,
  onChange: (mapping: PortMapping | undefined) => void,
) => { stop(): Promise<void> };

/** What {@linkcode ServerPresence} does not do itself. */
export interface PresencePorts {
  readonly announceServer: (options: AnnounceOptions) => Promise<Announcement>;
  readonly forwardPort: ForwardPort;
  readonly random: () => number;
}

/**
 * Publishes how to call a server: to the person, who tells others, and to the network, which lists it. The announcement
 * starts when the server listens and is not in a call. It must not disturb a call, and calls work without it.
 */
export class ServerPresence {
  readonly #options: Options;
  readonly #say: (line: string) => void;
  readonly #ports: PresencePorts;
  #forwarding: { stop(): Promise<void> } | undefined;
  #mapping: PortMapping | undefined;
  #reflexive: Address | undefined;
  #codeNumber: number | undefined;
  #starting: Promise<Announcement | undefined> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #code: string | undefined;

  /** `say` takes texts that are not yet safe to print. */
  constructor(options: Options, say: (line: string) => void, ports: PresencePorts = SYSTEM) {
    this.#options = options;
    this.#say = say;
    this.#ports = ports;
    const { wire } = options;
    this.#codeNumber = wire === "sealed" && this.#isAnnounced ? anyServiceNumber(ports.random()) : undefined;
  }

  /**
   * The number with which this server's codes begin, known before it is announced: it is rarely taken. `undefined` if it is not
   * announced.
   */
  get codeNumber(): number | undefined {
    return this.#codeNumber;
  }

  /** Called with another number if the one before was taken in this network, with none if it cannot be announced. */
  onCodeNumber: (number: number | undefined) => void = () => {};

  /** Called when {@linkcode ServerPresence.candidates} has changed. */
  onCandidates: () => void = () => {};

  /** Where this server is reached from outside its network. */
  get outside(): OutsideAddresses {
    return { mapping: this.#mapping, reflexive: this.#reflexive };
  }

  /** A STUN server sees this one at that address. */
  seenAt(address: Address): void {
    this.#reflexive = address;
    this.#say(`seen from outside at ${formatAddress(address)}; whether others reach it there, the router decides`);
    this.onCandidates();
  }

  /** Where this server may be called now, the likeliest first. */
  candidates(): Candidate[] {
    return gatherCandidates(this.#addresses(), this.#options.port, this.outside);
  }

  on(event: CallEvent): void {
    if (event.event === "listening" || event.event === "code_changed") this.#code = event.code;
    if (event.event === "connected") {
      clearTimeout(this.#timer);
    } else if (event.event === "listening") {
      const { port, wire } = this.#options;
      for (const line of callInstructions(this.#addresses(), port, wire)) this.#say(line);
      this.#showQr();
      this.#announceSoon();
      if (wire === "sealed") this.onCandidates();
      this.#forward();
    } else if (event.event === "ended" && !event.final) {
      this.#showQr();
      this.#announceSoon();
    }
  }

  /** Withdraws the announcement, and the router forwards nothing any longer. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#starting?.then((announcement) => announcement?.stop()), this.#forwarding?.stop()]);
  }

  #addresses(): OwnAddress[] {
    return listeningAddresses(this.#options.host, Deno.networkInterfaces());
  }

  async #showQr(): Promise<void> {
    if (!this.#options.qr || this.#code === undefined) return;
    const { callQr } = await import("../../invitation/call_qr.ts");
    for (const line of callQr(this.candidates(), this.#code)) this.#say(line);
  }

  #forward(): void {
    const { map, host, port, wire } = this.#options;
    const isReachable = host === "" || host === "::" || host === "0.0.0.0";
    if (!map || !isReachable || wire === "plain" || this.#forwarding || this.#stopped) return;
    this.#forwarding = this.#ports.forwardPort(port, (mapping) => {
      this.#mapping = mapping;
      if (this.#stopped) return;
      this.#say(
        mapping === undefined
          ? "the router no longer forwards the port: nobody can call from elsewhere"
          : mappedLine(mapping),
      );
      this.onCandidates();
      this.#showQr();
    });
  }

  #announceSoon(): void {
    if (!this.#isAnnounced || this.#starting || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#starting = this.#announce(), SETTLE_MS);
  }

  get #isAnnounced(): boolean {
    return this.#options.announce && !isLoopback(this.#options.host);
  }

  async #announce(): Promise<Announcement | undefined> {
    try {
      const { name, host, port, wire } = this.#options;
      let isFirst = true;
      return await this.#ports.announceServer({
        ...{ name, host, port, wire, version: VERSION, number: this.#codeNumber },
        onNumber: (number) => this.onCodeNumber(this.#codeNumber = number),
        onFailure: (message) => this.#failed(message),
        onName: (name) => {
          this.#say(
            isFirst ? `this network sees this server as "${name}"` : `its name on this network is now "${name}"`,
          );
          isFirst = false;
        },
      });
    } catch (error) {
      this.#failed((error as Error).message);
    }
  }

  #failed(message: string): void {
    this.#say(`others cannot find this server without its address: ${message}`);
    this.onCodeNumber(this.#codeNumber = undefined);
  }
}

/** What a mapping is good for, in words. */
function mappedLine({ protocol, externalAddress, externalPort }: PortMapping): string {
  if (!isPrivateAddress(externalAddress)) {
    return `from elsewhere  ${
      callCommand(externalAddress, externalPort)
    }  (the router forwards this port: ${protocol})`;
  }
  return `the router forwards the port (${protocol}), but its own address, ${externalAddress}, is a private one: another router is ` +
    "in front of it, and nobody can call from elsewhere; vchat doctor says more";
}

/** Loaded only when needed, as multicast DNS is. */
const forwardLater: ForwardPort = (port, onChange) => {
  const started = import("../../io/network/port_mapping/port_forwarding.ts").then(async ({ PortForwarding }) => {
    const { routerOfSystem } = await import("../../io/network/port_mapping/system_router.ts");
    return new PortForwarding({ clock: systemClock, port, router: routerOfSystem(), onChange });
  });
  return { stop: async () => await (await started).stop() };
};

/** Multicast DNS is slow to load, so it is loaded only when needed. */
async function announceLater(options: AnnounceOptions): Promise<Announcement> {
  return (await import("../../io/discovery/announce_server.ts")).announceServer(options);
}

const SYSTEM: PresencePorts = { announceServer: announceLater, forwardPort: forwardLater, random: Math.random };

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (canonicalIp(host)?.startsWith("127.") ?? false);
}
