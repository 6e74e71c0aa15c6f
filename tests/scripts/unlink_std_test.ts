import { assertEquals, assertThrows } from "@std/assert";
import { unlinkStd } from "../../scripts/unlink_std.ts";

Deno.test("the links are removed, and everything else stays", async () => {
  const config = await Deno.readTextFile(`${import.meta.dirname}/../../deno.json`);
  const before = JSON.parse(config);
  const after = JSON.parse(unlinkStd(config));
  assertEquals(before.links.length > 0, true);
  assertEquals("links" in after, false);
  assertEquals({ ...after, links: before.links }, before);
  assertThrows(() => unlinkStd("{"), SyntaxError);
});

Deno.test("every stand-in is linked, and imported in the version that it replaces", async () => {
  const project = `${import.meta.dirname}/../..`;
  const { imports, links } = JSON.parse(await Deno.readTextFile(`${project}/deno.json`));
  const found: string[] = [];
  for await (const { name } of Deno.readDir(`${project}/scripts/std`)) {
    const { name: packageName, version } = JSON.parse(
      await Deno.readTextFile(`${project}/scripts/std/${name}/deno.json`),
    );
    assertEquals(imports[packageName], `jsr:${packageName}@${version.split(".")[0]}`);
    found.push(`./scripts/std/${name}`);
  }
  assertEquals(found.sort(), links.toSorted());
});
