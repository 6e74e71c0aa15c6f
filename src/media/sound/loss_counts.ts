/** Packets of sound since the beginning, as an end counts those that it gets. Only differences have a meaning. */
export interface LossCounts {
  readonly receivedPackets: number;
  readonly lostPackets: number;
  /** In how many runs they were lost. */
  readonly lossRuns: number;
}
