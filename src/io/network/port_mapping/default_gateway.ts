import { readProcFile } from "../../process/proc_file.ts";
import { runTool } from "../../process/run_tool.ts";
import { canonicalIp } from "../host_name.ts";
import { formatIp } from "../../../port/ip_address.ts";

/** The IPv4 address of the router to which this machine sends what is not for its own networks; `undefined` if there is none. */
export async function defaultGateway(os: typeof Deno.build.os = Deno.build.os): Promise<string | undefined> {
  if (os === "linux") return parseLinuxRoutes(readProcFile("/proc/net/route"));
  const [name, ...args] = os === "windows" ? ["route", "print", "-4", "0.0.0.0"] : ["route", "-n", "get", "default"];
  const printed = await runTool(name, args);
  if (printed === undefined) return undefined;
  return os === "windows" ? parseWindowsRoutes(printed.stdout) : parseBsdRoute(printed.stdout);
}

/** From `/proc/net/route`: the default route of the lowest metric. Addresses are hexadecimal, in the machine's (little-endian) order. */
export function parseLinuxRoutes(table: string): string | undefined {
  let best: { readonly gateway: string; readonly metric: number } | undefined;
  for (const line of table.split("\n").slice(1)) {
    const [, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
    if (destination !== "00000000" || mask !== "00000000" || !/^[0-9A-F]{8}$/i.test(gateway)) continue;
    const isGateway = (parseInt(flags, 16) & 2) !== 0; // RTF_GATEWAY
    if (!isGateway || (best !== undefined && best.metric <= Number(metric))) continue;
    const bytes = Uint8Array.from([6, 4, 2, 0], (at) => parseInt(gateway.slice(at, at + 2), 16));
    best = { gateway: formatIp(bytes), metric: Number(metric) };
  }
  return best?.gateway;
}

/** From `route -n get default` of macOS: `    gateway: 192.168.1.1`. */
export function parseBsdRoute(text: string): string | undefined {
  return ipv4(/^\s*gateway:\s*(\S+)\s*$/m.exec(text)?.[1]);
}

/** From `route print`: the columns are destination, mask, gateway, own address, metric, whatever the language. */
export function parseWindowsRoutes(text: string): string | undefined {
  const routes = [...text.matchAll(/^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+(\S+)\s+\S+\s+(\d+)\s*$/gm)]
    .flatMap(([, gateway, metric]) => ipv4(gateway) === undefined ? [] : [{ gateway, metric: Number(metric) }]);
  return routes.toSorted((a, b) => a.metric - b.metric)[0]?.gateway;
}

function ipv4(text = ""): string | undefined {
  const address = canonicalIp(text);
  return address?.includes(":") ? undefined : address;
}
