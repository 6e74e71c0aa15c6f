/**
 * Removes the stand-ins of `scripts/std` from deno.json, and deletes deno.lock, so that the next command downloads the real
 * `@std` packages from JSR. A release does this to test with the real ones. Do not commit the result.
 */

/** `config`, the text of a deno.json, without its links. Throws a SyntaxError if it is not JSON. */
export function unlinkStd(config: string): string {
  const { links: _, ...rest } = JSON.parse(config);
  return JSON.stringify(rest, null, 2) + "\n";
}

if (import.meta.main) {
  const project = `${import.meta.dirname}/..`;
  await Deno.writeTextFile(`${project}/deno.json`, unlinkStd(await Deno.readTextFile(`${project}/deno.json`)));
  await Deno.remove(`${project}/deno.lock`);
  console.error("vchat: removed the links from deno.json, and deno.lock: `deno install` now downloads from JSR");
}
