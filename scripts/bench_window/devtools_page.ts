/** One page of a browser, controlled through the Chrome DevTools Protocol. */
export class DevToolsPage {
  readonly #answers = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  #asked = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = ({ data }) => {
      const { id, result, error } = JSON.parse(data);
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      if (error === undefined) answer?.resolve(result);
      else answer?.reject(new Error(`the browser says: ${error.message}`));
    };
  }

  /** The first page of the browser that listens on this port of 127.0.0.1. */
  static async attach(port: number): Promise<DevToolsPage> {
    const targets: { type: string; webSocketDebuggerUrl: string }[] =
      await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const page = targets.find(({ type }) => type === "page");
    if (page === undefined) throw new Error("the browser has no page");
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("cannot connect to the browser's DevTools"));
    });
    return new DevToolsPage(socket);
  }

  /** Throws an Error if the browser refuses. */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const answer = Promise.withResolvers<Record<string, unknown>>();
    const id = ++this.#asked;
    this.#answers.set(id, answer);
    this.socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }

  close(): Promise<unknown> {
    const closed = new Promise((resolve) => this.socket.onclose = resolve);
    this.socket.close();
    return closed;
  }
}
