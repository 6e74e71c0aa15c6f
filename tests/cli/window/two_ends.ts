import type { Browser } from "playwright-core";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { UdpRelay } from "../../fake/udp_relay.ts";
import { launchChromium } from "../../io/window/chromium.ts";
import { PagedEnd } from "./paged_end.ts";

/** Moves, but leaves time for other work on a busy machine. */
const CAMERA = ["--camera", "test", "--fps", "15"];

/** A server and its callers, each with its page in the same browser, and a link that can be cut. */
export class TwoEnds {
  readonly port = freeBasePort();
  /** Between the server and the clients that call through it. */
  readonly relay = new UdpRelay({ hostname: "127.0.0.1", port: this.port });
  readonly #ends = new AsyncDisposableStack();
  #server: PagedEnd | undefined;

  private constructor(private readonly browser: Browser, readonly folder: string) {}

  static async open(): Promise<TwoEnds> {
    return new TwoEnds(await launchChromium(), await Deno.makeTempDir({ prefix: "vchat-ends-" }));
  }

  /** Starts the server, whose page is opened by `xdg-open`. `before` runs first in its page. */
  async startServer({ before }: { readonly before?: string } = {}): Promise<PagedEnd> {
    const args = ["--role", "server", ...this.#at(this.port), "--no-announce", "--name", "Bob"];
    return this.#server = this.#ends.use(await PagedEnd.start({ browser: this.browser, args, desktop: true, before }));
  }

  /** Starts a client that calls through the relay or directly. `before` runs first in its page. */
  async startClient({ args, before, direct = false }: ClientOptions): Promise<PagedEnd> {
    const to = ["--role", "client", ...this.#at(direct ? this.port : this.relay.address.port), ...args];
    return this.#ends.use(await PagedEnd.start({ browser: this.browser, args: to, before }));
  }

  /** The code that is valid now. */
  get code(): string {
    return this.#server!.process.stderr.match(/(?:.*\n)*.*the code for the .*: (\S+)\n/)![1];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ends.disposeAsync();
    await this.relay.close();
    await this.browser.close();
    await Deno.remove(this.folder, { recursive: true });
  }

  #at(port: number): string[] {
    return ["--host", "127.0.0.1", "--port", String(port), ...CAMERA];
  }
}

interface ClientOptions {
  readonly args: readonly string[];
  readonly before?: string;
  readonly direct?: boolean;
}
