import { checkAddresses } from "./check_addresses.ts";
import { checkCameras } from "./check_cameras.ts";
import { checkCodecs } from "./check_codecs.ts";
import { checkConfig } from "./check_config.ts";
import { checkDiscovery } from "./check_discovery.ts";
import { checkFfmpeg } from "./check_ffmpeg.ts";
import { checkFirewall } from "./check_firewall.ts";
import { checkPeers } from "./check_peers.ts";
import { checkPermissions } from "./check_permissions.ts";
import { checkPorts } from "./check_ports.ts";
import { checkRouter } from "./check_router.ts";
import { checkSound } from "./check_sound.ts";
import { checkWindow } from "./check_window.ts";
import { type Check, fail, type Finding, formatFinding, ok, shownFinding, wouldWork } from "./check.ts";
import {
  lookForServers,
  systemConfig,
  systemFfmpeg,
  systemFirewall,
  systemPeers,
  systemPermissions,
  systemPorts,
  systemWindow,
} from "./system_probes.ts";
import { tryRouter } from "./try_router.ts";
import { EXIT_CODE } from "../exit_code.ts";
import { listeningAddresses } from "../../presence/own_addresses.ts";
import type { Options } from "../../options/parse_args.ts";
import { jsonLine } from "../../console/event_writer.ts";
import { print } from "../../console/print.ts";
import { colourDepth } from "../../terminal/colour_depth.ts";
import { VERSION } from "../version.ts";

/**
 * `vchat doctor`: checks what a call needs. Prints one line per check to standard output, with what to do about it. The exit
 * code is 0 if a call would work; after warnings, something may be missing. `--role client` skips what only a server needs.
 */
export async function runDoctor(options: Options): Promise<number> {
  const { role, host, port, wire, ffmpeg, map } = options;
  const { os, arch } = Deno.build;
  const colour = Deno.stdout.isTerminal() && Deno.env.get("TERM") !== "dumb" && colourDepth(Deno.env.get) !== "none";
  const checks: Check[] = [
    () => [ok("vchat", `${VERSION}, Deno ${Deno.version.deno}, ${os} ${arch}`)],
    () => checkConfig(systemConfig),
    () => checkPermissions(systemPermissions),
    () => checkFfmpeg(systemFfmpeg(ffmpeg)),
    async () => await checkCameras((await import("./probe_cameras.ts")).systemCameras(options)),
    async () => wire === "plain" ? [] : await checkCodecs((await import("./probe_codecs.ts")).systemCodecs(options)),
    async () => options.sound ? await checkSound((await import("./probe_sound.ts")).systemSound(options)) : [],
    () => checkWindow(systemWindow),
    () => wire === "plain" ? [] : checkPeers(systemPeers, options.remember),
    () => checkAddresses(listeningAddresses(role === "client" ? "" : host, Deno.networkInterfaces()), port, wire),
    ...role === "client" ? [] : [
      () => checkPorts(port, systemPorts(host), wire),
      () => checkFirewall(port, systemFirewall, wire),
      async () => {
        if (!map || wire === "plain") return [];
        const own = listeningAddresses(host, Deno.networkInterfaces()).filter(({ kind }) => kind === "public");
        return checkRouter(await tryRouter(port), port, own.map(({ address }) => address));
      },
    ],
    () => checkDiscovery(lookForServers),
  ];
  const findings = await runChecks(checks, options.json ? () => {} : print, colour);
  if (options.json) {
    print(jsonLine({ works: wouldWork(findings), findings: findings.map(shownFinding) }));
    return wouldWork(findings) ? EXIT_CODE.ok : EXIT_CODE.failure;
  }
  const warnings = findings.filter(({ status }) => status === "warn").length;
  print(verdict(wouldWork(findings), warnings));
  return wouldWork(findings) ? EXIT_CODE.ok : EXIT_CODE.failure;
}

/** Runs all checks at the same time. Prints each finding as soon as all earlier ones are printed. */
export async function runChecks(
  checks: readonly Check[],
  print: (line: string) => void,
  colour = false,
): Promise<Finding[]> {
  const running = checks.map(async (check): Promise<readonly Finding[]> => {
    try {
      return await check();
    } catch (error) {
      return [fail("doctor", `a check failed: ${(error as Error).message}`, "please report this line")];
    }
  });
  const findings: Finding[] = [];
  for (const found of running) {
    for (const finding of await found) {
      findings.push(finding);
      for (const line of formatFinding(finding, colour)) print(line);
    }
  }
  return findings;
}

function verdict(works: boolean, warnings: number): string {
  if (!works) return "a call would not work here: see what FAILs above";
  if (warnings === 0) return "a call would work";
  return warnings === 1 ? "a call would work, with one warning" : `a call would work, with ${warnings} warnings`;
}
