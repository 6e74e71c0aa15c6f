/** A router in this process answers over real sockets of 127.0.0.1; the times are virtual. */
import { assertEquals } from "@std/assert";
import { createServer } from "node:http";
import { type MappingWay, natPmpWay, pcpWay, upnpWay } from "../../../../src/io/network/port_mapping/map_port.ts";
import { PortForwarding } from "../../../../src/io/network/port_mapping/port_forwarding.ts";
import type { PortMapping, WantedMapping } from "../../../../src/io/network/port_mapping/port_mapping.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

const OWN = "127.0.0.1";
const WANTED: WantedMapping = { ownAddress: OWN, internalPort: 9699, externalPort: 9699, lifetimeSeconds: 3600 };
const EXTERNAL = [203, 0, 113, 5];

/** Answers each datagram with what `answer` returns. */
function udpRouter(answer: (question: Uint8Array) => Uint8Array<ArrayBuffer> | undefined) {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: OWN, port: 0 });
  const serving = (async () => {
    for await (const [question, from] of socket) {
      const bytes = answer(question);
      if (bytes) await socket.send(bytes, from);
    }
  })().catch(() => {});
  const { port } = socket.addr as Deno.NetAddr;
  return { port, close: () => (socket.close(), serving) };
}

const lifetimeAt = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

Deno.test("PCP: a port is mapped and taken back with the same nonce; answers with another nonce are not believed", async () => {
  const lifetimes: number[] = [];
  let nonceIsRight = false;
  const router = udpRouter((question) => {
    lifetimes.push(lifetimeAt(question, 4));
    const answer = new Uint8Array(question);
    answer[1] |= 0x80;
    answer.set([...Array(10).fill(0), 0xff, 0xff, ...EXTERNAL], 44);
    if (!nonceIsRight) answer[24] ^= 1; // the first answer is a stranger's; the question is repeated
    nonceIsRight = true;
    return answer;
  });
  const way = pcpWay({ gateway: OWN, pcpPort: router.port }, new Uint8Array(12).fill(7));
  const mapped = await way.map(WANTED);
  const expected = { protocol: "PCP", externalAddress: "203.0.113.5", externalPort: 9699, lifetimeSeconds: 3600 };
  assertEquals(mapped, expected as PortMapping);
  await way.unmap(mapped!, WANTED);
  assertEquals([lifetimes[0], lifetimes.at(-1)], [3600, 0]);
  await router.close();
});

Deno.test("NAT-PMP: a router that knows no PCP maps a port", async () => {
  const mapped: number[] = [];
  const router = udpRouter((question) => {
    if (question[0] === 2) return Uint8Array.of(0, 0x81, 0, 1, 0, 0, 0, 9);
    if (question[1] === 0) return Uint8Array.of(0, 0x80, 0, 0, 0, 0, 0, 9, ...EXTERNAL);
    mapped.push(lifetimeAt(question, 8));
    return Uint8Array.of(
      0,
      0x81,
      0,
      0,
      0,
      0,
      0,
      9,
      ...question.subarray(4, 6),
      0x9c,
      0x41,
      ...question.subarray(8, 12),
    );
  });
  const at = { gateway: OWN, pcpPort: router.port };
  assertEquals(await pcpWay(at, new Uint8Array(12)).map(WANTED), undefined);
  const way = natPmpWay(at);
  const found = await way.map(WANTED);
  assertEquals([found?.externalAddress, found?.externalPort], ["203.0.113.5", 40_001]);
  await way.unmap(found!, WANTED);
  assertEquals([mapped[0], mapped.at(-1)], [3600, 0]);
  await router.close();
});

