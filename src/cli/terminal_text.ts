import { visibleText } from "./visible_text.ts";

const utf8 = new TextEncoder();

/** Received lines go to standard output, one a line: `name: text`, with nothing in it that a terminal would obey. */
export class ReceivedLines {
  #chain: Promise<unknown> = Promise.resolve();
  #closed = false;

  print(name: string, text: string): void {
    const bytes = utf8.encode(`${visibleText(name)}: ${visibleText(text)}\n`);
    this.#chain = this.#chain.then(async () => {
      for (let at = 0; at < bytes.length && !this.#closed;) at += await Deno.stdout.write(bytes.subarray(at));
    }).catch(() => {
      this.#closed = true; // whoever read our output is gone; the call is not over for that
    });
  }

  /** Settles when everything printed so far is written. */
  async flush(): Promise<void> {
    await this.#chain;
  }
}

/** Calls back with every line typed. The end of standard input is not the end of anything else. */
export async function readTypedLines(onLine: (line: string) => void): Promise<void> {
  let rest = "";
  try {
    for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) onLine(line.replace(/\r$/, ""));
    }
    if (rest !== "") onLine(rest);
  } catch {
    // No standard input to read from.
  }
}
