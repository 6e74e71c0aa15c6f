import { visibleText } from "./visible_text.ts";

/** The most different errors that are reported. The same error is reported only once. */
const REPORTED_ERRORS = 20;

/**
 * From now on an uncaught error or an unhandled rejection does not end the program. It is reported to `say` in words.
 * Returns a function that undoes this.
 */
export function surviveErrors(say: (text: string) => void): () => void {
  const reported = new Set<string>();
  const report = (error: unknown) => {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (reported.has(message) || reported.size >= REPORTED_ERRORS) return;
    reported.add(message);
    say(`a bug in vchat, please report it: ${visibleText(message)}; vchat goes on`);
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    report(event.error ?? event.message);
  };
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    report(event.reason);
  };
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  return () => {
    removeEventListener("error", onError);
    removeEventListener("unhandledrejection", onRejection);
  };
}
