import { assert, assertEquals } from "@std/assert";
import { type Finding, formatFinding, shownFinding, wouldWork } from "../../../../src/cli/commands/doctor/check.ts";
import { checkAddresses } from "../../../../src/cli/commands/doctor/check_addresses.ts";
import { checkCameras, type FirstPicture } from "../../../../src/cli/commands/doctor/check_cameras.ts";
import { checkCodecs } from "../../../../src/cli/commands/doctor/check_codecs.ts";
import { checkConfig } from "../../../../src/cli/commands/doctor/check_config.ts";
import { checkDiscovery } from "../../../../src/cli/commands/doctor/check_discovery.ts";
import { checkFfmpeg } from "../../../../src/cli/commands/doctor/check_ffmpeg.ts";
import { checkPermissions, type PermissionName } from "../../../../src/cli/commands/doctor/check_permissions.ts";
import { checkPeers, type PeersProbe } from "../../../../src/cli/commands/doctor/check_peers.ts";
import { checkPorts } from "../../../../src/cli/commands/doctor/check_ports.ts";
import { checkWindow, type WindowProbe } from "../../../../src/cli/commands/doctor/check_window.ts";
import { ownAddresses } from "../../../../src/cli/presence/own_addresses.ts";
import { UsageError, UsageErrors } from "../../../../src/cli/user_error.ts";
import type { PredictiveCodec } from "../../../../src/port/encoded_frame.ts";
import { NetworkError } from "../../../../src/port/network.ts";
import { HOSTED, LONELY } from "../../../fake/recorded_interfaces.ts";

const brief = (findings: readonly Finding[]) => findings.map(({ status, detail }) => `${status}: ${detail}`);
const hints = (findings: readonly Finding[]) => findings.flatMap(({ hints = [] }) => hints).join("\n");

Deno.test("a finding is one line, each hint another, and a terminal would execute nothing in them", () => {
  const finding = { status: "warn", what: "camera 0", detail: "Cam\x1b[2J", hints: ["plug\nit in"] } as const;
  assertEquals(formatFinding(finding), [
    "warn  camera 0     Cam␛[2J",
    "                   - plug␊it in",
  ]);
  assert(formatFinding({ ...finding, status: "fail" })[0].startsWith("FAIL  "));
});

Deno.test("a call works with warnings, but not with a failure", () => {
  const finding = (status: Finding["status"]): Finding => ({ status, what: "x", detail: "y" });
  assert(wouldWork([]));
  assert(wouldWork([finding("ok"), finding("warn")]));
  assert(!wouldWork([finding("ok"), finding("fail"), finding("warn")]));
});

Deno.test("ffmpeg: its version, or that it is missing and the test picture is used", async () => {
  const howToGet = "brew install ffmpeg";
  const nothing = () => Promise.resolve(undefined);
  const find = () => Promise.resolve({ path: "/usr/bin/ffmpeg", version: "7.1.2" });
  assertEquals(brief(await checkFfmpeg({ find, howToGet })), ["ok: 7.1.2 (/usr/bin/ffmpeg)"]);

  const missing = await checkFfmpeg({ find: nothing, howToGet });
  assertEquals(brief(missing), ["warn: not found on the PATH"]);
  assert(hints(missing).includes(howToGet) && hints(missing).includes("test picture"));

  const other = await checkFfmpeg({ find: nothing, wanted: "/bin/true", howToGet });
  assertEquals(brief(other), ["warn: /bin/true is not a working ffmpeg"]);
  assert(!hints(other).includes(howToGet));
});

Deno.test("cameras: the size of each picture for each codec, or why there is none", async () => {
  const devices = [{ index: 0, name: "Front" }, { index: 1, name: "Back" }, { index: 2, name: "Side" }];
  const inUse: FirstPicture = { problem: "/dev/video1 is in use", hint: "close the other program" };
  const pictures: FirstPicture[][] = [
    [{ width: 1280, height: 720 }, { width: 400, height: 300 }],
    [inUse, inUse],
    [{ problem: "no picture within 8 seconds" }, { width: 400, height: 300 }],
  ];
  let open = 0;
  const findings = await checkCameras({
    list: () => Promise.resolve(devices),
    codecs: () => Promise.resolve(["vp8", "jpeg"]),
    firstPicture: async ({ index }, codec) => {
      assertEquals(open++, 0, "one at a time");
      await Promise.resolve();
      open--;
      return pictures[index][codec === "vp8" ? 0 : 1];
    },
  });
  assertEquals(findings.map(({ what }) => what), ["camera 0", "camera 1", "camera 2"]);
  assertEquals(brief(findings), [
    "ok: Front: 1280x720 as VP8, 400x300 as JPEG",
    "warn: Back: as VP8 /dev/video1 is in use, as JPEG /dev/video1 is in use",
    "warn: Side: 400x300 as JPEG, as VP8 no picture within 8 seconds",
  ]);
  assertEquals(hints(findings), "close the other program");
});

