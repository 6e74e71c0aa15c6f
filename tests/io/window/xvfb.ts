import { decode, Image } from "imagescript";
import { requestClose } from "./x11_close.ts";

/** An X server without a screen, and what a person can do at it. */
export class Xvfb {
  private constructor(readonly display: string, private readonly process: Deno.ChildProcess) {}

  static async start(): Promise<Xvfb> {
    const process = new Deno.Command("Xvfb", {
      args: ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let number = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      number += text;
      if (number.endsWith("\n")) break;
    }
    return new Xvfb(`:${number.trim()}`, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill();
    await this.process.status;
  }

  /** Runs xdotool. Returns its output; "" if it finds nothing. */
  async xdotool(...args: string[]): Promise<string> {
    return new TextDecoder().decode(await this.#run("xdotool", args)).trim();
  }

  /** The titles of the visible windows. */
  async titles(): Promise<string[]> {
    const ids = (await this.xdotool("search", "--onlyvisible", "--name", ".")).split("\n").filter((id) => id !== "");
    return await Promise.all(ids.map((id) => this.xdotool("getwindowname", id)));
  }

  /** Closes the window whose title contains this, as a person does in its title bar. */
  async closeWindow(title: string): Promise<void> {
    const [id] = (await this.xdotool("search", "--onlyvisible", "--name", title)).split("\n");
    await requestClose(this.display, Number(id));
  }

  async screenshot(): Promise<{ image: Image; png: Uint8Array }> {
    const png = await this.#run("import", ["-display", this.display, "-window", "root", "png:-"]);
    const image = await decode(png);
    if (!(image instanceof Image)) throw new Error("not a still picture");
    return { image, png };
  }

  async #run(command: string, args: string[]): Promise<Uint8Array> {
    const { stdout } = await new Deno.Command(command, { args, env: { DISPLAY: this.display }, stderr: "null" })
      .output();
    return stdout;
  }
}
