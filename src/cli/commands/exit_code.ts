import type { EndReason } from "../../wire/wire.ts";

/** The exit statuses of vchat. Documented in .github/SCRIPTS.md. */
export const EXIT_CODE = {
  /** Either end ended the call normally. A client that calls again has not ended. */
  ok: 0,
  /** Something failed; standard error says what. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The server is in a call with somebody else. */
  busy: 3,
  /** The other end refused or declined the call, speaks another wire, or needs a code that nobody can type. */
  refused: 4,
  /** Nobody answered before this client gave up. */
  noAnswer: 5,
  /** A signal came before there was a call, or a second one: the status of a program that SIGINT ended. */
  interrupted: 130,
  /**
   * The reader of standard output, or of events on standard error, closed it: the status of a program that SIGPIPE ended.
   */
  closedPipe: 141,
} as const;

/** The exit status after a call that ended for this reason. */
export function exitCode(reason: EndReason): number {
  if (reason === "busy") return EXIT_CODE.busy;
  if (reason === "refused" || reason === "declined") return EXIT_CODE.refused;
  if (reason === "no_answer") return EXIT_CODE.noAnswer;
  return EXIT_CODE.ok;
}

/** The exit statuses in words, for the manual page. */
export const EXIT_STATUSES: readonly (readonly [status: number, meaning: string])[] = [
  [EXIT_CODE.ok, "either end ended the call normally"],
  [EXIT_CODE.failure, "something failed; standard error says what"],
  [EXIT_CODE.usage, "the command line is wrong"],
  [EXIT_CODE.busy, "the server is in a call with somebody else"],
  [
    EXIT_CODE.refused,
    "the other end refused or declined the call, or speaks the other wire, or nobody can type its code",
  ],
  [EXIT_CODE.noAnswer, "nobody answered before the time of --give-up or --seconds was over"],
  [EXIT_CODE.interrupted, "ended by a signal before there was a call, or by a second signal"],
  [EXIT_CODE.closedPipe, "the reader of standard output, or of events on standard error, closed it"],
];
