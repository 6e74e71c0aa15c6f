import type { Address } from "../../port/address.ts";
import type { Output, StreamChannel, StreamId } from "../wire.ts";
import {
  CALLER_PATIENCE_MS,
  CALLERS,
  CLIENT_TEXT_CHANNEL,
  SERVER_TEXT_CHANNEL,
  STREAMS_PER_CALLER,
} from "./plain_constants.ts";

/** A caller of whom everything has come that a call needs. */
export interface ReadyCaller {
  readonly hello: Address;
  readonly streams: ReadonlyMap<StreamChannel, StreamId>;
}

interface Caller {
  hello?: { readonly from: Address; readonly atMs: number };
  /** Oldest first. */
  streams: { readonly id: StreamId; readonly channel: StreamChannel; readonly atMs: number }[];
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
      if (hello) deadlineMs = Math.min(deadlineMs, hello.atMs + CALLER_PATIENCE_MS);
      if (streams.length > 0) deadlineMs = Math.min(deadlineMs, streams[0].atMs + CALLER_PATIENCE_MS);
    }
    return deadlineMs;
  }

  hello(from: Address, nowMs: number, out: Output[]): void {
    const caller = this.#caller(from.hostname);
    if (caller) caller.hello = { from, atMs: nowMs };
    else out.push({ kind: "dropped", direction: "in", reason: "stranger" });
  }

  opened(remote: Address, channel: StreamChannel, id: StreamId, nowMs: number, out: Output[]): void {
    const caller = this.#caller(remote.hostname);
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
    return { hello: from, streams: new Map([[down.channel, down.id], [up.channel, up.id]]) };
  }

  /** Takes the newest connection of `host` for `channel`, unless another client there has said hello. */
  take(host: string, channel: StreamChannel): StreamId | undefined {
    const caller = this.#callers.get(host);
    const at = caller?.hello ? -1 : caller?.streams.findLastIndex((stream) => stream.channel === channel) ?? -1;
    if (at < 0) return undefined;
    const [{ id }] = caller!.streams.splice(at, 1);
    if (caller!.streams.length === 0) this.#callers.delete(host);
    return id;
  }

  expire(nowMs: number, out: Output[]): void {
    if (this.deadlineMs > nowMs) return;
    for (const [host, caller] of this.#callers) {
      if (caller.hello && caller.hello.atMs + CALLER_PATIENCE_MS <= nowMs) caller.hello = undefined;
      while (caller.streams.length > 0 && caller.streams[0].atMs + CALLER_PATIENCE_MS <= nowMs) {
        this.#drop(caller.streams.shift()!.id, "stream_idle", out);
      }
      if (!caller.hello && caller.streams.length === 0) this.#callers.delete(host);
    }
  }

  closeAll(out: Output[]): void {
    for (const { streams } of this.#callers.values()) {
      for (const { id } of streams) out.push({ kind: "close_stream", stream: id });
    }
    this.#callers.clear();
  }

  #caller(host: string): Caller | undefined {
    let caller = this.#callers.get(host);
    if (!caller && this.#callers.size < CALLERS) this.#callers.set(host, caller = { streams: [] });
    return caller;
  }

  #drop(stream: StreamId, reason: "too_many_streams" | "stream_idle", out: Output[]): void {
    out.push({ kind: "close_stream", stream }, { kind: "dropped", direction: "in", reason });
  }
}
