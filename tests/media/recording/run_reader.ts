/** Runs ffmpeg or ffprobe, which reads `input`, to its end. */
export async function run(command: string, args: readonly string[], input: Uint8Array<ArrayBuffer>) {
  const process = new Deno.Command(command, { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const writer = process.stdin.getWriter();
  // It may stop reading once it knows enough.
  const written = writer.write(input).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await process.output();
  await written;
  return {
    success,
    stdout,
    text: new TextDecoder().decode(stdout).trim(),
    said: new TextDecoder().decode(stderr).trim(),
  };
}

/** Whether a program of ffmpeg's is installed. */
export function isThere(command: string): boolean {
  try {
    return new Deno.Command(command, { args: ["-version"] }).outputSync().success;
  } catch {
    return false;
  }
}
