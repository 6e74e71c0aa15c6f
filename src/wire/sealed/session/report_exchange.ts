import type { Buffer } from "node:buffer";
import { ClockOffset } from "../../../media/rate/clock_offset.ts";
import type { Switches } from "../../session.ts";
import { encodeReport, type Report } from "./control_message.ts";
import { Reception } from "./reception.ts";
import { ReportSchedule } from "./report_schedule.ts";

/** The RTT that is assumed before the first round trip, in milliseconds. Tuned by judgement, not by a benchmark. */
const ASSUMED_RTT_MS = 150;

/** The fields of a report that `ReportExchange` does not know itself. */
export interface ReportContext {
  /** The link rate to the peer, as estimated. */
  readonly capacityKbps: number;
  /** Nothing arrives from the peer. */
  readonly silent: boolean;
  /** The offset up to which all text has arrived. */
  readonly textAcknowledged: number;
}

/** What is new in a report of the peer. */
export interface ReportNews {
  /** Whether no report that was sent later has arrived before it. */
  readonly isNewest: boolean;
  /** Set if the peer has turned its camera on or off. */
  readonly cameraTurned?: boolean;
  /** Set if the peer has turned its microphone on or off. */
  readonly microphoneTurned?: boolean;
}

/**
 * The reports of both ends (PROTOCOL.md, "Control"): when this end sends one, what is in it, and what the peer's reports show
 * about its clock.
 */
export class ReportExchange {
  readonly reception: Reception;
  readonly clock = new ClockOffset();
  readonly #schedule: ReportSchedule;
  #switches: Switches;
  #peerSwitches: Switches = { cameraOn: true, microphoneOn: true };
  /** The newest report that arrived. */
  #remote: { readonly sendMs: number; readonly arrivedMs: number } | undefined;

  constructor(switches: Switches, nowMs: number) {
    this.#switches = switches;
    this.reception = new Reception(nowMs);
    this.#schedule = new ReportSchedule(nowMs);
  }

  get rttMs(): number {
    return this.clock.rttMs ?? ASSUMED_RTT_MS;
  }

  get deadlineMs(): number {
    return this.#schedule.deadlineMs;
  }

  /** Makes a report due now. */
  hurry(nowMs: number): void {
    this.#schedule.hurry(nowMs);
  }

  /** This end has turned its camera or microphone on or off. Returns whether that is a change. If so, a report is due now. */
  turn(change: Partial<Switches>, nowMs: number): boolean {
    const { cameraOn, microphoneOn } = this.#switches;
    this.#switches = { cameraOn, microphoneOn, ...change };
    if (this.#switches.cameraOn === cameraOn && this.#switches.microphoneOn === microphoneOn) return false;
    this.hurry(nowMs);
    return true;
  }

  receive(report: Report, nowMs: number): ReportNews {
    const isNewest = this.#remote === undefined || report.sendMs > this.#remote.sendMs;
    const before = this.#peerSwitches;
    if (isNewest) {
      this.#remote = { sendMs: report.sendMs, arrivedMs: nowMs };
      this.#peerSwitches = report;
    }
    const { cameraOn, microphoneOn } = this.#peerSwitches;
    if (report.echoMs !== undefined) {
      this.clock.onRoundTrip(report.echoMs, report.echoHeldMs, report.sendMs, nowMs);
    }
    return {
      isNewest,
      ...cameraOn === before.cameraOn ? {} : { cameraTurned: cameraOn },
      ...microphoneOn === before.microphoneOn ? {} : { microphoneTurned: microphoneOn },
    };
  }

  /** The report that is due now, encoded. */
  take({ capacityKbps, silent, textAcknowledged }: ReportContext, nowMs: number): Buffer | undefined {
    const { trainMs, lateMs, loss, isPredictive } = this.reception;
    if (!this.#schedule.take({ trainMs, lateMs, loss, capacityKbps, isPredictive, silent }, nowMs)) return undefined;
    const remote = this.#remote;
    return encodeReport({
      sendMs: nowMs,
      echoMs: remote?.sendMs,
      echoHeldMs: remote === undefined ? 0 : nowMs - remote.arrivedMs,
      textAcknowledged,
      ...this.#switches,
      ...this.reception.take(nowMs),
    });
  }
}
