import { assertEquals, assertThrows } from "@std/assert";
import {
  ApmProcessReverseStreamRequest,
  ApmProcessReverseStreamResponse,
  ApmProcessStreamRequest,
  ApmProcessStreamResponse,
  ApmSetStreamDelayRequest,
  ApmSetStreamDelayResponse,
  FfiOwnedHandle,
  FfiRequest,
  FfiResponse,
  NewApmRequest,
  NewApmResponse,
  OwnedApm,
} from "@livekit/rtc-ffi-bindings";
import {
  newApmRequest,
  processRequest,
  readError,
  readNewApm,
  setDelayRequest,
} from "../../../../src/io/sound/processing/apm_messages.ts";

const HANDLE = 300n, POINTER = 0x7f12_3456_789an;

Deno.test("requests have the bytes that the package's own classes write", () => {
  const written = (message: ConstructorParameters<typeof FfiRequest>[0]) => new FfiRequest(message).toBinary();
  for (const echo of [true, false]) {
    const parts = { echo, gain: !echo, highPass: true, noise: false };
    const value = new NewApmRequest({
      echoCancellerEnabled: parts.echo,
      gainControllerEnabled: parts.gain,
      highPassFilterEnabled: parts.highPass,
      noiseSuppressionEnabled: parts.noise,
    });
    assertEquals(newApmRequest(parts), written({ message: { case: "newApm", value } }));
  }
  const fields = { apmHandle: HANDLE, dataPtr: POINTER, size: 960, sampleRate: 48_000, numChannels: 1 };
  assertEquals(
    processRequest("capture", HANDLE, POINTER, 960, 48_000),
    written({ message: { case: "apmProcessStream", value: new ApmProcessStreamRequest(fields) } }),
  );
  assertEquals(
    processRequest("reverse", HANDLE, POINTER, 960, 48_000),
    written({ message: { case: "apmProcessReverseStream", value: new ApmProcessReverseStreamRequest(fields) } }),
  );
  const value = new ApmSetStreamDelayRequest({ apmHandle: HANDLE, delayMs: 240 });
  assertEquals(setDelayRequest(HANDLE, 240), written({ message: { case: "apmSetStreamDelay", value } }));
});

Deno.test("answers are read as the package's own classes write them", () => {
  const written = (message: ConstructorParameters<typeof FfiResponse>[0]) => new FfiResponse(message).toBinary();
  const value = new NewApmResponse({ apm: new OwnedApm({ handle: new FfiOwnedHandle({ id: HANDLE }) }) });
  assertEquals(readNewApm(written({ message: { case: "newApm", value } })), HANDLE);
  const error = "bad frame";
  for (
    const bytes of [
      written({ message: { case: "apmProcessStream", value: new ApmProcessStreamResponse({ error }) } }),
      written({ message: { case: "apmProcessReverseStream", value: new ApmProcessReverseStreamResponse({ error }) } }),
      written({ message: { case: "apmSetStreamDelay", value: new ApmSetStreamDelayResponse({ error }) } }),
    ]
  ) assertEquals(readError(bytes), error);
  assertEquals(
    readError(written({ message: { case: "apmProcessStream", value: new ApmProcessStreamResponse() } })),
    undefined,
  );
});

Deno.test("an answer without a handle is an error, wherever it ends", () => {
  const value = new NewApmResponse({ apm: new OwnedApm({ handle: new FfiOwnedHandle({ id: HANDLE }) }) });
  const whole = new FfiResponse({ message: { case: "newApm", value } }).toBinary();
  for (let end = 0; end < whole.length - 2; end++) {
    assertThrows(() => readNewApm(whole.subarray(0, end)), Error, "no handle");
  }
});
