// What an async function has begun and left when it is over: ended as what a generator leaves that is closed. Rule 6 of
// docs/semantics.md §3 holds for it too: a late reply reaches nobody.

import { describe, expect, it } from "vitest";
import { GenServer, Process, isTimeout, receive, self, send, timeout } from "../../js/index.ts";
import { thenOf } from "../../js/async-body.ts";
import type { Operation } from "../../js/index.ts";
import { runtimesOfTests } from "../support/runtimes.ts";

const { open } = runtimesOfTests();

/** Answers after so many milliseconds. */
const Slow = GenServer.define({
  init: () => ({ state: 0 }),
  *handleCall(ms: number, _from, state) {
    yield* Process.sleep(ms);
    return { reply: `after ${ms}`, state };
  },
});

/** Answers what it is asked. */
const Echo = GenServer.define({
  init: () => ({ state: 0 }),
  handleCall: (request: string, _from, state) => ({ reply: request, state }),
});

/** Steps all in each turn until one is over; returns which, and its value. The others are closed. */
function* race(...steps: Iterator<unknown, unknown, unknown>[]): Generator<unknown, [number, unknown], unknown> {
  for (;;) {
    let pending: unknown;
    for (const [index, each] of steps.entries()) {
      const step = each.next();
      if (step.done === true) {
        const { value } = step; // one answer is used over and over
        for (const other of steps) if (other !== each) other.return?.();
        return [index, value];
      }
      pending = step.value;
    }
    yield pending;
  }
}

/** A server whose handleCast("race") runs `race`, and which keeps all that reaches its handleInfo. */
function racing(race: () => Promise<unknown>) {
  return GenServer.define({
    init: () => ({ state: [] as unknown[] }),
    handleCall: (_request: "strays", _from, state) => ({ reply: state, state }),
    async handleCast(_request: "race", state) {
      await race();
      return { state };
    },
    handleInfo: (message, state) => ({ state: [...state, message] }),
  });
}

const hostTimer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs `race` in a callback; returns what has strayed into handleInfo, the monitors that were left, and the timers. */
async function strays(race: (slow: GenServer.ServerOf<typeof Slow>) => Promise<unknown>): Promise<unknown> {
  const runtime = open();
  return runtime.run(function* () {
    const slow = yield* GenServer.start(Slow);
    const server = yield* GenServer.start(racing(() => race(slow)));
    GenServer.cast(server, "race");
    const before = yield* GenServer.call(server, "strays");
    const monitors = Process.info(server)?.monitors.length;
    yield* Process.sleep(40);
    return { strays: [...before, ...(yield* GenServer.call(server, "strays"))], monitors };
  });
}

const NOTHING = { strays: [], monitors: 0 };

describe("an async callback that is over", () => {
  it("leaves no call open that has lost a race", async () => {
    expect(await strays((slow) => Promise.race([GenServer.call(slow, 20), hostTimer(5)]))).toEqual(NOTHING);
  });

  it("leaves none of two calls open", async () => {
    expect(await strays((slow) => Promise.race([GenServer.call(slow, 5), GenServer.call(slow, 10)]))).toEqual(NOTHING);
  });

  it("leaves no call open when it throws", async () => {
    const runtime = open();
    const left = await runtime.run(function* () {
      const slow = yield* GenServer.start(Slow);
      const server = yield* GenServer.start({
        ...racing(async () => {
          await Promise.race([GenServer.call(slow, 1_000), hostTimer(5)]);
          throw new Error("lost");
        }),
        *terminate() {
          const info = Process.info(self());
          send(parent, [info?.monitors, isTimeout(yield* receive({ after: 20 }))]);
        },
      });
      const parent = self();
      GenServer.cast(server, "race");
      return yield* receive();
    });

    expect(left).toEqual([[], true]);
  });

  it("leaves no start of a server open", async () => {
    const Lazy = GenServer.define({
      *init() {
        yield* Process.sleep(20);
        return { state: 0 };
      },
    });

    expect(await strays(() => Promise.race([GenServer.start(Lazy), hostTimer(5)]))).toEqual(NOTHING);
  });

  it("leaves no time limit of a receive running", async () => {
    const runtime = open();
    await runtime.run(function* () {
      const server = yield* GenServer.start(racing(() => Promise.race([receive(() => false, { after: 1_000_000 }), hostTimer(5)])));
      GenServer.cast(server, "race");
      yield* GenServer.call(server, "strays");
      expect(runtime.stats().timers).toBe(0);
    });
  });

  it("runs finally in an operation of the user's, which may block", async () => {
    const runtime = open();
    const trace: unknown[] = [];
    await runtime.run(function* () {
      const server = yield* GenServer.start(racing(() => Promise.race([cleaning(trace), hostTimer(5)])));
      GenServer.cast(server, "race");
      yield* GenServer.call(server, "strays");
      expect(trace).toEqual(["begun", ["finally", server], ["cleaned", server]]);
    });
  });
});

