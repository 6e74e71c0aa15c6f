import { fail, type Finding, ok, warn } from "./check.ts";

const PERMISSION_NAMES = ["net", "run", "read", "write", "env", "ffi", "sys"] as const;
export type PermissionName = typeof PERMISSION_NAMES[number];

/** What is missing without a permission. Without `net` no call is possible. */
const WITHOUT: Readonly<Record<Exclude<PermissionName, "net">, string>> = {
  run: "no camera and no window",
  read: "no window, no config file, no known peers",
  write: "no recording, no known peers",
  env: "no window, no config file",
  ffi: "no native window",
  sys: "no list of own addresses, no announcing",
};

export interface PermissionProbe {
  readonly os: typeof Deno.build.os;
  /** Whether Deno grants the permission. */
  isGranted(name: PermissionName): Promise<boolean>;
  /** Linux's video devices, and whether this user may use each one. */
  videoDevices(): Promise<readonly { readonly path: string; readonly usable: boolean }[]>;
}

/** May this program and this user do what a call needs? */
export async function checkPermissions({ os, isGranted, videoDevices }: PermissionProbe): Promise<Finding[]> {
  const findings: Finding[] = [];
  const missing: PermissionName[] = [];
  for (const name of PERMISSION_NAMES) if (!await isGranted(name)) missing.push(name);
  for (const name of missing) {
    const hint = `start vchat with --allow-${name}`;
    if (name === "net") findings.push(fail("permissions", "Deno does not let it use the network", hint));
    else findings.push(warn("permissions", `Deno does not let it use ${name}: ${WITHOUT[name]}`, hint));
  }
  const locked = os === "linux" ? (await videoDevices()).filter(({ usable }) => !usable) : [];
  if (locked.length > 0) {
    findings.push(warn(
      "permissions",
      `this user may not use ${locked.map(({ path }) => path).join(", ")}`,
      "sudo usermod -aG video $USER, then log out and in again",
    ));
  }
  if (findings.length > 0) return findings;
  const hints = os === "darwin"
    ? ["macOS asks for the camera at its first use; later: System Settings, Privacy & Security, Camera, your terminal"]
    : os === "windows"
    ? ["Windows: Settings, Privacy & security, Camera: let desktop apps access your camera"]
    : [];
  return [ok("permissions", "nothing that vchat uses is denied", ...hints)];
}
