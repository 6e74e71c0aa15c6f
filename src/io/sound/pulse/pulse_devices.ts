import type { PulseConnection } from "./pulse_connection.ts";

/** A source or sink of PulseAudio. */
export interface PulseDevice {
  /** Its unique name, such as "alsa_input.pci-0000_00_1f.3.analog-stereo". */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Whether it gives what a sink plays. */
  readonly isMonitor: boolean;
}

export interface PulseDevices {
  readonly sources: readonly PulseDevice[];
  readonly sinks: readonly PulseDevice[];
  /** The id of the source that is used if none is named. */
  readonly defaultSource?: string;
  readonly defaultSink?: string;
}

/** Offsets in `pa_source_info` and `pa_sink_info`, in bytes, the same in every version since 0.9.15. */
const NAME = 0, DESCRIPTION = 16, MONITOR_OF = 308;
/** In `pa_server_info`. */
const DEFAULT_SINK = 48, DEFAULT_SOURCE = 56;
/** No sink or source. */
const INVALID_INDEX = 0xffff_ffff;
/** From `pa_operation_state_t`. */
const RUNNING = 0;
/** From `pa_error_code_t`. */
const BAD_STATE = 15;
/** More devices than any machine has. */
const MAX_DEVICES = 256;

const CALLBACK = { parameters: ["pointer", "pointer", "i32", "pointer"], result: "void" } as const;

/** The devices of the server that `connection` is connected to. Rejects with a {@linkcode PulseError}. */
export async function pulseDevices(
  connection: PulseConnection,
  isEnded: () => boolean = () => false,
): Promise<PulseDevices> {
  const { pa_context_get_source_info_list, pa_context_get_sink_info_list, pa_context_get_server_info } =
    connection.calls;
  const sources: PulseDevice[] = [], sinks: PulseDevice[] = [];
  const addTo = (devices: PulseDevice[], hasMonitors: boolean) => (info: Deno.UnsafePointerView) => {
    if (devices.length >= MAX_DEVICES) return;
    const id = textAt(info, NAME);
    if (id === "") return;
    const isMonitor = hasMonitors && info.getUint32(MONITOR_OF) !== INVALID_INDEX;
    devices.push({ id, name: textAt(info, DESCRIPTION) || id, isMonitor });
  };
  let defaultSource = "", defaultSink = "";
  await ask(connection, pa_context_get_source_info_list, addTo(sources, true), isEnded);
  await ask(connection, pa_context_get_sink_info_list, addTo(sinks, false), isEnded);
  await ask(connection, pa_context_get_server_info, (info) => {
    defaultSource = textAt(info, DEFAULT_SOURCE);
    defaultSink = textAt(info, DEFAULT_SINK);
  }, isEnded);
  return { sources, sinks, defaultSource: defaultSource || undefined, defaultSink: defaultSink || undefined };
}

type Question = (
  context: Deno.PointerValue,
  callback: Deno.PointerObject<typeof CALLBACK>,
  userdata: null,
) => Deno.PointerValue;

/** Calls `onInfo` for each answer. */
async function ask(
  connection: PulseConnection,
  question: Question,
  onInfo: (info: Deno.UnsafePointerView) => void,
  isEnded: () => boolean,
): Promise<void> {
  const { pa_operation_get_state, pa_operation_unref } = connection.calls;
  // The last call of a list has no info. The one of the server's own description has no third parameter, which is not used.
  const callback = new Deno.UnsafeCallback(CALLBACK, (_context, info) => {
    if (info !== null) onInfo(new Deno.UnsafePointerView(info));
  });
  const operation = question(connection.context, callback.pointer, null);
  try {
    if (operation === null) throw connection.error(BAD_STATE);
    await connection.until(() => pa_operation_get_state(operation) !== RUNNING, isEnded);
  } finally {
    if (operation !== null) {
      connection.calls.pa_operation_cancel(operation); // or it calls back later
      pa_operation_unref(operation);
    }
    callback.close();
  }
}

function textAt(info: Deno.UnsafePointerView, offset: number): string {
  const text = info.getPointer(offset);
  return text === null ? "" : Deno.UnsafePointerView.getCString(text);
}
