import { assert, assertEquals } from "@std/assert";
import { runChecks } from "../../../../src/cli/commands/doctor/doctor.ts";
import { ok } from "../../../../src/cli/commands/doctor/check.ts";
import { availableDecoders } from "../../../../src/io/decode/available_decoders.ts";
import { availableEncoders } from "../../../../src/io/encode/available_encoders.ts";
import { selfCommand } from "../../../../src/io/process/self_command.ts";
import { freeBasePort } from "../../../fake/free_base_port.ts";

/** Runs `vchat doctor` with this environment and none of this machine's settings. It plays nothing unless `sound` is given. */
async function doctor(args: readonly string[], env: Record<string, string> = {}, sound = ["--no-sound"]) {
  const home = await Deno.makeTempDir();
  const { command, args: own } = selfCommand(["doctor", ...args, ...sound]);
  const kept = ["DENO_DIR", "HOME", "LOCALAPPDATA", "SystemRoot", "XDG_CACHE_HOME"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: own,
    clearEnv: true,
    env: {
      ...Object.fromEntries(kept),
      PATH: Deno.env.get("PATH") ?? "",
      XDG_CONFIG_HOME: home,
      XDG_STATE_HOME: home,
      ...env,
    },
    stdin: "null",
  }).output();
  await Deno.remove(home, { recursive: true });
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  return {
    code,
    stderr: new TextDecoder().decode(stderr),
    lines,
    /** The lines about `what`, without hints. */
    about: (what: string) => lines.filter((line) => line.slice(6).startsWith(what)),
  };
}

const hasNetwork = Deno.networkInterfaces().some(({ name }) => !/^lo/i.test(name));

Deno.test("doctor: one line per check on standard output, nothing elsewhere, and a verdict", async () => {
  const { code, lines, stderr } = await doctor(["--port", String(freeBasePort())]);
  assertEquals(stderr, "");
  for (const line of lines.slice(0, -1)) assert(/^(ok {4}|warn {2}|FAIL {2}| {19}- )\S/.test(line), line);
  const checks = [
    "vchat",
    "config",
    "permissions",
    "ffmpeg",
    "camera",
    "window",
    "peers",
    "addresses",
    "ports",
    "firewall",
  ];
  for (const what of [...checks, "discovery"]) {
    assert(lines.some((line) => line.slice(6).startsWith(what)), what);
  }
  for (const what of ["microphone", "loudspeaker", "echo"]) {
    assert(!lines.some((line) => line.slice(6).startsWith(what)), what);
  }
  const codecs = lines.filter((line) => line.slice(6).startsWith("codec "));
  assertEquals(codecs.map((line) => line.slice(6, 15)), ["codec VP8", "codec VP9", "codec AV1", "codec H.2"]);
  const decoders = await availableDecoders();
  for (const codec of (await availableEncoders()).filter((codec) => decoders.includes(codec))) {
    assert(codecs.includes(`ok    codec ${codec.toUpperCase()}    is encoded and decoded`), codecs.join("\n"));
  }
  assert(lines.at(-1)!.startsWith("a call would"));
  if (hasNetwork) assertEquals(code, 0);
});

Deno.test("doctor: the microphone is listened to, and its level is given", async () => {
  const { about } = await doctor(["--role", "client"], {}, [
    "--microphone",
    "test",
    "--speaker",
    "none",
    "--no-echo-cancel",
  ]);
  const [microphone] = about("microphone");
  assert(/^ok {4}microphone {3}test: works, -\d+ dB at its loudest in a second$/.test(microphone), microphone);
  assertEquals([about("loudspeaker"), about("echo")], [
    ["ok    loudspeaker  none, as asked for"],
    ["ok    echo         is not cancelled, as asked for"],
  ]);
});

Deno.test("doctor: without ffmpeg a call would work, with how to install it", async () => {
  const empty = await Deno.makeTempDir();
  const { code, about, lines } = await doctor(["--port", String(freeBasePort())], { PATH: empty });
  assertEquals(about("ffmpeg"), ["warn  ffmpeg       not found on the PATH"]);
  assert(lines.some((line) => /ffmpeg/.test(line) && /install/.test(line)));
  if (hasNetwork) assertEquals(code, 0);
  await Deno.remove(empty);
});

