import { Call } from "../../call/call.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { systemNetwork } from "../../io/network/system_network.ts";
import { ownName } from "../options/own_name.ts";
import { invitation } from "../presence/invitation.ts";
import { ServerPresence } from "../presence/server_presence.ts";
import type { ChosenCall } from "../start/choose_call.ts";
import type { Closer } from "./close_all.ts";
import { cameraOpener, listCameras } from "./open_camera.ts";
import type { LastingParts } from "./open_lasting_parts.ts";
import { openSound } from "./open_sound.ts";
import { openWire } from "./open_wire.ts";

/** Opens what one call needs and the next will not, and adds what is to be closed after it to `closers`. */
export async function openCall(chosen: ChosenCall, lasting: LastingParts, closers: Closer[]): Promise<Call> {
  const { options, addresses, serverName, devices } = chosen;
  const { console, window, log, recording, decoders, history, notifications, unanswered, say } = lasting;
  const { role = "server", host, port, once } = options;
  if (devices) closers.push(devices);
  const openCamera = devices?.openCamera ?? cameraOpener(options);
  const camera = devices?.takeCamera() ?? (options.camera === "none" ? undefined : await openCamera());
  const hostnames = addresses ?? (role === "client" ? await systemNetwork.resolve(host) : [host]);
  const { wire, decodes, rememberPeer, remembered } = await openWire(
    options,
    hostnames.map((hostname) => ({ hostname, port })),
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
    network: systemNetwork,
    camera,
    sound: options.sound ? devices?.takeSound() ?? await openSound(options, window?.sound) : undefined,
    openCamera,
    listCameras: () => listCameras(options),
    invitation: presence && ((code) => invitation(options, Deno.networkInterfaces(), code)),
    display: window ?? console.display,
    history,
    recording,
    rssBytes: () => Deno.memoryUsage().rss,
    rememberPeer,
    onLine: (line) => console.showLine?.(line),
    onState: (state) => console.showState?.(state),
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
    hostname: hostnames[0],
    serverName: addresses || role === "server" ? undefined : host,
    calledName: role === "server" ? undefined : serverName ?? host,
    port,
    name: ownName(options),
    decodes,
    muted: options.muted,
    tones: options.tones,
    once,
  });
  if (presence) presence.onCodeNumber = (number) => call.setCodeNumber(number);
  return call;
}
