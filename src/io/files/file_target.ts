import { dirname, join, resolve } from "node:path";

/** As many links to links as Linux follows. */
const MAX_LINKS = 40;

/** Where `path` leads through symbolic links, whether or not there is a file at their end. */
export function fileTarget(path: string): string {
  let target = resolve(path);
  for (let links = 0; links < MAX_LINKS; links++) {
    let link: string;
    try {
      link = Deno.readLinkSync(target);
    } catch {
      return target; // not a link, or nothing there
    }
    // A stream such as /dev/stdout has no path: its link says "pipe:[1234]".
    if (/^\w+:\[\d+\]$/.test(link)) return target;
    target = resolve(dirname(target), link);
  }
  return target;
}

/**
 * Whether two paths lead to one file: by symbolic links, hard links or another spelling. Also for files that are not
 * there yet.
 */
export function isSameFile(one: string, other: string): boolean {
  return fileKey(one) === fileKey(other);
}

function fileKey(path: string): string {
  const target = fileTarget(path);
  try {
    const { dev, ino } = Deno.statSync(target);
    if (ino) return `${dev}:${ino}`;
  } catch {
    // It is not there yet: its folder may be.
  }
  try {
    return join(Deno.realPathSync(dirname(target)), target.slice(dirname(target).length));
  } catch {
    return target;
  }
}
