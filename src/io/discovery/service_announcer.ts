import { hostName, instanceName, type OwnRecords, ownRecords, type OwnService, serviceLabel } from "./own_service.ts";
import { NumbersHeard } from "./service_number.ts";
import {
  type MulticastLink,
  type MulticastMessage,
  type MulticastSend,
  nameKey,
  OTHER_TTL_S,
  SERVICE_TYPE,
  SERVICE_TYPES,
  type ServiceRecord,
} from "./service_record.ts";

// RFC 6762 section 8.1
const PROBES = 3;
const PROBE_INTERVAL_MS = 250;
const CONFLICTS_BEFORE_PAUSE = 15;
const CONFLICT_PAUSE_MS = 5000;
// Section 8.2
const TIE_LOST_PAUSE_MS = 1000;
// Section 8.3
const ANNOUNCEMENTS = 2;
const ANNOUNCE_INTERVAL_MS = 1000;
// Section 6
const SHARED_ANSWER_MIN_MS = 20;
const SHARED_ANSWER_SPREAD_MS = 100;
const REPEAT_MS = 1000;
const DEFENCE_REPEAT_MS = 250;

export type AnnouncerInput =
  /** This machine's networks are these from now on. */
  | { readonly kind: "links"; readonly links: readonly MulticastLink[] }
  | { readonly kind: "message"; readonly link: string; readonly message: MulticastMessage }
  | { readonly kind: "time" }
  | { readonly kind: "stop" };

type Part = keyof OwnRecords;

/** What has been sent to a network, and what is still to be sent. */
interface LinkState {
  readonly link: MulticastLink;
  readonly due: Set<Part>;
  dueMs: number;
  lastAnswerMs: number;
}

/**
 * Announces a server by multicast DNS (RFC 6762, 6763): finds a name and a number that no other server has, announces them,
 * answers questions, defends the name, and says goodbye. Once announced, the number stays until the networks change: somebody
 * may have been told it, and two servers with one number are only a question to the caller. Pure: packets and `nowMs` in, packets and the next deadline out.
 */
export class ServiceAnnouncer {
  #service: OwnService;
  readonly #wanted: string;
  readonly #random: () => number;
  readonly #numbers = new NumbersHeard();
  #links = new Map<string, LinkState>();
  #phase: "idle" | "probing" | "announcing" | "announced" | "stopped" = "idle";
  #step = 0;
  #stepMs = Infinity;
  #choice = 1;
  #conflicts = 0;
  /** Whether the next probe asks for the other servers, and the announcement after it has a number that none of them has. */
  #asksForNumbers = false;

  /** `random` gives numbers from 0 up to 1: they keep many machines from answering at the same moment. */
  constructor(service: OwnService, random: () => number) {
    this.#wanted = service.name;
    this.#service = { ...service, name: serviceLabel(service.name) };
    this.#random = random;
  }

  /** The name it has, or is trying to get: not the wanted one if that is taken. */
  get name(): string {
    return this.#service.name;
  }

  /** The number of its codes, if it has one: not the wanted one if that was taken when it looked. */
  get number(): number | undefined {
    return this.#service.number;
  }

  /** Whether the name is this server's. */
  get announced(): boolean {
    return this.#phase === "announcing" || this.#phase === "announced";
  }

