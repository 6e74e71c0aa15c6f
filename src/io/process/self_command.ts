/** What a process of vchat may do; the same that `deno task` and `deno compile` name. */
export const PERMISSIONS = [
  "--allow-net",
  "--allow-run",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-ffi",
  "--allow-sys",
];

/** The command that starts this very program again with `args`: the compiled binary, or Deno with `main.ts`. */
export function selfCommand(args: readonly string[]): { readonly command: string; readonly args: string[] } {
  if (Deno.build.standalone) return { command: Deno.execPath(), args: [...args] };
  const main = new URL("../../../main.ts", import.meta.url).href;
  return { command: Deno.execPath(), args: ["run", "--quiet", ...PERMISSIONS, main, ...args] };
}
