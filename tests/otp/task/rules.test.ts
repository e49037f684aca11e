// Rules 52 to 58 of docs/semantics.md §2.8, and §2.9.

import { describe, expect, it } from "vitest";
import { CallTimeoutError, NotOwnerError, ServerExitedError } from "../../../js/errors.ts";
import { exit, isDown, isExit, Process, receive, self, send, spawn, spawnMonitor, timeout } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { ended, queueLength } from "./owner.ts";

describe("2.8 Task", () => {
  it("52. a failing task kills a non-trapping owner even before await, with the bare reason", async () => {
    const reason = await silent().run(function* () {
      const [, ref] = spawnMonitor(function* () {
        Task.async(() => exit("boom"));
        yield* forever();
      });
      const down = yield* receive((message) => isDown(message, ref));
      return down.reason;
    });

    expect(reason).toBe("boom");
  });

  it("53. with a trapping owner await still fails, and after a success the EXIT stays", async () => {
    const [error, exits] = await silent().run(function* () {
      Process.flag("trapExit", true);
      const failed = yield* caught(() => Task.await(Task.async(() => exit("boom")))[Symbol.iterator]() as never);
      yield* receive(isExit);
      const task = Task.async(() => 1);
      yield* Task.await(task);
      yield* ended(task.pid);
      return [failed, [yield* receive({ after: 0 }), yield* receive({ after: 0 })]] as const;
    });

    expect(error).toBeInstanceOf(ServerExitedError);
    expect(exits).toMatchObject([{ type: "EXIT", reason: "normal" }, timeout]);
  });

  it("54. await's timeout ends the caller; if caught, the task still runs and its late reply is dropped", async () => {
    const result = await silent().run(function* () {
      const [, ref] = spawnMonitor(function* () {
        yield* Task.await(Task.async(forever), 0);
      });
      const down = yield* receive((message) => isDown(message, ref));

      const task = Task.async(() => receive(() => true));
      const error = yield* caught(() => Task.await(task, 0)[Symbol.iterator]() as never);
      const isAlive = Process.isAlive(task.pid!);
      send(task.pid!, "go on");
      yield* ended(task.pid);
      return [down.reason, error, isAlive, queueLength()];
    });

    expect(result[0]).toBeInstanceOf(CallTimeoutError);
    expect(result[1]).toBeInstanceOf(CallTimeoutError);
    expect(result.slice(2)).toEqual([true, 0]);
  });

  it("55. a task that is not awaited leaves its reply and its DOWN in the mailbox", async () => {
    const isAsExpected = await silent().run(function* () {
      const task = Task.async(() => 42);
      yield* ended(task.pid);
      const reply = yield* receive<Task.TaskReply<number>>();
      const down = yield* receive();
      return [reply[0] === task.ref, reply[1], isDown(down, task.ref) && down.reason, queueLength()];
    });

    expect(isAsExpected).toEqual([true, 42, "normal", 0]);
  });

  it("56. yield without a result keeps the task awaitable", async () => {
    const result = await silent().run(function* () {
      const task = Task.async(() => receive<string>(() => true));
      const first = yield* Task.yield(task, 0);
      send(task.pid!, "done");
      return [first, yield* Task.yield(task), queueLength()];
    });

    expect(result).toEqual([undefined, { ok: true, value: "done" }, 0]);
  });

  it("56. shutdown returns the value of a task that has finished meanwhile, or answers the shutdown", async () => {
    const runtime = silent();
    const result = await runtime.run(function* () {
      const finished = Task.async(() => 1);
      yield* ended(finished.pid);
      const answering = Task.async(function* () {
        Process.flag("trapExit", true);
        const { reason } = yield* receive(isExit);
        return reason;
      });
      while (Process.info(answering.pid!)?.trapExit === false) yield* Process.sleep(0);
      return [yield* Task.shutdown(finished), yield* Task.shutdown(answering), queueLength()];
    });

    expect(result).toEqual([{ ok: true, value: 1 }, { ok: true, value: "shutdown" }, 0]);
    expectNothingLeft(runtime);
  });

  it("57. yield gives the exit of a task that ends before it replies, normal too", async () => {
    const result = await silent().run(function* () {
      return yield* Task.yield(Task.async(() => exit("normal")));
    });

    expect(result).toEqual({ ok: false, reason: "normal" });
  });

  it("58. callers are the caller and its callers", async () => {
    const isAsExpected = await silent().run(function* () {
      const owner = self();
      const callers = yield* Task.await(Task.async(function* () {
        const middle = self();
        const inner = yield* Task.await(Task.async(() => Process.info(self())?.callers));
        return [inner?.[0] === middle, inner?.[1] === owner, inner?.length, Process.info(self())?.callers.length];
      }));
      return callers;
    });

    expect(isAsExpected).toEqual([true, true, 2, 1]);
  });
});

describe("2.9 Ownership", () => {
  it.each(["await", "yield", "shutdown", "ignore"] as const)("%s by another process throws NotOwnerError at the call", async (name) => {
    const [error, owner] = await silent().run(function* () {
      const task = Task.async(forever);
      const other = spawn(function* (parent) {
        try {
          Task[name](task);
        } catch (error) {
          send(parent, error instanceof NotOwnerError && error.owner === task.owner && error.caller === self());
        }
      } as (parent: ReturnType<typeof self>) => Generator<never>, self());
      void other;
      const isRefused = yield* receive();
      yield* Task.shutdown(task);
      return [isRefused, true];
    });

    expect([error, owner]).toEqual([true, true]);
  });

  it.each(["awaitMany", "yieldMany"] as const)("%s with a task of another process throws NotOwnerError at the call", async (name) => {
    const error = await silent().run(function* () {
      const task = Task.async(forever);
      const [, ref] = spawnMonitor(() => (Task[name] as (tasks: readonly Task.Task[]) => unknown)([task]));
      const down = yield* receive((message) => isDown(message, ref));
      yield* Task.shutdown(task);
      return down.reason;
    });

    expect(error).toBeInstanceOf(NotOwnerError);
  });

  it("what is no task is a TypeError", async () => {
    const runtime = silent();

    await expect(runtime.run(() => Task.await({} as never))).rejects.toThrow(TypeError);
    await expect(runtime.run(() => Task.awaitMany(1 as never))).rejects.toThrow(TypeError);
    await expect(runtime.run(() => Task.await(Task.completed(1), -1))).rejects.toThrow(RangeError);
  });
});
