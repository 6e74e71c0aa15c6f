import { spawn } from "./spawn.ts";

/** An X server without a screen, on a free display. */
export class Xvfb {
  private constructor(readonly display: string, private readonly process: Deno.ChildProcess) {}

  /** `folder`: where to keep the pixels of its screen, in the file `Xvfb_screen0`. */
  static async start(folder?: string): Promise<Xvfb> {
    const framebuffer = folder === undefined ? [] : ["-fbdir", folder];
    const process = spawn("Xvfb", {
      args: ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", ...framebuffer],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    });
    let number = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream(), { preventCancel: true })) {
      number += text;
      if (number.endsWith("\n")) break;
    }
    return new Xvfb(`:${number.trim()}`, process);
  }

  async stop(): Promise<void> {
    this.process.kill("SIGTERM");
    await this.process.status;
  }
}
