import type { HostPort } from "../../invitation/call_link.ts";
import type { Network } from "../../port/network.ts";
import { Call } from "../../call/call.ts";
import { serverAddresses } from "../../call/server_addresses.ts";
import type { CallSettings } from "../../call/call_history.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { systemNetwork } from "../../io/network/system_network.ts";
import type { NextStep } from "../../port/display.ts";
import { ownName } from "../options/own_name.ts";
import type { Options } from "../options/parse_args.ts";
import { invitation } from "../presence/invitation.ts";
import { ServerPresence } from "../presence/server_presence.ts";
import type { ChosenCall } from "../start/choose_call.ts";
import type { Closer } from "./close_all.ts";
import { cameraOpener, listCameras } from "./open_camera.ts";
import type { LastingParts } from "./open_lasting_parts.ts";
import { openSound } from "./open_sound.ts";
import { openWire } from "./open_wire.ts";

/**
 * Opens what one call needs and the next will not, and adds what is to be closed after it to `closers`. `nextSteps`: what the
 * window can offer when there is no call.
 */
export async function openCall(
  chosen: ChosenCall,
  nextSteps: readonly NextStep[],
  lasting: LastingParts,
  closers: Closer[],
): Promise<Call> {
  const { console, window, log, recording, decoders, history, notifications, unanswered, say } = lasting;
  const { addresses, serverName, devices } = chosen;
  const { settings } = history;
  const options = withDevices(chosen.options, settings);
  const { role = "server", host, port, once } = options;
  if (devices) closers.push(devices);
  const openCamera = devices?.openCamera ?? cameraOpener(options);
  const camera = devices?.takeCamera() ?? (options.camera === "none" ? undefined : await openCamera());
  const hosts = [{ host, port }, ...options.others ?? []];
  const servers = role === "client" && addresses === undefined
    ? await serverAddresses(systemNetwork, hosts)
    : (addresses ?? [host]).map((hostname) => ({ hostname, port }));
  const { wire, decodes, rememberPeer, remembered } = await openWire(
    options,
    servers,
    await decoders,
    say,
  );
  if (remembered) closers.push({ close: remembered });
  if (options.wire === "plain") {
    say("this call is not encrypted: anybody on the way can see and read it; and it has no sound");
  }
  const presence = role === "server" ? new ServerPresence(options, say) : undefined;
  if (presence) closers.push({ close: () => presence.stop() });
  const call = new Call(wire, {
    clock: systemClock,
    network: presence && options.stun ? await stunNetwork(options.stun, presence) : systemNetwork,
    camera,
    sound: options.sound ? devices?.takeSound() ?? await openSound(options, window?.sound) : undefined,
    openCamera,
    listCameras: () => listCameras(options),
    invitation: presence && ((code) => invitation(options, Deno.networkInterfaces(), code, presence.outside)),
    display: window ?? console.display,
    history,
    recording,
    rssBytes: () => Deno.memoryUsage().rss,
    rememberPeer,
    onLine: (line) => console.showLine?.(line),
    onState: (state) => {
      history.lastState = state;
      console.showState?.(state);
    },
    onEvent: (event) => {
      log?.write(event);
      console.onEvent(event);
      presence?.on(event);
      notifications?.on(event, role);
      unanswered.on(event);
    },
  }, {
    role,
    codeNumber: presence?.codeNumber,
    hostname: servers[0].hostname,
    serverHosts: addresses || role === "server" ? undefined : hosts,
    calledName: role === "server" ? undefined : serverName ?? host,
    port,
    name: ownName(options),
    decodes,
    chosen: {
      camera: options.camera === "none" ? undefined : options.camera,
      microphone: options.microphone,
      speaker: options.speaker,
    },
    cameraOff: settings?.cameraOn === false,
    muted: settings?.muted ?? options.muted,
    volume: settings?.volume,
    tones: options.tones,
    nextSteps,
    once,
  });
  if (presence) {
    presence.onCodeNumber = (number) => call.setCodeNumber(number);
    presence.onCandidates = () => call.setCandidates(presence.candidates());
  }
  return call;
}

/** A network whose sockets ask the STUN server that the options name. */
async function stunNetwork(server: HostPort, presence: ServerPresence): Promise<Network> {
  const { reflexiveNetwork } = await import("../../io/network/stun/reflexive_network.ts");
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return reflexiveNetwork(systemNetwork, {
    ...{ clock: systemClock, server, random },
    onAddress: (address) => presence.seenAt(address),
  });
}

/** The options with the devices that the person chose in the call before. A screen is not shared again by itself. */
function withDevices(options: Options, settings: CallSettings | undefined): Options {
  if (settings === undefined) return options;
  const { cameraOn, camera, microphone, speaker } = settings;
  const given = cameraOn && options.camera === "none" ? undefined : options.camera;
  return {
    ...options,
    camera: camera === "screen" ? given : camera ?? given,
    microphone: microphone ?? options.microphone,
    speaker: speaker ?? options.speaker,
  };
}