Deno.test("doctor: a broken ffmpeg is named with its path", async () => {
  const { about } = await doctor(["--port", String(freeBasePort()), "--ffmpeg", Deno.execPath()]);
  assertEquals(about("ffmpeg"), [`warn  ffmpeg       ${Deno.execPath()} is not a working ffmpeg`]);
});

Deno.test("doctor: a needed port that is taken is a failure, with number and program; otherwise a warning", async () => {
  const base = freeBasePort();
  const holder = Deno.listen({ port: base - 1 });
  const { code, about, lines } = await doctor(["--port", String(base), "--wire", "plain"]);
  const sealed = await doctor(["--port", String(base)]);
  holder.close();
  const [warning] = sealed.about("ports");
  assert(warning.startsWith(`warn  ports        TCP port ${base - 1} is taken by another program`), warning);
  const [line, ...more] = about("ports");
  assertEquals(more, []);
  assert(line.startsWith(`FAIL  ports        TCP port ${base - 1} is taken by another program`), line);
  if (Deno.build.os === "linux") assert(line.includes(`process ${Deno.pid}`), line);
  assertEquals([code, lines.at(-1)], [1, "a call would not work here: see what FAILs above"]);
});

Deno.test("doctor: a client needs no ports and no rules in the firewall", async () => {
  const base = freeBasePort();
  const holder = Deno.listen({ port: base - 1 });
  const { code, about } = await doctor(["--role", "client", "--port", String(base)]);
  holder.close();
  assertEquals([about("ports"), about("firewall")], [[], []]);
  if (hasNetwork) assertEquals(code, 0);
});

Deno.test("doctor: unreadable known peers are a failure, a place where none can be saved a warning", async () => {
  const home = await Deno.makeTempDir();
  try {
    const args = ["--port", String(freeBasePort())];
    await Deno.mkdir(`${home}/vchat`);
    await Deno.writeTextFile(`${home}/vchat/peers.json`, "{");
    const broken = await doctor(args, { XDG_STATE_HOME: home });
    const [line] = broken.about("peers");
    assert(line.startsWith(`FAIL  peers        the known peers in ${home}/vchat/peers.json cannot be read: `), line);
    assertEquals(broken.code, 1);
    if (Deno.build.os !== "windows") {
      await Deno.chmod(`${home}/vchat/peers.json`, 0o644);
      const [, exposed] = (await doctor(args, { XDG_STATE_HOME: home })).about("peers");
      assert(/^warn {2}peers .*others could read .*\(mode 644\)/.test(exposed), exposed);
      assertEquals((await Deno.stat(`${home}/vchat/peers.json`)).mode! & 0o777, 0o600);
    }
    await Deno.mkdir(`${home}/other`);
    await Deno.writeTextFile(`${home}/other/vchat`, "");
    const [none] = (await doctor(["--role", "client"], { XDG_STATE_HOME: `${home}/other` })).about("peers");
    assert(/^(?:FAIL|warn) {2}peers .*\/other\/vchat\/peers.json.*Not a directory/.test(none), none);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("doctor: a mistake in a variable is a failure, and the other checks still run", async () => {
  const { code, about, lines } = await doctor(["--port", String(freeBasePort())], { VCHAT_FPS: "many" });
  assertEquals(about("config"), ["FAIL  config       VCHAT_FPS must be a whole number from 1 to 240, not many"]);
  assert(about("discovery").length === 1 && lines.length > 10);
  assertEquals(code, 1);
});

Deno.test("doctor: a check that throws is reported, and no other is affected", async () => {
  const printed: string[] = [];
  const findings = await runChecks([
    () => [ok("first", "fine")],
    () => Promise.reject(new Error("unforeseen\x1b[2J")),
    () => {
      throw new Error("as well");
    },
    () => Promise.resolve([ok("last", "fine")]),
  ], (line) => printed.push(line));
  assertEquals(findings.map(({ status }) => status), ["ok", "fail", "fail", "ok"]);
  assertEquals(printed[1], "FAIL  doctor       a check failed: unforeseen␛[2J");
});
