import { systemClock } from "../clock/system_clock.ts";
import type { FoundServer } from "./found_server.ts";
import { MulticastLinks } from "./multicast_links.ts";
import { OwnNetworks } from "./own_networks.ts";
import { type BrowserInput, ServiceBrowser } from "./service_browser.ts";

export interface Browsing {
  /** Settles when the sockets are gone. */
  close(): Promise<void>;
}

/** Looks for servers in every network of this machine. `onServers` hears of every change in what was found. */
export function browseServers(
  { onServers, onFailure }: {
    readonly onServers: (servers: readonly FoundServer[]) => void;
    /** Called at most once, with the reason why servers cannot be looked for. */
    readonly onFailure: (message: string) => void;
  },
): Browsing {
  const browser = new ServiceBrowser(new OwnNetworks([]), systemClock.nowMs());
  let told = "[]";
  let cancel = () => {};
  let closed = false;
  const feed = (input: BrowserInput) => {
    if (closed) return;
    const nowMs = systemClock.nowMs();
    links.send(browser.handle(input, nowMs));
    const servers = browser.servers(nowMs), shown = JSON.stringify(servers);
    if (shown !== told) onServers(servers);
    told = shown;
    cancel();
    cancel = systemClock.callAt(browser.deadlineMs, () => feed({ kind: "time" }));
  };
  const links = new MulticastLinks({
    onNetworks: (networks) => feed({ kind: "networks", networks }),
    onMessage: (link, sender, message) => feed({ kind: "message", link, sender, message }),
    onFailure,
  });
  try {
    links.start();
  } catch (error) {
    onFailure((error as Error).message);
  }
  return {
    async close() {
      closed = true;
      cancel();
      await links.close();
    },
  };
}
