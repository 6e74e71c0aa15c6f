import { visibleText } from "./visible_text.ts";

/** The most different errors that are reported. The same error is reported only once. */
const TOLD_FAULTS = 20;

/**
 * From now on an uncaught error or an unhandled rejection does not end the program. It is reported to `say` in words.
 * Returns a function that undoes this.
 */
export function outliveFaults(say: (text: string) => void): () => void {
  const told = new Set<string>();
  const happened = (fault: unknown) => {
    const message = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
    if (told.has(message) || told.size >= TOLD_FAULTS) return;
    told.add(message);
    say(`a bug in vchat, please report it: ${visibleText(message)}; vchat goes on`);
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    happened(event.error ?? event.message);
  };
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    happened(event.reason);
  };
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  return () => {
    removeEventListener("error", onError);
    removeEventListener("unhandledrejection", onRejection);
  };
}
