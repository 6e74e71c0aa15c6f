import { hostname } from "node:os";
import { systemClock } from "../clock/system_clock.ts";
import { MulticastLinks } from "./multicast_links.ts";
import type { OwnNetworks } from "./own_networks.ts";
import { type AnnouncerInput, ServiceAnnouncer } from "./service_announcer.ts";
import type { MulticastLink } from "./service_record.ts";

export interface AnnounceOptions {
  /** The name that people see in the list; by default this machine's. */
  readonly name?: string;
  /** Where it listens: "" for every address of this machine. */
  readonly host: string;
  readonly port: number;
  readonly wire: string;
  readonly version: string;
  /** Called at most once, with the reason why the server cannot be announced. */
  readonly onFailure: (message: string) => void;
  /** Called with the name that this server has there, and again if another server had it first. */
  readonly onName?: (name: string) => void;
}

export interface Announcement {
  /** Says goodbye; settles when the sockets are gone. */
  stop(): Promise<void>;
}

/** Announces a server in every network of this machine until it is stopped. Never throws: a call goes on without it. */
export function announceServer({ name, host, port, wire, version, onFailure, onName }: AnnounceOptions): Announcement {
  const hostId = "vchat-" + crypto.getRandomValues(new Uint8Array(8)).toHex();
  const wanted = name ?? hostname().split(".")[0];
  const announcer = new ServiceAnnouncer({ name: wanted, port, wire, version, hostId }, Math.random);
  let toldName: string | undefined;
  let cancel = () => {};
  const feed = (input: AnnouncerInput): Promise<void> => {
    const sent = links.send(announcer.handle(input, systemClock.nowMs()));
    if (announcer.announced && announcer.name !== toldName) onName?.(toldName = announcer.name);
    cancel();
    const { deadlineMs } = announcer;
    cancel = deadlineMs === Infinity ? () => {} : systemClock.callAt(deadlineMs, () => feed({ kind: "time" }));
    return sent;
  };
  const links = new MulticastLinks({
    onNetworks: (networks) => feed({ kind: "links", links: linksOf(networks, host) }),
    onMessage: (link, _sender, message) => feed({ kind: "message", link, message }),
    onFailure,
  });
  try {
    links.start();
  } catch (error) {
    onFailure((error as Error).message);
  }
  return {
    async stop() {
      await feed({ kind: "stop" });
      await links.close();
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
