/** A terminal that does not know its size has this one. */
const USUAL_SIZE = { columns: 80, rows: 24 };
/** Windows does not report a new size, so it is checked this often. */
const LOOK_EVERY_MS = 500;
/** After this program has stopped itself, the signal that it continues arrives within this time. */
const SIGNAL_MS = 1000;

/** The size in characters of the terminal that this program runs in. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : USUAL_SIZE;
  } catch {
    return USUAL_SIZE;
  }
}

export interface TerminalWatch {
  /**
   * Stops this program and those it was started with, as Ctrl-Z does; returns when a shell continues them. Where no shell
   * waits to do that, the system lets them continue immediately. Windows has no such state.
   */
  stopJob(): void;
  close(): void;
}

/** Reports when the terminal has another size, and when this program continues after others have stopped it. */
export function watchTerminal(
  { onResize, onContinue }: { readonly onResize: () => void; readonly onContinue: () => void },
): TerminalWatch {
  if (Deno.build.os === "windows") {
    let last = JSON.stringify(terminalSize());
    const timer = setInterval(() => {
      const now = JSON.stringify(terminalSize());
      if (now !== last) onResize();
      last = now;
    }, LOOK_EVERY_MS);
    return { stopJob: () => {}, close: () => clearInterval(timer) };
  }
  let wentOnMs = -Infinity;
  const onSignal = () => {
    if (performance.now() - wentOnMs > SIGNAL_MS) onContinue();
  };
  Deno.addSignalListener("SIGWINCH", onResize);
  Deno.addSignalListener("SIGCONT", onSignal);
  return {
    stopJob() {
      try {
        Deno.kill(0, "SIGTSTP");
      } catch {
        // Deno does not let this program send signals, so it continues.
      }
      wentOnMs = performance.now();
    },
    close() {
      Deno.removeSignalListener("SIGWINCH", onResize);
      Deno.removeSignalListener("SIGCONT", onSignal);
    },
  };
}
