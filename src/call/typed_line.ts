/** What a typed line was. */
export interface TypedLine {
  /** One for the peer: what its events call it. */
  readonly lineId?: number;
  /** It was to be a code: what is wrong with it. */
  readonly problem?: string;
}
