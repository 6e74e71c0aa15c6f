import { assertEquals, assertRejects } from "@std/assert";
import { serverAddresses } from "../../src/call/server_addresses.ts";
import { NetworkError } from "../../src/port/network.ts";

const NAMES: Record<string, readonly string[]> = {
  "home.example": ["203.0.113.5", "2001:db8::5"],
  "192.168.1.23": ["192.168.1.23"],
};
const network = {
  resolve: (host: string) =>
    host in NAMES
      ? Promise.resolve(NAMES[host])
      : Promise.reject(new NetworkError(`no address for ${host}`, "spell it")),
};

Deno.test("the hosts of a link are called in turn, each at its own port, and each address once", async () => {
  const hosts = [
    { host: "home.example", port: 40_001 },
    { host: "gone.example", port: 9699 },
    { host: "192.168.1.23", port: 9699 },
    { host: "192.168.1.23", port: 9699 },
  ];
  assertEquals(await serverAddresses(network, hosts), [
    { hostname: "203.0.113.5", port: 40_001 },
    { hostname: "192.168.1.23", port: 9699 },
    { hostname: "2001:db8::5", port: 40_001 },
  ]);
});

Deno.test("if no host has an address, the first one's error says why", async () => {
  const hosts = [{ host: "gone.example", port: 9699 }, { host: "lost.example", port: 9699 }];
  await assertRejects(() => serverAddresses(network, hosts), NetworkError, "gone.example");
});