  get deadlineMs(): number {
    return Math.min(this.#stepMs, ...[...this.#links.values()].map(({ dueMs }) => dueMs));
  }

  handle(input: AnnouncerInput, nowMs: number): MulticastSend[] {
    const out: MulticastSend[] = [];
    if (this.#phase === "stopped") return out;
    switch (input.kind) {
      case "links":
        this.#links = new Map(input.links.map((link) => [link.name, newLinkState(link)]));
        this.#numbers.clear();
        this.#asksForNumbers = this.#service.number !== undefined;
        this.#startProbing(nowMs, PROBE_INTERVAL_MS * this.#random());
        break;
      case "message":
        this.#receive(input.link, input.message, nowMs);
        break;
      case "time":
        break;
      case "stop":
        if (this.announced) this.#toEveryLink((records) => response(goodbye(records)), out);
        this.#phase = "stopped";
        this.#stepMs = Infinity;
        this.#links.clear();
        return out;
    }
    if (this.#stepMs <= nowMs) this.#takeStep(nowMs, out);
    this.#answerWhatIsDue(nowMs, out);
    return out;
  }

  #startProbing(nowMs: number, pauseMs: number): void {
    this.#phase = "probing";
    this.#step = 0;
    this.#stepMs = this.#links.size === 0 ? Infinity : nowMs + pauseMs;
    for (const state of this.#links.values()) {
      state.due.clear();
      state.dueMs = Infinity;
    }
  }

  #takeStep(nowMs: number, out: MulticastSend[]): void {
    if (this.#phase === "probing") {
      if (this.#step < PROBES) {
        this.#step++;
        this.#stepMs = nowMs + PROBE_INTERVAL_MS;
        const questions = [{ name: instanceName(this.#service), type: "ANY" }];
        this.#toEveryLink(({ instance }) => ({ type: "query", questions, authorities: instance }), out);
        const servers = { type: "query", questions: [{ name: SERVICE_TYPE, type: "PTR" }] } as const;
        if (this.#asksForNumbers && this.#step < PROBES) this.#toEveryLink(() => servers, out);
        return;
      }
      this.#takeNumber();
      this.#phase = "announcing";
      this.#step = 0;
    }
    this.#step++;
    this.#toEveryLink((records) => response(all(records)), out);
    for (const state of this.#links.values()) state.lastAnswerMs = nowMs;
    if (this.#step < ANNOUNCEMENTS) {
      this.#stepMs = nowMs + ANNOUNCE_INTERVAL_MS;
    } else {
      this.#phase = "announced";
      this.#stepMs = Infinity;
      this.#conflicts = 0;
    }
  }

  #takeNumber(): void {
    const { number } = this.#service;
    if (!this.#asksForNumbers || number === undefined) return;
    this.#asksForNumbers = false;
    this.#service = { ...this.#service, number: this.#numbers.free(number, this.#random) };
  }

  #receive(linkName: string, message: MulticastMessage, nowMs: number): void {
    const state = this.#links.get(linkName);
    if (!state) return;
    const own = nameKey(instanceName(this.#service));
    const claims = (records: readonly ServiceRecord[]) =>
      records.filter(({ name, type, ttl }) => type === "SRV" && ttl > 0 && nameKey(name) === own);
    const ours = this.#claim();
    const isOwn = [...claims(message.answers), ...claims(message.authorities)].every((claim) =>
      compareClaims(claim, ours) === 0
    );
    this.#numbers.hear(message, ({ name }) => isOwn && nameKey(name) === own);
    if (message.type === "response") {
      if (claims(message.answers).some((claim) => compareClaims(claim, ours) !== 0)) this.#conflict(nowMs);
      return;
    }
    if (this.#phase === "probing") {
      // Two machines probe for one name at the same time: the one whose record sorts later gets it.
      const lost = claims(message.authorities).some((claim) => compareClaims(claim, ours) > 0);
      if (lost) this.#startProbing(nowMs, TIE_LOST_PAUSE_MS);
    } else if (this.announced) {
      this.#noteQuestions(state, message, own, nowMs);
    }
  }

  /** Another server has the name. If it had it first, it keeps it; probing again finds that out. */
  #conflict(nowMs: number): void {
    if (this.#phase === "probing") {
      this.#choice++;
      this.#service = { ...this.#service, name: serviceLabel(this.#wanted, this.#choice) };
    }
    this.#conflicts++;
    const pauseMs = this.#conflicts >= CONFLICTS_BEFORE_PAUSE ? CONFLICT_PAUSE_MS : PROBE_INTERVAL_MS * this.#random();
    this.#startProbing(nowMs, pauseMs);
  }

  #noteQuestions(state: LinkState, message: MulticastMessage, own: string, nowMs: number): void {
    const isProbe = message.authorities.length > 0;
    const known = message.answers.some((record) =>
      record.type === "PTR" && nameKey(record.data) === own && record.ttl >= OTHER_TTL_S / 2
    );
    for (const { name, type } of message.questions) {
      const key = nameKey(name);
      if (key === SERVICE_TYPE && isType(type, "PTR") && !known) this.#answer(state, "service", nowMs, true);
      if (key === SERVICE_TYPES && isType(type, "PTR")) this.#answer(state, "serviceType", nowMs, true);
      if (key === own && isType(type, "SRV", "TXT")) this.#answer(state, "instance", nowMs, false, isProbe);
      if (key === hostName(this.#service) && isType(type, "A", "AAAA")) this.#answer(state, "host", nowMs, false);
    }
  }

  /** `shared`: other machines may answer as well, so not all at the same time. */
  #answer(state: LinkState, part: Part, nowMs: number, shared: boolean, isProbe = false): void {
    const pauseMs = shared ? SHARED_ANSWER_MIN_MS + SHARED_ANSWER_SPREAD_MS * this.#random() : 0;
    const earliestMs = state.lastAnswerMs + (isProbe ? DEFENCE_REPEAT_MS : REPEAT_MS);
    state.due.add(part);
    state.dueMs = Math.min(state.dueMs, Math.max(nowMs + pauseMs, earliestMs));
  }

  #answerWhatIsDue(nowMs: number, out: MulticastSend[]): void {
    for (const state of this.#links.values()) {
      if (state.dueMs > nowMs) continue;
      const records = ownRecords(this.#service, state.link);
      const parts = new Set(state.due);
      const answers = [...parts].flatMap((part) => records[part]);
      // A host that asks for the service wants to call it, so the answer holds everything it needs for that.
      const wanted: Part[] = parts.has("service") || parts.has("instance") ? ["instance", "host"] : [];
      const additionals = wanted.filter((part) => !parts.has(part)).flatMap((part) => records[part]);
      out.push({ link: state.link.name, packet: { type: "response", answers, additionals } });
      state.due.clear();
      state.dueMs = Infinity;
      state.lastAnswerMs = nowMs;
    }
  }

  #claim(): ServiceRecord {
    return ownRecords(this.#service, { name: "", addresses: [] }).instance[0];
  }

  #toEveryLink(packet: (records: OwnRecords) => MulticastSend["packet"], out: MulticastSend[]): void {
    for (const { link } of this.#links.values()) {
      out.push({ link: link.name, packet: packet(ownRecords(this.#service, link)) });
    }
  }
}

function newLinkState(link: MulticastLink): LinkState {
  return { link, due: new Set(), dueMs: Infinity, lastAnswerMs: -Infinity };
}

function response(answers: readonly ServiceRecord[]): MulticastSend["packet"] {
  return { type: "response", answers };
}

function all({ service, instance, host }: OwnRecords): ServiceRecord[] {
  return [service, ...instance, ...host];
}

function goodbye(records: OwnRecords): ServiceRecord[] {
  return all(records).map((record) => ({ ...record, ttl: 0 }));
}

function isType(asked: string, ...types: readonly string[]): boolean {
  return asked === "ANY" || types.includes(asked);
}

/**
 * Which of two claims to one name sorts later (RFC 6762 section 8.2.1), by their bytes on the wire; priority and weight are 0.
 */
function compareClaims(a: ServiceRecord, b: ServiceRecord): number {
  if (a.type !== "SRV" || b.type !== "SRV") return 0;
  if (a.data.port !== b.data.port) return a.data.port - b.data.port;
  const [targetA, targetB] = [nameKey(a.data.target), nameKey(b.data.target)];
  // Our labels all have one length, so their order as text is their order as bytes.
  return targetA === targetB ? 0 : targetA < targetB ? -1 : 1;
}
