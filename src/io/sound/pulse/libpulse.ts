/** Functions of libpulse, each as in PulseAudio's documentation. What may take long is done in a thread of Deno's. */
const SYMBOLS = {
  pa_mainloop_new: { parameters: [], result: "pointer" },
  pa_mainloop_free: { parameters: ["pointer"], result: "void" },
  pa_mainloop_get_api: { parameters: ["pointer"], result: "pointer" },
  pa_mainloop_prepare: { parameters: ["pointer", "i32"], result: "i32" },
  pa_mainloop_poll: { parameters: ["pointer"], result: "i32", nonblocking: true },
  /** The same, but this thread waits. */
  pa_mainloop_poll_here: { name: "pa_mainloop_poll", parameters: ["pointer"], result: "i32" },
  pa_mainloop_wakeup: { parameters: ["pointer"], result: "void" },
  pa_mainloop_dispatch: { parameters: ["pointer"], result: "i32" },
  pa_context_new: { parameters: ["pointer", "buffer"], result: "pointer" },
  // Starts a server where that is configured, and waits for it.
  pa_context_connect: { parameters: ["pointer", "buffer", "i32", "pointer"], result: "i32", nonblocking: true },
  pa_context_disconnect: { parameters: ["pointer"], result: "void" },
  pa_context_unref: { parameters: ["pointer"], result: "void" },
  pa_context_get_state: { parameters: ["pointer"], result: "i32" },
  pa_context_errno: { parameters: ["pointer"], result: "i32" },
  pa_context_get_server_info: { parameters: ["pointer", "function", "pointer"], result: "pointer" },
  pa_context_get_source_info_list: { parameters: ["pointer", "function", "pointer"], result: "pointer" },
  pa_context_get_sink_info_list: { parameters: ["pointer", "function", "pointer"], result: "pointer" },
  pa_operation_get_state: { parameters: ["pointer"], result: "i32" },
  pa_operation_cancel: { parameters: ["pointer"], result: "void" },
  pa_operation_unref: { parameters: ["pointer"], result: "void" },
  pa_proplist_new: { parameters: [], result: "pointer" },
  pa_proplist_sets: { parameters: ["pointer", "buffer", "buffer"], result: "i32" },
  pa_proplist_free: { parameters: ["pointer"], result: "void" },
  pa_stream_new_with_proplist: {
    parameters: ["pointer", "buffer", "buffer", "pointer", "pointer"],
    result: "pointer",
  },
  pa_stream_unref: { parameters: ["pointer"], result: "void" },
  pa_stream_disconnect: { parameters: ["pointer"], result: "i32" },
  pa_stream_get_state: { parameters: ["pointer"], result: "i32" },
  pa_stream_get_device_index: { parameters: ["pointer"], result: "u32" },
  pa_stream_get_device_name: { parameters: ["pointer"], result: "pointer" },
  pa_stream_get_timing_info: { parameters: ["pointer"], result: "pointer" },
  pa_stream_get_underflow_index: { parameters: ["pointer"], result: "i64" },
  pa_stream_set_buffer_attr: { parameters: ["pointer", "buffer", "function", "pointer"], result: "pointer" },
  pa_stream_connect_record: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "i32" },
  pa_stream_peek: { parameters: ["pointer", "buffer", "buffer"], result: "i32" },
  pa_stream_drop: { parameters: ["pointer"], result: "i32" },
  pa_stream_connect_playback: {
    parameters: ["pointer", "buffer", "buffer", "i32", "pointer", "pointer"],
    result: "i32",
  },
  pa_stream_writable_size: { parameters: ["pointer"], result: "usize" },
  pa_stream_write: { parameters: ["pointer", "buffer", "usize", "pointer", "i64", "i32"], result: "i32" },
} as const;

export type Libpulse = Deno.DynamicLibrary<typeof SYMBOLS>;

/** PulseAudio's client library, which PipeWire serves too. `undefined` where it is not installed or may not be loaded. */
export function openLibpulse(name = "libpulse.so.0"): Libpulse | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    return Deno.dlopen(name, SYMBOLS);
  } catch {
    return undefined;
  }
}
