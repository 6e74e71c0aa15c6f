const running = new Set<Deno.ChildProcess>();

/** Starts a process that {@linkcode endAll} can end. */
export function spawn(command: string, options: Deno.CommandOptions): Deno.ChildProcess {
  const process = new Deno.Command(command, options).spawn();
  running.add(process);
  process.status.finally(() => running.delete(process));
  return process;
}

/** Ends what was started and still runs, if the benchmark itself is interrupted. */
export async function endAll(): Promise<void> {
  const ended = [...running].map((process) => {
    process.kill("SIGTERM");
    return process.status;
  });
  await Promise.all(ended);
}
