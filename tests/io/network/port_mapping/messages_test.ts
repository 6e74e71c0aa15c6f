/** The bytes are made by hand from RFC 6886, RFC 6887 and UPnP's Internet Gateway Device, not by the code under test. */
import { assertEquals } from "@std/assert";
import { decodeHex } from "@std/encoding";
import {
  parseBsdRoute,
  parseLinuxRoutes,
  parseWindowsRoutes,
} from "../../../../src/io/network/port_mapping/default_gateway.ts";
import {
  encodeNatPmpMap,
  NAT_PMP_ADDRESS_REQUEST,
  parseNatPmpAddress,
  parseNatPmpMap,
} from "../../../../src/io/network/port_mapping/nat_pmp_message.ts";
import { encodePcpMap, parsePcpMap } from "../../../../src/io/network/port_mapping/pcp_message.ts";
import {
  MAX_XML_LENGTH,
  parseAddressAnswer,
  parseDescription,
  parseErrorCode,
  parseSearchAnswer,
} from "../../../../src/io/network/port_mapping/upnp_message.ts";
import { SeededRandom } from "../../../fake/random.ts";

const hex = (text: string) => decodeHex(text.replace(/\s/g, ""));
const WANTED = { ownAddress: "192.168.1.23", internalPort: 9699, externalPort: 9699, lifetimeSeconds: 3600 };
const NONCE = hex("000102030405060708090a0b");
/** Version 2, response to MAP, success, 1800 s, epoch 77; UDP 9699 is 203.0.113.5:40001. */
const PCP_MAPPED = hex(
  "02810000 00000708 0000004d 000000000000000000000000" +
    "000102030405060708090a0b 11000000 25e3 9c41 00000000000000000000ffffcb007105",
);
const NAT_PMP_ADDRESS = hex("0080 0000 0000004d cb007105");
const NAT_PMP_MAPPED = hex("0081 0000 0000004d 25e3 9c41 00000e10");

Deno.test("PCP: a request to map, and what a router answers", () => {
  assertEquals(
    encodePcpMap(WANTED, NONCE),
    hex(
      "02010000 00000e10 00000000000000000000ffffc0a80117" +
        "000102030405060708090a0b 11000000 25e3 25e3 00000000000000000000ffff00000000",
    ),
  );
  const mapped = { kind: "mapped", externalAddress: "203.0.113.5", externalPort: 40_001, lifetimeSeconds: 1800 };
  assertEquals(parsePcpMap(PCP_MAPPED, NONCE, 9699), mapped as ReturnType<typeof parsePcpMap>);
  const changed = (at: number, byte: number) => PCP_MAPPED.map((old, index) => index === at ? byte : old);
  for (const [at, byte] of [[0, 3], [1, 0x01], [1, 0x82], [24, 9], [35, 0], [36, 6], [41, 0]]) {
    assertEquals(parsePcpMap(changed(at, byte), NONCE, 9699), undefined, `byte ${at}`);
  }
  assertEquals(parsePcpMap(changed(3, 2), NONCE, 9699), { kind: "refused", code: 2 });
  // Of a router that only knows NAT-PMP (RFC 6886, section 3.5)
  assertEquals(parsePcpMap(hex("0081 0001 0000004d"), NONCE, 9699), { kind: "refused", code: 1 });
});

Deno.test("NAT-PMP: the external address, a mapping, and its end", () => {
  assertEquals(NAT_PMP_ADDRESS_REQUEST, hex("0000"));
  assertEquals(encodeNatPmpMap(WANTED), hex("0001 0000 25e3 25e3 00000e10"));
  assertEquals(encodeNatPmpMap({ ...WANTED, lifetimeSeconds: 0 }), hex("0001 0000 25e3 0000 00000000"));
  assertEquals(parseNatPmpAddress(NAT_PMP_ADDRESS), { kind: "address", externalAddress: "203.0.113.5" });
  assertEquals(parseNatPmpMap(NAT_PMP_MAPPED, 9699), { kind: "mapped", externalPort: 40_001, lifetimeSeconds: 3600 });
  assertEquals(parseNatPmpMap(NAT_PMP_MAPPED, 9700), undefined);
  assertEquals(parseNatPmpMap(hex("0081 0002 0000004d"), 9699), { kind: "refused", code: 2 });
  assertEquals(parseNatPmpAddress(NAT_PMP_MAPPED), undefined);
});

