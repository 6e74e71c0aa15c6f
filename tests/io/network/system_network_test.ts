import { assert, assertEquals, assertRejects } from "@std/assert";
import { alternating, systemNetwork } from "../../../src/io/network/system_network.ts";
import type { ByteStream } from "../../../src/port/byte_stream.ts";
import { NetworkError } from "../../../src/port/network.ts";
import { eventually } from "../../fake/eventually.ts";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { hasIpv6 } from "../../fake/has_ipv6.ts";

Deno.test("a literal is resolved to the spelling that sockets report", async () => {
  assertEquals(await systemNetwork.resolve("192.0.2.7"), ["192.0.2.7"]);
  assertEquals(await systemNetwork.resolve("[2001:DB8:0:0::7]"), ["2001:db8::7"]);
  assertEquals(await systemNetwork.resolve("::ffff:192.0.2.7"), ["192.0.2.7"]);
  assertEquals(await systemNetwork.resolve("fe80::7%eth0"), ["fe80::7%eth0"]);
});

Deno.test("a name is resolved to all its addresses, IPv4 first if it has both", async () => {
  const [first, ...others] = await systemNetwork.resolve("localhost");
  assertEquals(first, "127.0.0.1");
  assert(others.every((address) => address === "::1"), String(others));
});

Deno.test("the addresses of a name alternate between the IP versions, each once", () => {
  const found = ["192.0.2.1", "192.0.2.2", "2001:DB8:0::1", "192.0.2.1", "192.0.2.3", "2001:db8::1", "2001:db8::2"];
  assertEquals(alternating(found), ["192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2", "192.0.2.3"]);
  assertEquals(alternating(["2001:db8::2", "2001:db8::1"]), ["2001:db8::2", "2001:db8::1"]);
  assertEquals(alternating([]), []);
});

Deno.test("an unknown name is reported, with what to do", async () => {
  for (const name of ["no-such-host.invalid", "999.1.1.1"]) {
    const error = await assertRejects(() => systemNetwork.resolve(name), NetworkError);
    assertEquals(error.message, `no address is known for "${name}"`);
    assert(error.hint.includes("IP address"));
  }
});

for (const hostname of ["", "127.0.0.1", ...hasIpv6() ? ["::1"] : []]) {
  Deno.test(`a port that is taken at "${hostname}" is reported, with its transport`, async () => {
    const socket = await systemNetwork.bindDatagram({ hostname, port: 0 }, { onDatagram() {} });
    const udp = await assertRejects(
      () => systemNetwork.bindDatagram({ hostname, port: socket.localPort }, { onDatagram() {} }),
      NetworkError,
    );
    assertEquals(udp.message, `UDP port ${socket.localPort} is taken by another program`);
    assert(udp.hint.includes("--port"));
    socket.close();

    const listener = await systemNetwork.listenStream({ hostname, port: 0 }, () => {});
    const tcp = await assertRejects(
      () => systemNetwork.listenStream({ hostname, port: listener.localPort }, () => {}),
      NetworkError,
    );
    assertEquals(tcp.message, `TCP port ${listener.localPort} is taken by another program`);
    listener.close();
  });
}

Deno.test("a port that another program uses only for IPv4 counts as taken for every address", async () => {
  const other = await systemNetwork.bindDatagram({ hostname: "0.0.0.0", port: 0 }, { onDatagram() {} });
  await assertRejects(
    () => systemNetwork.bindDatagram({ hostname: "", port: other.localPort }, { onDatagram() {} }),
    NetworkError,
    "is taken by another program",
  );
  other.close();
});

Deno.test("an address that this machine does not have is reported", async () => {
  const error = await assertRejects(
    () => systemNetwork.listenStream({ hostname: "203.0.113.1", port: 0 }, () => {}),
    NetworkError,
  );
  assertEquals(error.message, "this machine does not have the address 203.0.113.1");
  assertEquals(error.hint, "leave --host out to listen on every address");
});

Deno.test("the error of a refused connection names the address", async () => {
  // Not one that the system gave: another program may get it next.
  const to = { hostname: "127.0.0.1", port: freeBasePort() };
  const error = await assertRejects(() => systemNetwork.dialStream(to), NetworkError);
  assert(error.message.startsWith(`no connection to 127.0.0.1:${to.port}: `), error.message);
  assert(error.hint.includes("firewall"));
});

Deno.test("each end of a connection reports the other end's address", async () => {
  const accepted: ByteStream[] = [];
  const listener = await systemNetwork.listenStream({ hostname: "", port: 0 }, (stream) => accepted.push(stream));
  const called = ["127.0.0.1", ...hasIpv6() ? ["::1"] : []];
  for (const [at, hostname] of called.entries()) {
    const stream = await systemNetwork.dialStream({ hostname, port: listener.localPort });
    await eventually(() => accepted.length === at + 1);
    assertEquals(stream.remote, { hostname, port: listener.localPort });
    assertEquals(accepted[at].remote.hostname, hostname, "IPv4 is never reported as mapped");
    stream.close();
    accepted[at].close();
  }
  listener.close();
});

Deno.test("a listener that is closed while it waits ends without an error, and its port is soon free again", async () => {
  const first = await systemNetwork.listenStream({ hostname: "", port: 0 }, () => {});
  await Promise.resolve();
  first.close();
  await eventually(() =>
    systemNetwork.listenStream({ hostname: "", port: first.localPort }, () => {}).then((second) => {
      second.close();
      return true;
    }, () => false)
  );
});
