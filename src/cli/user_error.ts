/** An error that a person can act on: what happened, and what to do next. */
export class UserError extends Error {
  override name = "UserError";
  constructor(message: string, readonly hint?: string) {
    super(message);
  }
}

/** The command line is wrong. */
export class UsageError extends UserError {
  override name = "UsageError";
  constructor(message: string, hint = "see vchat --help") {
    super(message, hint);
  }
}
