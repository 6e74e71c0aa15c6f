/** Functions of the system's C library for which Deno has no call. Each as in POSIX. */
const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32"], result: "i32" },
  getpgrp: { parameters: [], result: "i32" },
  tcgetpgrp: { parameters: ["i32"], result: "i32" },
  signal: { parameters: ["i32", "usize"], result: "usize" },
} as const;

const NAMES: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libc.so.6",
  darwin: "/usr/lib/libSystem.B.dylib",
};

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Libc | null | undefined;

/** The C library's functions. `undefined` on systems other than Linux with glibc and macOS, or if it may not be loaded. */
export function libc(): Libc | undefined {
  if (opened === undefined) {
    try {
      opened = Deno.dlopen(NAMES[Deno.build.os] ?? "", SYMBOLS).symbols;
    } catch {
      opened = null;
    }
  }
  return opened ?? undefined;
}