Deno.test("cameras: none, or no list, is a warning, because a call works without", async () => {
  const never = () => Promise.reject(new Error("not to be opened"));
  const none = await checkCameras({ list: () => Promise.resolve([]), codecs: never, firstPicture: never });
  assertEquals(brief(none), ["warn: none found"]);
  assert(hints(none).includes("--camera test"));
  const broken = await checkCameras({
    list: () => Promise.reject(new Error("no v4l2")),
    codecs: never,
    firstPicture: never,
  });
  assertEquals(brief(broken), ["warn: the cameras cannot be listed: no v4l2"]);
});

/** An ffmpeg with these encoders and decoders, of which some do not work. */
function codecs(encoders: PredictiveCodec[], decoders: PredictiveCodec[], broken: string[] = []) {
  return checkCodecs({
    encoders: () => Promise.resolve(encoders),
    h264Encoder: () => Promise.resolve(encoders.includes("h264") ? "h264_vaapi" : undefined),
    decoders: () => Promise.resolve(decoders),
    encode: (codec) => Promise.resolve(broken.includes(`encode ${codec}`) ? undefined : new Uint8Array(1)),
    decode: (codec) => Promise.resolve(!broken.includes(`decode ${codec}`)),
  });
}

Deno.test("codecs: what this machine encodes and decodes, each with a word", async () => {
  const all = await codecs(["vp8", "vp9", "av1", "h264"], ["vp8", "vp9", "av1", "h264"]);
  assertEquals(all.map(({ what }) => what), ["codec VP8", "codec VP9", "codec AV1", "codec H.264"]);
  assertEquals(brief(all), [
    ...Array(3).fill("ok: is encoded and decoded"),
    "ok: is encoded by h264_vaapi and decoded",
  ]);
  assertEquals(await codecs([], []), []);

  const few = await codecs([], ["vp8", "vp9"]);
  assertEquals(brief(few), [
    "warn: is not encoded: this ffmpeg was built without libvpx; is decoded",
    "ok: is not encoded: this ffmpeg was built without libvpx; is decoded",
    "warn: is not encoded: this ffmpeg was built without libaom; is not decoded by this ffmpeg",
    "ok: is not encoded: this ffmpeg was built without libx264 and libopenh264, and no hardware encodes it; is not decoded by this ffmpeg",
  ]);
  assertEquals(
    hints(few),
    [
      "calls send JPEGs instead, which take six times the bits; use a complete ffmpeg",
      "calls send VP8 instead",
      "calls send VP8 instead",
      "pictures in it are shown if the window can decode them itself",
      "only --codec h264 needs it",
      "pictures in it are shown if the window can decode them itself",
    ].join("\n"),
  );
});

Deno.test("codecs: an encoder or decoder that is there and does not work is a warning", async () => {
  const broken = ["encode vp8", "encode vp9", "decode av1", "decode h264"];
  const findings = await codecs(["vp8", "vp9", "av1", "h264"], ["vp8", "vp9", "av1", "h264"], broken);
  assertEquals(brief(findings), [
    "warn: the encoder gives no frame; is decoded",
    "warn: the encoder gives no frame; is decoded",
    "warn: is encoded; the decoder gives no picture",
    "warn: is encoded by h264_vaapi; the decoder gives no picture",
  ]);
  assert(hints(findings).startsWith("--codec jpeg works without it\n--codec vp8 works without it\n"));
});

Deno.test("permissions: the network is needed, nothing else is", async () => {
  const check = (denied: PermissionName[], os: typeof Deno.build.os = "linux") =>
    checkPermissions({
      os,
      isGranted: (name) => Promise.resolve(!denied.includes(name)),
      videoDevices: () => Promise.resolve([]),
    });
  assertEquals(brief(await check([])), ["ok: nothing that vchat uses is denied"]);
  const denied = await check(["net", "run"]);
  assertEquals(denied.map(({ status }) => status), ["fail", "warn"]);
  assert(hints(denied).includes("--allow-net") && denied[1].detail.includes("no camera"));
  assert(hints(await check([], "darwin")).includes("Privacy & Security"));
  assert(hints(await check([], "windows")).includes("Camera"));
});

