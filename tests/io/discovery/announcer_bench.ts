import type { OwnService } from "../../../src/io/discovery/own_service.ts";
import { ServiceAnnouncer } from "../../../src/io/discovery/service_announcer.ts";
import {
  type MulticastLink,
  type MulticastMessage,
  type MulticastPacket,
  type MulticastSend,
  SERVICE_TYPE,
  type ServiceRecord,
} from "../../../src/io/discovery/service_record.ts";

export const WIFI: MulticastLink = { name: "wlan0", addresses: ["192.168.1.7", "fe80::7"] };
export const CABLE: MulticastLink = { name: "eth0", addresses: ["10.0.0.7"] };

function service(name: string, hostId: string, number?: number): OwnService {
  return { name, port: 9699, wire: "sealed", version: "1.2.3", hostId, number };
}

/** An announcer in virtual time. */
export class AnnouncerBench {
  nowMs = 0;
  readonly announcer: ServiceAnnouncer;
  readonly sent: (MulticastSend & { atMs: number })[] = [];

  constructor(name = "Anna", hostId = "vchat-a", random = 0, number?: number) {
    this.announcer = new ServiceAnnouncer(service(name, hostId, number), () => random);
  }

  feed(input: Parameters<ServiceAnnouncer["handle"]>[0]): MulticastSend[] {
    const out = this.announcer.handle(input, this.nowMs);
    this.sent.push(...out.map((send) => ({ ...send, atMs: this.nowMs })));
    return out;
  }

  hear(packet: MulticastPacket, link = WIFI.name): MulticastSend[] {
    return this.feed({ kind: "message", link, message: messageOf(packet) });
  }

  /** Lets `ms` pass, and calls the announcer at each deadline. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.announcer.deadlineMs <= endMs) {
      this.nowMs = Math.max(this.nowMs, this.announcer.deadlineMs);
      this.feed({ kind: "time" });
    }
    this.nowMs = endMs;
  }

  start(...links: MulticastLink[]): this {
    this.feed({ kind: "links", links });
    this.advance(5000);
    return this;
  }

  take(): (MulticastSend & { atMs: number })[] {
    return this.sent.splice(0);
  }
}

/** A packet as another machine receives it. */
export function messageOf({ type, questions = [], answers = [], additionals = [], authorities = [] }: MulticastPacket) {
  return { type, questions, answers: [...answers, ...additionals], authorities } satisfies MulticastMessage;
}

/** The record with which a server claims a name. */
export function claim(name: string, target: string, port = 9699): ServiceRecord {
  return { name: `${name}.${SERVICE_TYPE}`, type: "SRV", ttl: 120, flush: true, data: { port, target } };
}
