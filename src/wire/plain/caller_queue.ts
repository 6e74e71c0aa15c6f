import type { Address } from "../../port/address.ts";
import type { Outputs } from "../output_queue.ts";
import type { StreamChannel, StreamId } from "../wire.ts";
import { originOf } from "../origin.ts";
import type { Opened } from "./call_connections.ts";
import {
  CALLER_PATIENCE_MS,
  CALLERS,
  CLIENT_TEXT_CHANNEL,
  HELLO_PATIENCE_MS,
  SERVER_TEXT_CHANNEL,
  STREAMS_PER_CALLER,
} from "./plain_constants.ts";

/** A caller whose hello and both connections have come: all that a call needs. */
export interface ReadyCaller {
  readonly hello: Address;
  readonly streams: ReadonlyMap<StreamChannel, Opened>;
}

/** A connection that does not belong to a call yet. */
export interface Waiting extends Opened {
  readonly channel: StreamChannel;
}

interface Caller {
  hello?: { readonly from: Address; readonly atMs: number };
  /** Oldest first. */
  streams: Waiting[];
}

/**
 * Hellos and connections that are not a call yet, by host. They come in any order. Those that never become a call are dropped
 * after a while, and their number is limited, both for each host and in all.
 */
export class CallerQueue {
  readonly #callers = new Map<string, Caller>();

  get deadlineMs(): number {
    let deadlineMs = Infinity;
    for (const { hello, streams } of this.#callers.values()) {
      if (hello) deadlineMs = Math.min(deadlineMs, hello.atMs + HELLO_PATIENCE_MS);
      if (streams.length > 0) deadlineMs = Math.min(deadlineMs, streams[0].atMs + CALLER_PATIENCE_MS);
    }
    return deadlineMs;
  }

  hello(from: Address, nowMs: number, out: Outputs): void {
    const caller = this.#caller(from.hostname, false, out);
    if (caller) caller.hello = { from, atMs: nowMs };
    else out.push({ kind: "dropped", direction: "in", reason: "stranger" });
  }

  opened(remote: Address, channel: StreamChannel, id: StreamId, nowMs: number, out: Outputs): void {
    const caller = this.#caller(remote.hostname, true, out);
    if (!caller) {
      out.push({ kind: "close_stream", stream: id }, { kind: "dropped", direction: "in", reason: "too_many_streams" });
      return;
    }
    caller.streams.push({ id, channel, atMs: nowMs });
    if (caller.streams.length > STREAMS_PER_CALLER) this.#drop(caller.streams.shift()!.id, "too_many_streams", out);
  }

  /** Returns whether the connection was in the queue. */
  closed(id: StreamId): boolean {
    for (const [host, caller] of this.#callers) {
      const at = caller.streams.findIndex((stream) => stream.id === id);
      if (at < 0) continue;
      caller.streams.splice(at, 1);
      if (!caller.hello && caller.streams.length === 0) this.#callers.delete(host);
      return true;
    }
    return false;
  }

  /**
   * Takes the caller from `host` out of the queue, if a hello and both connections have come. Of several connections it takes the
   * newest, so that an older idle one cannot take the caller's place.
   */
  ready(host: string): ReadyCaller | undefined {
    const caller = this.#callers.get(host);
    if (!caller?.hello) return undefined;
    const down = caller.streams.findLast(({ channel }) => channel === SERVER_TEXT_CHANNEL);
    const up = caller.streams.findLast(({ channel }) => channel === CLIENT_TEXT_CHANNEL);
    if (!down || !up) return undefined;
    const { from } = caller.hello;
    caller.hello = undefined;
    caller.streams = caller.streams.filter((stream) => stream !== down && stream !== up);
    if (caller.streams.length === 0) this.#callers.delete(host);
    return { hello: from, streams: new Map([[down.channel, down], [up.channel, up]]) };
  }

  /** Takes the newest connection of `host` for which `wanted` is true, unless another client at that host has said hello. */
  take(host: string, wanted: (stream: Waiting) => boolean): Opened | undefined {
    const caller = this.#callers.get(host);
    const at = caller?.hello ? -1 : caller?.streams.findLastIndex(wanted) ?? -1;
    if (at < 0) return undefined;
    const [{ id, atMs }] = caller!.streams.splice(at, 1);
    if (caller!.streams.length === 0) this.#callers.delete(host);
    return { id, atMs };
  }

  expire(nowMs: number, out: Outputs): void {
    if (this.deadlineMs > nowMs) return;
    for (const [host, caller] of this.#callers) {
      if (caller.hello && caller.hello.atMs + HELLO_PATIENCE_MS <= nowMs) caller.hello = undefined;
      while (caller.streams.length > 0 && caller.streams[0].atMs + CALLER_PATIENCE_MS <= nowMs) {
        this.#drop(caller.streams.shift()!.id, "stream_idle", out);
      }
      if (!caller.hello && caller.streams.length === 0) this.#callers.delete(host);
    }
  }

  closeAll(out: Outputs): void {
    for (const { streams } of this.#callers.values()) {
      for (const { id } of streams) out.push({ kind: "close_stream", stream: id });
    }
    this.#callers.clear();
  }

  /** The caller at `host`, added if it is new; `undefined` if there is no room. */
  #caller(host: string, connects: boolean, out: Outputs): Caller | undefined {
    let caller = this.#callers.get(host);
    if (caller || (this.#callers.size >= CALLERS && !this.#makeRoom(host, connects, out))) return caller;
    this.#callers.set(host, caller = { streams: [] });
    return caller;
  }

  /**
   * Anybody can send a hello with a forged source address, so the oldest caller without a connection is removed first. If there
   * is none and the new caller `connects`, the oldest caller of the network with the most callers is removed, but only if the new
   * caller's network has at least two fewer.
   */
  #makeRoom(host: string, connects: boolean, out: Outputs): boolean {
    let goes = [...this.#callers].find(([, { streams }]) => streams.length === 0);
    if (goes === undefined && connects) {
      const networks = Map.groupBy(this.#callers, ([host]) => originOf(host).network);
      const own = networks.get(originOf(host).network)?.length ?? 0;
      const fullest = [...networks.values()].reduce((most, one) => one.length > most.length ? one : most);
      if (fullest.length > own + 1) goes = fullest[0];
    }
    if (goes === undefined) return false;
    this.#callers.delete(goes[0]);
    for (const { id } of goes[1].streams) this.#drop(id, "too_many_streams", out);
    return true;
  }

  #drop(stream: StreamId, reason: "too_many_streams" | "stream_idle", out: Outputs): void {
    out.push({ kind: "close_stream", stream }, { kind: "dropped", direction: "in", reason });
  }
}
