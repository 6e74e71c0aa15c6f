import { assert, assertEquals } from "@std/assert";
import { readProcFile } from "../../../src/io/process/proc_file.ts";
import { parseUdpOverflowCount, readUdpOverflowCount } from "../../../src/io/network/udp_overflow.ts";

// The C library is loaded once per process. Load it before the tests, so that none of them seems to leak it.
readProcFile("/proc/self/stat");

const TABLE =
  `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  392: 0100007F:25E3 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31866 2 00000000e0f8a3a5 17
  393: 0100007F:25E0 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31867 2 00000000e0f8a3a6 4
  394: 0200007F:25E3 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31868 2 00000000e0f8a3a7 5
`;

Deno.test("the drops of every socket at the port are added up", () => {
  assertEquals(parseUdpOverflowCount(TABLE, 0x25e3), 22);
  assertEquals(parseUdpOverflowCount(TABLE, 0x25e0), 4);
  assertEquals(parseUdpOverflowCount(TABLE, 9), 0);
  assertEquals(parseUdpOverflowCount("", 0x25e3), 0);
});

if (Deno.build.os === "linux") {
  Deno.test("datagrams that the kernel drops are counted, with vchat's permissions", async () => {
    const receiver = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    const sender = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    const to = receiver.addr as Deno.NetAddr;
    const count = () => readUdpOverflowCount(to.port);
    assertEquals(count(), 0);
    const datagram = new Uint8Array(60_000);
    for (let sent = 0; sent < 50; sent++) await sender.send(datagram, to);
    assert(count() > 0 && count() < 50, `${count()} of 50`);
    sender.close();
    receiver.close();
  });
}
