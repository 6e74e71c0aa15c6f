import { assertEquals } from "@std/assert";
import { selfCommand } from "../../../src/io/process/self_command.ts";
import { randomBasePort } from "../../fake/vchat_process.ts";

/** At a signal, throws errors that no part of vchat would catch, each twice. */
const FAULTS = `
  Deno.addSignalListener("SIGUSR1", () => {
    for (let n = 0; n < 2; n++) {
      Promise.reject(new Error("from \\x1b[2J nowhere"));
      setTimeout(() => { throw new TypeError("thrown by a timer"); });
      Promise.reject(undefined);
    }
  });
`;
const EXPECTED = ["Error: from ␛[2J nowhere", "undefined", "TypeError: thrown by a timer"];
const CALL = ["--role", "server", "--no-announce", "--no-remember"];

if (Deno.build.os !== "windows") {
  for (const [what, args, up] of [["a call", CALL, /waiting for/], ["the demo", ["demo"], /in call/]] as const) {
    Deno.test(`uncaught errors do not end ${what}, and each is reported once`, async () => {
      const preload = await Deno.makeTempFile({ prefix: "vchat-faults-", suffix: ".js" });
      await Deno.writeTextFile(preload, FAULTS);
      const more = ["--no-config", "--no-window", "--camera", "none", "--wire", "plain"];
      const self = selfCommand([...args, ...more, "--port", String(randomBasePort()), "--seconds", "60"]);
      const process = new Deno.Command(self.command, {
        args: [self.args[0], "--preload", preload, ...self.args.slice(1)],
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      try {
        const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
        let stderr = "";
        const until = async (done: () => boolean) => {
          while (!done()) {
            const { value } = await reader.read();
            if (value === undefined) throw new Error(`it ended:\n${stderr}`);
            stderr += value;
          }
        };
        await until(() => up.test(stderr));
        process.kill("SIGUSR1");
        const reported = () => stderr.split("\n").slice(0, -1).filter((line) => line.includes("a bug in vchat"));
        await until(() => reported().length >= EXPECTED.length);
        process.kill("SIGTERM");
        while (!(await reader.read()).done);
        // The demo without a camera fails, because it has no frames to count. The call was left before anybody called.
        assertEquals((await process.status).code, args[0] === "demo" ? 1 : 130);
        assertEquals(
          reported().toSorted(),
          EXPECTED.map((text) => `vchat: a bug in vchat, please report it: ${text}; vchat goes on`).toSorted(),
        );
      } finally {
        await Deno.remove(preload);
      }
    });
  }
}
