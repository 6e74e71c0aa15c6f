// @ts-check
/**
 * A worker of the window's process, whose main thread is inside the window's loop: reads standard input, which is a pipe
 * from the main process. The first line says what to show; the end of the pipe means that the main process has closed it
 * or is gone, however it went, and ends the window's loop. Plain JavaScript so that it is embedded as text and needs
 * nothing named at compile time.
 */

/** Longest first line in bytes. */
const LINE_LIMIT = 65_536;

/** What calls back on the window's own thread; undefined until there is a window. @type {(() => void) | undefined} */
let endLoop;
let ended = false;

const worker = /** @type {{ postMessage(message: unknown): void, onmessage: unknown }} */ (
  /** @type {unknown} */ (globalThis)
);

worker.onmessage = (/** @type {MessageEvent<{ library: string, view: bigint, callback: bigint }>} */ { data }) => {
  const { symbols } = Deno.dlopen(data.library, {
    webview_dispatch: { parameters: ["pointer", "pointer", "pointer"], result: "i32" },
  });
  endLoop = () =>
    symbols.webview_dispatch(Deno.UnsafePointer.create(data.view), Deno.UnsafePointer.create(data.callback), null);
  worker.postMessage({ watching: true });
  if (ended) endLoop();
};

let line = "";
let lineDone = false;
const decoder = new TextDecoder();
const buffer = new Uint8Array(4096);
for (;;) {
  const length = await Deno.stdin.read(buffer).catch(() => null);
  if (length === null) break;
  if (lineDone) continue;
  line += decoder.decode(buffer.subarray(0, length), { stream: true });
  lineDone = line.includes("\n") || line.length > LINE_LIMIT;
  if (lineDone) worker.postMessage({ line });
}
ended = true;
if (!lineDone) worker.postMessage({ line: "" });
endLoop?.();
