/** Sealed calls between real processes: who gets in, who is remembered, and how calls end. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { withEnds } from "../fake/call_process.ts";
import { freeBasePort } from "../fake/free_base_port.ts";
import { UdpRelay } from "../fake/udp_relay.ts";
import { runVchat, VchatProcess } from "../fake/vchat_process.ts";

const BLIND = ["--camera", "none"];
const PICTURES = ["--camera", "test", "--width", "160", "--fps", "10"];

/** A code that is not the right one. */
const wrongCode = (code: string) => code.startsWith("apple-apple-") ? "zebra-apple-apple" : "apple-apple-apple";

// On Linux a process can be given a folder of its own for known peers, and a host has many loopback addresses.
if (Deno.build.os === "linux") {
  Deno.test("a client that leaves ends the call at both ends, and so does a server", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, PICTURES);
      const first = open("client", port, [...PICTURES, "--code", await server.code()]);
      await Promise.all([server.expect("frame_shown"), first.expect("frame_shown")]);
      await Promise.all([server.remembers(1), first.remembers(1)]);
      assertEquals(await first.leave(), 0);
      const left = await server.expect("ended");
      assertEquals([left.reason, left.final], ["peer_left", false]);

      const second = open("client", port, PICTURES);
      await second.expect("frame_shown");
      assertEquals(await server.leave(), 0);
      assertEquals((await second.expect("ended")).reason, "peer_left");
      assertEquals(await second.ended(), 0);
      assertMatch(second.stderr, /has left the call; the call lasted \d+:\d\d\n$/);
      assert(second.stderr.includes(`vchat: ${Deno.hostname()} has left`), second.stderr);
    }));

  Deno.test("a killed client is noticed, and gets its call back when restarted", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, PICTURES);
      const killed = open("client", port, [...PICTURES, "--code", await server.code()]);
      await server.expect("frame_shown");
      await Promise.all([server.remembers(1), killed.remembers(1)]);
      killed.kill("SIGKILL");
      await server.expect("interrupted");
      assertEquals(await server.of("ended"), []);
      const again = open("client", port, PICTURES);
      await again.expect("frame_shown");
      assertEquals((await server.expect("ended")).reason, "peer_silent");
      await server.expect("connected", 2);
    }));

  Deno.test("a killed server is noticed", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, PICTURES);
      const client = open("client", port, [...PICTURES, "--code", await server.code()]);
      await client.expect("frame_shown");
      server.kill("SIGKILL");
      await client.type("for nobody\n");
      await client.expect("interrupted");
      assertEquals(await client.leave(), 0);
      assertEquals((await client.expect("text_lost")).reason, "call_ended");
    }));

  Deno.test("during a call another known caller is told busy and exits with 3", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, BLIND);
      const codes = [await server.code()];
      const places = ["one", "two"];
      for (const place of places) {
        const client = open("client", port, [...BLIND, "--code", codes.at(-1)!], place);
        await client.expect("connected");
        await Promise.all([server.remembers(codes.length), client.remembers(1)]);
        assertEquals(await client.leave(), 0);
        await server.expect("ended", codes.length);
        codes.push(await server.code());
      }
      assertEquals(new Set(codes).size, 3, "a code is used once");

      const one = open("client", port, BLIND, "one");
      await Promise.all([one.expect("connected"), server.expect("connected", codes.length)]);
      const two = open("client", port, BLIND, "two");
      assertEquals(await two.ended(), 3);
      assertMatch(two.stderr, /the other end is in a call with somebody else\n$/);
      await one.type("still here\n");
      await server.until("stdout", /still here/);
    }));

  Deno.test("after three wrong codes the server makes a new one and says so; the new one works", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const relay = new UdpRelay({ hostname: "127.0.0.1", port });
      try {
        const server = open("server", port, BLIND);
        const code = await server.code(), wrong = wrongCode(code);
        relay.moveClient("127.0.0.2");
        const client = open("client", relay.address.port, [...BLIND, "--code", wrong]);
        for (const [guess, host] of ["127.0.0.3", "127.0.0.4", "127.0.0.5"].entries()) {
          const { reason } = await client.expect("code_needed", guess + 1);
          assertEquals(reason, "not_accepted");
          relay.moveClient(host); // a host that guessed wrong must wait
          if (guess < 2) await client.type(`${wrong}\n`);
        }
        const changed = await server.expect("code_changed");
        assertEquals([changed.reason, changed.guesser?.hostname], ["guessed", "127.0.0.4"]);
        assert(changed.code !== code);
        await server.until("stderr", /three wrong codes were tried \(the last from 127\.0\.0\.4\)/);
        assertEquals(await server.of("connected"), []);

        await client.type(`${code}\n`);
        assertEquals((await client.expect("code_needed", 4)).reason, "not_accepted");
        relay.moveClient("127.0.0.6");
        await client.type(`${changed.code}\n`);
        await Promise.all([client.expect("connected"), server.expect("connected")]);
        assertEquals((await server.expect("code_changed", 2)).reason, "used");
      } finally {
        await relay.close();
      }
    }));

  Deno.test("with --no-remember at either end nothing is kept, and the next call needs a code", () =>
    withEnds(async (open) => {
      for (const forgetful of ["server", "client"]) {
        const port = freeBasePort();
        const args = (role: string) => [...BLIND, ...(role === forgetful ? ["--no-remember"] : [])];
        const server = open("server", port, args("server"), forgetful);
        const client = open("client", port, [...args("client"), "--code", await server.code()], forgetful);
        await Promise.all([client.expect("connected"), server.expect("connected")]);
        assertEquals(await client.leave(), 0);
        const next = open("client", port, args("client"), forgetful);
        assertEquals((await next.expect("code_needed")).reason, "unknown_peer");
        assertEquals(await next.leave(), 130);
        assertEquals(await server.leave(), 0);
        for (const { peersFile } of [server, client]) assert(!exists(peersFile), peersFile);
      }
    }));

  Deno.test("peers can be listed and forgotten; the next call then needs a code", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, [...BLIND, "--name", "Ser\x1bver"]);
      const client = open("client", port, [...BLIND, "--code", await server.code(), "--name", "Zoë"]);
      await client.expect("connected");
      await Promise.all([server.remembers(1), client.remembers(1)]);
      assertEquals(await client.leave(), 0);
      for (const { peersFile } of [server, client]) assertEquals(Deno.statSync(peersFile).mode! & 0o777, 0o600);

      const atClient = { XDG_STATE_HOME: client.peersFile.replace(/\/vchat\/peers\.json$/, "") };
      const listed = await runVchat(["peers"], atClient);
      assertEquals(listed.code, 0);
      const [head, row] = listed.stdout.split("\n");
      assertMatch(head, /^NAME +LAST CALL +KNOWN SINCE +CALLED AT +ID$/);
      assertMatch(row, new RegExp(`^Ser␛ver +\\d{4}-.* 127\\.0\\.0\\.1:${port} +[0-9a-f]{16}$`));
      const json = await runVchat(["peers", "--json"], atClient);
      const [{ id, last_call, ...peer }] = JSON.parse(json.stdout);
      assertEquals(peer, { name: "Ser\x1bver", called_at: `127.0.0.1:${port}`, known_since: last_call });
      assert(Math.abs(Date.parse(last_call) - Date.now()) < 120_000);
      const { secret } = JSON.parse(Deno.readTextFileSync(client.peersFile)).peers[0];
      assert(!(listed.stdout + json.stdout).includes(secret));

      const unknown = await runVchat(["peers", "forget", "nobody"], atClient);
      assertEquals([unknown.code, unknown.stdout], [1, ""]);
      const forgotten = await runVchat(["peers", "forget", id], atClient);
      assertEquals([forgotten.code, forgotten.stderr.startsWith("vchat: forgot ")], [0, true]);
      const empty = await runVchat(["peers"], atClient);
      assertEquals([empty.code, empty.stdout], [0, ""]);
      const next = open("client", port, BLIND);
      assertEquals((await next.expect("code_needed")).reason, "unknown_peer");

      const atServer = { XDG_STATE_HOME: server.peersFile.replace(/\/vchat\/peers\.json$/, "") };
      assertMatch((await runVchat(["peers"], atServer)).stdout, /^Zoë .* - +[0-9a-f]{16}$/m);
    }));

  Deno.test("the link that --qr shows is all that a client needs, and works once", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, [...BLIND, "--qr"]);
      const code = await server.code();
      const link = `vchat://127.0.0.1:${port}#${code}`;
      await server.until("stderr", new RegExp(`${link}\n`));
      const env = { VCHAT_NO_WINDOW: "1", VCHAT_CAMERA: "none", VCHAT_NO_REMEMBER: "1" };
      for (const [answer, status] of [[/in call with .*, sealed/, 0], [/the code was not accepted/, 130]] as const) {
        const client = new VchatProcess([link], env);
        try {
          await client.until("stderr", answer);
        } finally {
          client.kill("SIGINT");
          assertEquals(await client.ended(), status);
        }
      }
    }));

  Deno.test("the code appears in no process title, and in no file except the events", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, PICTURES);
      const first = await server.code();
      const client = open("client", port, PICTURES);
      await client.expect("code_needed");
      await client.type(`${first}\n`);
      await server.expect("frame_shown");
      await Promise.all([server.remembers(1), client.remembers(1)]);
      const codes = [first, await server.code()];
      assert(codes[0] !== codes[1]);
      // Everything that ps shows of the ends and their descendants.
      assert(textOf(`/proc/${server.pid}/cmdline`).includes("server"));
      for (const pid of [server.pid, client.pid].flatMap(withDescendants)) {
        const title = ["cmdline", "comm", "environ"].map((file) => textOf(`/proc/${pid}/${file}`)).join();
        for (const code of codes) assert(!title.includes(code), title);
      }
      assertEquals(await client.leave(), 0);
      assertEquals(await server.leave(), 0);
      const told = (text: string) => text.split("\n").filter((line) => codes.some((code) => line.includes(code)));
      assertEquals(told(Deno.readTextFileSync(server.events)).map((line) => JSON.parse(line).event), [
        "listening",
        "code_changed",
      ]);
      for (const file of [client.events, client.peersFile, server.peersFile]) {
        assertEquals(told(Deno.readTextFileSync(file)), [], file);
      }
      assertEquals(told(client.stderr), []);
      assertEquals(told(client.stdout + server.stdout), []);
    }));
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A process and its descendants. */
function withDescendants(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return [pid, ...children.flatMap(withDescendants)];
}

/** A file of /proc; "" if its process has ended meanwhile, as an encoder that is tried out may. */
function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
