import { EXIT_CODE } from "./exit_code.ts";
import { configPath } from "../options/option_defaults.ts";
import { UserError } from "../user_error.ts";
import { print } from "../console/print.ts";

/** `vchat config path`: prints the path of the config file to standard output. */
export function runConfig(): number {
  const path = configPath(Deno.build.os, Deno.env.get);
  if (path === undefined) {
    throw new UserError(
      "there is no place for a config file: this user has no home folder",
      Deno.build.os === "windows" ? "set APPDATA" : "set HOME",
    );
  }
  print(path);
  return EXIT_CODE.ok;
}
