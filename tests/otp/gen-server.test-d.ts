// What compiles and what does not: read by tsc (make check), never run. Each @ts-expect-error fails when its line compiles.

import { send } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import * as GenServer from "../../js/otp/gen-server.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function check<A, B>(equal: Equal<A, B>): void;

// The rate limiter of examples/.
const RateLimiter = GenServer.define({
  init(options: { maxPerSecond?: number }) {
    return { state: { max: options.maxPerSecond ?? 10, counts: new Map<string, number>() } };
  },
  handleCall(request: { type: "check"; key: string }, _from, state) {
    const current = state.counts.get(request.key) ?? 0;
    if (current >= state.max) return { reply: false, state };
    state.counts.set(request.key, current + 1);
    return { reply: true, state };
  },
  handleInfo(_message, state) {
    state.counts.clear();
    return { state };
  },
});

export function* rateLimiter() {
  const limiter = yield* GenServer.startLink(RateLimiter, { maxPerSecond: 10 }, { name: "limiter" });
  const allowed: boolean = yield* GenServer.call(limiter, { type: "check", key: "user:1" });
  const { max }: { max: number } = yield* GenServer.getState(limiter);

  // @ts-expect-error a wrong argument of init
  GenServer.startLink(RateLimiter, { maxPerSecond: "10" });
  // @ts-expect-error no argument of init
  GenServer.startLink(RateLimiter);
  // @ts-expect-error a wrong request: no such type
  GenServer.call(limiter, { type: "chekc", key: "user:1" });
  // @ts-expect-error a wrong request: a key of the wrong type
  GenServer.call(limiter, { type: "check", key: 1 });
  // @ts-expect-error a wrong request: nothing of it
  GenServer.call(limiter, "check");
  // @ts-expect-error a wrong use of the reply
  const wrong: string = yield* GenServer.call(limiter, { type: "check", key: "user:1" });
  // @ts-expect-error no handleCast
  GenServer.cast(limiter, "x");
  // @ts-expect-error a state of another type
  GenServer.replaceState(limiter, () => 7);
  return [allowed, max, wrong];
}

// Several requests, each with its reply; casts; messages; a stop.
type Requests = GenServer.Request<{ type: "count" }, number> | GenServer.Request<{ type: "name"; short: boolean }, string>;

const Several = GenServer.define({
  init: () => ({ state: { count: 0, name: "several" } }),
  handleCall(request: Requests, _from, state) {
    switch (request.type) {
      case "count":
        return { reply: state.count, state };
      case "name":
        return { reply: state.name, state, timeout: 100 };
    }
  },
  handleCast(request: "up" | "down", state) {
    if (request === "up") return { state: { ...state, count: state.count + 1 }, continue: 7 };
    return { stop: "down", state };
  },
  handleInfo(message: "tick", state) {
    return message === "tick" ? { state } : { stop: "never", state };
  },
  handleContinue(steps: number, state) {
    return { state: { ...state, count: state.count + steps } };
  },
});

GenServer.define({
  init: () => ({ state: 0, continue: "load" }),
  handleContinue: (step, state) => ({ state: state + step.length }),
});

GenServer.define({
  init: () => ({ state: 0 }),
  // @ts-expect-error nobody handles what it continues with
  handleCast: (_request: "a", state) => ({ state, continue: 1 }),
});

export function* several(servers: GenServer.ServerOf<typeof Several>[]) {
  const server = yield* GenServer.start(Several);
  servers.push(server);
  check<typeof server, GenServer.ServerOf<typeof Several>>(true);
  const count = yield* GenServer.call(server, { type: "count" });
  const name = yield* GenServer.call(server, { type: "name", short: true });
  check<typeof count, number>(true);
  check<typeof name, string>(true);
  GenServer.cast(server, "up");
  send(server, "tick");

  // @ts-expect-error a field is missing
  GenServer.call(server, { type: "name" });
  // @ts-expect-error the reply to this request is no string
  const wrong: string = yield* GenServer.call(server, { type: "count" });
  // @ts-expect-error a wrong cast
  GenServer.cast(server, "sideways");
  // @ts-expect-error a message that handleInfo does not take
  send(server, "tock");
  return wrong;
}

// Replies of several types, without annotations: any of them.
const Mixed = GenServer.define({
  init: () => ({ state: 0 }),
  handleCall: (request: "number" | "text", _from, state) => (request === "number" ? { reply: state, state } : { reply: "text", state, hibernate: true }),
});
export function* mixed() {
  const server = yield* GenServer.start(Mixed);
  const reply = yield* GenServer.call(server, "text");
  check<typeof reply, string | number>(true);
}

GenServer.define({
  init: () => ({ state: 0 }),
  // @ts-expect-error a missing case: "b" returns nothing
  handleCall(request: "a" | "b", _from, state) {
    switch (request) {
      case "a":
        return { reply: 1, state };
    }
  },
});

GenServer.define({
  init: () => ({ state: 0 }),
  // @ts-expect-error a missing case of a cast
  handleCast(request: "a" | "b", state) {
    if (request === "a") return { state };
  },
});

GenServer.define({
  init: () => ({ state: 0 }),
  // @ts-expect-error a state of another type
  handleCall: (_request: "a", _from, _state) => ({ reply: 1, state: "text" }),
});

