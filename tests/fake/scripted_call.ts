import type { CallEventBody } from "../../src/call/call_event.ts";
import { type CallParts, connectParts } from "../../src/call/call_parts.ts";
import type { CallPorts } from "../../src/call/call_ports.ts";
import type { Role, WireEvent } from "../../src/wire/wire.ts";

type ScriptedPorts = Omit<CallPorts, "network" | "clock"> & { readonly clock: Pick<CallPorts["clock"], "epochMs"> };

/** A call without a wire. The test says what happens, and the parts of the call pass that on to what shows the call. */
export class ScriptedCall {
  readonly parts: CallParts;

  constructor(ports: ScriptedPorts, role: Role, toWire: (text: string) => void = () => {}) {
    const clock = { nowMs: () => 0, callAt: () => () => {}, epochMs: () => ports.clock.epochMs() };
    this.parts = connectParts({
      ports: { ...ports, clock },
      options: { role, hostname: "", port: 9699, name: "Bob", once: false },
      feed: (input) => input.kind === "text" && toWire(input.text),
      canSend: () => true,
      takeOverflowCount: () => 0,
      onEnded: () => {},
    });
    this.parts.shown.show();
  }

  tell(event: CallEventBody): void {
    const { events, conversation, shown, emit } = this.parts;
    switch (event.event) {
      case "listening":
      case "stats":
        return emit(event);
      case "camera":
        emit(event);
        return shown.cameraIs(event);
      case "text_received":
        return conversation.received(event.name, event.text);
      case "ended":
        return events.ended(event.reason, event.message, !event.final);
      default:
        events.happened({ kind: event.event, ...event } as unknown as WireEvent);
    }
  }
}
