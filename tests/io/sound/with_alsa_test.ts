import { assertEquals } from "@std/assert";
import { withAlsa } from "../../../src/io/sound/with_alsa.ts";
import type { SoundDeviceState } from "../../../src/port/sound_device.ts";

const NO_SERVER: SoundDeviceState = { state: "failed", reason: "no_sound_server" };
const BUSY: SoundDeviceState = { state: "failed", reason: "busy" };

Deno.test("ALSA is used where there is no server, and it knows such a device", async () => {
  assertEquals(await withAlsa(() => Promise.resolve(NO_SERVER), () => () => Promise.resolve(BUSY))(), BUSY);
  assertEquals(await withAlsa(() => Promise.resolve(NO_SERVER), () => undefined)(), NO_SERVER);
});

Deno.test("a server that has been there is waited for, and keeps its devices", async () => {
  const ends: (SoundDeviceState | undefined)[] = [BUSY, NO_SERVER];
  const run = withAlsa(() => Promise.resolve(ends.shift()), () => () => Promise.reject(new Error("ALSA was opened")));
  assertEquals([await run(), await run()], [BUSY, NO_SERVER]);
});

Deno.test("what is used in place of a server is told how the server ended", async () => {
  assertEquals(await withAlsa(() => Promise.resolve(NO_SERVER), (ended) => () => Promise.resolve(ended))(), NO_SERVER);
});
