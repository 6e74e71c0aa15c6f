import { assert, assertEquals } from "@std/assert";
import { checkRouter, type RouterTrial } from "../../../../src/cli/commands/doctor/check_router.ts";

const mappedAt = (externalAddress: string, externalPort = 9699): RouterTrial => ({
  gateway: "192.168.1.1",
  mapping: { protocol: "PCP", externalAddress, externalPort, lifetimeSeconds: 60 },
});

Deno.test("the router: what it forwards, what stands in the way, and what to do", () => {
  const check = (trial?: RouterTrial, own: string[] = []) => checkRouter(trial, 9699, own)[0];
  const said = (trial?: RouterTrial, own?: string[]) => `${check(trial, own).status}: ${check(trial, own).detail}`;
  assertEquals(
    said(mappedAt("203.0.113.5")),
    "ok: 192.168.1.1 forwards the port (PCP): this machine can be called at 203.0.113.5",
  );
  assert(said(mappedAt("203.0.113.5", 40_001)).endsWith("at 203.0.113.5, port 40001"));
  for (const [address, words] of [["100.64.1.2", "(CGNAT)"], ["10.0.0.5", "another router"]]) {
    const finding = check(mappedAt(address));
    assertEquals(finding.status, "warn");
    assert(finding.detail.includes(words), finding.detail);
    assert(finding.hints!.length > 1);
  }
  assert(check(mappedAt("192.168.0.7", 40_001)).hints![0].startsWith("forward UDP port 40001 to 192.168.0.7"));
  assert(said({ gateway: "192.168.1.1" }).startsWith("warn: 192.168.1.1 forwards no port"));
  assert(check({ gateway: "192.168.1.1" }).hints!.join().includes("http://192.168.1.1/"));
  assert(said({ gateway: "192.168.1.1" }, ["2001:db8::5"]).startsWith("ok"));
  assert(said().startsWith("ok: none is known here"));
});
