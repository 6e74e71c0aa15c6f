import { readProcFile } from "./proc_file.ts";

/** Linux's clock tick in `/proc`, in milliseconds: 100 per second everywhere except on some old Alphas. */
const TICK_MS = 10;
/** Numbers of the fields in proc(5): user and system time of the process, then of its children that have ended. */
const TIME_FIELDS = [14, 15, 16, 17];
/** The first field after the name, which may hold spaces and brackets itself. */
const STATE_FIELD = 3;

/** The CPU time that a process has used, with that of its children that have ended. `undefined` if it is not known here. */
export function cpuMsOf(pid: number): number | undefined {
  return cpuMsIn(readProcFile(`/proc/${pid}/stat`));
}

/** The same, of the text of `/proc/PID/stat`. */
export function cpuMsIn(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = TIME_FIELDS.reduce((sum, number) => sum + Number(fields[number - STATE_FIELD]), 0);
  return Number.isFinite(ticks) ? ticks * TICK_MS : undefined;
}
