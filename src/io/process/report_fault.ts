/**
 * Makes a fault of the program seen that must not end what met it: the listener for errors that nobody caught hears it, as if it had
 * been thrown there. Where there is none, standard error does, and the program goes on as well.
 */
export function reportFault(fault: unknown): void {
  const message = fault instanceof Error ? fault.message : String(fault);
  const event = new ErrorEvent("error", { error: fault, message, cancelable: true });
  if (dispatchEvent(event)) console.error(fault);
}
