/** An error that a person can act on: what happened, and what to do next. */
export class PersonError extends Error {
  override name = "PersonError";
  constructor(message: string, readonly hint?: string) {
    super(message);
  }
}

/** The command line is wrong. */
export class UsageError extends PersonError {
  override name = "UsageError";
  constructor(message: string, hint = "see vchat --help") {
    super(message, hint);
  }
}