Deno.test("answers that are cut, or random, are none", () => {
  for (let length = 0; length < PCP_MAPPED.length; length++) {
    assertEquals(parsePcpMap(PCP_MAPPED.subarray(0, length), NONCE, 9699), undefined);
  }
  for (let length = 0; length < NAT_PMP_ADDRESS.length; length++) {
    assertEquals(parseNatPmpAddress(NAT_PMP_ADDRESS.subarray(0, length)), undefined);
  }
  for (let length = 0; length < NAT_PMP_MAPPED.length; length++) {
    assertEquals(parseNatPmpMap(NAT_PMP_MAPPED.subarray(0, length), 9699), undefined);
  }
  const random = new SeededRandom(7);
  for (let n = 0; n < 2000; n++) {
    const bytes = Uint8Array.from({ length: random.below(80) }, () => random.below(256));
    const text = new TextDecoder().decode(bytes);
    parsePcpMap(bytes, NONCE, 9699);
    parseNatPmpMap(bytes, 9699);
    assertEquals(parseSearchAnswer(bytes, "192.168.1.1"), undefined);
    assertEquals(parseDescription(text, new URL("http://192.168.1.1/")), undefined);
  }
});

const answer = (location: string) =>
  new TextEncoder().encode(`HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nLocation: ${location}\r\n\r\n`);

Deno.test("UPnP: a description is only fetched from the machine that answered", () => {
  const found = (location: string) => parseSearchAnswer(answer(location), "192.168.1.1")?.href;
  assertEquals(found("http://192.168.1.1:5000/root.xml"), "http://192.168.1.1:5000/root.xml");
  for (
    const wrong of [
      "http://203.0.113.66/root.xml",
      "http://router.example/root.xml",
      "https://192.168.1.1/root.xml",
      "file:///etc/passwd",
      "http://user:word@192.168.1.1/root.xml",
      `http://192.168.1.1/${"x".repeat(400)}`,
      "",
    ]
  ) assertEquals(found(wrong), undefined, wrong);
  assertEquals(parseSearchAnswer(new TextEncoder().encode("HTTP/1.1 404 no\r\n\r\n"), "192.168.1.1"), undefined);
});

const service = (type: string, url: string) =>
  `<service><serviceType>urn:schemas-upnp-org:service:${type}</serviceType><controlURL>${url}</controlURL></service>`;

Deno.test("UPnP: the service that maps ports is found in a description, and nothing in it is expanded or followed", () => {
  const at = new URL("http://192.168.1.1:5000/root.xml");
  const read = (xml: string) => parseDescription(xml, at);
  const xml = `<?xml version="1.0"?><root><device><serviceList>${service("Layer3Forwarding:1", "/ctl/L3F")}${
    service("WANIPConnection:1", "/ctl/IPConn")
  }</serviceList></device></root>`;
  assertEquals(read(xml)?.url.href, "http://192.168.1.1:5000/ctl/IPConn");
  assertEquals(read(xml)?.type, "urn:schemas-upnp-org:service:WANIPConnection:1");
  assertEquals(read(service("WANIPConnection:1", "/1") + service("WANIPConnection:2", "/2"))?.url.pathname, "/2");
  const entity = `<!DOCTYPE x [<!ENTITY a "/etc">]>${service("WANIPConnection:1", "&a;")}`;
  assertEquals(read(entity)?.url.href, "http://192.168.1.1:5000/&a;");
  assertEquals(read(service("WANIPConnection:1", "http://203.0.113.66/steal")), undefined);
  assertEquals(read(service("Printer:1", "/print")), undefined);
  assertEquals(read("x".repeat(MAX_XML_LENGTH) + xml), undefined);
  assertEquals(read("<service>".repeat(5000)), undefined);
  for (let length = 0; length < xml.length; length++) read(xml.slice(0, length));
});

Deno.test("UPnP: the external address and the code of a refusal", () => {
  const external = (text: string) => parseAddressAnswer(`<x><NewExternalIPAddress>${text}</NewExternalIPAddress></x>`);
  assertEquals([external("203.0.113.5"), external("router"), external("")], ["203.0.113.5", undefined, undefined]);
  assertEquals(parseErrorCode("<UPnPError><errorCode>718</errorCode></UPnPError>"), 718);
  assertEquals(parseErrorCode("<errorCode>many</errorCode>"), undefined);
});

Deno.test("the default gateway, as Linux, macOS and Windows print it", () => {
  const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  const linux = head +
    "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n" +
    "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" +
    "eth0\t0000000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";
  assertEquals(parseLinuxRoutes(linux), "10.0.0.1");
  assertEquals(parseLinuxRoutes(head + "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"), undefined);
  assertEquals(parseLinuxRoutes(""), undefined);
  assertEquals(parseBsdRoute("   route to: default\n    gateway: 192.168.1.1\n  interface: en0\n"), "192.168.1.1");
  assertEquals(parseBsdRoute("    gateway: fe80::1%en0\n"), undefined);
  const windows = "IPv4-Routentabelle\n  Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik\n" +
    "          0.0.0.0          0.0.0.0      192.168.1.1    192.168.1.23     50\n" +
    "          0.0.0.0          0.0.0.0         10.0.0.1        10.0.0.5     25\n" +
    "        127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331\n";
  assertEquals(parseWindowsRoutes(windows), "10.0.0.1");
});
