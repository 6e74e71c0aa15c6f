/** Where a caller is. One person may have many addresses in the same place. */
export interface Origin {
  /** An IPv4 address. For IPv6 the /64, because one machine may use any address in it. */
  readonly host: string;
  /** IPv4: /24; IPv6: /48. */
  readonly network: string;
}

/** `hostname`: an IPv4 or IPv6 literal, with or without a zone. */
export function originOf(hostname: string): Origin {
  if (!hostname.includes(":")) return { host: hostname, network: hostname.slice(0, hostname.lastIndexOf(".")) };
  // On one link every machine has the same prefix; only the zone names the link.
  if (/^fe[89ab]/i.test(hostname)) return { host: hostname, network: "link-local" };
  const [head, tail] = hostname.split("::");
  const groups = groupsOf(head), rest = groupsOf(tail ?? "");
  while (groups.length + rest.length < 8) groups.push("0");
  groups.push(...rest);
  return { host: groups.slice(0, 4).join(":"), network: groups.slice(0, 3).join(":") };
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.toLowerCase().split(":").map((group) => group.replace(/^0+(?=.)/, ""));
}
