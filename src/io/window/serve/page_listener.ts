import type { Clock } from "../../../port/clock.ts";
import { ConnectionReader } from "./connection_reader.ts";
import { acceptKey, WebSocketConnection } from "./web_socket_connection.ts";

/** The largest number of connections that have not shown the token. A new one replaces the oldest. */
export const STRANGER_LIMIT = 32;
/** How long a connection has to show the token: from its beginning, and again after each answer. */
export const STRANGER_MS = 5000;
/**
 * While there are too many strangers, accepting two connections is at least this far apart. So a flood costs little, and the
 * page still gets through.
 */
const CROWDED_MS = 2;
/** As for the call's own connections: out of descriptors, the next one may do better. */
const ACCEPT_AGAIN_MS = 50;
/** A browser's request has about 500 bytes. */
const HEAD_LIMIT_BYTES = 16 * 1024;

/** WebSocket close code (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface PageListenerOptions {
  /** The answer to a request that has a head and nothing else; "socket" if it becomes a WebSocket. */
  answer(request: Request): PageAnswer | "socket";
  /** A WebSocket has connected. The promise settles when it has ended. */
  onSocket(socket: WebSocketConnection): Promise<void>;
  readonly callAt: Clock["callAt"];
  readonly nowMs: Clock["nowMs"];
}

/**
 * HTTP/1.1 on a port of 127.0.0.1 that the system picks, for one page. Every program of this machine can connect:
 * Deno.serve would keep as many connections as there are descriptors, for as long as they like, and end when there are
 * none left. Here a connection that does not show the token is one of few, and short.
 */
export class PageListener {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #accepting: Promise<void>;
  /** Oldest first. */
  readonly #strangers = new Set<Deno.Conn>();
  readonly #serving = new Map<Deno.Conn, Promise<void>>();
  readonly #sockets = new Map<Deno.Conn, WebSocketConnection>();
  #closed = false;

  constructor(private readonly options: PageListenerOptions) {
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Ends all connections. WebSockets get a goodbye first, and this much time to answer it. */
  async close(answerMs: number): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#listener.close();
      for (const conn of this.#serving.keys()) if (!this.#sockets.has(conn)) closeConnection(conn);
      for (const socket of this.#sockets.values()) socket.close(GOING_AWAY);
    }
    const cancelCut = this.options.callAt(this.options.nowMs() + answerMs, () => {
      for (const socket of this.#sockets.values()) socket.destroy();
    });
    await this.#accepting;
    await Promise.allSettled(this.#serving.values());
    cancelCut();
  }

  async #accept(): Promise<void> {
    while (!this.#closed) {
      let conn: Deno.TcpConn;
      try {
        conn = await this.#listener.accept();
      } catch {
        if (!this.#closed) await pause(ACCEPT_AGAIN_MS);
        continue;
      }
      if (this.#closed) return closeConnection(conn);
      const isCrowded = this.#strangers.size >= STRANGER_LIMIT;
      if (isCrowded) {
        for (const oldest of this.#strangers) {
          this.#strangers.delete(oldest);
          closeConnection(oldest);
          break;
        }
      }
      const served = this.#serve(conn).finally(() => {
        this.#strangers.delete(conn);
        this.#serving.delete(conn);
        this.#sockets.delete(conn);
        closeConnection(conn);
      });
      this.#serving.set(conn, served);
      if (isCrowded) await pause(CROWDED_MS);
    }
  }

  /** Answers one request after another; settles when the connection is to go. */
  async #serve(conn: Deno.TcpConn): Promise<void> {
    const reader = new ConnectionReader(conn);
    let isStranger = true;
    try {
      conn.setNoDelay(true);
    } catch {
      return; // already closed
    }
    for (;;) {
      if (isStranger) this.#strangers.add(conn);
      const cancel = this.options.callAt(this.options.nowMs() + STRANGER_MS, () => closeConnection(conn));
      try {
        const head = await reader.head(HEAD_LIMIT_BYTES);
        if (head === undefined || this.#closed) return;
        const request = parseRequest(head);
        const answer = request === undefined ? { status: 400, headers: {} } : this.options.answer(request);
        if (answer !== "socket" && !await written(conn, answerBytes(answer))) return;
        // Who asks without the token gets one answer.
        if (request === undefined || answer !== "socket" && answer.status !== 200) return;
        isStranger = false;
        this.#strangers.delete(conn);
        if (answer === "socket") {
          cancel();
          return await this.#upgrade(conn, reader, request);
        }
        if (!/^[^\r]* HTTP\/1\.1(\r|$)/.test(head) || wants(request, "connection", "close")) return;
      } finally {
        cancel();
      }
    }
  }

  async #upgrade(conn: Deno.Conn, reader: ConnectionReader, request: Request): Promise<void> {
    const key = request.headers.get("sec-websocket-key");
    const isUnderstood = key !== null && request.headers.get("sec-websocket-version") === "13";
    const answer = isUnderstood ? await switchingProtocols(key) : answerBytes({
      status: 400,
      headers: { "sec-websocket-version": "13" },
    });
    if (!await written(conn, answer) || !isUnderstood || this.#closed) return;
    const socket = new WebSocketConnection(conn, reader);
    this.#sockets.set(conn, socket);
    await this.options.onSocket(socket);
  }
}

/** Whether a header's list has this word (RFC 9110, 5.6.1). */
export function wants(request: Request, header: string, word: string): boolean {
  return (request.headers.get(header) ?? "").toLowerCase().split(",").some((item) => item.trim() === word);
}

/** RFC 9112, 3 and 5; undefined for what is none. */
function parseRequest(head: string): Request | undefined {
  const [first, ...lines] = head.split("\r\n");
  const [, method, path] = /^([A-Z]{1,20}) (\/[\x21-\x7e]*) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === undefined) return undefined;
  const headers = new Headers();
  try {
    for (const line of lines) {
      const [, name, value] = /^([^\s:]+):(.*)$/.exec(line)!;
      headers.append(name, value.trim());
    }
    return new Request(`http://127.0.0.1${path}`, { method, headers });
  } catch {
    return undefined;
  }
}

function answerBytes({ status, headers, body = "" }: PageAnswer): Uint8Array {
  const encoded = new TextEncoder().encode(body);
  const all = {
    ...headers,
    "content-length": String(encoded.length),
    connection: status === 200 ? "keep-alive" : "close",
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const start = new TextEncoder().encode(`HTTP/1.1 ${status} \r\n${head}\r\n`);
  const bytes = new Uint8Array(start.length + encoded.length);
  bytes.set(start);
  bytes.set(encoded, start.length);
  return bytes;
}

async function switchingProtocols(key: string): Promise<Uint8Array> {
  const lines = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${await acceptKey(key)}`];
  return new TextEncoder().encode(["HTTP/1.1 101 Switching Protocols", ...lines, "", ""].join("\r\n"));
}

/** False when the connection broke first. */
async function written(conn: Deno.Conn, bytes: Uint8Array): Promise<boolean> {
  try {
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    return true;
  } catch {
    return false;
  }
}

function closeConnection(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed already.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
