import { assertEquals } from "@std/assert";
import { parseFromStartPage } from "../../../../src/io/window/serve/start_message.ts";

Deno.test("what a person does on the start page is read", () => {
  for (
    const message of [
      { kind: "start_wait" },
      { kind: "start_cancel" },
      { kind: "start_call", text: "vchat://192.0.2.7" },
      { kind: "start_name", text: "" },
      { kind: "start_call_server", key: "a" },
    ]
  ) assertEquals(parseFromStartPage({ ...message, more: 1 }), message as ReturnType<typeof parseFromStartPage>);
  assertEquals(parseFromStartPage({ kind: "start_call", text: "\ud800" }), { kind: "start_call", text: "\ufffd" });
});

Deno.test("what is wrong or too long is none", () => {
  const long = "a".repeat(1101);
  for (
    const message of [
      {},
      { kind: "start" },
      { kind: "start_call" },
      { kind: "start_call", text: 1 },
      { kind: "start_call", text: long },
      { kind: "start_name", text: long },
      { kind: "start_call_server", key: long },
      { kind: "start_call_server", key: null },
    ]
  ) assertEquals(parseFromStartPage(message), undefined);
});
