import type { CallEvent } from "../../call/call_event.ts";
import { canonicalIp } from "../../io/network/host_name.ts";
import type { Announcement, AnnounceOptions } from "../../io/discovery/announce_server.ts";
import { anyServiceNumber } from "../../io/discovery/service_number.ts";
import { callInstructions } from "./call_instructions.ts";
import type { Options } from "../options/parse_args.ts";
import { listeningAddresses, type OwnAddress } from "./own_addresses.ts";
import { VERSION } from "../commands/version.ts";

/** A pause after the start of listening, because a waiting caller calls at once. */
const SETTLE_MS = 300;

/**
 * Publishes how to call a server: to the person, who tells others, and to the network, which lists it. The announcement
 * starts when the server listens and is not in a call. It must not disturb a call, and calls work without it.
 */
export class ServerPresence {
  readonly #options: Options;
  readonly #say: (line: string) => void;
  readonly #announceServer: (options: AnnounceOptions) => Promise<Announcement>;
  #codeNumber: number | undefined;
  #starting: Promise<Announcement | undefined> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #code: string | undefined;

  /** `say` takes texts that are not yet safe to print. */
  constructor(options: Options, say: (line: string) => void, announceServer = announceLater, random = Math.random) {
    this.#options = options;
    this.#say = say;
    this.#announceServer = announceServer;
    const { wire } = options;
    this.#codeNumber = wire === "sealed" && this.#isAnnounced ? anyServiceNumber(random()) : undefined;
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

  on(event: CallEvent): void {
    if (event.event === "listening" || event.event === "code_changed") this.#code = event.code;
    if (event.event === "connected") {
      clearTimeout(this.#timer);
    } else if (event.event === "listening") {
      const { port, wire } = this.#options;
      for (const line of callInstructions(this.#addresses(), port, wire)) this.#say(line);
      this.#showQr();
      this.#announceSoon();
    } else if (event.event === "ended" && !event.final) {
      this.#showQr();
      this.#announceSoon();
    }
  }

  /** Withdraws the announcement. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await (await this.#starting)?.stop();
  }

  #addresses(): OwnAddress[] {
    return listeningAddresses(this.#options.host, Deno.networkInterfaces());
  }

  async #showQr(): Promise<void> {
    if (!this.#options.qr || this.#code === undefined) return;
    const { callQr } = await import("../../invitation/call_qr.ts");
    const address = this.#addresses()[0]?.address;
    for (const line of callQr(address, this.#options.port, this.#code)) this.#say(line);
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
      return await this.#announceServer({
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

/** Multicast DNS is slow to load, so it is loaded only when needed. */
async function announceLater(options: AnnounceOptions): Promise<Announcement> {
  return (await import("../../io/discovery/announce_server.ts")).announceServer(options);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (canonicalIp(host)?.startsWith("127.") ?? false);
}
