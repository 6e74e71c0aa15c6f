import { assertEquals } from "@std/assert";
import { MulticastLinks } from "../../../src/io/discovery/multicast_links.ts";
import type { MulticastMessage } from "../../../src/io/discovery/service_record.ts";
import { OwnNetworks } from "../../../src/io/discovery/own_networks.ts";
import type { MulticastSocketOptions } from "../../../src/io/discovery/multicast_socket.ts";
import type { NetworkInterface } from "../../../src/io/network/network_interface.ts";
import { eventually } from "../../fake/eventually.ts";
import { FakeTime } from "../../fake/fake_time.ts";
import { LAPTOP, LONELY } from "../../fake/recorded_interfaces.ts";

/** Only the first of this machine's networks, so that nothing is counted twice. */
const [LINK] = new OwnNetworks(Deno.networkInterfaces()).links;
const ONE: NetworkInterface[] = Deno.networkInterfaces().filter(({ name }) => name === LINK.name);

/** What one end hears, and its networks. */
function open(interfaces: () => readonly NetworkInterface[] = () => ONE) {
  const heard: MulticastMessage[] = [], failures: string[] = [], networks: OwnNetworks[] = [];
  const links = new MulticastLinks({
    onNetworks: (now) => networks.push(now),
    onMessage: (_link, _sender, message) => heard.push(message),
    onFailure: (message) => failures.push(message),
  }, interfaces);
  links.start();
  return { links, heard, failures, networks };
}

/** A question that no other program on this network asks. */
function question() {
  return { name: `${crypto.randomUUID()}.local`, type: "A" };
}

const asks = (message: MulticastMessage, { name }: { name: string }) =>
  message.questions.some((question) => question.name === name);

Deno.test("two ends on one machine hear each other, and themselves", async () => {
  const one = open(), other = open();
  assertEquals(one.networks.map(({ links }) => links.map(({ name }) => name)), [[LINK.name]]);
  const asked = question();
  // The first packet may leave before the other end has joined the group.
  await eventually(async () => {
    await one.links.send([{ link: LINK.name, packet: { type: "query", questions: [asked] } }]);
    return [one, other].every(({ heard }) => heard.some((message) => asks(message, asked)));
  });
  await Promise.all([one.links.close(), other.links.close()]);
  assertEquals([...one.failures, ...other.failures], []);
});

Deno.test("sending to a missing network, or after closing, is harmless", async () => {
  const { links, failures } = open();
  await links.send([{ link: "gone0", packet: { type: "query", questions: [question()] } }]);
  await links.close();
  await links.send([{ link: LINK.name, packet: { type: "query", questions: [question()] } }]);
  await links.close();
  assertEquals(failures, []);
});

Deno.test("a machine without a network opens nothing", async () => {
  const { links, networks, failures } = open(() => []);
  assertEquals(networks.map((now) => now.links), [[]]);
  await links.close();
  assertEquals(failures, []);
});

/** Fake sockets, and what was done with them. */
function pretended(interfaces: () => readonly NetworkInterface[]) {
  const opened: MulticastSocketOptions[] = [], closed: string[] = [], told: number[] = [];
  const links = new MulticastLinks(
    { onNetworks: () => told.push(opened.length), onMessage: () => {}, onFailure: () => {} },
    interfaces,
    (options) => {
      opened.push(options);
      return {
        send: () => Promise.resolve(),
        close: () => Promise.resolve(void closed.push(options.address)),
      };
    },
  );
  return { links, opened, closed, told };
}

Deno.test("a flooded network is ignored for half a minute, the others are not", async () => {
  using time = new FakeTime();
  const { links, opened, closed, told } = pretended(() => LAPTOP);
  links.start();
  const addresses = () => opened.map(({ address }) => address);
  const first = ["192.168.1.23", "::%wlp2s0", "172.17.0.1", "::%docker0"];
  assertEquals(addresses(), first);
  opened[0].onFlood();
  assertEquals(closed, ["192.168.1.23"]);
  time.tick(29_000);
  assertEquals(addresses().length, 4);
  time.tick(7000);
  assertEquals(addresses(), [...first, "192.168.1.23"]);
  assertEquals(told, [4, 5], "it is asked again who is there");
  await links.close();
});

Deno.test("networks appear, disappear and change their addresses", async () => {
  using time = new FakeTime();
  let now = LONELY;
  const { links, opened, closed } = pretended(() => now);
  links.start();
  now = LAPTOP;
  time.tick(5000);
  assertEquals(closed, ["127.0.0.1"]);
  now = LAPTOP.map((one) =>
    one.address === "192.168.1.23" ? { ...one, address: "192.168.1.77", cidr: "192.168.1.77/24" } : one
  );
  time.tick(5000);
  assertEquals(closed, ["127.0.0.1", "192.168.1.23"]);
  assertEquals(opened.map(({ address }) => address), [
    "127.0.0.1",
    "192.168.1.23",
    "::%wlp2s0",
    "172.17.0.1",
    "::%docker0",
    "192.168.1.77",
  ]);
  assertEquals(opened[5].accepts("192.168.1.5"), true);
  assertEquals(opened[5].accepts("172.17.0.5"), false, "that is the other socket's");
  assertEquals(["fe80::5", "192.168.1.5"].map(opened[2].accepts), [true, false]);
  await links.close();
  assertEquals(closed.length, 6);
});

Deno.test("a network without IPv4 is used too, and what does not work over IPv6 is no failure where IPv4 is", async () => {
  const failures: string[] = [];
  const local: NetworkInterface = { name: "eth1", family: "IPv6", address: "fe80::7", cidr: "fe80::7/64", scopeid: 3 };
  const ipv4: NetworkInterface = { name: "eth0", family: "IPv4", address: "192.0.2.7", cidr: "192.0.2.7/24" };
  for (const [interfaces, expected] of [[[local], ["none"]], [[{ ...local, name: "eth0" }, ipv4], []]] as const) {
    failures.length = 0;
    const opened: string[] = [];
    const links = new MulticastLinks(
      { onNetworks: () => {}, onMessage: () => {}, onFailure: (message) => failures.push(message) },
      () => interfaces,
      (options) => {
        opened.push(options.address);
        if (options.address.includes(":")) queueMicrotask(() => options.onFailure("none"));
        return { send: () => Promise.resolve(), close: () => Promise.resolve() };
      },
    );
    links.start();
    await Promise.resolve();
    assertEquals(opened.at(-1), `::%${interfaces[0].name}`);
    await links.close();
    assertEquals(failures, [...expected]);
  }
});

Deno.test({
  name: "two ends hear each other over IPv6 alone",
  ignore: Deno.build.os === "windows" || !ONE.some(({ address }) => address.startsWith("fe80:")),
  fn: async () => {
    const ipv6 = ONE.filter(({ family }) => family === "IPv6").map((one) => ({ ...one, name: LINK.name }));
    const one = open(() => ipv6), other = open(() => ipv6), asked = question();
    await eventually(async () => {
      await one.links.send([{ link: LINK.name, packet: { type: "query", questions: [asked] } }]);
      return [one, other].every(({ heard }) => heard.some((message) => asks(message, asked)));
    });
    await Promise.all([one.links.close(), other.links.close()]);
    assertEquals([...one.failures, ...other.failures], []);
  },
});
