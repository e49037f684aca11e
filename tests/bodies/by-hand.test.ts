// Operations that code asks by hand, by `next`, and not by `yield*`: the process has begun to wait, and its code goes on.

import { describe, expect, it } from "vitest";
import { Process, Task, exit, receive, self, send, until } from "../../js/index.ts";
import type { Operation } from "../../js/index.ts";
import { runtimesOfTests } from "../support/runtimes.ts";

const { open } = runtimesOfTests();

function ask<T>(operation: Operation<T>): Iterator<unknown, T> {
  const iterator = operation[Symbol.iterator]();
  iterator.next();
  return iterator;
}

describe("a process that has asked an operation by hand", () => {
  it.each<[string, () => Generator<never, unknown, unknown> | unknown]>([
    ["and was not woken", () => void ask(receive())],
    ["and was woken by a message", () => (ask(receive()), send(self(), 1))],
    ["with a match, and was woken", () => (ask(receive((message) => message === 1)), send(self(), 1))],
    ["with a time limit, and was woken", () => (ask(receive({ after: 1_000 })), send(self(), 1))],
    ["that is a sleep", () => void ask(Process.sleep(1_000))],
    ["that waits for a promise", () => void ask(until(new Promise(() => {})))],
    ["that gives up the turn", () => void ask(Process.sleep(0))],
  ])("%s, ends with what its body returns, and leaves nothing", async (_, begin) => {
    const runtime = open();

    expect(await runtime.run(function* () { begin(); return "over"; })).toBe("over");
    expect(await runtime.run(function* () { begin(); throw new RangeError("thrown"); }).catch((error: unknown) => error)).toBeInstanceOf(RangeError);
    expect(await runtime.run(function* () { begin(); exit("left"); }).catch((error: unknown) => error)).toMatchObject({ reason: "left" });
    expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0, messages: 0 });
  });

  it("and was woken, ends by the exit signal that was there first", async () => {
    const reason = await open().run(function* () {
      const [, ref] = Process.spawn(function* () {
        ask(receive());
        send(self(), 1);
        Process.exit(self(), "told");
      }, { monitor: true });
      return (yield* receive((down: { readonly ref?: unknown; readonly reason?: unknown }) => down.ref === ref)).reason;
    });

    expect(reason).toBe("told");
  });

  it("and was woken, is not confused with the process that gets its slot", async () => {
    const runtime = open();
    await runtime.run(function* () { ask(receive()); send(self(), 1); });

    expect(await runtime.run(function* () {
      const task = Task.async(function* () { yield* receive({ after: 1 }); return "over"; });
      return yield* Task.await(task);
    })).toBe("over");
    expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0, messages: 0 });
  });

  it("goes on with it in another generator", async () => {
    expect(await open().run(function* () {
      const half = (function* () { return (yield* receive<number>()) + 1; })();
      half.next();
      send(self(), 1);
      return yield* half;
    })).toBe(2);
  });
});