Deno.test("permissions: a video device that this user may not use, on Linux", async () => {
  const probe = {
    isGranted: () => Promise.resolve(true),
    videoDevices: () =>
      Promise.resolve([{ path: "/dev/video0", usable: true }, { path: "/dev/video2", usable: false }]),
  };
  const findings = await checkPermissions({ os: "linux", ...probe });
  assertEquals(brief(findings), ["warn: this user may not use /dev/video2"]);
  assert(hints(findings).includes("usermod -aG video"));
  assertEquals((await checkPermissions({ os: "darwin", ...probe }))[0].status, "ok");
});

const window: WindowProbe = {
  os: "linux",
  loadLibrary: () => {},
  displayName: () => ":0",
  displayAnswers: () => Promise.resolve(true),
  findBrowser: () => Promise.resolve(undefined),
};
const noGtk = () => {
  throw new Error("libwebkitgtk-6.0.so.4: cannot open shared object file");
};

Deno.test("window: the library loads, and there is a screen", async () => {
  assertEquals(brief(await checkWindow(window)), ["ok: the native window's library loads"]);
  assertEquals((await checkWindow({ ...window, os: "darwin", displayName: () => undefined }))[0].status, "ok");
});

Deno.test("window: no screen, one that does not answer, and no library each have a hint", async () => {
  const noScreen = await checkWindow({ ...window, displayName: () => undefined });
  assertEquals(brief(noScreen), ["warn: no screen here (neither WAYLAND_DISPLAY nor DISPLAY is set)"]);
  const dead = await checkWindow({ ...window, displayAnswers: () => Promise.resolve(false) });
  assertEquals(brief(dead), ["warn: the screen :0 does not answer"]);
  const noLibrary = await checkWindow({ ...window, loadLibrary: noGtk });
  assertEquals(noLibrary[0].status, "warn");
  assert(hints(noLibrary).includes("apt install libwebkitgtk-6.0-4"));
  const browser = await checkWindow({
    ...window,
    loadLibrary: noGtk,
    findBrowser: () => Promise.resolve("/usr/bin/chromium"),
  });
  assert(browser[0].detail.endsWith("/usr/bin/chromium shows it instead"), browser[0].detail);
  assert(hints(await checkWindow({ ...window, os: "windows", loadLibrary: noGtk })).includes("WebView2"));
});

Deno.test("ports: all four are tried; a taken one is a failure that names the program", async () => {
  const tried: string[] = [];
  const free = await checkPorts(5000, {
    bind: (transport, port) => Promise.resolve(void tried.push(`${transport} ${port}`)),
    holder: () => Promise.reject(new Error("not to be asked")),
  });
  assertEquals(tried, ["udp 4997", "tcp 4998", "tcp 4999", "udp 5000"]);
  assertEquals(brief(free), ["ok: UDP 4997 and 5000, TCP 4998 and 4999 are free"]);

  const taken = await checkPorts(5000, {
    bind: (transport, port) =>
      transport === "tcp"
        ? Promise.reject(new NetworkError(`TCP port ${port} is taken by another program`, "choose --port"))
        : Promise.resolve(),
    holder: (_, port) => Promise.resolve(port === 4998 ? "vchat, process 17" : undefined),
  });
  assertEquals(brief(taken), [
    "fail: TCP port 4998 is taken by another program (it is vchat, process 17)",
    "fail: TCP port 4999 is taken by another program",
  ]);
  assert(hints(taken).includes("choose --port"));
});

Deno.test("ports on the sealed wire: the first is needed, the text ports are useful, the last is not tried", async () => {
  const check = (isTaken: (port: number) => boolean) =>
    checkPorts(5000, {
      bind: (_, port) =>
        isTaken(port) ? Promise.reject(new NetworkError(`port ${port} is taken`, "choose --port")) : Promise.resolve(),
      holder: () => Promise.resolve(undefined),
    }, "sealed");
  assertEquals(brief(await check(() => false)), ["ok: UDP 5000, TCP 4998 and 4999 are free"]);
  assertEquals(brief(await check((port) => port < 5000)), ["warn: port 4998 is taken", "warn: port 4999 is taken"]);
  assertEquals(brief(await check((port) => port === 5000)), ["fail: port 5000 is taken"]);
});

Deno.test("addresses: those to give to the peer; no address is a failure", () => {
  const hosted = checkAddresses(ownAddresses(HOSTED), 5000);
  assertEquals(brief(hosted), ["ok: 2 to call this machine at"]);
  assert(hints(hosted).includes("vchat 203.0.113.5 --port 5000"));
  assertEquals(checkAddresses(ownAddresses(LONELY), 5000)[0].status, "fail");
});

