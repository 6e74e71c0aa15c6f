/** The repository that the installers name in the project. */
const WRITTEN = "https://github.com/vchat/vchat/";

/** An installer that downloads from this repository's releases. Throws if it names none. */
export function installerOf(text: string, repository: string): string {
  if (!text.includes(WRITTEN)) throw new Error(`the installer does not name ${WRITTEN}`);
  return text.replaceAll(WRITTEN, `https://github.com/${repository}/`);
}
