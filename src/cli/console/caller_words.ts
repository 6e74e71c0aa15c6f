import { visibleName } from "./visible_text.ts";

/**
 * Who calls: as in the window and in notifications. Our own words come first, so that a name cannot imitate them. `isKnown`: the two
 * have been in a call before; otherwise the name is only what the caller says.
 */
export function callerWords(name: string, isKnown: boolean): string {
  return `${isKnown ? "call" : "first call"} from ${visibleName(name)}`;
}
