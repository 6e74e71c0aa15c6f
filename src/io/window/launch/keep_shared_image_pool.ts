/** GTK 4, Xlib and cairo, as far as they are used: with the window, the libraries are in the process already. */
const GTK = {
  gdk_display_get_default: { parameters: [], result: "pointer" },
  gdk_x11_display_get_type: { parameters: [], result: "usize" },
  gdk_x11_display_get_xdisplay: { parameters: ["pointer"], result: "pointer" },
} as const;
const GOBJECT = { g_type_check_instance_is_a: { parameters: ["pointer", "usize"], result: "i32" } } as const;
const XLIB = {
  XDefaultScreen: { parameters: ["pointer"], result: "i32" },
  XDefaultRootWindow: { parameters: ["pointer"], result: "u64" },
  XDefaultVisual: { parameters: ["pointer", "i32"], result: "pointer" },
} as const;
const CAIRO = {
  cairo_xlib_surface_create: { parameters: ["pointer", "u64", "pointer", "i32", "i32"], result: "pointer" },
  cairo_surface_create_similar_image: { parameters: ["pointer", "i32", "i32", "i32"], result: "pointer" },
} as const;

/** CAIRO_FORMAT_RGB24. */
const RGB24 = 1;
/**
 * In pixels. For an image of this size cairo makes a pool of 32 MB, as it does for a window of 1120x700; for a smaller one, a
 * smaller one, and the window's would be another.
 */
const SIDE = 1000;

/**
 * Makes cairo keep the memory that it shares with the X server. What a window drawn by software shows goes there through
 * a pool, which cairo gives back once nothing is in it: after every frame, and the next one asks both processes to map a
 * new one, page by page. So one image, which is never drawn, stays in it permanently.
 *
 * To be called on the window's thread once there is a window. Does nothing if the window is not on an X server.
 */
export function keepSharedImagePool(): void {
  try {
    using gtkLibrary = open("libgtk-4.so.1", GTK);
    using gobjectLibrary = open("libgobject-2.0.so.0", GOBJECT);
    using xLibrary = open("libX11.so.6", XLIB);
    using cairoLibrary = open("libcairo.so.2", CAIRO);
    const gtk = gtkLibrary.symbols, x = xLibrary.symbols, cairo = cairoLibrary.symbols;

    const display = gtk.gdk_display_get_default();
    const { g_type_check_instance_is_a: isA } = gobjectLibrary.symbols;
    if (display === null || isA(display, gtk.gdk_x11_display_get_type()) === 0) return;
    const xDisplay = gtk.gdk_x11_display_get_xdisplay(display);
    const visual = x.XDefaultVisual(xDisplay, x.XDefaultScreen(xDisplay));
    const screen = cairo.cairo_xlib_surface_create(xDisplay, x.XDefaultRootWindow(xDisplay), visual, SIDE, SIDE);
    cairo.cairo_surface_create_similar_image(screen, RGB24, SIDE, SIDE);
  } catch {
    // Other libraries than those of today: the window works, and costs more.
  }
}

function open<Symbols extends Deno.ForeignLibraryInterface>(name: string, symbols: Symbols) {
  const library = Deno.dlopen(name, symbols);
  return { symbols: library.symbols, [Symbol.dispose]: () => library.close() };
}
