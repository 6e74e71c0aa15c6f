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

/** A caller of whom everything has come that a call needs. */
export interface ReadyCaller {
  readonly hello: Address;
  readonly streams: ReadonlyMap<StreamChannel, Opened>;
}

/** A connection that is not yet a call's. */
export interface Waiting extends Opened {
  readonly channel: StreamChannel;
}

interface Caller {
  hello?: { readonly from: Address; readonly atMs: number };
  /** Oldest first. */
  streams: Waiting[];
}

/**
 * Hellos and connections that are not yet a call, by host. They come in any order; those that stay alone are
 * forgotten after a while, and there are never more than a few, whoever sends them.
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

  /** Whether the connection was one of these. */
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
   * Takes the caller from `host` out of the queue, if a hello and both connections have come. Of several connections the
   * newest counts: one that idles since before cannot take the caller's place.
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

  /** Takes the newest connection of `host` that is `wanted`, unless another client there has said hello. */
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

  /** The caller at `host`, who may be new; nothing when there is no room. */
  #caller(host: string, connects: boolean, out: Outputs): Caller | undefined {
    let caller = this.#callers.get(host);
    if (caller || (this.#callers.size >= CALLERS && !this.#makeRoom(host, connects, out))) return caller;
    this.#callers.set(host, caller = { streams: [] });
    return caller;
  }

  /**
   * Anybody can send a hello in any host's name: the oldest that is nothing but one goes first. Connections go for a new
   * one from elsewhere, the oldest of the network that has most.
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