Deno.test("config: the file and what is set; a mistake is a failure", () => {
  const probe = { path: "/home/a/.config/vchat/vchat.conf", exists: () => false, read: () => [], unknown: () => [] };
  assertEquals(brief(checkConfig(probe)), ["ok: /home/a/.config/vchat/vchat.conf (none, and none needed)"]);
  const set = { ...probe, exists: () => true, read: () => [{ name: "fps", text: "15", source: "VCHAT_FPS" }] };
  assertEquals(brief(checkConfig(set)), ["ok: /home/a/.config/vchat/vchat.conf"]);
  assert(hints(checkConfig(set)).includes("fps"));
  const wrong = checkConfig({
    ...probe,
    read: () => {
      throw new UsageError("line 3: unknown option widht", "did you mean width?");
    },
  });
  assertEquals([brief(wrong), hints(wrong)], [["fail: line 3: unknown option widht"], "did you mean width?"]);
  const many = checkConfig({
    ...probe,
    read: () => {
      throw new UsageErrors([new UsageError("line 3", "one"), new UsageError("line 4", "two")]);
    },
  });
  assertEquals([brief(many), hints(many)], [["fail: line 3", "fail: line 4"], "one\ntwo"]);
  const unknown = checkConfig({ ...probe, unknown: () => ["VCHAT_X is ignored"] });
  assertEquals(brief(unknown).at(-1), "warn: VCHAT_X is ignored");
});

Deno.test("discovery: servers, no servers, or why the network cannot be searched", async () => {
  const anna = { key: "k", name: "Anna", addresses: ["192.168.1.9"], port: 9699 };
  const found = await checkDiscovery(() => Promise.resolve({ servers: [anna] }));
  assertEquals([brief(found), hints(found)], [["ok: one server in this network"], "Anna: 192.168.1.9, port 9699"]);
  assertEquals((await checkDiscovery(() => Promise.resolve({ servers: [] })))[0].status, "ok");
  const failed = await checkDiscovery(() => Promise.resolve({ problem: "EACCES" }));
  assertEquals(failed[0].status, "warn");
  assert(hints(failed).includes("vchat ADDRESS"));
});

Deno.test("peers: how many, unreadable, or impossible to save", () => {
  const check = (probe: Partial<PeersProbe>) =>
    checkPeers({
      path: "/s/peers.json",
      count: () => 0,
      makePrivate: () => undefined,
      obstacle: () => undefined,
      ...probe,
    })[0];
  assertEquals([check({}).status, check({}).detail], ["ok", "nobody is known yet"]);
  assertEquals(check({ count: () => 3 }).detail, "3 known");
  assertEquals(check({ path: undefined }).status, "fail");
  const unreadable = check({
    count: () => {
      throw new Error("permission denied");
    },
  });
  assertEquals(unreadable.status, "fail");
  assertEquals(unreadable.detail, "the known peers in /s/peers.json cannot be read: permission denied");
  const full = check({ obstacle: () => "read-only file system" });
  assertEquals([full.status, full.detail], ["warn", "no peer can be kept in /s/peers.json: read-only file system"]);
});

Deno.test("peers: a list that others could read is reported, repaired or not; --no-remember needs no list", () => {
  const probe: PeersProbe = {
    path: "/s/peers.json",
    count: () => 0,
    makePrivate: () => 0o644,
    obstacle: () => undefined,
  };
  const [list, told] = checkPeers(probe);
  assertEquals([told.status, list.status], ["warn", "ok"]);
  assertEquals(told.detail, "others could read /s/peers.json (mode 644), which holds secrets: now only you can");
  const makePrivate = () => {
    throw new Error("operation not permitted");
  };
  const [, kept] = checkPeers({ ...probe, makePrivate });
  assertEquals(kept.detail, "others can read /s/peers.json, which holds secrets: operation not permitted");
  assertEquals(checkPeers({ ...probe, path: undefined }, false).map(({ status }) => status), ["ok"]);
});

Deno.test("a finding is coloured by its severity, only if colours are wanted", () => {
  const finding = { status: "fail", what: "ports", detail: "taken\x1b[0m", hints: ["end it"] } as const;
  assertEquals(formatFinding(finding), ["FAIL  ports        taken␛[0m", `${" ".repeat(19)}- end it`]);
  assertEquals(formatFinding(finding, true)[0], "\x1b[1;31mFAIL\x1b[0m  ports        taken␛[0m");
  assertEquals(formatFinding({ ...finding, status: "ok" }, true)[0], "\x1b[32mok\x1b[0m    ports        taken␛[0m");
});

Deno.test("a finding for other programs has every field, and no password", () => {
  assertEquals(shownFinding({ status: "warn", what: "cameras", detail: "rtsp://a:s3cret@cam/1" }), {
    ...{ status: "warn", what: "cameras", detail: "rtsp://***@cam/1", hints: [] },
  });
});
