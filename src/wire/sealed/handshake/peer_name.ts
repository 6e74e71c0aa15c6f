/**
 * The name to show for a peer. A peer can give itself the name of another. So `known`, its name when the two met, comes
 * first, where no long new name can push it out of sight.
 */
export function recognisedName(claimed: string, known: string | undefined): string {
  return !known || known === claimed ? claimed : `${known} (calls itself ${claimed})`;
}
