import { assert, assertEquals } from "@std/assert";
import type { CallStats } from "../../src/call/call_event.ts";
import { CODE_NOT_ACCEPTED, ShownState } from "../../src/call/shown_state.ts";
import type { DisplayFigures, DisplayState } from "../../src/port/display.ts";
import type { Peer, Role } from "../../src/wire/wire.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

const PEER: Peer = { name: "Ada", address: { hostname: "2001:db8::7", port: 40_000 }, sealed: true };

const STATS: CallStats = {
  captured_fps: 30,
  sent_fps: 30,
  received_fps: 30,
  shown_fps: 30,
  sent_bytes: 1,
  received_bytes: 1,
  drops: { in: {}, out: {} },
};

/** A display that keeps every state and figure. */
class KeepingDisplay extends FakeDisplay {
  readonly states: DisplayState[] = [];
  readonly figures: DisplayFigures[] = [];

  override showState(state: DisplayState): void {
    super.showState(state);
    this.states.push(state);
  }

  showFigures(figures: DisplayFigures): void {
    this.figures.push(figures);
  }
}

function start(role: Role = "server") {
  const clock = new VirtualClock();
  const display = new KeepingDisplay();
  const shown = new ShownState(
    { clock, display, invitation: (code) => ({ addresses: ["192.0.2.1"], link: `vchat://192.0.2.1:9699#${code}` }) },
    role,
    "starting",
  );
  shown.show();
  /** Seconds in which no picture arrives. */
  const seconds = async (count: number, stats = { ...STATS, received_fps: 0 }) => {
    for (let second = 0; second < count; second++) {
      await clock.advance(1000);
      shown.second(stats);
    }
  };
  return { clock, display, shown, seconds };
}

Deno.test("a server starts as waiting, a client as calling", () => {
  for (const [role, phase] of [["server", "waiting"], ["client", "calling"]] as const) {
    const { display, clock } = start(role);
    assertEquals(display.state, {
      role,
      phase,
      sinceEpochMs: clock.epochMs(),
      camera: { state: "starting" },
      peerPicture: "expected",
      choices: undefined,
    });
  }
});

Deno.test("how long a call lasts goes on over an interruption, and stays to be read after it", async () => {
  const { clock, display, shown } = start();
  const sinceMs = () => display.state!.inCallSinceEpochMs;
  shown.inCall(PEER);
  const begunMs = clock.epochMs();
  await clock.advance(10_000);
  shown.interrupted();
  await clock.advance(5000);
  assertEquals(sinceMs(), begunMs);
  shown.inCall({ ...PEER, address: { hostname: "192.0.2.8", port: 1 } });
  assertEquals(sinceMs(), begunMs);
  await clock.advance(5000);
  shown.ended("peer_left", false);
  assertEquals([sinceMs(), display.state!.lastCall], [undefined, { peerName: "Ada", durationMs: 20_000 }]);

  shown.inCall({ ...PEER, name: "Eve" });
  assertEquals([sinceMs(), display.state!.lastCall], [clock.epochMs(), undefined]);
  await clock.advance(3000);
  shown.interrupted();
  await clock.advance(30_000);
  shown.ended("peer_silent", false);
  const last = { peerName: "Eve", durationMs: 3000 }; // the time in which nothing came does not count
  assertEquals(display.state!.lastCall, last);
  shown.ended("hung_up", true);
  assertEquals(display.state!.lastCall, last);
});

Deno.test("what can be chosen without a call: the start page, and after the end another call", () => {
  const { clock, display } = start();
  const shown = new ShownState({ clock, display }, "client", "none", ["call_again", "start_page"]);
  shown.show();
  const choices = () => display.state!.choices;
  assertEquals(choices(), ["start_page"]);
  shown.codeNeeded("unknown_peer");
  assertEquals(choices(), ["start_page"]);
  shown.inCall(PEER);
  assertEquals(choices(), undefined);
  shown.interrupted();
  assertEquals(choices(), undefined);
  shown.ended("peer_silent", false);
  assertEquals(choices(), ["start_page"]);
  shown.ended("busy", true);
  assertEquals(choices(), ["call_again", "start_page"]);
});

Deno.test("a state is shown when it changes, and each phase has its own start time", async () => {
  const { clock, display, shown } = start("client");
  const beganMs = clock.epochMs();
  await clock.advance(500);
  shown.change({ phase: "calling", notice: undefined });
  assertEquals(display.states.length, 1);
  shown.change({ notice: "try again" });
  assertEquals([display.states.length, display.state!.sinceEpochMs], [2, beganMs]);
  shown.change({ phase: "needs_code" });
  assertEquals([display.states.length, display.state!.sinceEpochMs], [3, beganMs + 500]);
});

Deno.test("a new code is shown with how to call with it", () => {
  const { display, shown } = start();
  shown.code("apple-river-stone");
  const { code, invitation } = display.state!;
  assertEquals([code, invitation?.link], ["apple-river-stone", "vchat://192.0.2.1:9699#apple-river-stone"]);
});

Deno.test("in a call the peer is named, and nothing of the previous call is left", () => {
  const { display, shown } = start();
  shown.ended("peer_left", false, "it said goodbye");
  assertEquals([display.state!.phase, display.state!.ended, display.state!.notice], [
    "waiting",
    "peer_left",
    "it said goodbye",
  ]);
  shown.inCall(PEER);
  const { phase, peerName, peerAddress, sealed, ended, notice } = display.state!;
  assertEquals([phase, peerName, peerAddress, sealed], ["in_call", "Ada", "[2001:db8::7]:40000", true]);
  assertEquals([ended, notice], [undefined, undefined]);
});

