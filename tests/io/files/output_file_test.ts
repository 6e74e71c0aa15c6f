import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FileSink } from "../../../src/io/files/file_sink.ts";
import { type Existing, HoldsSomething, OutputFile } from "../../../src/io/files/output_file.ts";
import { inFolder } from "../../fake/in_folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Opens, writes and closes. Returns the file's contents before the first write, and at the end. */
async function written(path: string, existing: Existing, text: string): Promise<[string | undefined, string]> {
  const read = () => Deno.readTextFile(path).catch(() => undefined);
  const sink = FileSink.open(path, existing, (message) => {
    throw new Error(message);
  });
  const before = await read();
  sink.append(bytes(text));
  await sink.close();
  return [before, (await read())!];
}

Deno.test("a file is created or emptied by the first write, or appended to if requested", () =>
  inFolder(async (folder) => {
    const path = `${folder}/file`;
    assertEquals(await written(path, "refuse", "one\n"), [undefined, "one\n"]);
    assertEquals(await written(path, "append", "two"), ["one\n", "one\ntwo"]);
    assertEquals(await written(path, "append", "three\n"), ["one\ntwo", "one\ntwo\nthree\n"]);
    assertEquals(await written(path, "replace", "four"), ["one\ntwo\nthree\n", "four"]);
    await Deno.writeTextFile(path, "");
    assertEquals(await written(path, "refuse", "five"), ["", "five"]);
  }));

Deno.test("without a write no file is created or emptied", () =>
  inFolder(async (folder) => {
    const path = `${folder}/file`;
    await FileSink.open(path, "refuse", () => {}).close();
    assertEquals([...Deno.readDirSync(folder)].length, 0);
    await Deno.writeTextFile(path, "yesterday");
    await FileSink.open(path, "replace", () => {}).close();
    assertEquals(await Deno.readTextFile(path), "yesterday");
  }));

Deno.test("a file that is not empty is refused immediately, or by the write if it was filled meanwhile", () =>
  inFolder(async (folder) => {
    const path = `${folder}/file`;
    const file = new OutputFile(path, "refuse");
    await Deno.writeTextFile(path, "of somebody else");
    await assertRejects(() => file.write(bytes("x")), HoldsSomething);
    file.close();
    assertThrows(() => new OutputFile(path, "refuse"), HoldsSomething);
    assertEquals(await Deno.readTextFile(path), "of somebody else");
    assertThrows(() => new OutputFile(folder, "append"), Deno.errors.IsADirectory);
  }));

if (Deno.build.os !== "windows") {
  Deno.test("links are followed, also one whose file does not exist yet", () =>
    inFolder(async (folder) => {
      await Deno.symlink("there", `${folder}/link`);
      await FileSink.open(`${folder}/link`, "refuse", () => {}).close();
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["link"]);
      await written(`${folder}/link`, "refuse", "text");
      assertEquals(await Deno.readTextFile(`${folder}/there`), "text");
      assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
    }));

  Deno.test("opening and closing a FIFO do not wait for a reader; a later reader gets the buffered bytes", () =>
    inFolder(async (folder) => {
      const path = `${folder}/fifo`;
      await new Deno.Command("mkfifo", { args: [path] }).output();
      const unread = FileSink.open(path, "refuse", () => {});
      unread.append(bytes("to nobody"));
      await unread.close();
      const sink = FileSink.open(path, "refuse", () => {});
      sink.append(bytes("to a late reader"));
      using reader = await Deno.open(path);
      const buffer = new Uint8Array(100);
      assertEquals(new TextDecoder().decode(buffer.subarray(0, (await reader.read(buffer))!)), "to a late reader");
      await sink.close();
    }));
}
