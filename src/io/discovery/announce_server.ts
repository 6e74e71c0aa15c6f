import { hostname } from "node:os";
import type { OwnNetworks } from "./own_networks.ts";
import { type AnnouncerInput, ServiceAnnouncer } from "./service_announcer.ts";
import type { MulticastLink } from "./service_record.ts";
import { ServiceRunner } from "./service_runner.ts";

export interface AnnounceOptions {
  /** The name that people see in the list; by default this machine's. */
  readonly name?: string;
  /** The address on which it listens: "" for every address of this machine. */
  readonly host: string;
  readonly port: number;
  readonly wire: string;
  readonly version: string;
  /** The number with which its codes begin, if it has one. Another is chosen if a server of these networks has it. */
  readonly number?: number;
  /** Called at most once, with the reason why the server cannot be announced. */
  readonly onFailure: (message: string) => void;
  /** Called with the name that this server has there, and again if another server had it first. */
  readonly onName?: (name: string) => void;
  /** Called with the number that it has instead of `number`, and again if that changes in other networks. */
  readonly onNumber?: (number: number) => void;
}

export interface Announcement {
  /** Says goodbye. Settles when the sockets are closed. */
  stop(): Promise<void>;
}

/** Announces a server in every network of this machine until it is stopped. Never throws: a call works without it. */
export function announceServer(options: AnnounceOptions): Announcement {
  const { name, host, port, wire, version, number, onFailure, onName, onNumber } = options;
  const hostId = "vchat-" + crypto.getRandomValues(new Uint8Array(8)).toHex();
  const wanted = name ?? hostname().split(".")[0];
  const announcer = new ServiceAnnouncer({ name: wanted, port, wire, version, number, hostId }, Math.random);
  let reportedName: string | undefined, reportedNumber = number;
  const runner = new ServiceRunner<AnnouncerInput>(announcer, {
    onNetworks: (networks) => runner.feed({ kind: "links", links: linksOf(networks, host) }),
    onMessage: (link, _sender, message) => runner.feed({ kind: "message", link, message }),
    onFailure,
  }, () => {
    if (!announcer.announced) return;
    if (announcer.number !== undefined && announcer.number !== reportedNumber) {
      onNumber?.(reportedNumber = announcer.number);
    }
    if (announcer.name !== reportedName) onName?.(reportedName = announcer.name);
  });
  runner.start();
  return {
    async stop() {
      await runner.feed({ kind: "stop" });
      await runner.close();
    },
  };
}

/** The networks in which the server can be called, each with the server's addresses there. */
function linksOf({ links }: OwnNetworks, host: string): MulticastLink[] {
  const listens = (address: string) => {
    if (host === "" || host === "::") return true;
    return host === "0.0.0.0" ? !address.includes(":") : address === host.split("%")[0];
  };
  return links.map(({ name, addresses }) => ({ name, addresses: addresses.filter(listens) }))
    .filter(({ addresses }) => addresses.length > 0);
}
