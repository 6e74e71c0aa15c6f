import config from "../../../deno.json" with { type: "json" };

/** vchat's version, as in deno.json. */
export const VERSION: string = config.version;
