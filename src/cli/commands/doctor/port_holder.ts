export type Transport = "udp" | "tcp";

/** The command that lists which program uses which port, on each system. */
export function holderCommand(os: typeof Deno.build.os, transport: Transport, port: number): readonly string[] {
  switch (os) {
    case "windows":
      return ["netstat", "-a", "-n", "-o", "-p", transport];
    case "linux":
      return ["ss", "-H", "-n", "-l", "-p", transport === "udp" ? "-u" : "-t", `sport = :${port}`];
    default:
      return ["lsof", "-nP", "-Fpc", `-i${transport}:${port}`];
  }
}

/** The program that uses the port, read from the output of {@linkcode holderCommand}; `undefined` if it does not say. */
export function parseHolder(os: typeof Deno.build.os, printed: string, port: number): string | undefined {
  switch (os) {
    case "windows": {
      // Proto  local address  foreign address  [state]  process id
      const lines = printed.split("\n").map((line) => line.trim().split(/\s+/));
      const id = lines.find((columns) => columns[1]?.endsWith(`:${port}`))?.at(-1);
      return id !== undefined && /^\d+$/.test(id) ? `process ${id}` : undefined;
    }
    case "linux": {
      const [, name, id] = /users:\(\("([^"]*)",pid=(\d+)/.exec(printed) ?? [];
      return id === undefined ? undefined : `${name}, process ${id}`;
    }
    default: {
      // lsof -F prints one field per line, named by its first letter.
      const [, id, name] = /^p(\d+)\n(?:.*\n)*?c(.*)$/m.exec(printed) ?? [];
      return id === undefined ? undefined : `${name}, process ${id}`;
    }
  }
}