describe("an async body that is over", () => {
  for (const [name, end] of Object.entries({ returns: (): unknown => "over", throws: (): unknown => { throw new Error("over"); } })) {
    it(`ends the operation that it has left, whose finally runs as the process: it ${name}`, async () => {
      const runtime = open();
      const trace: unknown[] = [];
      const result = runtime.run(async () => {
        trace.push(self());
        await Promise.race([cleaning(trace), hostTimer(5)]);
        return end();
      });
      await Promise.resolve(result).catch(() => {});

      const [pid, ...steps] = trace;
      expect(steps).toEqual(["begun", ["finally", pid]]);
      expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0, relations: 0 });
    });
  }

  it("runs finally in the operation that it awaits when an exit signal ends it, before its own", async () => {
    const runtime = open();
    const trace: unknown[] = [];
    await runtime.run(function* () {
      const pid = Process.spawn(async () => {
        try {
          await cleaning(trace);
        } finally {
          trace.push("body");
        }
      });
      yield* Process.sleep(1);
      Process.exit(pid, "shutdown");
      yield* Process.sleep(1);
      expect(trace).toEqual(["begun", ["finally", pid], "body"]);
    });
  });
});

describe("an iterator of a call that is stepped by hand", () => {
  it("drops the reply that has come when it is closed", async () => {
    const got = await open().run(function* () {
      const slow = yield* GenServer.start(Slow);
      const call = GenServer.call(slow, 5)[Symbol.iterator]();
      const step = call.next();
      if (step.done !== true) yield step.value;
      const monitors = Process.info(self())?.monitors; // the reply has ended the monitor
      call.return?.();
      return [monitors, Process.info(self())?.messageQueueLength, yield* receive({ after: 20 })];
    });

    expect(got).toEqual([[], 0, timeout]);
  });

  it("leaves its process to any message when it is closed in the turn in which it began", async () => {
    const got = await open().run(function* () {
      const slow = yield* GenServer.start(Slow);
      const call = GenServer.call(slow, 5)[Symbol.iterator]();
      call.next();
      call.return?.();
      Process.sendAfter(self(), "hello", 10);
      return [yield* receive(), yield* receive({ after: 20 })];
    });

    expect(got).toEqual(["hello", timeout]);
  });

  it("ends its time limit when it is closed in the turn in which it began", async () => {
    const runtime = open();
    const timers = await runtime.run(function* () {
      const slow = yield* GenServer.start(Slow);
      const call = GenServer.call(slow, 5, 1_000_000)[Symbol.iterator]();
      call.next();
      call.return?.();
      return runtime.stats().timers;
    });

    expect(timers).toBe(0);
  });

  it("gets its own reply, and no other's, when both began in one turn", async () => {
    const got = await open().run(function* () {
      const [quick, slow] = [yield* GenServer.start(Echo), yield* GenServer.start(Slow)];
      yield* Process.sleep(1); // both wait, and are handed what they are asked
      const first = GenServer.call(quick, "quick")[Symbol.iterator]();
      const second = GenServer.call(slow, 1_000_000)[Symbol.iterator]();
      return yield* race(first, second);
    });

    expect(got).toEqual([0, "quick"]);
  });

  it("gets its reply whichever of two calls that began in one turn is answered first", async () => {
    const got = await open().run(function* () {
      const [quick, slow] = [yield* GenServer.start(Echo), yield* GenServer.start(Slow)];
      const first = GenServer.call(slow, 1_000_000)[Symbol.iterator]();
      const second = GenServer.call(quick, "quick")[Symbol.iterator]();
      return yield* race(first, second);
    });

    expect(got).toEqual([1, "quick"]);
  });

  it("leaves its process free to receive when it is closed in the turn in which it began", async () => {
    const got = await open().run(function* () {
      const slow = yield* GenServer.start(Slow);
      send(self(), "hello");
      const call = GenServer.call(slow, 1_000_000)[Symbol.iterator]();
      call.next();
      call.return?.();
      return yield* receive();
    });

    expect(got).toBe("hello");
  });

  it("gets its own reply when another call began after it", async () => {
    const got = await open().run(function* () {
      const [first, second] = [yield* GenServer.start(Slow), yield* GenServer.start(Slow)];
      const calls = [GenServer.call(first, 20), GenServer.call(second, 5)].map((call) => call[Symbol.iterator]());
      const replies: unknown[] = calls.map(() => undefined);
      for (let left = calls.length; left > 0; ) {
        for (const [index, call] of calls.entries()) {
          if (replies[index] !== undefined) continue;
          const step = call.next();
          if (step.done === true) {
            replies[index] = step.value;
            left--;
          } else {
            yield step.value;
          }
        }
      }
      return [replies, yield* receive({ after: 20 })];
    });

    expect(got).toEqual([["after 20", "after 5"], timeout]);
  });
});

/** Waits for ever, and cleans up when it is left. */
function cleaning(trace: unknown[]): Operation<void> {
  const operation: Operation<void> = {
    *[Symbol.iterator]() {
      trace.push("begun");
      try {
        yield* receive(() => false);
      } finally {
        trace.push(["finally", self()]);
        yield* Process.sleep(1);
        trace.push(["cleaned", self()]);
      }
    },
    get then() {
      return thenOf(operation, () => Promise.reject(new Error("expected a process")));
    },
  };
  return operation;
}
