import { canonicalIp } from "../host_name.ts";
import type { WantedMapping } from "./port_mapping.ts";

/** Where a search is sent (UPnP Device Architecture 1.1, section 1.1.2). */
export const SSDP = { hostname: "239.255.255.250", port: 1900 } as const;
/** Services that map ports, in versions 1 and 2 of an Internet gateway (WANIPConnection:2, WANPPPConnection:1). */
const SERVICES = ["WANIPConnection:2", "WANIPConnection:1", "WANPPPConnection:1"].map((name) =>
  `urn:schemas-upnp-org:service:${name}`
);
const MAX_ANSWER_BYTES = 2048;
const MAX_URL_LENGTH = 300;
/** More than any router's description. */
export const MAX_XML_LENGTH = 64 * 1024;

/** A search for Internet gateways. */
export function encodeSearch(): Uint8Array<ArrayBuffer> {
  const lines = [
    "M-SEARCH * HTTP/1.1",
    `HOST: ${SSDP.hostname}:${SSDP.port}`,
    'MAN: "ssdp:discover"',
    "MX: 1",
    "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1",
  ];
  return new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n");
}

/** Where a gateway says that its description is. `undefined` if it is not an address on the machine that answered. */
export function parseSearchAnswer(bytes: Uint8Array, sender: string): URL | undefined {
  if (bytes.length > MAX_ANSWER_BYTES) return undefined;
  const [status, ...lines] = new TextDecoder().decode(bytes).split("\r\n");
  if (!/^HTTP\/1\.[01] 200\b/.test(status)) return undefined;
  const location = lines.find((line) => /^location:/i.test(line))?.slice("location:".length).trim();
  return location === undefined ? undefined : urlOn(sender, location);
}

/** A service that maps ports. */
export interface MappingService {
  /** `urn:schemas-upnp-org:service:WANIPConnection:1`. */
  readonly type: string;
  readonly url: URL;
}

/** The service in a gateway's description; `undefined` if it has none on the machine that sent the description. */
export function parseDescription(xml: string, at: URL): MappingService | undefined {
  if (xml.length > MAX_XML_LENGTH) return undefined;
  const services = elements(xml, "service");
  for (const type of SERVICES) {
    const service = services.find((one) => textOf(one, "serviceType") === type);
    const control = service === undefined ? undefined : textOf(service, "controlURL");
    const url = control === undefined ? undefined : urlOn(at.hostname, control, at);
    if (url !== undefined) return { type, url };
  }
}

/** What is asked of a service. */
export interface SoapRequest {
  readonly action: string;
  readonly body: string;
}

export function addressRequest(type: string): SoapRequest {
  return soap(type, "GetExternalIPAddress", []);
}

/** A lifetime of 0 asks for a mapping without an end here, which some routers insist on. */
export function addRequest(
  type: string,
  { ownAddress, internalPort, externalPort, lifetimeSeconds }: WantedMapping,
): SoapRequest {
  return soap(type, "AddPortMapping", [
    ["NewRemoteHost", ""],
    ["NewExternalPort", String(externalPort)],
    ["NewProtocol", "UDP"],
    ["NewInternalPort", String(internalPort)],
    ["NewInternalClient", ownAddress],
    ["NewEnabled", "1"],
    ["NewPortMappingDescription", "vchat"],
    ["NewLeaseDuration", String(lifetimeSeconds)],
  ]);
}

export function deleteRequest(type: string, externalPort: number): SoapRequest {
  return soap(type, "DeletePortMapping", [
    ["NewRemoteHost", ""],
    ["NewExternalPort", String(externalPort)],
    ["NewProtocol", "UDP"],
  ]);
}

/** The IPv4 address in an answer to {@linkcode addressRequest}. */
export function parseAddressAnswer(xml: string): string | undefined {
  const address = canonicalIp(textOf(xml, "NewExternalIPAddress") ?? "");
  return address === undefined || address.includes(":") ? undefined : address;
}

/** The code of a refusal: 718 the port is taken, 725 only mappings without an end. */
export function parseErrorCode(xml: string): number | undefined {
  const code = textOf(xml, "errorCode");
  return code !== undefined && /^\d{1,4}$/.test(code) ? Number(code) : undefined;
}

function soap(type: string, action: string, values: readonly (readonly [string, string])[]): SoapRequest {
  // No value has a sign that XML would read: numbers, addresses and fixed words.
  const inside = values.map(([name, value]) => `<${name}>${value}</${name}>`).join("");
  const body = `<?xml version="1.0"?>\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ` +
    `s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${action} xmlns:u="${type}">${inside}` +
    `</u:${action}></s:Body></s:Envelope>`;
  return { action: `"${type}#${action}"`, body };
}

/** An http address on this machine, and no other: a router must not make this one talk to somebody else. */
function urlOn(hostname: string, text: string, base?: URL): URL | undefined {
  if (text.length > MAX_URL_LENGTH) return undefined;
  const url = URL.parse(text, base);
  if (url === null || url.protocol !== "http:" || url.hostname !== hostname) return undefined;
  return url.username === "" && url.password === "" ? url : undefined;
}

/** The contents of all elements of this name that are not inside one another. No entities are expanded, and nothing else is read. */
function elements(xml: string, name: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < xml.length;) {
    const start = xml.indexOf(`<${name}>`, at);
    const from = start + name.length + 2;
    const end = start < 0 ? -1 : xml.indexOf(`</${name}>`, from);
    if (end < 0) break;
    found.push(xml.slice(from, end));
    at = end;
  }
  return found;
}

function textOf(xml: string, name: string): string | undefined {
  const [text] = elements(xml.slice(0, MAX_XML_LENGTH), name);
  return text?.trim();
}
