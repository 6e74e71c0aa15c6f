import { systemClock } from "../clock/system_clock.ts";
import type { FoundServer } from "./found_server.ts";
import { OwnNetworks } from "./own_networks.ts";
import { type BrowserInput, ServiceBrowser } from "./service_browser.ts";
import { ServiceRunner } from "./service_runner.ts";

export interface Browsing {
  /** Settles when the sockets are closed. */
  close(): Promise<void>;
}

/** Looks for servers in every network of this machine. `onServers` is called with every change in what was found. */
export function browseServers(
  { onServers, onFailure }: {
    readonly onServers: (servers: readonly FoundServer[]) => void;
    /** Called at most once, with the reason why servers cannot be looked for. */
    readonly onFailure: (message: string) => void;
  },
): Browsing {
  const browser = new ServiceBrowser(new OwnNetworks([]), systemClock.nowMs());
  let reported = "[]";
  const runner = new ServiceRunner<BrowserInput>(browser, {
    onNetworks: (networks) => runner.feed({ kind: "networks", networks }),
    onMessage: (link, sender, message) => runner.feed({ kind: "message", link, sender, message }),
    onFailure,
  }, (nowMs) => {
    const servers = browser.servers(nowMs), now = JSON.stringify(servers);
    if (now !== reported) onServers(servers);
    reported = now;
  });
  runner.start();
  return runner;
}
