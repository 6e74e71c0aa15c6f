import { assertEquals, assertThrows } from "@std/assert";
import { FileSink } from "../../../src/io/files/file_sink.ts";
import { eventually } from "../../fake/eventually.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A file that writes only when told to, and only a few bytes at once. */
class SlowFile {
  text = "";
  closed = 0;
  writes = 0;
  failure: Error | undefined;
  #gate = Promise.withResolvers<void>();

  async write(chunk: Uint8Array): Promise<number> {
    this.writes++;
    await this.#gate.promise;
    if (this.failure) throw this.failure;
    const part = chunk.subarray(0, 3);
    this.text += new TextDecoder().decode(part);
    return part.length;
  }

  open(): void {
    this.#gate.resolve();
  }

  close(): void {
    this.closed++;
  }
}

Deno.test("after closing, the file has all that was appended, in order", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "what was there before is gone");
  const sink = FileSink.open(path, "replace", () => {});
  for (let n = 0; n < 100; n++) sink.append(bytes(`${n}\n`));
  await sink.close();
  assertEquals(await Deno.readTextFile(path), Array.from({ length: 100 }, (_, n) => `${n}\n`).join(""));
  await Deno.remove(path);
});

Deno.test("only its owner can read a new file", async () => {
  if (Deno.build.os === "windows") return;
  const folder = await Deno.makeTempDir();
  const path = `${folder}/call.jsonl`;
  const sink = FileSink.open(path, "replace", () => {});
  sink.append(bytes("x"));
  await sink.close();
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("data is written soon, even if the file is not closed", async () => {
  const path = await Deno.makeTempFile();
  const sink = FileSink.open(path, "replace", () => {});
  sink.append(bytes("now"));
  await eventually(async () => await Deno.readTextFile(path) === "now");
  await sink.close();
  await Deno.remove(path);
});

Deno.test("a file that cannot be opened throws Deno's error", () => {
  assertThrows(() => FileSink.open("/no/such/folder/file", "replace", () => {}), Deno.errors.NotFound);
});

Deno.test("appending never waits for a slow file; data that comes meanwhile is written together", async () => {
  const file = new SlowFile();
  const sink = new FileSink(file, () => {});
  sink.append(bytes("first "));
  await eventually(() => file.writes === 1);
  sink.append(bytes("second "));
  sink.append(bytes("third"));
  file.open();
  await sink.close();
  assertEquals(file.text, "first second third");
  assertEquals(file.closed, 1);
});

Deno.test("a full disk is reported once, and later bytes are dropped", async () => {
  const file = new SlowFile(), failures: string[] = [];
  file.failure = new Error("no space left on device");
  file.open();
  const sink = new FileSink(file, (message) => failures.push(message));
  sink.append(bytes("x"));
  await eventually(() => failures.length === 1);
  sink.append(bytes("y"));
  await sink.close();
  assertEquals(failures, ["no space left on device"]);
  assertEquals([file.text, file.closed], ["", 1]);
});

Deno.test("a stalled disk costs bounded memory", async () => {
  const file = new SlowFile(), failures: string[] = [];
  const sink = new FileSink(file, (message) => failures.push(message));
  const chunk = new Uint8Array(1024 * 1024);
  for (let n = 0; n < 70; n++) sink.append(chunk);
  assertEquals(failures, ["the disk is too slow"]);
  file.open();
  await sink.close();
});

Deno.test("closing twice closes once, and a later append is silently lost", async () => {
  const file = new SlowFile(), failures: string[] = [];
  file.open();
  const sink = new FileSink(file, (message) => failures.push(message));
  await sink.close();
  await sink.close();
  sink.append(bytes("late"));
  assertEquals([file.closed, file.text, failures.length], [1, "", 0]);
});

Deno.test("a reader of a non-blocking pipe that is late gets every byte, in order", async () => {
  let text = "", room = 0;
  const file = {
    write: (chunk: Uint8Array) => {
      if (room === 0) return Promise.reject(new Deno.errors.WouldBlock("os error 11"));
      const part = chunk.subarray(0, room);
      room = 0;
      text += new TextDecoder().decode(part);
      return Promise.resolve(part.length);
    },
    close: () => {},
  };
  const failures: string[] = [];
  const sink = new FileSink(file, (message) => failures.push(message));
  for (let n = 0; n < 100; n++) sink.append(bytes(`${n}\n`));
  const reading = setInterval(() => room = 7, 1);
  await sink.close();
  clearInterval(reading);
  assertEquals([text, failures], [Array.from({ length: 100 }, (_, n) => `${n}\n`).join(""), []]);
});
