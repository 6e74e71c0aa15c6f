import { systemClock } from "../../io/clock/system_clock.ts";
import { formatAddress } from "../../port/address.ts";
import { printError } from "../console/print.ts";
import { visibleName } from "../console/visible_text.ts";
import type { Options } from "../options/parse_args.ts";
import type { CalledServer } from "../presence/called_server.ts";
import { runMenu } from "../presence/run_menu.ts";
import { StartMenu } from "./start_menu.ts";

/**
 * Lets a person at a terminal choose a call in a menu: without a role, whether to wait or whom to call; with a code, which server
 * it is of, if that is not clear. Undefined if they leave instead.
 */
export async function chooseByMenu(asked: Options): Promise<CalledServer | undefined> {
  const { role, port, code, codeNumber } = asked;
  const canWait = role === undefined;
  // Who chooses in a terminal because there is no display also has the call there, and not at the address of a page.
  const given = canWait ? { ...asked, window: false } : asked;
  const sought = code === undefined || canWait ? undefined : { code, number: codeNumber };
  if (asked.window && canWait) {
    printError("vchat: no display here, so the call is in this terminal; vchat --ascii shows its picture too");
  }
  if (canWait) printError("vchat: wait for a call, or call somebody");
  if (Deno.env.get("TERM") === "dumb") {
    if (canWait) printError("type w to wait for a call");
    printError("to call: a number of the list, a link, an address or a code; q leaves");
  }
  const menu = new StartMenu(
    { canWait, defaultPort: port, hasCodes: given.wire === "sealed", code: sought },
    systemClock.nowMs(),
  );
  const choice = await runMenu(menu);
  switch (choice?.kind) {
    case "wait":
      return { options: { ...given, role: "server" } };
    case "call": {
      const { name, addresses, port } = choice.server;
      printError(`vchat: calling ${visibleName(name)} at ${addresses[0]}`);
      // A code that was given is for the server that it is of, and not for another from the list.
      const itsCode = choice.code ?? (canWait ? code : undefined);
      const options = { ...given, role: "client", host: addresses[0], port, code: itsCode } as const;
      return { options, addresses, serverName: name };
    }
    case "call_at": {
      const { host, port, others } = choice;
      printError(`vchat: calling ${formatAddress({ hostname: host, port })}`);
      return { options: { ...given, role: "client", host, port, others, code: choice.code ?? code } };
    }
  }
}
