import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { ReliableReceiver } from "../../../../src/wire/sealed/stream/reliable_receiver.ts";
import { ReliableSender } from "../../../../src/wire/sealed/stream/reliable_sender.ts";
import type { ByteRange } from "../../../../src/wire/sealed/stream/reliable_stream.ts";
import { LossyLink } from "../../../fake/lossy_link.ts";
import { SeededRandom } from "../../../fake/random.ts";

const RTT_MS = 60;

interface Ack {
  readonly id: number;
  readonly offset: number;
  readonly ranges: readonly ByteRange[];
}

/** One direction of a stream, written as fast as there is room, and read at once. */
class Transfer {
  readonly sender: ReliableSender;
  readonly receiver = new ReliableReceiver();
  readonly #parts: Uint8Array[] = [];
  #written = 0;
  /** How many bytes the reader takes in each millisecond. */
  readBytes = Infinity;
  #room = 0;

  constructor(readonly id: number, readonly bytes: Buffer, maxBacklogBytes: number) {
    this.sender = new ReliableSender({ id, priority: id, maxBacklogBytes });
  }

  get received(): Buffer {
    return Buffer.concat(this.#parts);
  }

  get done(): boolean {
    return this.received.length === this.bytes.length && this.sender.backlogBytes === 0;
  }

  /** Simulates one millisecond. */
  step(data: LossyLink<Buffer>, acks: LossyLink<Ack>, nowMs: number): void {
    const part = this.bytes.subarray(this.#written, this.#written + this.sender.roomBytes);
    assert(this.sender.write(part));
    this.#written += part.length;
    this.#room = this.readBytes;
    this.receiver.deliverHeld((bytes) => this.#take(bytes), nowMs);
    for (const packet of this.sender.poll(RTT_MS, Infinity, nowMs)) data.send(packet, packet.length, nowMs);
    if (!this.receiver.takeAck(nowMs)) return;
    acks.send(
      { id: this.id, offset: this.receiver.acknowledged, ranges: [...this.receiver.ranges].slice(0, 32) },
      50,
      nowMs,
    );
  }

  receive(packet: Buffer, nowMs: number): void {
    assert(this.receiver.receive(packet, (bytes) => this.#take(bytes), nowMs));
  }

  #take(bytes: Uint8Array): number {
    const some = Uint8Array.from(bytes.subarray(0, this.#room));
    this.#room -= some.length;
    this.#parts.push(some);
    return some.length;
  }
}

/** Runs transfers over one bad link until `done`. Returns how long it took, in virtual time. */
function run(transfers: readonly Transfer[], seed: number, done: () => boolean): number {
  const conditions = { delayMs: RTT_MS / 2, jitterMs: 8, lossPercent: 12, burst: 2, dupPercent: 3, reorderPercent: 3 };
  const data = new LossyLink<Buffer>(conditions, seed), acks = new LossyLink<Ack>(conditions, seed + 1);
  const byId = (id: number) => transfers.find((transfer) => transfer.id === id)!;
  for (let nowMs = 0; nowMs < 120_000; nowMs++) {
    if (done()) return nowMs;
    for (let packet; (packet = data.take(nowMs)) !== undefined;) byId(packet[0]).receive(packet, nowMs);
    for (let ack; (ack = acks.take(nowMs)) !== undefined;) {
      byId(ack.id).sender.acknowledge(ack.offset, ack.ranges, nowMs);
    }
    for (const transfer of transfers) transfer.step(data, acks, nowMs);
  }
  throw new Error(transfers.map(({ id, received }) => `${id}: ${received.length} bytes`).join(", "));
}

Deno.test("two streams on one bad link each deliver their own bytes once and in order", () => {
  for (const seed of [1, 2, 3]) {
    const random = new SeededRandom(seed);
    const text = new Transfer(3, Buffer.from(random.bytes(200_000)), 1_000_000);
    const file = new Transfer(77, Buffer.from(random.bytes(600_000)), 100_000);
    run([text, file], seed, () => text.done && file.done);
    assert(text.received.equals(text.bytes) && file.received.equals(file.bytes), `${seed}`);
  }
});

Deno.test("a stream whose reader takes nothing does not delay the other", () => {
  const random = new SeededRandom(4);
  const text = new Transfer(3, Buffer.from(random.bytes(300_000)), 1_000_000);
  const file = new Transfer(77, Buffer.from(random.bytes(3_000_000)), 50_000);
  file.readBytes = 0;
  run([text, file], 4, () => text.done);
  assert(text.received.equals(text.bytes));
  assertEquals(file.received.length, 0);
  // No more is written than the backlog has room for, although the file is longer.
  assertEquals([file.sender.written, file.sender.roomBytes], [50_000, 0]);
});
