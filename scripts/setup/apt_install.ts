/** How a command ended. */
export interface CommandOutcome {
  readonly code: number;
  readonly stderr: string;
}

/** What {@linkcode aptInstall} needs from the machine. */
export interface AptHost {
  run(command: string, args: string[]): Promise<CommandOutcome>;
  sleep(ms: number): Promise<void>;
  /** Tells the person what the program waits for. */
  say(line: string): void;
}

/** How long to wait for another installation that holds apt's locks, in milliseconds. */
const LOCK_PATIENCE_MS = 300_000;
const LOCK_RETRY_MS = 5_000;

/**
 * Installs Debian packages as root. It updates the lists once, then installs all packages together. If that fails, it
 * installs them one by one, so that a package that is missing in this release does not affect the others. Returns why each
 * missing one could not be installed.
 */
export async function aptInstall(packages: readonly string[], host: AptHost): Promise<Map<string, string>> {
  // If the mirror cannot be reached, the lists of an earlier update are often good enough.
  await runUnlocked(["update", "-qq"], host);
  const failures = new Map<string, string>();
  if ((await install(packages, host)).code === 0) return failures;
  for (const name of packages) {
    const outcome = await install([name], host);
    if (outcome.code !== 0) failures.set(name, lastError(outcome));
  }
  return failures;
}

async function install(packages: readonly string[], host: AptHost): Promise<CommandOutcome> {
  const args = [
    "install",
    "-y",
    "-qq",
    "--no-install-recommends",
    // apt waits for dpkg's lock for this many seconds.
    "-o",
    `DPkg::Lock::Timeout=${LOCK_PATIENCE_MS / 1000}`,
    ...packages,
  ];
  const outcome = await runUnlocked(args, host);
  if (outcome.code === 0 || !outcome.stderr.includes("dpkg --configure -a")) return outcome;
  await host.run("dpkg", ["--configure", "-a"]);
  return await runUnlocked(args, host);
}

/** Runs apt-get when no other one runs. apt-get itself waits for dpkg's lock, but not for the lock of the lists. */
async function runUnlocked(args: string[], host: AptHost): Promise<CommandOutcome> {
  for (let waitedMs = 0;; waitedMs += LOCK_RETRY_MS) {
    const outcome = await host.run("apt-get", args);
    const locked = /Could not get lock|Unable to (?:acquire|lock)/.test(outcome.stderr);
    if (outcome.code === 0 || !locked || waitedMs >= LOCK_PATIENCE_MS) return outcome;
    if (waitedMs === 0) host.say("waiting for another installation on this machine to end");
    await host.sleep(LOCK_RETRY_MS);
  }
}

function lastError({ code, stderr }: CommandOutcome): string {
  const line = stderr.split("\n").findLast((line) => line.startsWith("E: "));
  return line?.slice(3).trim() ?? `apt-get ended with ${code}`;
}
