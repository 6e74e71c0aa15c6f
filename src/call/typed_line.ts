/** How a typed line was understood. */
export interface TypedLine {
  /** It is a line for the peer: its id in later events. */
  readonly lineId?: number;
  /** It should have been a code: what is wrong with it. */
  readonly problem?: string;
}
