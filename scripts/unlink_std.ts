/**
 * Takes the stand-ins of `scripts/std` out of deno.json, and with them deno.lock, so that the next command fetches the real
 * `@std` packages from JSR. For a release, which proves that the real ones work. Not to be committed.
 */

/** `config`, the text of a deno.json, without its links. Throws a SyntaxError when it is not JSON. */
export function unlinkStd(config: string): string {
  const { links: _, ...rest } = JSON.parse(config);
  return JSON.stringify(rest, null, 2) + "\n";
}

if (import.meta.main) {
  const project = `${import.meta.dirname}/..`;
  await Deno.writeTextFile(`${project}/deno.json`, unlinkStd(await Deno.readTextFile(`${project}/deno.json`)));
  await Deno.remove(`${project}/deno.lock`);
  console.error("vchat: deno.json has no links any more, and deno.lock is gone: `deno install` fetches from JSR");
}
