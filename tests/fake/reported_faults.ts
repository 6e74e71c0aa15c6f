/** Runs `body` and returns the messages of the uncaught errors that the program's own listener was given. */
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
