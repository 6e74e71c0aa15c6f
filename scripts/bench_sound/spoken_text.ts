/** Different sounds for some 15 s, so that each place can be told from the others. */
const TEXT =
  "Seven ships sailed past the harbour this morning, and nobody on the quay remembered their names. My grandmother kept a " +
  "jar of buttons on the window sill: brass, bone, blue glass. When the kettle boils, take it off quickly and pour. " +
  "We measured the garden twice, first with a rope, then with a borrowed ruler.";
const VOICES = { server: "en-us", client: "en-gb+f3" } as const;

/** Speech without pauses, spoken by espeak-ng: mono at 48 kHz. */
export async function spokenText(who: keyof typeof VOICES): Promise<Float32Array> {
  const wav = await output("espeak-ng", ["-v", VOICES[who], "-s", "160", "--stdout", TEXT]);
  const samples = await output("ffmpeg", [
    ...["-v", "error", "-f", "wav", "-i", "pipe:0"],
    ...["-af", "silenceremove=stop_periods=-1:stop_duration=0.06:stop_threshold=-40dB"],
    ...["-f", "f32le", "-ar", "48000", "-ac", "1", "pipe:1"],
  ], wav);
  return new Float32Array(samples.slice().buffer, 0, Math.floor(samples.length / 4));
}

async function output(
  command: string,
  args: string[],
  input?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const process = new Deno.Command(command, {
    args,
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const fed = input === undefined ? undefined : new Blob([input]).stream().pipeTo(process.stdin);
  const [{ success, stdout }] = await Promise.all([process.output(), fed]);
  if (!success) throw new Error(`${command} failed`);
  return stdout;
}
