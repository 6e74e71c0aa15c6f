import { MAX_XML_LENGTH, type SoapRequest } from "./upnp_message.ts";

/** When a question is sent again, and after the last delay is given up (RFC 6886, section 3.1, shortened: a person waits). */
const ASK_MS = [250, 500, 1000];
const HTTP_LIMIT_MS = 4000;

export interface AskedRouter {
  readonly hostname: string;
  readonly port: number;
  /** Any machine may answer, from any port. */
  readonly isGroup?: boolean;
  /** The answer is no longer waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Sends a question from a socket of its own until `read` takes an answer. Unless a group was asked, only what comes from the
 * address that was asked is given to it. `undefined` if there is none, or if the network cannot be used.
 */
export async function askRouter<T>(
  question: Uint8Array<ArrayBuffer>,
  { hostname, port, isGroup = false, signal }: AskedRouter,
  read: (answer: Uint8Array, sender: string) => T | undefined,
  delaysMs: readonly number[] = ASK_MS,
): Promise<T | undefined> {
  let socket: Deno.DatagramConn;
  try {
    socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
  } catch {
    return undefined;
  }
  let timer: ReturnType<typeof setTimeout> | undefined, isOpen = true;
  const close = () => {
    clearTimeout(timer);
    if (isOpen) socket.close();
    isOpen = false;
  };
  const send = (attempt: number) => {
    if (attempt === delaysMs.length) return close();
    socket.send(question, { transport: "udp", hostname, port }).catch(() => {}); // no network now: the next try may have one
    timer = setTimeout(() => send(attempt + 1), delaysMs[attempt]);
  };
  if (signal?.aborted) close();
  signal?.addEventListener("abort", close);
  if (isOpen) send(0);
  try {
    for (;;) {
      const [answer, sender] = await socket.receive(new Uint8Array(2048));
      const { hostname: from, port: fromPort } = sender as Deno.NetAddr;
      if (!isGroup && (from !== hostname || fromPort !== port)) continue;
      const read_ = read(answer, from);
      if (read_ !== undefined) return read_;
    }
  } catch {
    return undefined; // nobody has answered in time
  } finally {
    close();
    signal?.removeEventListener("abort", close);
  }
}

/**
 * The text at an address of the router, or its answer to a request. Bounded in length and time; follows no redirection. `undefined` if
 * there is none.
 */
export async function askRouterHttp(
  url: URL,
  request?: SoapRequest,
): Promise<{ readonly status: number; readonly text: string } | undefined> {
  const { request: open } = await import("node:http"); // unlike `fetch` it uses no proxy
  const body = request && new TextEncoder().encode(request.body);
  const headers = request && body
    ? { "Content-Type": 'text/xml; charset="utf-8"', "Content-Length": body.length, SOAPAction: request.action }
    : {};
  return await new Promise((resolve) => {
    const sent = open(url, {
      method: request ? "POST" : "GET",
      agent: false,
      headers: { ...headers, Connection: "close" },
    });
    const end = (answer?: { status: number; text: string }) => {
      clearTimeout(timer);
      resolve(answer);
      sent.destroy();
    };
    const timer = setTimeout(() => end(), HTTP_LIMIT_MS);
    sent.on("error", () => end());
    sent.on("response", (response) => {
      const decoder = new TextDecoder();
      let text = "";
      response.on("data", (bytes: Uint8Array) => {
        text += decoder.decode(bytes, { stream: true });
        if (text.length > MAX_XML_LENGTH) end();
      });
      response.on("error", () => end());
      response.on("end", () => end({ status: response.statusCode ?? 0, text }));
    });
    sent.end(body);
  });
}
