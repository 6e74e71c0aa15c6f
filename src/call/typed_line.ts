/** How a typed line was understood. */
export interface TypedLine {
  /** It is a line for the peer: its id in later events. */
  readonly lineId?: number;
  /** It should have been a code, or an answer to a caller: what is wrong with it. */
  readonly problem?: string;
  /** What it should have been. */
  readonly wanted?: "code" | "answer";
}
