// Bodies of every kind, and run.

import { describe, expect, it } from "vitest";
import { ExitError, Process, createRuntime, exit, receive, self, send, spawn, timeout, until } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { settled } from "../support/clock.ts";
import { rejection } from "./outcome.ts";

const runtime = createRuntime({ logger: false });

describe("a body", () => {
  it.each([
    ["generator", function* (a: number, b: number) { return yield* until(Promise.resolve(a + b)); }],
    ["async", async (a: number, b: number) => (await until(Promise.resolve(a))) + b],
    ["plain", (a: number, b: number) => a + b],
  ])("of kind %s gives its result to run", async (_, body: (a: number, b: number) => unknown) => {
    expect(await runtime.run(body, 1, 2)).toBe(3);
  });

  it("gets its arguments by reference", async () => {
    const argument = { list: [1], fn: () => 7 };
    const bodies = [function* (a: object) { return a; }, async (a: object) => a, (a: object) => a];

    for (const body of bodies) expect(await runtime.run(body as (a: object) => unknown, argument)).toBe(argument);
  });

  it("does not find its arguments in its mailbox", async () => {
    const first = (...args: readonly unknown[]): unknown => (args.length === 2 ? receive({ after: 0 }) : "no arguments");

    expect(await runtime.run(first, "a", undefined)).toBe(timeout);
  });

  it("that never begins leaves its arguments to nobody", async () => {
    const seen = await runtime.run(function* () {
      const me = self<unknown>();
      const report = (...args: readonly unknown[]): void => send(me, args);
      Process.exit(spawn(report, "of the first"), "kill");
      yield* Process.sleep(0);
      spawn(report);
      return yield* receive();
    });

    expect(seen).toEqual([]);
  });

  it("does not begin before its first turn", async () => {
    const order: string[] = [];

    runtime.spawn(() => order.push("body"));
    order.push("spawned");
    await settled(runtime);

    expect(order).toEqual(["spawned", "body"]);
  });

  it.each([undefined, null, 0, "", false, 1n, Symbol.iterator, {}, [], new Map([[1, 2]]), new Date(0), /x/, () => 1, { then: 5 }, { next: 5 }, { done: true }])("may return %s", async (value) => {
    expect(await runtime.run(() => value)).toBe(value);
    expect(await runtime.run(async () => value)).toBe(value);
    expect(await runtime.run(function* () { return value; })).toBe(value);
  });

  it("may be a plain function that returns a promise, an operation or a generator", async () => {
    expect(await runtime.run(() => Promise.resolve(1))).toBe(1);
    expect(await runtime.run(() => until(Promise.resolve(2)))).toBe(2);
    expect(await runtime.run(() => (function* () { return yield* until(Promise.resolve(3)); })())).toBe(3);
  });

  it("that is an async generator function is refused with a TypeError", async () => {
    expect(await rejection(runtime.run(async function* () { yield 1; }))).toBeInstanceOf(TypeError);
  });
});

describe("run", () => {
  it("rejects with the error itself when that is the reason", async () => {
    const error = new RangeError("mine");

    for (const body of [() => { throw error; }, async () => { throw error; }, function* () { throw error; }, () => exit(error)]) {
      expect(await rejection(runtime.run(body as () => unknown))).toBe(error);
    }
  });

  it.each([["a string", "oops"], ["an object", { code: 7 }], ["undefined", undefined], ["kill", "kill"]])("rejects with an ExitError that carries the reason of an exit with %s", async (_, reason) => {
    for (const body of [() => exit(reason), async () => exit(reason), function* () { exit(reason); }]) {
      const error = await rejection(runtime.run(body as () => unknown));

      expect(error).toBeInstanceOf(ExitError);
      expect(error).toMatchObject({ reason, code: "exit" });
    }
  });

  it("rejects with nocatch when the body throws what is no error", async () => {
    for (const body of [() => { throw "x"; }, async () => Promise.reject("x"), function* () { throw "x"; }]) {
      expect(await rejection(runtime.run(body as () => unknown))).toMatchObject({ reason: { nocatch: "x" } });
    }
  });

  it("resolves with undefined when the process exits normally by itself", async () => {
    expect(await runtime.run(() => exit("normal"))).toBe(undefined);
  });

  it("rejects when the process is killed, and when it is shut down", async () => {
    for (const [signal, reason] of [["kill", "killed"], ["shutdown", "shutdown"], [{ shutdown: 1 }, { shutdown: 1 }]]) {
      const result = rejection(runtime.run(function* (to: (pid: Pid) => void) {
        to(self());
        yield* receive();
      }, (pid: Pid) => void setImmediate(() => Process.exit(pid, signal))));

      expect(await result).toMatchObject({ code: "exit", reason });
    }
  });
});