Deno.test("after a call the peer's name stays but not the encryption; an end that continues is waiting", () => {
  for (const [final, phase] of [[true, "ended"], [false, "waiting"]] as const) {
    const { display, shown } = start();
    shown.inCall(PEER);
    shown.ended("peer_silent", final);
    assertEquals([display.state!.phase, shown.phase], [phase, phase]);
    const { peerName, sealed, ended } = display.state!;
    assertEquals([peerName, sealed, ended], ["Ada", undefined, "peer_silent"]);
  }
});

Deno.test("a peer's camera can be off before or during a call; the next peer's is not", () => {
  const { display, shown } = start();
  shown.peerCamera(false);
  shown.inCall(PEER);
  assertEquals(display.state!.peerPicture, "off");
  shown.peerCamera(true);
  assertEquals(display.state!.peerPicture, "expected");
  shown.peerCamera(false);
  shown.change({ phase: "reconnecting" });
  shown.inCall(PEER);
  assertEquals(display.state!.peerPicture, "off");
  shown.ended("peer_left", false);
  shown.inCall(PEER);
  assertEquals(display.state!.peerPicture, "expected");
});

Deno.test("a picture is missing after two seconds, until the next one arrives", async () => {
  const { display, shown, seconds } = start();
  shown.inCall(PEER);
  await seconds(1);
  assertEquals(display.state!.peerPicture, "expected");
  await seconds(1);
  assertEquals(display.state!.peerPicture, "missing");
  shown.pictureCame();
  assertEquals(display.state!.peerPicture, "expected");
  await seconds(1);
  shown.pictureCame();
  await seconds(1);
  assertEquals(display.state!.peerPicture, "expected");
});

Deno.test("no picture is missing while the camera is off, just turned on, or the link is down", async () => {
  const { display, shown, seconds } = start();
  shown.inCall(PEER);
  shown.peerCamera(false);
  await seconds(5);
  assertEquals(display.state!.peerPicture, "off");
  shown.peerCamera(true);
  await seconds(1);
  assertEquals(display.state!.peerPicture, "expected");
  shown.change({ phase: "reconnecting" });
  await seconds(5);
  assertEquals(display.state!.peerPicture, "expected");
  shown.inCall(PEER);
  await seconds(1);
  assertEquals(display.state!.peerPicture, "expected");
});

Deno.test("a late picture does not show an off camera as on", () => {
  const { display, shown } = start();
  shown.inCall(PEER);
  shown.peerCamera(false);
  shown.pictureCame();
  assertEquals(display.state!.peerPicture, "off");
});

Deno.test("figures are shown in a call and while its link is down, and say whether pictures are expected", async () => {
  const { display, shown, seconds } = start();
  await seconds(1);
  assertEquals(display.figures, []);
  shown.inCall(PEER);
  // How good a call is, is not known in its first seconds.
  await seconds(2);
  await seconds(1, STATS);
  shown.change({ phase: "reconnecting" });
  await seconds(1);
  shown.inCall(PEER);
  shown.peerCamera(false);
  await seconds(3);
  shown.change({ phase: "reconnecting" });
  await seconds(1);
  const unknown = [undefined, undefined];
  const qualities = display.figures.map(({ quality }) => quality);
  assertEquals(qualities, [...unknown, "good", "poor", ...unknown, "good", "poor"]);
  assert(display.figures.every(({ epochMs }, at) => at === 0 || epochMs > display.figures[at - 1].epochMs));
  shown.ended("peer_left", true);
  await seconds(1);
  assertEquals(display.figures.length, 8);
});

Deno.test("the camera's state says what is wrong and which camera it is", () => {
  const { display, shown } = start();
  shown.cameraIs({ state: "failed", reason: "busy", message: "camera 1 is used", hint: "close it" }, "1");
  assertEquals(display.state!.camera, { state: "failed", message: "camera 1 is used", hint: "close it", choice: "1" });
});

Deno.test("at the end the camera is off; a server that continues to wait keeps its state", () => {
  for (
    const [state, final, then] of [["running", true, "off"], ["failed", true, "off"], [
      "running",
      false,
      "running",
    ]] as const
  ) {
    const { display, shown } = start();
    shown.cameraIs({ state, message: "a word" }, "1");
    shown.ended("peer_left", final);
    const { camera } = display.state!;
    assertEquals([camera.state, camera.choice, camera.message], [then, "1", final ? undefined : "a word"]);
  }
  const display = new KeepingDisplay();
  const shown = new ShownState({ clock: new VirtualClock(), display }, "client", "none");
  shown.ended("peer_left", true);
  assertEquals(display.state!.camera.state, "none");
});

Deno.test("if a code is requested again, the last one was not accepted", () => {
  const { display, shown } = start("client");
  shown.codeNeeded("unknown_peer");
  assertEquals([display.state!.phase, display.state!.notice], ["needs_code", undefined]);
  shown.change({ phase: "calling", notice: undefined });
  shown.codeNeeded("not_accepted");
  assertEquals([display.state!.phase, display.state!.notice], ["needs_code", CODE_NOT_ACCEPTED]);
  assertEquals(display.state!.codeWords?.length, 512);
  shown.inCall({ address: { hostname: "192.0.2.7", port: 1 }, name: "Ada", sealed: true });
  assertEquals(display.state!.codeWords, undefined);
});

Deno.test("without a display nothing is shown and nothing fails", () => {
  const shown = new ShownState({ clock: new VirtualClock() }, "server", "none");
  shown.code("a-b-c");
  shown.inCall(PEER);
  shown.second(STATS);
  assertEquals(shown.phase, "in_call");
});
