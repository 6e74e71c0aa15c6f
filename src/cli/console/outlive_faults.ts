import { visibleText } from "./visible_text.ts";

/** Words of so many different faults are told; one that comes again and again is told once. */
const TOLD_FAULTS = 20;

/**
 * From now on an error that nobody caught, and a promise that nobody listens to and is rejected, ends nothing: it is told, and
 * the program goes on. `say` hears it in words. Returns how to end that.
 */
export function outliveFaults(say: (text: string) => void): () => void {
  const told = new Set<string>();
  const happened = (fault: unknown) => {
    const message = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
    if (told.has(message) || told.size >= TOLD_FAULTS) return;
    told.add(message);
    say(`a fault of vchat itself, please report it: ${visibleText(message)}; it goes on`);
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
