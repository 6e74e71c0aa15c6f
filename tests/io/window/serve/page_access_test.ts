import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { admit, newToken, pageHeaders } from "../../../../src/io/window/serve/page_access.ts";

const access = { host: "127.0.0.1:4242", token: "secret" };

function request(path: string, headers: Record<string, string> = {}, method = "GET"): Request {
  return new Request(`http://127.0.0.1:4242${path}`, { method, headers: { host: "127.0.0.1:4242", ...headers } });
}

Deno.test("with the token, the page is served", () => {
  assertEquals(admit(request("/secret/"), access, false), { path: "" });
  assertEquals(admit(request("/secret/page.css?x=1"), access, false), { path: "page.css" });
  assertEquals(admit(request("/secret/socket", { origin: "http://127.0.0.1:4242" }), access, true), { path: "socket" });
});

Deno.test("with a wrong or a longer token, nothing is found", () => {
  for (const path of ["/", "/secret", "/Secret/", "/secre/", "/secrets/", "//secret/", "/%73ecret/"]) {
    assertEquals(admit(request(path), access, false), { status: 404 }, path);
  }
});

Deno.test("another Host is refused: DNS rebinding", () => {
  for (
    const host of ["evil.example:4242", "localhost:4242", "127.0.0.1", "127.0.0.1:4243", "127.0.0.1:4242.evil.example"]
  ) {
    assertEquals(admit(request("/secret/", { host }), access, false), { status: 421 }, host);
  }
});

Deno.test("another Origin is refused, and a WebSocket without one", () => {
  for (const origin of ["https://evil.example", "null", "http://127.0.0.1:4243", "https://127.0.0.1:4242"]) {
    assertEquals(admit(request("/secret/socket", { origin }), access, true), { status: 403 }, origin);
    assertEquals(admit(request("/secret/", { origin }), access, false), { status: 403 }, origin);
  }
  assertEquals(admit(request("/secret/socket"), access, true), { status: 403 });
});

Deno.test("only GET is allowed", () => {
  assertEquals(admit(request("/secret/", {}, "POST"), access, false), { status: 405 });
});

Deno.test("a page's goodbye is accepted only with the token, and from the page itself", () => {
  const origin = "http://127.0.0.1:4242";
  assertEquals(admit(request("/secret/goodbye", { origin }, "POST"), access, false), { path: "goodbye" });
  assertEquals(admit(request("/secret/goodbye"), access, false), { status: 405 });
  assertEquals(admit(request("/wrong/goodbye", { origin }, "POST"), access, false), { status: 404 });
  assertEquals(admit(request("/secret/goodbye", { origin: "https://evil.example" }, "POST"), access, false), {
    status: 403,
  });
});

Deno.test("a token is 256 bits and never the same", () => {
  assertMatch(newToken(), /^[\w-]{43}$/);
  assertNotEquals(newToken(), newToken());
});

Deno.test("the page may not load or run anything from elsewhere, or inline", () => {
  const policy = pageHeaders(access.host)["content-security-policy"];
  assertMatch(policy, /^default-src 'none'; /);
  assertEquals(/unsafe|\*|https?:/.test(policy), false);
});

Deno.test("only the page itself may use the microphone, and nobody the camera", () => {
  const policy = pageHeaders(access.host)["permissions-policy"];
  assertMatch(policy, /(^|, )microphone=\(self\)(,|$)/);
  assertMatch(policy, /(^|, )camera=\(\)(,|$)/);
});
