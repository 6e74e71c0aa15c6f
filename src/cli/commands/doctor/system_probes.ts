import { dirname } from "node:path";
import type { FoundServer } from "../../../io/discovery/found_server.ts";
import { findFfmpeg, howToGetFfmpeg } from "../../../io/ffmpeg/find_ffmpeg.ts";
import { runTool } from "../../../io/process/run_tool.ts";
import { systemNetwork } from "../../../io/network/system_network.ts";
import { appBrowserPaths } from "../../../io/window/launch/browser.ts";
import { webviewLibrary } from "../../../io/window/launch/webview_library.ts";
import { openPeerStore, peersPath } from "../known_peers.ts";
import { checkedValues } from "../../options/checked_values.ts";
import { configPath, readOptionDefaults, unknownVariables } from "../../options/option_defaults.ts";
import type { ConfigProbe } from "./check_config.ts";
import type { Discovery } from "./check_discovery.ts";
import type { FfmpegProbe } from "./check_ffmpeg.ts";
import type { FirewallProbe } from "./check_firewall.ts";
import type { PeersProbe } from "./check_peers.ts";
import type { PermissionProbe } from "./check_permissions.ts";
import type { PortProbe } from "./check_ports.ts";
import type { WindowProbe } from "./check_window.ts";
import { holderCommand, parseHolder } from "./port_holder.ts";

const os = Deno.build.os;
/** Servers answer well within this time. */
const LOOK_MS = 1000;

export const systemPermissions: PermissionProbe = {
  os,
  isGranted: async (name) => (await Deno.permissions.query({ name })).state === "granted",
  videoDevices: async () => {
    const listed = await runTool("sh", ["-c", "ls /dev/video* 2>/dev/null"]);
    const paths = (listed?.stdout ?? "").split("\n").filter((path) => path !== "");
    return await Promise.all(paths.map(async (path) => ({
      path,
      usable: (await runTool("sh", ["-c", 'test -r "$1" && test -w "$1"', "sh", path]))?.code === 0,
    })));
  },
};

export const systemWindow: WindowProbe = {
  os,
  loadLibrary() {
    const file = webviewLibrary({ os, arch: Deno.build.arch, standalone: Deno.build.standalone });
    try {
      Deno.dlopen(file.path, { webview_version: { parameters: [], result: "pointer" } }).close();
    } finally {
      file.remove();
    }
  },
  displayName: () => Deno.env.get("WAYLAND_DISPLAY") || Deno.env.get("DISPLAY") || undefined,
  async displayAnswers() {
    const path = displaySocket();
    if (path === undefined) return true; // on another machine: only opening a window would tell
    try {
      (await Deno.connect({ transport: "unix", path })).close();
      return true;
    } catch {
      return false;
    }
  },
  async findBrowser() {
    for (const path of appBrowserPaths(os, (name) => Deno.env.get(name))) {
      if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
    }
  },
};

/** The socket of this machine's display server, from the environment. */
function displaySocket(): string | undefined {
  const wayland = Deno.env.get("WAYLAND_DISPLAY");
  if (wayland) return wayland.startsWith("/") ? wayland : `${Deno.env.get("XDG_RUNTIME_DIR")}/${wayland}`;
  const number = /^(?:unix)?:(\d+)/.exec(Deno.env.get("DISPLAY") ?? "")?.[1];
  return number && `/tmp/.X11-unix/X${number}`;
}

/** The ports at `hostname`; "" is every address. */
export function systemPorts(hostname: string): PortProbe {
  return {
    async bind(transport, port) {
      const local = { hostname, port };
      const bound = transport === "udp"
        ? await systemNetwork.bindDatagram(local, { onDatagram() {} })
        : await systemNetwork.listenStream(local, (stream) => stream.close());
      bound.close();
    },
    async holder(transport, port) {
      const [command, ...args] = holderCommand(os, transport, port);
      return parseHolder(os, (await runTool(command, args))?.stdout ?? "", port);
    },
  };
}

export const systemFirewall: FirewallProbe = {
  os,
  run: (command, ...args) => runTool(command, args),
  read: (path) => {
    try {
      return Deno.readTextFileSync(path);
    } catch {
      return undefined;
    }
  },
};

export const systemConfig: ConfigProbe = {
  path: configPath(os, (name) => Deno.env.get(name)),
  exists: (path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  },
  read: () => {
    const given = readOptionDefaults(os, (name) => Deno.env.get(name));
    checkedValues(given);
    return given;
  },
  unknown: () => unknownVariables(Object.keys(Deno.env.toObject())),
};

export const systemPeers: PeersProbe = {
  path: peersPath(),
  count: () => openPeerStore().list().length,
  makePrivate: () => openPeerStore().makePrivate(),
  obstacle: () => {
    try {
      // Create a temporary file and remove it at once. Nothing else shows that a disk is full or read-only.
      Deno.removeSync(Deno.makeTempFileSync({ dir: existingFolder(peersPath()!) }));
    } catch (error) {
      return (error as Error).message;
    }
  },
};

/** The folder of `path`, or the nearest existing one above it. Missing folders are created when needed. */
function existingFolder(path: string): string {
  const folder = dirname(path);
  try {
    return Deno.statSync(folder) && folder;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && folder !== path) return existingFolder(folder);
    throw error;
  }
}

/** The ffmpeg that a call would use. */
export function systemFfmpeg(wanted: string | undefined): FfmpegProbe {
  return { wanted, find: () => findFfmpeg(wanted), howToGet: howToGetFfmpeg(os) };
}

/** The servers that announce themselves in this machine's networks. */
export async function lookForServers(): Promise<Discovery> {
  const { browseServers } = await import("../../../io/discovery/browse_servers.ts");
  let servers: readonly FoundServer[] = [], problem: string | undefined;
  const browsing = browseServers({
    onServers: (found) => servers = found,
    onFailure: (message) => problem ??= message,
  });
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  await browsing.close();
  return problem === undefined ? { servers } : { problem };
}
