import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../src/call/call_event.ts";
import { DropCounter } from "../../src/call/drop_counter.ts";
import { ShownState } from "../../src/call/shown_state.ts";
import { WireEvents } from "../../src/call/wire_events.ts";
import type { EndReason, Role } from "../../src/wire/wire.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

const PEER = { name: "Ann", address: { hostname: "192.0.2.7", port: 5000 }, sealed: true };

/** Feeds events of a wire. Keeps what the parts of the call get, in order. */
function start(role: Role = "client", once = false, codeNumber?: number) {
  const clock = new VirtualClock();
  const display = new FakeDisplay();
  const events: CallEventBody[] = [];
  const told: string[] = [];
  const ends: [EndReason, boolean][] = [];
  const emit = (event: CallEventBody) => void events.push(event);
  const tell = (words: string) => void told.push(words);
  const heard: string[] = [];
  const hear = (words: string) => void heard.push(words);
  const shown = new ShownState({ clock, display, invitation: (code) => ({ addresses: [], link: code }) }, role, "none");
  const drops = new DropCounter(emit);
  const wire = new WireEvents({
    ...{ clock, emit, shown, drops, dropped: drops.add.bind(drops) },
    sendVideo: { connected: () => tell("send"), callEnded: (final) => tell(`send no more${final ? " at all" : ""}`) },
    receiveVideo: { received: () => true, callEnded: () => tell("receive no more") },
    conversation: {
      received: (name, text) => tell(`${name}: ${text}`),
      became: (id, delivery, reason = "") => tell(`line ${id} ${delivery} ${reason}`.trimEnd()),
    },
    camera: {
      encoder: {
        setRate: (kbps) => tell(`${kbps} kbit/s`),
        limitFrame: (bytes) => tell(`${bytes} bytes`),
        requestKeyframe: () => tell("keyframe"),
      },
    },
    sound: {
      connected: (_peer, isNew) => hear(isNew ? "call" : "call again"),
      received: ({ frames }) => hear(`sound ${frames[0].sequence}`),
      setTarget: ({ kbps }) => hear(`${kbps} kbit/s`),
      peerMuted: (muted) => hear(muted ? "muted" : "not muted"),
      interrupted: () => hear("interrupted"),
      ended: () => hear("ended"),
    },
    codeEntry: { begin: () => tell("code") },
    callerAnswer: { ask: ({ name }) => tell(`${name} calls`), gone: (reason) => tell(reason) },
    meter: { linkIs: () => tell("link") },
    rememberPeer: (_peer, at) => tell(`remember ${at?.hostname}`),
    onEnded: (...end) => void ends.push(end),
  }, { role, once, codeNumber });
  return { wire, events, told, heard, ends, display };
}

Deno.test("the peer is known from connected to ended, and peers are counted", () => {
  const { wire, told, ends } = start("server");
  assertEquals([wire.peer, wire.peerNumber], [undefined, 0]);
  wire.happened({ kind: "connected", peer: PEER });
  wire.happened({ kind: "interrupted" });
  wire.happened({ kind: "resumed", peer: PEER });
  assertEquals([wire.peer, wire.peerNumber], [PEER, 1]);
  wire.happened({ kind: "ended", reason: "peer_left" });
  assertEquals([wire.peer, ends], [undefined, [["peer_left", false]]]);
  wire.happened({ kind: "connected", peer: PEER });
  assertEquals(wire.peerNumber, 2);
  assertEquals(told, ["send", "send no more", "receive no more", "send"]);
});

Deno.test("sound gets what is its own, and knows when there is a call", () => {
  const { wire, heard } = start();
  wire.happened({ kind: "connected", peer: PEER });
  const frames = [{ sequence: 7, bytes: Uint8Array.of(1) }];
  wire.happened({ kind: "sound_received", sound: { frames, captureMs: 1, arrivedMs: 2 } });
  wire.happened({ kind: "sound_target", target: { kbps: 24, frameMs: 10, loss: 0 } });
  wire.happened({ kind: "peer_microphone", on: false });
  wire.happened({ kind: "interrupted" });
  wire.happened({ kind: "resumed", peer: PEER });
  wire.happened({ kind: "ended", reason: "peer_left" });
  assertEquals(heard, ["call", "sound 7", "24 kbit/s", "muted", "interrupted", "call again", "ended"]);
});

