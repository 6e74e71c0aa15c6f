const utf8 = new TextEncoder();

/** Standard output, written in order and without ever making the caller wait. */
export class StandardOutput {
  #chain: Promise<unknown> = Promise.resolve();
  #failed = false;
  readonly #write: (bytes: Uint8Array) => Promise<number>;
  readonly #onFailure: (error: Error) => void;

  /** `onFailure` is called once: from then on nothing is written. */
  constructor(write: (bytes: Uint8Array) => Promise<number>, onFailure: (error: Error) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  print(line: string): void {
    const bytes = utf8.encode(`${line}\n`);
    this.#chain = this.#chain.then(async () => {
      for (let at = 0; at < bytes.length && !this.#failed;) at += await this.#write(bytes.subarray(at));
    }).catch((error) => {
      this.#failed = true;
      this.#onFailure(error);
    });
  }

  /** Settles when everything printed so far is written. */
  async flush(): Promise<void> {
    await this.#chain;
  }
}
