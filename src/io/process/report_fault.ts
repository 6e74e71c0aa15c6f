/**
 * Reports a fault of the program without ending the code that met it. The listener for uncaught errors gets it, as if it had
 * been thrown there. Without a listener it is printed on standard error, and the program continues as well.
 */
export function reportFault(fault: unknown): void {
  const message = fault instanceof Error ? fault.message : String(fault);
  const event = new ErrorEvent("error", { error: fault, message, cancelable: true });
  if (dispatchEvent(event)) console.error(fault);
}
