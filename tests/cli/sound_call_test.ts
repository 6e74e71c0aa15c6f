/** Real ends that speak and hear, each a process of its own. */
import { assert, assertEquals } from "@std/assert";
import { CallProcess, withEnds } from "../fake/call_process.ts";
import { eventually } from "../fake/eventually.ts";
import { freeBasePort } from "../fake/free_base_port.ts";
import { HeardSpeech } from "../fake/heard_speech.ts";
import { HeardWav, lengthOf, testSound } from "../fake/heard_wav.ts";
import { inFolder } from "../fake/in_folder.ts";
import { hasPulseAudio, PulseServer } from "../fake/pulse_server.ts";
import { startInShell } from "../fake/shell_terminal.ts";
import { isThere, run } from "../media/recording/run_reader.ts";
import { readSpeech, toSoundRate } from "../vectors/sound/read_speech.ts";

const QUIET = ["--camera", "none", "--no-tones"];

// On Linux a process can be given a folder of its own for known peers.
if (Deno.build.os === "linux") {
  Deno.test("without any sound device, the test sound of each end is heard at the other, into a file", () =>
    inFolder((folder) =>
      withEnds(async (open) => {
        const port = freeBasePort();
        const [atServer, atClient] = [`${folder}/server.wav`, `${folder}/client.wav`].map((path) => new HeardWav(path));
        const unchanged = ["--no-echo-cancel", "--no-noise-suppression", "--no-gain-control"];
        const options = ({ path }: HeardWav) => [...QUIET, ...unchanged, "--microphone", "test", "--speaker", path];
        const server = open("server", port, options(atServer));
        const client = open("client", port, [...options(atClient), "--code", await server.code()]);
        await Promise.all([atServer.isHeard(), atClient.isHeard()]);
        assertEquals([await client.leave(), await server.leave()], [0, 0]);
        for (const { length } of await Promise.all([atServer.samples(), atClient.samples()])) assert(length > 0);
      })
    ));
}

if (Deno.build.os === "linux" && isThere("ffmpeg")) {
  Deno.test("a recording has the sound of the other end, while it is written and after a crash", () =>
    inFolder((folder) =>
      withEnds(async (open) => {
        const port = freeBasePort(), file = `${folder}/call.mkv`;
        const server = open("server", port, [...QUIET, "--microphone", "test", "--speaker", "none"]);
        const listening = [...QUIET, "--microphone", "none", "--speaker", "none", "--record", file];
        const client = open("client", port, [...listening, "--code", await server.code()]);
        const heardIn = async (bytes: Uint8Array<ArrayBuffer>) => {
          // Complaints do not count: a file that is being written may end in the middle of a block.
          const args = ["-v", "fatal", "-f", "matroska", "-i", "-", "-ar", "48000", "-ac", "1", "-f", "f32le", "-"];
          const { stdout } = await run("ffmpeg", args, bytes);
          const heard = new HeardSpeech(testSound());
          heard.hear(new Float32Array(stdout.slice().buffer));
          return heard.isHeard;
        };
        let length = 0;
        await eventually(async () => {
          await eventually(async () => await lengthOf(file) > length);
          const bytes = await Deno.readFile(file);
          length = bytes.length;
          return await heardIn(bytes);
        });
        client.signal("SIGKILL");
        await client.ended();
        assert(await heardIn(await Deno.readFile(file)));
      })
    ));
}

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  Deno.test("what is said into each microphone comes out of the other's loudspeaker, unless it is muted", () =>
    inFolder(async (folder) => {
      await using ends = new AsyncDisposableStack();
      const pulse = ends.use(new PulseServer());
      await pulse.start();
      for (const name of ["mic2", "spk2"]) {
        const sink = [`sink_name=${name}`, "rate=48000", "channels=1", "format=float32le"];
        await pulse.control("load-module", "module-null-sink", ...sink);
      }
      const env = { PULSE_SERVER: pulse.address }, port = freeBasePort();
      const server = new CallProcess("server", {
        ...{ folder, port, env },
        args: [...QUIET, "--microphone", "mic.monitor", "--speaker", "spk"],
      });
      ends.defer(async () => {
        server.signal("SIGKILL");
        await server.ended();
      });
      const client = await startInShell([
        ...["--role", "client", "--host", "127.0.0.1", "--port", String(port), "--code", await server.code()],
        ...[...QUIET, "--no-config", "--no-remember", "--no-window"],
        ...["--microphone", "mic2.monitor", "--speaker", "spk2"],
      ], { env });
      ends.defer(() => client.close());

      const fromServer = new HeardSpeech(toSoundRate(readSpeech("far.wav")));
      const fromClient = new HeardSpeech(toSoundRate(readSpeech("near.wav")));
      pulse.record("spk2.monitor", (samples) => fromServer.hear(samples));
      pulse.record("spk.monitor", (samples) => fromClient.hear(samples));
      pulse.play("mic", fromServer.speech);
      pulse.play("mic2", fromClient.speech);
      await eventually(() => fromServer.isHeard);
      await eventually(() => fromClient.isHeard);

      const muted = async (count: number) => {
        const { end, muted } = await server.expect("audio_muted", count);
        return [end, muted];
      };
      await client.press("M-m");
      assertEquals(await muted(1), ["peer", true]);
      await eventually(() => fromClient.quietMs > 1000);
      fromServer.forget();
      await eventually(() => fromServer.isHeard);

      fromClient.forget();
      await client.press("M-m");
      assertEquals(await muted(2), ["peer", false]);
      await eventually(() => fromClient.isHeard);
    }));
}