Deno.test("an end is final if no other call follows", () => {
  const cases = [
    ["server", false, "peer_left", undefined, false],
    ["server", true, "peer_left", undefined, true],
    ["server", false, "hung_up", undefined, true],
    ["client", false, "peer_left", undefined, true],
    ["client", false, "peer_silent", true, false],
    ["client", true, "peer_silent", true, true],
  ] as const;
  for (const [role, once, reason, again, final] of cases) {
    const { wire, events, ends, display } = start(role, once);
    wire.happened({ kind: "ended", reason, again });
    assertEquals([ends, events.at(-1)], [[[reason, final]], { event: "ended", reason, message: undefined, final }]);
    assertEquals(display.state?.phase, final ? "ended" : role === "server" ? "waiting" : "calling");
  }
});

Deno.test("texts and their delivery go to the conversation, the rate to the encoder", () => {
  const { wire, told } = start();
  wire.happened({ kind: "text_received", text: "who is this?" });
  wire.happened({ kind: "connected", peer: PEER });
  wire.happened({ kind: "text_received", text: "hi" });
  wire.happened({ kind: "text_sent", id: 1 });
  wire.happened({ kind: "text_delivered", id: 1 });
  wire.happened({ kind: "text_lost", id: 2, reason: "too_long" });
  wire.happened({ kind: "track_target", track: 0, kbps: 300 });
  wire.happened({ kind: "keyframe_wanted", track: 0 });
  assertEquals(told, [
    ...["peer: who is this?", "send", "Ann: hi", "line 1 sent", "line 1 delivered", "line 2 lost too_long"],
    ...["300 kbit/s", "keyframe"],
  ]);
});

Deno.test("a server's code is known and shown, and reported when it changes", () => {
  const { wire, events, display } = start("server");
  wire.happened({ kind: "code_changed", code: "a-b-c", reason: "started" });
  assertEquals([wire.code, events, display.state?.code], ["a-b-c", [], "a-b-c"]);
  wire.happened({ kind: "code_changed", code: "d-e-f", reason: "used" });
  assertEquals([wire.code, display.state?.code], ["d-e-f", "d-e-f"]);
  assertEquals(events, [{ event: "code_changed", code: "d-e-f", reason: "used", guesser: undefined }]);
});

Deno.test("a server's code is shown and reported with its number, which may change; its link has only the words", () => {
  const { wire, events, display } = start("server", false, 7);
  wire.setCodeNumber(8);
  assertEquals([wire.code, events], [undefined, []]);
  wire.happened({ kind: "code_changed", code: "a-b-c", reason: "started" });
  assertEquals([wire.code, display.state?.code], ["8-a-b-c", "8-a-b-c"]);
  wire.happened({ kind: "code_changed", code: "d-e-f", reason: "used" });
  wire.setCodeNumber(9);
  wire.setCodeNumber(9);
  wire.setCodeNumber(undefined);
  assertEquals([wire.code, display.state?.code], ["d-e-f", "d-e-f"]);
  assertEquals(display.state?.invitation?.link, "d-e-f");
  assertEquals(events, [
    { event: "code_changed", code: "8-d-e-f", reason: "used", guesser: undefined },
    { event: "code_changed", code: "9-d-e-f", reason: "number" },
    { event: "code_changed", code: "d-e-f", reason: "number" },
  ]);
});

Deno.test("once a code is needed, it is read, and shown as needed", () => {
  const { wire, events, told, display } = start();
  wire.happened({ kind: "code_needed", reason: "unknown_peer" });
  assertEquals([told, display.state?.phase], [["code"], "needs_code"]);
  assertEquals(events, [{ event: "code_needed", reason: "unknown_peer" }]);
});
