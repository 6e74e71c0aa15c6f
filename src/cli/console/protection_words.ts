/** Says whether others on the network can see and hear a call. */
export function protectionWords(sealed: boolean | undefined): string {
  return sealed ? "sealed" : "not encrypted";
}
