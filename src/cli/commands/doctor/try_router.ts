import { routerOfSystem } from "../../../io/network/port_mapping/system_router.ts";
import type { RouterTrial } from "./check_router.ts";

/** As long as it takes to ask, and some more. */
const LIFETIME_SECONDS = 60;

/** Has this machine's router forward the port, and takes it back at once. `undefined`: there is no router. */
export async function tryRouter(port: number): Promise<RouterTrial | undefined> {
  const router = await routerOfSystem()();
  if (router === undefined) return undefined;
  const { gateway, ownAddress, ways } = router;
  const wanted = { ownAddress, internalPort: port, externalPort: port, lifetimeSeconds: LIFETIME_SECONDS };
  for (const way of ways) {
    const mapping = await way.map(wanted);
    if (mapping === undefined) continue;
    await way.unmap(mapping, wanted);
    return { gateway, mapping };
  }
  return { gateway };
}