Deno.test("UPnP: a gateway is found, and maps another port for ever if the first is taken and it knows no end", async () => {
  const actions: string[] = [];
  const web = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => body += bytes);
    request.on("end", () => {
      if (request.url === "/root.xml") {
        const type = "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>";
        return response.end(`<root><service>${type}<controlURL>/control</controlURL></service></root>`);
      }
      const action = /#(\w+)"/.exec(String(request.headers.soapaction))?.[1] ?? "";
      const value = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1];
      actions.push([action, value("NewExternalPort"), value("NewLeaseDuration")].join(" ").trim());
      const refuse = (code: number) => {
        response.statusCode = 500;
        response.end(`<UPnPError><errorCode>${code}</errorCode></UPnPError>`);
      };
      if (action === "AddPortMapping" && value("NewLeaseDuration") !== "0") return refuse(725);
      if (action === "AddPortMapping" && value("NewExternalPort") === "9699") return refuse(718);
      response.end("<a><NewExternalIPAddress>203.0.113.5</NewExternalIPAddress></a>");
    });
  });
  await new Promise<void>((resolve) => web.listen(0, OWN, resolve));
  const { port } = web.address() as { port: number };
  const ssdp = udpRouter(() =>
    new TextEncoder().encode(`HTTP/1.1 200 OK\r\nLOCATION: http://${OWN}:${port}/root.xml\r\n\r\n`)
  );
  const way = upnpWay({ gateway: OWN, ssdp: { hostname: OWN, port: ssdp.port } });
  const mapped = await way.map(WANTED);
  assertEquals([mapped?.externalAddress, mapped?.lifetimeSeconds], ["203.0.113.5", Infinity]);
  await way.unmap(mapped!, WANTED);
  const own = `${mapped!.externalPort}`;
  assertEquals(actions, [
    "AddPortMapping 9699 3600",
    "AddPortMapping 9699 0",
    `AddPortMapping ${own} 0`,
    "GetExternalIPAddress",
    `DeletePortMapping ${own}`,
  ]);
  await ssdp.close();
  await new Promise((resolve) => web.close(resolve));
});

class FakeWay implements MappingWay {
  answer: Partial<PortMapping> | undefined;
  readonly asked: number[] = [];
  readonly unmapped: number[] = [];

  map({ externalPort, lifetimeSeconds }: WantedMapping): Promise<PortMapping | undefined> {
    this.asked.push(externalPort);
    const mapping = { protocol: "PCP", externalAddress: "203.0.113.5", externalPort, lifetimeSeconds } as const;
    return Promise.resolve(this.answer && { ...mapping, ...this.answer });
  }

  unmap({ externalPort }: PortMapping): Promise<void> {
    return Promise.resolve(void this.unmapped.push(externalPort));
  }
}

function forward(ways: readonly FakeWay[]) {
  const clock = new VirtualClock(), changes: (string | undefined)[] = [];
  const forwarding = new PortForwarding({
    clock,
    port: 9699,
    router: () => Promise.resolve({ ownAddress: OWN, ways }),
    onChange: (mapping) => changes.push(mapping && `${mapping.externalAddress}:${mapping.externalPort}`),
  });
  return { clock, changes, forwarding };
}

Deno.test("a mapping is renewed at its port, asked for again when the router has forgotten it, and taken back at the end", async () => {
  const first = new FakeWay(), second = new FakeWay();
  second.answer = { externalPort: 40_001 };
  const { clock, changes, forwarding } = forward([first, second]);
  await clock.advance(1);
  assertEquals([changes, first.asked, second.asked], [["203.0.113.5:40001"], [9699], [9699]]);
  await clock.advance(120_000);
  assertEquals(
    [second.asked, first.asked.length, changes.length],
    [[9699, 40_001], 1, 1],
    "the way that worked is first",
  );
  second.answer = { externalAddress: "203.0.113.77" };
  await clock.advance(120_000);
  assertEquals(changes.at(-1), "203.0.113.77:40001");
  second.answer = undefined;
  await clock.advance(120_000);
  assertEquals(changes.at(-1), undefined);
  first.answer = {};
  await clock.advance(120_000);
  assertEquals(changes.at(-1), "203.0.113.5:9699");
  await forwarding.stop();
  await clock.advance(600_000);
  assertEquals([first.unmapped, second.unmapped, first.asked.length], [[9699], [], 3]);
});

Deno.test("an end that leaves while the router is asked takes back what it gets, and does not wait for a silent router", async () => {
  const way = new FakeWay();
  way.answer = {};
  const { forwarding } = forward([way]);
  while (way.asked.length === 0) await Promise.resolve();
  await forwarding.stop();
  assertEquals([way.asked, way.unmapped], [[9699], [9699]]);
  const silent = udpRouter(() => undefined);
  const clock = new VirtualClock();
  const asking = new PortForwarding({
    clock,
    port: 9699,
    router: () => Promise.resolve({ ownAddress: OWN, ways: [natPmpWay({ gateway: OWN, pcpPort: silent.port })] }),
    onChange: () => {},
  });
  await asking.stop();
  await silent.close();
});
