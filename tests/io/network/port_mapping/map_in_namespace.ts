/** Run inside the namespace of a machine behind a router. Prints what each protocol mapped; on a line of input it takes it back. */
import { routerOfSystem } from "../../../../src/io/network/port_mapping/system_router.ts";

const router = await routerOfSystem()();
const answers = Deno.stdin.readable.getReader();
for (const way of router?.ways ?? []) {
  const wanted = { ownAddress: router!.ownAddress, internalPort: 9699, externalPort: 9699, lifetimeSeconds: 3600 };
  const mapping = await way.map(wanted);
  console.log(JSON.stringify(mapping ?? null));
  await answers.read();
  if (mapping) await way.unmap(mapping, wanted);
  console.log("taken back");
  await answers.read();
}
Deno.exit(0);
