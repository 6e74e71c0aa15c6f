/**
 * Asks an X11 window to close, like the close button in its title bar. Usually the window manager sends this message, but an X
 * server without a screen has none. X11 protocol, release 7.7; ICCCM 4.2.8.1 (WM_DELETE_WINDOW).
 */
export async function requestClose(display: string, window: number): Promise<void> {
  using connection = await Deno.connect({ transport: "unix", path: `/tmp/.X11-unix/X${display.slice(1)}` });
  const x11 = new X11(connection);
  await x11.begin();
  const protocols = await x11.atom("WM_PROTOCOLS");
  const deleteWindow = await x11.atom("WM_DELETE_WINDOW");
  await x11.sendClientMessage(window, protocols, deleteWindow);
}

const INTERN_ATOM = 16, SEND_EVENT = 25, GET_INPUT_FOCUS = 43;
const CLIENT_MESSAGE = 33;
const REPLY_BYTES = 32;

class X11 {
  constructor(private readonly connection: Deno.Conn) {}

  /** Little-endian, protocol 11.0, without authorisation. */
  async begin(): Promise<void> {
    await this.#write(Uint8Array.of(0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    const head = await this.#read(8);
    if (head.getUint8(0) !== 1) throw new Error("the X server lets nobody in");
    await this.#read(4 * head.getUint16(6, true));
  }

  async atom(name: string): Promise<number> {
    const bytes = new Uint8Array(8 + 4 * Math.ceil(name.length / 4));
    const request = new DataView(bytes.buffer);
    request.setUint8(0, INTERN_ATOM);
    request.setUint16(2, bytes.length / 4, true);
    request.setUint16(4, name.length, true);
    bytes.set(new TextEncoder().encode(name), 8);
    await this.#write(bytes);
    return (await this.#read(REPLY_BYTES)).getUint32(8, true);
  }

  async sendClientMessage(window: number, type: number, word: number): Promise<void> {
    const bytes = new Uint8Array(44);
    const request = new DataView(bytes.buffer);
    request.setUint8(0, SEND_EVENT);
    request.setUint16(2, bytes.length / 4, true);
    request.setUint32(4, window, true);
    request.setUint8(12, CLIENT_MESSAGE);
    request.setUint8(13, 32);
    request.setUint32(16, window, true);
    request.setUint32(20, type, true);
    request.setUint32(24, word, true);
    await this.#write(bytes);
    // The answer to this request shows that the message before it was processed.
    await this.#write(Uint8Array.of(GET_INPUT_FOCUS, 0, 1, 0));
    if ((await this.#read(REPLY_BYTES)).getUint8(0) === 0) throw new Error(`the X server knows no window ${window}`);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.connection.write(bytes.subarray(at));
  }

  async #read(length: number): Promise<DataView> {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = await this.connection.read(bytes.subarray(at));
      if (count === null) throw new Error("the X server has gone");
      at += count;
    }
    return new DataView(bytes.buffer);
  }
}
