import type { LibraryFile } from "./webview_library.ts";

/** The part of webview/webview 0.12's C API (webview.h, api.h) that is used. */
const SYMBOLS = {
  webview_create: { parameters: ["i32", "pointer"], result: "pointer" },
  webview_set_title: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_set_size: { parameters: ["pointer", "i32", "i32", "i32"], result: "i32" },
  webview_navigate: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_bind: { parameters: ["pointer", "buffer", "function", "pointer"], result: "i32" },
  webview_return: { parameters: ["pointer", "pointer", "i32", "buffer"], result: "i32" },
  webview_run: { parameters: ["pointer"], result: "i32" },
  webview_terminate: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What a bound function is called with: request id, arguments as a JSON array, the pointer given to `webview_bind`. */
const BOUND_FUNCTION = { parameters: ["pointer", "pointer", "pointer"], result: "void" } as const;

/** What `webview_dispatch` calls on the window's thread: the view, the pointer given to it. */
const DISPATCHED_FUNCTION = { parameters: ["pointer", "pointer"], result: "void" } as const;

/** The window's hints (webview.h, `webview_hint_t`). */
const HINT_NONE = 0;

const encoder = new TextEncoder();
const cString = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text.replaceAll("\0", "") + "\0");

/**
 * One native window with a web page in it, for as long as its process lives: `webview_destroy` after a loop that was ended
 * from outside crashes in WebKitGTK. To be used on the thread that made it (macOS: the main thread).
 */
export class Webview {
  readonly #library: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #view: NonNullable<Deno.PointerValue>;

  /** Throws an Error if the library cannot be loaded (its cause names what is missing) or there is no display. */
  constructor(file: LibraryFile) {
    this.#library = Deno.dlopen(file.path, SYMBOLS);
    const view = this.#library.symbols.webview_create(0, null);
    if (view === null) {
      this.#library.close();
      throw new Error("the system gave no window");
    }
    this.#view = view;
  }

  setTitle(title: string): void {
    this.#library.symbols.webview_set_title(this.#view, cString(title));
  }

  /** In the system's own (density-independent) pixels. */
  setSize(width: number, height: number): void {
    this.#library.symbols.webview_set_size(this.#view, width, height, HINT_NONE);
  }

  navigate(url: string): void {
    this.#library.symbols.webview_navigate(this.#view, cString(url));
  }

  /** Gives pages a global function of that name; `call` gets its arguments, whatever the page passed. */
  bind(name: string, call: (...args: unknown[]) => void): void {
    const callback = new Deno.UnsafeCallback(BOUND_FUNCTION, (id, args) => {
      if (args !== null) call(...JSON.parse(new Deno.UnsafePointerView(args).getCString()) as unknown[]);
      this.#library.symbols.webview_return(this.#view, id, 0, cString("null"));
    });
    this.#library.symbols.webview_bind(this.#view, cString(name), callback.pointer, null);
  }

  /** Shows the window; returns when it has been closed. Blocks the thread. */
  run(): void {
    this.#library.symbols.webview_run(this.#view);
  }

  /** Addresses for another thread: `webview_dispatch(view, callback, null)` there makes `run` return here. */
  endLoopAddresses(): { view: bigint; callback: bigint } {
    const callback = new Deno.UnsafeCallback(DISPATCHED_FUNCTION, () => {
      this.#library.symbols.webview_terminate(this.#view);
    });
    const address = (pointer: Deno.PointerValue) => BigInt(Deno.UnsafePointer.value(pointer));
    return { view: address(this.#view), callback: address(callback.pointer) };
  }
}
