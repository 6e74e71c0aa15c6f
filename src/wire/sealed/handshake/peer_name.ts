/**
 * By what a peer is shown. Whoever knows the secret of one pair can call itself like the peer of another: `known`, what it
 * called itself when the two met, comes first, so that no name is long enough to push it out of sight.
 */
export function recognisedName(claimed: string, known: string | undefined): string {
  return !known || known === claimed ? claimed : `${known} (calls itself ${claimed})`;
}
