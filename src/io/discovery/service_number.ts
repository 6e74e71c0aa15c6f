import {
  MAX_SERVICE_NUMBER,
  type MulticastMessage,
  nameKey,
  readServiceNumber,
  SERVICE_TYPE,
  type ServiceRecord,
} from "./service_record.ts";

/** Numbers are up to this one as long as one of them is free: short to say and to type. */
const SHORT_NUMBERS = 99;
/** Servers of a network whose numbers are remembered: enough to know all of them, and few enough for a flood. */
const HEARD_LIMIT = 2 * MAX_SERVICE_NUMBER;

/** A number for the codes of a server, before it is known which ones are taken. `random`: from 0 up to 1. */
export function anyServiceNumber(random: number): number {
  return 1 + Math.floor(random * SHORT_NUMBERS);
}

/** The numbers that the other servers of these networks announce for their codes. */
export class NumbersHeard {
  readonly #byServer = new Map<string, number>();

  /** Takes the records of other servers from a packet, also those that they are about to claim. `isOwn`: names of this server. */
  hear({ answers, authorities }: MulticastMessage, isOwn: (record: ServiceRecord) => boolean): void {
    for (const record of [...answers, ...authorities]) {
      const name = nameKey(record.name);
      if (record.type !== "TXT" || !name.endsWith(`.${SERVICE_TYPE}`) || isOwn(record)) continue;
      const number = record.ttl > 0 ? readServiceNumber(record.data) : undefined;
      if (number === undefined) this.#byServer.delete(name);
      else if (this.#byServer.has(name) || this.#byServer.size < HEARD_LIMIT) this.#byServer.set(name, number);
    }
  }

  /** Forgets what was heard in networks that this machine has left. */
  clear(): void {
    this.#byServer.clear();
  }

  /** `wanted` if no other server has it, otherwise a free one. If all are taken, `wanted`: people then choose by name. */
  free(wanted: number, random: () => number): number {
    const taken = new Set(this.#byServer.values());
    if (!taken.has(wanted)) return wanted;
    const freeTo = (most: number) => Array.from({ length: most }, (_, at) => at + 1).filter((one) => !taken.has(one));
    const short = freeTo(SHORT_NUMBERS), free = short.length > 0 ? short : freeTo(MAX_SERVICE_NUMBER);
    return free[Math.floor(random() * free.length)] ?? wanted;
  }
}
