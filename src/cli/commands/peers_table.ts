import type { StoredPeer } from "../../io/files/peer_store.ts";
import { visibleName, visibleText } from "../console/visible_text.ts";
import { textWidth } from "../terminal/text_width.ts";

const HEAD = ["NAME", "LAST CALL", "KNOWN SINCE", "CALLED AT", "ID"];
const GAP = "  ";

/** The peers as rows below a head, in columns. Times are those of this machine's time zone, to the minute. */
export function peersTable(peers: readonly StoredPeer[]): string[] {
  const rows = [
    HEAD,
    ...peers.map(({ id, name, calledAt, lastCallMs, sinceMs }) => [
      visibleName(name),
      localTime(lastCallMs),
      sinceMs === undefined ? "-" : localTime(sinceMs),
      visibleText(calledAt) || "-",
      visibleText(id),
    ]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => textWidth(row[column]))));
  return rows.map((row) =>
    row.map((text, column) => text + " ".repeat(widths[column] - textWidth(text))).join(GAP).trimEnd()
  );
}

/** A peer as JSON: times in UTC (ISO 8601), and no secret. `called_at` is null if it was the one that called. */
export function peerForPrograms({ id, name, calledAt, lastCallMs, sinceMs }: StoredPeer) {
  return {
    ...{ name, id, called_at: calledAt || null, last_call: new Date(lastCallMs).toISOString() },
    known_since: sinceMs === undefined ? null : new Date(sinceMs).toISOString(),
  };
}

function localTime(epochMs: number): string {
  const time = new Date(epochMs);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
