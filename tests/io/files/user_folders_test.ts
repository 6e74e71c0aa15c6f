import { assertEquals } from "@std/assert";
import { userFolders } from "../../../src/io/files/user_folders.ts";

const env = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("each system has its own folders", () => {
  assertEquals(userFolders("linux", env({ HOME: "/home/a" })), {
    config: "/home/a/.config/vchat",
    state: "/home/a/.local/state/vchat",
  });
  assertEquals(userFolders("linux", env({ HOME: "/home/a", XDG_CONFIG_HOME: "/c", XDG_STATE_HOME: "relative" })), {
    config: "/c/vchat",
    state: "/home/a/.local/state/vchat",
  });
  assertEquals(userFolders("darwin", env({ HOME: "/Users/a" }))?.state, "/Users/a/Library/Application Support/vchat");
  assertEquals(userFolders("windows", env({ APPDATA: "C:\\R", LOCALAPPDATA: "C:\\L" })), {
    config: "C:\\R\\vchat",
    state: "C:\\L\\vchat",
  });
});

Deno.test("a user without a home has no folders", () => {
  for (const os of ["linux", "darwin", "windows"] as const) assertEquals(userFolders(os, env({})), undefined);
});
