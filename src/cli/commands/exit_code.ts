/** What the exit status of vchat means. Documented in the README. */
export const EXIT_CODE = {
  /** The call ended normally, by whichever end: a client that calls again is not at its end. */
  ok: 0,
  /** Something failed; standard error says what. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The server is in a call with somebody else. */
  busy: 3,
  /** The other end refused the call, or speaks another wire. */
  refused: 4,
  /** Whoever read standard output, or the events on standard error, does not any more: as a shell tells of a program that SIGPIPE ended. */
  closedPipe: 141,
} as const;