GenServer.define({
  init: () => ({ state: 0 }),
  // @ts-expect-error a cast has nobody to reply to
  handleCast: (_request: "a", state) => ({ reply: 1, state }),
});

// @ts-expect-error init must return a state
GenServer.define({ init: () => ({}) });

// @ts-expect-error there must be an init
GenServer.define({ handleInfo: (_message: unknown, state: number) => ({ state }) });

// Generator and async callbacks.
const Async = GenServer.define({
  async init(start: number) {
    await Promise.resolve();
    return { state: start };
  },
  *handleCall(request: "a" | "b", _from, state) {
    const other = yield* GenServer.call("other", request);
    return { reply: { other, state }, state };
  },
  async handleCast(_request: "c", state) {
    await Promise.resolve();
    return { state: state + 1 };
  },
});

export function* asynchronous() {
  const server = yield* GenServer.start(Async, 1);
  const reply = yield* GenServer.call(server, "a");
  check<typeof reply, { other: unknown; state: number }>(true);
  // @ts-expect-error no such request
  GenServer.call(server, "c");
}

// ignore is in the type only when init may return it.
const Maybe = GenServer.define({ init: (start: boolean) => (start ? { state: 1 } : { ignore: true }) });
export function* maybe() {
  const server = yield* GenServer.startLink(Maybe, true);
  // @ts-expect-error it may be undefined
  yield* GenServer.stop(server);
  if (server !== undefined) yield* GenServer.stop(server);
}

// Names and plain pids are not typed; the reply can be said.
export function* untyped(pid: Pid) {
  const a = yield* GenServer.call("name", { any: "thing" });
  const b = yield* GenServer.call<number>(pid, "any");
  check<typeof a, unknown>(true);
  check<typeof b, number>(true);
  GenServer.cast("name", "any");
  const spec = GenServer.childSpec(Several, undefined, { name: "several" });
  check<ReturnType<typeof spec.start> extends Operation<unknown> ? true : false, true>(true);
  // @ts-expect-error a wrong argument of init
  GenServer.childSpec(RateLimiter, 7);
}

// Limits of the mailbox, wherever a server is started.
GenServer.start(Several, undefined, { maxMailbox: { size: 10, overflow: "dropOldest" } });
GenServer.childSpec(Several, undefined, { maxMailbox: { size: 10, overflow: "error" }, restart: "transient" });
// @ts-expect-error a limit without what happens beyond it
GenServer.startLink(Several, undefined, { maxMailbox: { size: 10 } });
// @ts-expect-error an overflow that there is not
GenServer.startLink(Several, undefined, { maxMailbox: { size: 10, overflow: "block" } });
// @ts-expect-error a limit that is none
GenServer.childSpec(Several, undefined, { maxMailbox: 10 });

// An error stands where the mistake is, and not at the server.
export function* places() {
  const limiter = yield* GenServer.startLink(RateLimiter, {});
  const several = yield* GenServer.start(Several);

  GenServer.call(limiter, {
    // @ts-expect-error no such type
    type: "chekc",
    key: "user:1",
  });
  GenServer.call(limiter, {
    type: "check",
    // @ts-expect-error a key of the wrong type
    key: 1,
  });
  GenServer.call(
    limiter,
    // @ts-expect-error nothing of a request
    "check",
  );
  GenServer.call(
    several,
    // @ts-expect-error a field is missing
    { type: "name" },
  );
  GenServer.call(
    limiter,
    { type: "check", key: "user:1" },
    // @ts-expect-error a time limit that is none
    "5s",
  );
  GenServer.cast(
    several,
    // @ts-expect-error a wrong cast
    "sideways",
  );
  GenServer.cast(
    limiter,
    // @ts-expect-error no handleCast
    "up",
  );
  GenServer.getState(
    limiter,
    // @ts-expect-error a time limit that is none
    "5s",
  );
  GenServer.replaceState(several, () => ({
    count: 1,
    // @ts-expect-error a part of the state of another type
    name: 2,
  }));
  GenServer.replaceState(
    several,
    // @ts-expect-error a state of another type
    (count: number) => count,
  );
}

// One signature for servers that are known, that are not, and that a type parameter stands for.
export function* whatever(name: string | Pid) {
  const several = yield* GenServer.start(Several);
  const state = yield* GenServer.getState(several);
  check<typeof state, { count: number; name: string }>(true);
  const unknownState = yield* GenServer.getState(name);
  check<typeof unknownState, unknown>(true);
  const count = yield* GenServer.call<number>(name, "count");
  check<typeof count, number>(true);
  GenServer.replaceState(name, (n: number) => n + 1);
  // @ts-expect-error a part of the state is missing: what is returned never makes the state wider
  GenServer.replaceState(several, () => ({}));
  // @ts-expect-error what is expected says nothing of a state
  const wrongState: Operation<number> = GenServer.getState(name);
  // @ts-expect-error nor of a reply that is known
  const wrongReply: Operation<string> = GenServer.call(several, { type: "count" });
  // @ts-expect-error a reply cannot be said where it is known
  GenServer.call<string>(several, { type: "name", short: true });
  return [count, wrongState, wrongReply];
}

export function asked<Request, Reply, Cast, State>(server: GenServer.Server<Request, Reply, Cast, never, State>, request: Request, cast: Cast): Operation<State> {
  GenServer.call(server, request);
  GenServer.cast(server, cast);
  return GenServer.getState(server);
}
