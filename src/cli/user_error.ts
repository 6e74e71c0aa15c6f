/** An error that a person can act on: what happened, and what to do next. */
export class UserError extends Error {
  override name = "UserError";
  constructor(message: string, readonly hint?: string) {
    super(message);
  }
}

/** Nobody to call was found in the time that was given. */
export class NoAnswerError extends UserError {
  override name = "NoAnswerError";
}

/** The command line is wrong. */
export class UsageError extends UserError {
  override name = "UsageError";
  constructor(message: string, hint = "see vchat --help") {
    super(message, hint);
  }
}

/** Several mistakes, such as those of a config file. Each is reported. */
export class UsageErrors extends UsageError {
  override name = "UsageErrors";
  constructor(readonly mistakes: readonly UsageError[]) {
    super(mistakes[0].message, mistakes[0].hint);
  }
}

/** Throws the mistake, or all of them as {@linkcode UsageErrors}, if there is one. */
export function throwMistakes(mistakes: readonly UsageError[]): void {
  if (mistakes.length > 1) throw new UsageErrors(mistakes);
  if (mistakes.length === 1) throw mistakes[0];
}
