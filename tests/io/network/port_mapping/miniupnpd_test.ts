/** A real router, miniupnpd, in network namespaces of its own. Only where root, ip, nft and miniupnpd are there. */
import { assert, assertEquals } from "@std/assert";
import { eventually } from "../../../fake/eventually.ts";

/** Of no reserved range: miniupnpd insists. It never leaves the namespace. */
const EXTERNAL = "11.22.33.44";
const TABLE = "vchattest";

function run(command: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(command, { args, stdout: "piped", stderr: "piped" })
    .outputSync();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

function canRun(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const probe = `probe${Deno.pid}`;
  try {
    run("sh", "-c", "command -v ip && command -v nft && command -v miniupnpd");
    run("ip", "netns", "add", probe);
    try {
      run("ip", "netns", "exec", probe, "nft", "add", "table", "inet", TABLE);
      run("ip", "-n", probe, "link", "add", "probe0", "type", "veth", "peer", "name", "probe1");
    } finally {
      run("ip", "netns", "del", probe);
    }
    return true;
  } catch {
    return false;
  }
}

if (canRun()) {
  Deno.test("miniupnpd maps a port by PCP, NAT-PMP and UPnP, and takes it back", async () => {
    const router = `vr${Deno.pid}`, home = `vh${Deno.pid}`, folder = await Deno.makeTempDir();
    const inRouter = (...args: string[]) => run("ip", "-n", router, ...args);
    const inHome = (...args: string[]) => run("ip", "-n", home, ...args);
    const rules = () =>
      run("ip", "netns", "exec", router, "nft", "list", "chain", "inet", TABLE, "prerouting_miniupnpd");
    let daemon: Deno.ChildProcess | undefined, machine: Deno.ChildProcess | undefined;
    try {
      run("ip", "netns", "add", router);
      run("ip", "netns", "add", home);
      inRouter("link", "add", "lan", "type", "veth", "peer", "name", "eth0", "netns", home);
      inRouter("link", "add", "wan", "type", "veth", "peer", "name", "isp");
      inRouter("addr", "add", "192.168.77.1/24", "dev", "lan");
      inRouter("addr", "add", `${EXTERNAL}/24`, "dev", "wan");
      for (const link of ["lo", "lan", "wan", "isp"]) inRouter("link", "set", link, "up");
      inHome("addr", "add", "192.168.77.2/24", "dev", "eth0");
      for (const link of ["lo", "eth0"]) inHome("link", "set", link, "up");
      inHome("route", "add", "default", "via", "192.168.77.1");
      const chains = ["forward { type filter hook forward priority 0; }"];
      chains.push("prerouting { type nat hook prerouting priority -100; }");
      chains.push("postrouting { type nat hook postrouting priority 100; }");
      for (const name of ["miniupnpd", "prerouting_miniupnpd", "postrouting_miniupnpd"]) chains.push(`${name} { }`);
      const table = `${folder}/table.nft`, settings = `${folder}/miniupnpd.conf`;
      await Deno.writeTextFile(
        table,
        `table inet ${TABLE} {\n${chains.map((chain) => `chain ${chain}\n`).join("")}}\n`,
      );
      run("ip", "netns", "exec", router, "nft", "-f", table);
      await Deno.writeTextFile(
        settings,
        [
          ...[
            "ext_ifname=wan",
            "listening_ip=lan",
            "port=5000",
            "enable_natpmp=yes",
            "enable_upnp=yes",
            "secure_mode=yes",
          ],
          ...["uuid=5f0c9b1e-0000-4000-8000-000000000001", `upnp_table_name=${TABLE}`, `upnp_nat_table_name=${TABLE}`],
          ...["upnp_forward_chain=miniupnpd", "upnp_nat_chain=prerouting_miniupnpd"],
          ...["upnp_nat_postrouting_chain=postrouting_miniupnpd", "allow 1024-65535 192.168.77.0/24 1024-65535", ""],
        ].join("\n"),
      );
      daemon = new Deno.Command("ip", {
        args: ["netns", "exec", router, "miniupnpd", "-d", "-f", settings, "-P", `${folder}/pid`],
        stdout: "null",
        stderr: "null",
      }).spawn();
      await eventually(() => run("ip", "netns", "exec", router, "ss", "-lun").includes(":5351"));
      const script = new URL("map_in_namespace.ts", import.meta.url).pathname;
      machine = new Deno.Command("ip", {
        args: ["netns", "exec", home, Deno.execPath(), "run", "-A", "--no-check", script],
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const input = machine.stdin.getWriter(), output = machine.stdout.getReader();
      const line = async () => new TextDecoder().decode((await output.read()).value).trim();
      for (const protocol of ["PCP", "NAT-PMP", "UPnP"]) {
        const mapping = { protocol, externalAddress: EXTERNAL, externalPort: 9699, lifetimeSeconds: 3600 };
        assertEquals(JSON.parse(await line()), mapping);
        assert(rules().includes("dnat ip to 192.168.77.2:9699"), rules());
        await input.write(new TextEncoder().encode("\n"));
        assertEquals(await line(), "taken back");
        assert(!rules().includes("9699"), rules());
        await input.write(new TextEncoder().encode("\n"));
      }
      await input.close().catch(() => {});
      await output.cancel();
      assertEquals((await machine.status).code, 0);
      machine = undefined;
    } finally {
      for (const child of [machine, daemon]) {
        child?.kill("SIGKILL");
        await child?.status;
      }
      for (const name of [router, home]) new Deno.Command("ip", { args: ["netns", "del", name] }).outputSync();
      await Deno.remove(folder, { recursive: true });
    }
  });
}
