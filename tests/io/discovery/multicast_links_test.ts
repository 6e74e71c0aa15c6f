import { assert, assertEquals } from "@std/assert";
import { createSocket } from "node:dgram";
import { MulticastLinks } from "../../../src/io/discovery/multicast_links.ts";
import type { MulticastMessage } from "../../../src/io/discovery/service_record.ts";
import { OwnNetworks } from "../../../src/io/discovery/own_networks.ts";
import type { NetworkInterface } from "../../../src/io/network_interface.ts";
import { eventually } from "../../fake/eventually.ts";

/** Only the first of this machine's networks, so that nothing is counted twice. */
const [LINK] = new OwnNetworks(Deno.networkInterfaces()).links;
const ONE: NetworkInterface[] = Deno.networkInterfaces().filter(({ name }) => name === LINK.name);
const ADDRESS = LINK.addresses.find((address) => !address.includes(":"))!;

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

/** A question that no other program of this network asks. */
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

Deno.test("sending into a network that is not there, and after closing, is harmless", async () => {
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

Deno.test("a flood makes it deaf for a while, rather than busy", async () => {
  const { links, heard } = open();
  const flooder = createSocket({ type: "udp4", reuseAddr: true });
  await new Promise<void>((resolve) => flooder.bind(0, "0.0.0.0", resolve));
  flooder.setMulticastInterface(ADDRESS);
  const asked = question();
  const ask = () => links.send([{ link: LINK.name, packet: { type: "query", questions: [asked] } }]);
  await eventually(async () => {
    await ask();
    return heard.some((message) => asks(message, asked));
  });
  const junk = new Uint8Array(100);
  const burst = () =>
    Promise.all(
      Array.from({ length: 50 }, () => new Promise((resolve) => flooder.send(junk, 5353, "224.0.0.251", resolve))),
    );
  const isDeaf = async () => {
    const before = heard.length;
    for (let n = 0; n < 5; n++) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return heard.length === before;
  };
  assert(!await isDeaf());
  await eventually(async () => {
    const endMs = performance.now() + 1000;
    while (performance.now() < endMs) await burst();
    return await isDeaf();
  });
  await new Promise<void>((resolve) => flooder.close(resolve));
  await links.close();
});
