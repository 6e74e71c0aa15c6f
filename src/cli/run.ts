import type { Shell } from "./commands/completions/completion_script.ts";
import { EXIT_CODE } from "./commands/exit_code.ts";
import { commandHelp, helpText } from "./options/help_text.ts";
import { readOptionDefaults, unknownVariables } from "./options/option_defaults.ts";
import { parseArgs } from "./options/parse_args.ts";
import { print, printError, reserveForEvents } from "./console/print.ts";
import { reportError } from "./console/report_error.ts";
import { VERSION } from "./commands/version.ts";

/** Runs vchat with `argv`. Returns the exit code; every error has been reported. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    // The window's own process, started by `io/window/launch/window_process.ts`, runs the same executable.
    // In a binary with a built-in role (scripts/compile.ts), `--role ROLE` comes before it.
    if ((argv[0] === "--role" ? argv[2] : argv[0]) === "window") {
      return await (await import("../io/window/run_window.ts")).runWindow();
    }
    reserveForEvents(eventsOnStandardError(argv));
    const invocation = parseArgs(argv, () => {
      for (const problem of unknownVariables(Object.keys(Deno.env.toObject()))) {
        printError(`vchat: warning: ${problem}`);
      }
      return readOptionDefaults(Deno.build.os, Deno.env.get);
    });
    reserveForEvents(invocation.command === "call" && invocation.options.events === "-");
    switch (invocation.command) {
      case "help":
        print(invocation.about ? commandHelp(invocation.about) : helpText());
        return EXIT_CODE.ok;
      case "version":
        print(`vchat ${VERSION}`);
        return EXIT_CODE.ok;
      case "config":
        return (await import("./commands/config.ts")).runConfig();
      case "completions":
        print(
          (await import("./commands/completions/completion_script.ts")).completionScript(invocation.operand as Shell),
        );
        return EXIT_CODE.ok;
      case "man":
        print((await import("./commands/manual_page.ts")).manualPage());
        return EXIT_CODE.ok;
      case "devices":
        return await (await import("./commands/devices.ts")).runDevices(invocation.options, invocation.words ?? []);
      case "peers":
        return await (await import("./commands/peers.ts")).runPeers(invocation.options, invocation.words ?? []);
      case "doctor":
        return await (await import("./commands/doctor/doctor.ts")).runDoctor(invocation.options);
      case "demo":
        return await (await import("./commands/demo/demo.ts")).runDemo(invocation.options);
      case "call":
        return await (await import("./commands/run_call.ts")).runCall(invocation.options);
    }
  } catch (error) {
    return reportError(error);
  }
}

/** Whether events are to be written there, as far as can be told before the options are known. */
function eventsOnStandardError(argv: readonly string[]): boolean {
  return argv.some((arg, at) => arg === "--events=-" || (arg === "--events" && argv[at + 1] === "-"));
}
