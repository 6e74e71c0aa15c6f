import watchSource from "./launch/main_process_watch.js" with { type: "text" };
import { keepSharedImagePool } from "./launch/keep_shared_image_pool.ts";
import { Webview } from "./launch/webview.ts";
import { type LibraryFile, webviewLibrary } from "./launch/webview_library.ts";

/** What the main process writes to the window's process as its first line, as JSON. The URL is a secret: never in argv. */
export interface WindowOrder {
  readonly url: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

/** Exit code of a window's process that could not show a window; any other end means that the window was there. */
const NO_WINDOW = 3;

/** Longest title in UTF-16 units. */
const TITLE_LIMIT = 300;

/**
 * The window's process: shows the page that standard input names in a native window, until it is closed or standard
 * input ends. Returns the exit code; what went wrong is on stderr.
 */
export async function runWindow(): Promise<number> {
  const source = URL.createObjectURL(new Blob([watchSource], { type: "text/javascript" }));
  const watch = new Worker(source, { type: "module" });
  const next = () => new Promise<MessageEvent>((resolve) => watch.addEventListener("message", resolve, { once: true }));
  const firstLine = next();
  let library: LibraryFile | undefined;
  try {
    library = webviewLibrary(Deno.build);
    const window = new Webview(library);
    const order = parseOrder((await firstLine).data.line);
    if (order === undefined) return 0;

    if (Deno.env.get("GSK_RENDERER") === "cairo") keepSharedImagePool();
    window.setTitle(order.title);
    window.setSize(order.width, order.height);
    // The page knows who is in the call and what happens. Its title does not reach the title bar by itself.
    window.bind("vchatTitle", (title) => {
      if (typeof title === "string") window.setTitle(title.slice(0, TITLE_LIMIT));
    });
    window.navigate(order.url);

    const watching = next();
    watch.postMessage({ library: library.path, ...window.endLoopAddresses() });
    await watching;
    library.remove();
    window.run();
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return NO_WINDOW;
  } finally {
    library?.remove();
    watch.terminate();
  }
}

/** Undefined when standard input ended before it said what to show. */
function parseOrder(line: string): WindowOrder | undefined {
  return line === "" ? undefined : JSON.parse(line);
}
