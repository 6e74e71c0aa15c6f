/** Whether there is a screen that a window could be on. */
export function hasDisplay(os: typeof Deno.build.os, env: (name: string) => string | undefined): boolean {
  return os !== "linux" || Boolean(env("DISPLAY") || env("WAYLAND_DISPLAY"));
}
