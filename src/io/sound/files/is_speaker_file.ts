/** Whether `--speaker` means a file to write, and not the name of a device: a path, or a name that ends in `.wav`. */
export function isSpeakerFile(speaker: string): boolean {
  return /[/\\]|\.wav$/i.test(speaker);
}
