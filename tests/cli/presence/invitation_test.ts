import { assertEquals } from "@std/assert";
import { invitation } from "../../../src/cli/presence/invitation.ts";
import { qrPicture } from "../../../src/invitation/call_qr.ts";
import { parseCallLink } from "../../../src/invitation/call_link.ts";
import { HOSTED, LAPTOP, LONELY } from "../../fake/recorded_interfaces.ts";

const CODE = "plaza-needle-studio";
const EVERYWHERE = { host: "", port: 9699, wire: "sealed", window: false } as const;

Deno.test("a server shows its likeliest addresses, and the command and link for the first of them", () => {
  assertEquals(invitation(EVERYWHERE, HOSTED, CODE), {
    addresses: ["203.0.113.5", "2001:db8:5::5"],
    reach: "public",
    command: "vchat 203.0.113.5",
    link: "vchat://203.0.113.5:9699/?or=[2001:db8:5::5]:9699#plaza-needle-studio",
    qr: undefined,
  });
});

Deno.test("a window gets the link as a QR code too, and who can call is said", () => {
  const reaches = (host: string, interfaces = LAPTOP) => invitation({ ...EVERYWHERE, host }, interfaces, CODE).reach;
  assertEquals([reaches(""), reaches("127.0.0.1"), reaches("", LONELY)], ["local", "loopback", "loopback"]);
  const { link, qr } = invitation({ ...EVERYWHERE, window: true }, HOSTED, CODE);
  assertEquals(qr, qrPicture(link!));
  assertEquals(invitation({ ...EVERYWHERE, window: true, wire: "plain" }, HOSTED, undefined).qr, undefined);
});

Deno.test("at most four addresses are shown", () => {
  const { addresses } = invitation(EVERYWHERE, LAPTOP, CODE);
  assertEquals([addresses.length, addresses[0]], [4, "192.168.1.23"]);
});

Deno.test("a port other than the default appears in address, command and link", () => {
  const { command, link } = invitation({ ...EVERYWHERE, port: 5000 }, HOSTED, CODE);
  assertEquals(command, "vchat 203.0.113.5 --port 5000");
  assertEquals(link, "vchat://203.0.113.5:5000/?or=[2001:db8:5::5]:5000#plaza-needle-studio");
});

Deno.test("a server with one address shows that one", () => {
  const { addresses, command } = invitation({ ...EVERYWHERE, host: "127.0.0.1" }, LAPTOP, CODE);
  assertEquals([addresses, command], [["127.0.0.1"], "vchat 127.0.0.1"]);
});

Deno.test("the link parses to the same address and code, also for IPv6 and without a code", () => {
  for (const host of ["203.0.113.5", "2001:db8:5::5"]) {
    for (const code of [CODE, undefined]) {
      const { link } = invitation({ ...EVERYWHERE, host, port: 5000 }, HOSTED, code);
      const read = parseCallLink(link!, 1);
      assertEquals([read?.host, read?.port, read?.code], [host, 5000, code]);
    }
  }
});

Deno.test("an address with a zone has a command but no link, because the caller must fill in the zone", () => {
  const { command, link } = invitation({ ...EVERYWHERE, host: "fe80::b%en0" }, HOSTED, CODE);
  assertEquals([command, link], ["vchat fe80::b%en0", undefined]);
});

Deno.test("the plain wire is named in the command, and has no link", () => {
  const { command, link } = invitation({ ...EVERYWHERE, wire: "plain" }, HOSTED, undefined);
  assertEquals([command, link], ["vchat 203.0.113.5 --wire plain", undefined]);
});

Deno.test("a machine without a network can be called from itself; without any address it cannot be called", () => {
  assertEquals(invitation(EVERYWHERE, LONELY, CODE).addresses, ["127.0.0.1", "::1"]);
  assertEquals(invitation(EVERYWHERE, [], CODE), { addresses: [] });
});
