// Task.async and await: §1.3 of docs/semantics.md.

import { describe, expect, it } from "vitest";
import { CallTimeoutError, ServerExitedError } from "../../../js/errors.ts";
import { DataCloneError, createRuntime, exit, NotAProcessError, Process, receive, self, send, timeout, until } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { createClock, pass } from "../../support/clock.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { ended, queueLength } from "./owner.ts";

describe("async and await", () => {
  it.each([
    ["a plain", (n: number) => n * 2],
    ["a generator", function* (n: number) {
      yield* Process.sleep(0);
      return n * 2;
    }],
    ["an async", async (n: number) => {
      await Process.sleep(0);
      return n * 2;
    }],
  ])("give the result of %s body, and leave nothing", async (_, body) => {
    const runtime = silent();

    const result = await runtime.run(function* () {
      const task = Task.async(body as (n: number) => number, 21);
      const value = yield* Task.await(task);
      return [value, queueLength(), Process.info(self())?.monitors, Process.info(self())?.links];
    });

    expect(result).toEqual([42, 0, [], []]);
    expectNothingLeft(runtime);
  });

  it("work in an async body", async () => {
    const values = await silent().run(async () => {
      const tasks = [Task.async(() => 1), Task.async(() => 2)] as const;
      const [a] = [await Task.await(tasks[0])];
      return [a, await Task.await(tasks[1]), queueLength()];
    });

    expect(values).toEqual([1, 2, 0]);
  });

  it("perform an operation that the body returns, in the task", async () => {
    const value = await silent().run(function* () {
      const task = Task.async(() => receive((message) => message === "hello"));
      send(task.pid!, "hello");
      return yield* Task.await(task);
    });

    expect(value).toBe("hello");
  });

  it("make a task that is linked with its owner and monitored by it", async () => {
    const seen = await silent().run(function* () {
      const task = Task.async(forever);
      const info = Process.info(self());
      const seen = [info?.links[0] === task.pid, info?.monitors[0] === task.pid, task.owner === self(), Object.keys(task).sort()];
      yield* Task.shutdown(task);
      return seen;
    });

    expect(seen).toEqual([true, true, true, ["owner", "pid", "ref"]]);
  });

  it("copy the result, and end a task whose result cannot be copied", async () => {
    const [isSame, error] = await silent().run(function* () {
      Process.flag("trapExit", true);
      const original = { n: 1 };
      const value = yield* Task.await(Task.async(() => original));
      const failed = yield* caught(() => Task.await(Task.async(() => () => 1))[Symbol.iterator]() as never);
      return [value === original, failed];
    });

    expect(isSame).toBe(false);
    expect(error).toBeInstanceOf(ServerExitedError);
    expect((error as ServerExitedError).reason).toBeInstanceOf(DataCloneError);
  });

  it("report the crash of a task once, with label and callers, and its exit too", async () => {
    const reports: string[] = [];
    const log = (message: string): void => void reports.push(message);
    const runtime = createRuntime({ logger: { debug: log, info: log, warn: log, error: log } });

    const owner = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const crash = Task.async(() => {
        Process.setLabel("adder");
        throw new Error("boom");
      });
      yield* caught(() => Task.await(crash)[Symbol.iterator]() as never);
      yield* Task.yield(Task.async(() => exit("bad")));
      yield* Task.yield(Task.async(async () => exit("worse")));
      yield* Task.yield(Task.async(() => exit("shutdown")));
      return String(self());
    });

    expect(reports).toHaveLength(3);
    expect(reports[0]).toContain("adder");
    expect(reports[0]).toContain("boom");
    expect(reports[0]).toContain(`Callers: ${owner}`);
    expect(reports[1]).toContain("bad");
    expect(reports[2]).toContain("worse");
  });

  it("throw ServerExitedError with the task's reason, also for normal, and CallTimeoutError with the time", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      Process.flag("trapExit", true);
      const errors = [];
      for (const reason of ["boom", "normal"]) errors.push(yield* caught(() => Task.await(Task.async(() => exit(reason)))[Symbol.iterator]() as never));
      const task = Task.async(forever);
      errors.push(yield* caught(() => Task.await(task, 100)[Symbol.iterator]() as never));
      yield* Task.shutdown(task);
      return [errors, task.pid];
    });
    await pass(runtime, clock, 100);
    const [errors, pid] = (await running) as [unknown[], unknown];

    expect(errors.map((error) => (error as ServerExitedError).reason)).toEqual(["boom", "normal", undefined]);
    expect(errors[0]).toBeInstanceOf(ServerExitedError);
    expect(errors[2]).toBeInstanceOf(CallTimeoutError);
    expect((errors[2] as CallTimeoutError).server).toBe(pid);
    expect((errors[2] as CallTimeoutError).timeoutMs).toBe(100);
  });

  it("say, when time is over, what is true of a task: no server, and no request to it", async () => {
    const messages = await silent().run(function* () {
      const [one, two] = [Task.async(forever), Task.async(forever)];
      const waits = [() => Task.await(one, 0), () => Task.awaitMany([one, two], 0), () => Task.asyncStream([7], forever, { timeout: 0 }).collect()];
      const messages = [];
      for (const wait of waits) messages.push(((yield* caught(() => wait()[Symbol.iterator]() as never)) as Error).message);
      for (const task of [one, two]) yield* Task.shutdown(task, "brutalKill");
      return messages;
    });

    for (const message of messages) expect(message).toMatch(/^expected an answer from \[?#PID<.*\]? within 0 ms, got none for .*; raise the timeout, or have it come earlier$/);
    expect(messages.join()).not.toMatch(/server|request|reply/);
  });

  it("time out at the second await of one task", async () => {
    const error = await silent().run(function* () {
      const task = Task.async(() => 1);
      yield* Task.await(task);
      return yield* caught(() => Task.await(task, 0)[Symbol.iterator]() as never);
    });

    expect(error).toBeInstanceOf(CallTimeoutError);
  });

  it("find the result among many other messages, and leave those in order", async () => {
    const rest = await silent().run(function* () {
      const task = Task.async(() => "mine");
      for (let i = 0; i < 100; i++) send(self(), i);
      yield* ended(task.pid);
      for (let i = 100; i < 200; i++) send(self(), i);
      const value = yield* Task.await(task);
      const rest = [];
      for (let message = yield* receive({ after: 0 }); message !== timeout; message = yield* receive({ after: 0 })) rest.push(message);
      return [value, rest];
    });

    expect(rest).toEqual(["mine", Array.from({ length: 200 }, (_, i) => i)]);
  });

  it("are not for host code", () => {
    expect(() => Task.async(() => 1)).toThrow(NotAProcessError);
    expect(() => Task.completed(1)).toThrow(NotAProcessError);
    expect(() => Task.startLink(() => 1)).toThrow(NotAProcessError);
  });
});

describe("an await of something else inside a task", () => {
  it("does not lose the task", async () => {
    const value = await silent().run(function* () {
      const task = Task.async(async () => {
        const value = await until(Promise.resolve(20));
        return value + (await Task.await(Task.async(() => 1)));
      });
      return yield* Task.await(task);
    });

    expect(value).toBe(21);
  });
});
