import { Buffer } from "node:buffer";
import { recover } from "./reed_solomon.ts";

/** What each packet of a frame says about the frame. */
export interface FrameShape {
  readonly frameBytes: number;
  readonly shardBytes: number;
  readonly k: number;
  readonly m: number;
}

/** Puts one frame together from any k of its k + m shards. */
export class Depacketizer {
  readonly #shape: FrameShape;
  readonly #data: (Uint8Array | undefined)[];
  readonly #parity = new Map<number, Uint8Array>();
  #dataCount = 0;
  #takesParity = true;

  constructor(shape: FrameShape) {
    this.#shape = shape;
    this.#data = new Array(shape.k).fill(undefined);
  }

  get shape(): FrameShape {
    return this.#shape;
  }

  /** Whether a packet that says this can belong to the frame. */
  fits(shape: FrameShape): boolean {
    if (shape === this.#shape) return true;
    const { frameBytes, shardBytes, k, m } = this.#shape;
    return shape.frameBytes === frameBytes && shape.shardBytes === shardBytes && shape.k === k && shape.m === m;
  }

  has(index: number): boolean {
    if (index < this.#shape.k) return this.#data[index] !== undefined;
    return !this.#takesParity || this.#parity.has(index - this.#shape.k);
  }

  /** Keeps the shard itself, not a copy. Returns whether it was new. */
  add(index: number, shard: Uint8Array): boolean {
    if (this.has(index)) return false;
    if (index < this.#shape.k) {
      this.#data[index] = shard;
      this.#dataCount++;
    } else {
      this.#parity.set(index - this.#shape.k, shard);
    }
    return true;
  }

  /** How many shards are still needed. */
  get needed(): number {
    return Math.max(0, this.#shape.k - this.#dataCount - this.#parity.size);
  }

  /** How many bytes `frame` would multiply to restore from parity what is missing. */
  get repairProducts(): number {
    const { k, shardBytes } = this.#shape;
    return (k - this.#dataCount) * k * shardBytes;
  }

  /** From now on only data shards count. */
  refuseParity(): void {
    this.#takesParity = false;
    this.#parity.clear();
  }

  /** The whole frame. Call it only when no more shards are needed. */
  frame(): Uint8Array {
    const { frameBytes, shardBytes, k } = this.#shape;
    if (k === 1 && this.#dataCount === 1) return this.#data[0]!;
    if (this.#dataCount < k) recover(this.#data, this.#parity, shardBytes);
    const frame = Buffer.allocUnsafe(frameBytes);
    for (let j = 0; j < k; j++) {
      const shard = this.#data[j]!;
      frame.set(
        shard.length > frameBytes - j * shardBytes ? shard.subarray(0, frameBytes - j * shardBytes) : shard,
        j * shardBytes,
      );
    }
    return frame;
  }
}
