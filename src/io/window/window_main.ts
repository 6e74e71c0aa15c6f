/** Entry of the window's process when vchat runs from source; a compiled binary is started as `vchat window`. */
import { runWindow } from "./run_window.ts";

Deno.exit(await runWindow());
