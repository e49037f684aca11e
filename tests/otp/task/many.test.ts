// The results of several tasks.

import { describe, expect, it } from "vitest";
import { CallTimeoutError, ServerExitedError } from "../../../js/errors.ts";
import { createRuntime, exit, isExit, Process, receive, self, send } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { createClock, pass } from "../../support/clock.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { ended, queueLength } from "./owner.ts";

describe("awaitMany", () => {
  it("gives the values in the order of the tasks, and leaves nothing", async () => {
    const result = await silent().run(function* () {
      const slow = Task.async(() => receive<number>(() => true));
      const quick = Task.async(() => "quick");
      yield* ended(quick.pid);
      send(slow.pid!, 1);
      const values: [number, string] = yield* Task.awaitMany([slow, quick]);
      return [values, queueLength()];
    });

    expect(result).toEqual([[1, "quick"], 0]);
  });

  it("gives [] for [] at once", async () => {
    expect(await silent().run(() => Task.awaitMany([]))).toEqual([]);
  });

  it("fails at the first task that fails; the others run on, and nothing of them comes", async () => {
    const [error, pid, isAlive, length] = await silent().run(function* () {
      Process.flag("trapExit", true);
      const waiting = Task.async(() => receive(() => true));
      const failing = Task.async(() => exit("boom"));
      const failed = yield* caught(() => Task.awaitMany([waiting, failing])[Symbol.iterator]() as never);
      const isAlive = Process.isAlive(waiting.pid!);
      Process.unlink(waiting.pid!);
      yield* receive(isExit);
      send(waiting.pid!, "go on");
      yield* ended(waiting.pid);
      return [failed, failing.pid, isAlive, queueLength()] as const;
    });

    expect(error).toBeInstanceOf(ServerExitedError);
    expect((error as ServerExitedError).server).toBe(pid);
    expect([isAlive, length]).toEqual([true, 0]);
  });

  it("has one time limit for all", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      const tasks = [Task.async(() => Process.sleep(60)), Task.async(() => Process.sleep(120))];
      const error = yield* caught(() => Task.awaitMany(tasks, 100)[Symbol.iterator]() as never);
      return [error, Process.info(self())?.monitors];
    });
    await pass(runtime, clock, 100);
    const [error, monitors] = (await running) as [CallTimeoutError, unknown];

    expect(error).toBeInstanceOf(CallTimeoutError);
    expect(error.timeoutMs).toBe(100);
    expect(monitors).toEqual([]);
  });
});

describe("yieldMany", () => {
  function* started() {
    const tasks = [Task.async(() => 1), Task.async(() => receive<number>(() => true)), Task.async(() => exit("normal"))];
    yield* ended(tasks[0]?.pid);
    yield* ended(tasks[2]?.pid);
    return tasks as Task.Task<number>[];
  }

  it("gives a pair for each task in order, with undefined where there was no result in time", async () => {
    const result = await silent().run(function* () {
      const tasks = yield* started();
      const pairs = yield* Task.yieldMany(tasks, { timeout: 0 });
      send(tasks[1]!.pid!, 2);
      return [pairs.map(([task]) => tasks.indexOf(task)), pairs.map(([, result]) => result), yield* Task.await(tasks[1]!), queueLength()];
    });

    expect(result).toEqual([[0, 1, 2], [{ ok: true, value: 1 }, undefined, { ok: false, reason: "normal" }], 2, 0]);
  });

  it("returns after as many results as limit says, and does not apply onTimeout then", async () => {
    const result = await silent().run(function* () {
      const tasks = yield* started();
      const pairs = yield* Task.yieldMany(tasks, { limit: 1, onTimeout: "killTask" });
      const isAlive = Process.isAlive(tasks[1]!.pid!);
      yield* Task.shutdown(tasks[1]!);
      return [pairs.filter(([, result]) => result !== undefined).length, isAlive];
    });

    expect(result).toEqual([1, true]);
  });

  it("with onTimeout: ignore lets the late ones go, with killTask ends them", async () => {
    const runtime = silent();
    const result = await runtime.run(function* () {
      const ignored = yield* started();
      const first = yield* Task.yieldMany(ignored, { timeout: 0, onTimeout: "ignore" });
      const killed = yield* started();
      const second = yield* Task.yieldMany(killed, { timeout: 0, onTimeout: "killTask" });
      const alive = [ignored, killed].map((tasks) => Process.isAlive(tasks[1]!.pid!));
      send(ignored[1]!.pid!, 0);
      yield* ended(ignored[1]?.pid);
      return [first[1]?.[1], second[1]?.[1], alive, queueLength()];
    });

    expect(result).toEqual([undefined, undefined, [true, false], 0]);
    expectNothingLeft(runtime);
  });

  it("refuses options that are none", async () => {
    const runtime = silent();

    await expect(runtime.run(() => Task.yieldMany([], { onTimeout: "exit" as never }))).rejects.toThrow(TypeError);
    await expect(runtime.run(() => Task.yieldMany([], { timeout: NaN }))).rejects.toThrow(RangeError);
    await expect(runtime.run(() => Task.yieldMany([], { limits: 1 } as never))).rejects.toThrow(TypeError);
  });
});
