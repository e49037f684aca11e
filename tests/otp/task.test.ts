// Rules 52 to 58 of docs/semantics.md §2.8, rule 2.9, and the functions of §1.3 other than asyncStream.

import { describe, expect, it } from "vitest";
import { CallTimeoutError, NotOwnerError, ServerExitedError } from "../../js/errors.ts";
import { DataCloneError, createRuntime, exit, isDown, isExit, NotAProcessError, Process, receive, self, send, spawn, spawnMonitor, timeout, until } from "../../js/index.ts";
import * as Task from "../../js/otp/task.ts";
import { createClock, pass, settled } from "../support/clock.ts";
import { forever } from "../support/processes.ts";
import { expectNothingLeft, silent } from "../support/runtimes.ts";
import { caught } from "../support/thrown.ts";

function queueLength(): number | undefined {
  return Process.info(self())?.messageQueueLength;
}

/** Lets the other processes run until `pid` has ended. */
function* ended(pid: Task.Task["pid"]) {
  while (pid !== undefined && Process.list().includes(pid)) yield* Process.sleep(0);
}

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

describe("shutdown", () => {
  it("returns undefined for a task that ends as asked, and leaves nothing", async () => {
    const runtime = silent();
    const result = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const asked = Task.async(forever);
      const killed = Task.async(forever);
      return [yield* Task.shutdown(asked), yield* Task.shutdown(killed, "brutalKill"), queueLength()];
    });

    expect(result).toEqual([undefined, undefined, 0]);
    expectNothingLeft(runtime);
  });

  it("returns the reason of a task that ended by another one, and noproc when it was awaited before", async () => {
    const result = await silent().run(function* () {
      Process.flag("trapExit", true);
      const crashed = Task.async(() => exit("boom"));
      yield* ended(crashed.pid);
      const awaited = Task.async(() => 1);
      yield* Task.await(awaited);
      return [yield* Task.shutdown(crashed), yield* Task.shutdown(awaited)];
    });

    expect(result).toEqual([{ ok: false, reason: "boom" }, { ok: false, reason: "noproc" }]);
  });

  it("kills a task that does not end in time: reason killed", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      const task = Task.async(function* () {
        Process.flag("trapExit", true);
        yield* forever();
      });
      while (Process.info(task.pid!)?.trapExit === false) yield* Process.sleep(0);
      return [yield* Task.shutdown(task, 100), queueLength()];
    });
    await pass(runtime, clock, 100);

    expect(await running).toEqual([{ ok: false, reason: "killed" }, 0]);
    await settled(runtime);
    expectNothingLeft(runtime);
  });
});

describe("ignore", () => {
  it("returns the result that is there, and takes all of it", async () => {
    const result = await silent().run(function* () {
      Process.flag("trapExit", true);
      const replied = Task.async(() => 1);
      const failed = Task.async(() => exit("boom"));
      yield* ended(replied.pid);
      yield* ended(failed.pid);
      yield* receive(isExit);
      yield* receive(isExit);
      return [Task.ignore(replied), Task.ignore(failed), queueLength()];
    });

    expect(result).toEqual([{ ok: true, value: 1 }, { ok: false, reason: "boom" }, 0]);
  });

  it("returns undefined for a task that runs: it goes on, and neither result nor DOWN nor EXIT comes", async () => {
    const runtime = silent();
    const result = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const task = Task.async(() => receive(() => true));
      const ignored = Task.ignore(task);
      const isAlive = Process.isAlive(task.pid!);
      send(task.pid!, "go on");
      yield* ended(task.pid);
      return [ignored, isAlive, queueLength()];
    });

    expect(result).toEqual([undefined, true, 0]);
    expectNothingLeft(runtime);
  });
});

describe("completed", () => {
  it("is a task without a process, whose result is there", async () => {
    const runtime = silent();
    const result = await runtime.run(function* () {
      const [awaited, yielded, stopped, ignored] = [Task.completed(1), Task.completed(2), Task.completed(3), Task.completed(4)];
      return [awaited.pid, yield* Task.await(awaited), yield* Task.yield(yielded), yield* Task.shutdown(stopped), Task.ignore(ignored), queueLength()];
    });

    expect(result).toEqual([undefined, 1, { ok: true, value: 2 }, { ok: true, value: 3 }, { ok: true, value: 4 }, 0]);
    expectNothingLeft(runtime);
  });

  it("throws for a value that cannot be copied, and leaves nothing", async () => {
    const runtime = silent();

    await expect(runtime.run(() => Task.completed(() => 1))).rejects.toThrow(DataCloneError);
    expectNothingLeft(runtime);
  });
});

describe("start, startLink and childSpec", () => {
  it("start a process that is not linked and does not reply", async () => {
    const result = await silent().run(function* () {
      const pid = Task.start((parent) => send(parent, "hello"), self());
      const links = Process.info(self())?.links;
      const message = yield* receive();
      yield* ended(pid);
      return [message, links, queueLength()];
    });

    expect(result).toEqual(["hello", [], 0]);
  });

  it("start from host code", async () => {
    const message = await new Promise((resolve) => Task.start(resolve as (text: string) => void, "hello"));

    expect(message).toBe("hello");
  });

  it("startLink links", async () => {
    const reason = await silent().run(function* () {
      const [, ref] = spawnMonitor(function* () {
        Task.startLink(() => exit("boom"));
        yield* forever();
      });
      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(reason).toBe("boom");
  });

  it("childSpec is temporary and starts linked", async () => {
    const spec = Task.childSpec(forever);
    const isLinked = await silent().run(function* () {
      const pid = yield* spec.start();
      const isLinked = Process.info(self())?.links[0] === pid;
      Process.unlink(pid);
      Process.exit(pid, "kill");
      return isLinked;
    });

    expect(spec).toMatchObject({ id: "Task", restart: "temporary" });
    expect(Task.childSpec(forever, { id: "mine", restart: "transient" })).toMatchObject({ id: "mine", restart: "transient" });
    expect(isLinked).toBe(true);
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
