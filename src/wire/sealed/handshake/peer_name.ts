/**
 * The name that a peer is shown by. A peer can give itself the name of another peer: `known`, what it
 * called itself when the two met, comes first, so that no new name is long enough to push it out of sight.
 */
export function recognisedName(claimed: string, known: string | undefined): string {
  return !known || known === claimed ? claimed : `${known} (calls itself ${claimed})`;
}
