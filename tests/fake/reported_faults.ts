/** Runs `body` and returns the messages of the faults that were reported meanwhile, as the program's own listener hears them. */
export async function reportedFaults(body: () => Promise<void>): Promise<string[]> {
  const messages: string[] = [];
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    messages.push((event.error as Error).message);
  };
  addEventListener("error", onError);
  try {
    await body();
  } finally {
    removeEventListener("error", onError);
  }
  return messages;
}
