// Task.Supervisor: §1.4 of docs/semantics.md, and rules 58 to 60, 63, 65 to 67 and 69 as they are for it.

import { describe, expect, it } from "vitest";
import { DataCloneError, DynamicSupervisor, NoProcessError, NotAProcessError, NotOwnerError, Process, ServerExitedError, StartError, Task, createRuntime, exit, isDown, isExit, receive, self, send, spawn, spawnMonitor } from "../../js/index.ts";
import type { Pid, Runtime } from "../../js/index.ts";
import { createRandom } from "../core/random.ts";
import { createClock, hostTurn, pass, settled } from "../support/clock.ts";
import { drain } from "../support/drain.ts";
import { end, forever } from "../support/processes.ts";
import { expectNothingLeft as expectNothingHeld, silent } from "../support/runtimes.ts";
import { caught, thrownBy } from "../support/thrown.ts";

async function expectNothingLeft(runtime: Runtime): Promise<void> {
  await settled(runtime);
  await runtime.idle();
  expectNothingHeld(runtime);
}

describe("async", () => {
  it("starts a task at once, with arguments, and its result is awaited as that of Task.async", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink({ name: "tasks" });
      const task = Task.Supervisor.async("tasks", (a: number, b: number) => a + b, 40, 2);
      const isThere = Process.isAlive(task.pid);
      const isChild = (yield* Task.Supervisor.children(supervisor))[0] === task.pid;
      const value = yield* Task.await(task);
      const left = yield* Task.Supervisor.children(supervisor);
      const rest = yield* drain();
      yield* DynamicSupervisor.stop(supervisor);
      return [isThere, isChild, value, left, rest];
    });

    expect(seen).toEqual([true, true, 42, [], []]);
    await expectNothingLeft(runtime);
  });

  it("gives the task to yield* and await too, which has no then to be awaited again", async () => {
    const [generator, asynchronous] = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const task = yield* Task.Supervisor.async(supervisor, () => 1);
      const inGenerator = [Object.keys(task), "then" in task, yield* Task.await(task), task.owner === self()];
      const me = self();
      spawn(async () => {
        const task = await Task.Supervisor.async(supervisor, async () => 2);
        send(me, [Object.keys(task), "then" in task, await Task.await(task), task.owner === self()]);
      });
      return [inGenerator, yield* receive()];
    });

    expect(generator).toEqual([["pid", "ref", "owner"], false, 1, true]);
    expect(asynchronous).toEqual([["pid", "ref", "owner"], false, 2, true]);
  });

  it("may be given to everything that takes a task, awaited by yield* before or not", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const task = Task.Supervisor.async(supervisor, () => 1);
      const same = yield* task;
      const many = yield* Task.awaitMany([Task.Supervisor.async(supervisor, () => "a"), Task.Supervisor.asyncNolink(supervisor, () => "b")] as const);
      const sleeping = Task.Supervisor.async(supervisor, forever);
      return [same.ref === task.ref, yield* Task.await(same), many, yield* Task.yield(sleeping, 0), yield* Task.shutdown(sleeping), yield* Task.Supervisor.children(supervisor)];
    });

    expect(seen).toEqual([true, 1, ["a", "b"], undefined, undefined, []]);
  });

  it("58. works for its callers, under its supervisor", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const me = self();
      const describe = () => {
        const { callers = [], parent, links = [] } = Process.info(self()) ?? {};
        return { callers, parent, links };
      };
      const outer = Task.Supervisor.async(supervisor, function* () {
        const inner = Task.Supervisor.asyncNolink(supervisor, describe);
        return { inner: yield* Task.await(inner), outer: describe(), pid: self() };
      });
      yield* Task.Supervisor.startChild(supervisor, () => send(me, describe()));
      const child = yield* receive<ReturnType<typeof describe>>();
      const { inner, outer: seen, pid } = yield* Task.await(outer);
      return {
        inner: [inner.callers[0] === pid, inner.callers[1] === me, inner.parent === supervisor, inner.links[0] === supervisor, inner.links.length],
        outer: [seen.callers[0] === me, seen.callers.length, seen.parent === supervisor, seen.links.includes(me), seen.links.includes(supervisor), seen.links.length],
        child: [child.callers[0] === me, child.callers.length, child.parent === supervisor, child.links[0] === supervisor, child.links.length],
      };
    });

    expect(seen).toEqual({ inner: [true, true, true, true, 1], outer: [true, 1, true, true, true, 2], child: [true, 1, true, true, 1] });
  });

  it("59. is never restarted, even when its body fails, and says so once", async () => {
    const reports: string[] = [];
    const note = (text: string): void => void reports.push(text);
    const runtime = createRuntime({ logger: { debug: note, info: note, warn: note, error: note } });

    const [result, left] = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const task = Task.Supervisor.asyncNolink(supervisor, () => {
        throw new Error("boom");
      });
      return [yield* Task.yield(task), yield* Task.Supervisor.children(supervisor)] as const;
    });

    expect(result).toEqual({ ok: false, reason: new Error("boom") });
    expect(left).toEqual([]);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain("boom");
  });

  it("ends its owner when it fails, and ends with it; without a link it does neither", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const me = self();
      const owning = (start: typeof Task.Supervisor.async, body: () => unknown) =>
        spawnMonitor(function* () {
          send(me, start(supervisor, body).pid);
          yield* forever();
        });
      const [, failed] = owning(Task.Supervisor.async, () => exit("boom"));
      const { reason } = yield* receive((message) => isDown(message, failed));
      const [bound] = owning(Task.Supervisor.async, forever);
      const [free] = owning(Task.Supervisor.asyncNolink, forever);
      yield* Process.sleep(0);
      const pids = yield* Task.Supervisor.children(supervisor);
      yield* end(bound, "bye");
      yield* end(free, "bye");
      yield* Process.sleep(0);
      const alive = pids.map((pid) => Process.isAlive(pid));
      yield* DynamicSupervisor.stop(supervisor);
      return [reason, alive];
    });

    expect(seen).toEqual(["boom", [false, true]]);
    await expectNothingLeft(runtime);
  });

  it("asyncNolink tells of a failure by await, yield and DOWN only", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const first = Task.Supervisor.asyncNolink(supervisor, () => exit("boom"));
      const error = yield* caught(() => Task.await(first));
      const second = Task.Supervisor.asyncNolink(supervisor, () => exit("boom"));
      const down = yield* receive((message) => isDown(message, second.ref));
      return [error, down.reason, yield* drain()];
    });

    expect(seen[0]).toBeInstanceOf(ServerExitedError);
    expect((seen[0] as ServerExitedError).reason).toBe("boom");
    expect(seen.slice(1)).toEqual(["boom", []]);
  });

  it("ends a task within the time that its options give it when the supervisor ends", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const log: unknown[] = [];

    const running = runtime.run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Task.Supervisor.startLink();
      const slow = function* (name: string) {
        Process.flag("trapExit", true);
        yield* receive(isExit);
        log.push(`${name} told`);
        yield* Process.sleep(100);
        log.push(`${name} done`);
      };
      Task.Supervisor.asyncNolink(supervisor, { shutdown: 50 }, slow, "hasty");
      Task.Supervisor.asyncNolink(supervisor, { shutdown: "brutalKill" }, slow, "killed");
      yield* Task.Supervisor.startChild(supervisor, slow, { shutdown: 200, args: ["patient"] });
      Task.Supervisor.asyncNolink(supervisor, slow, "usual");
      yield* Process.sleep(0);
      const before = clock.now();
      yield* DynamicSupervisor.stop(supervisor, "shutdown");
      return clock.now() - before;
    });
    await pass(runtime, clock, 1_000);

    expect(await running).toBe(100);
    expect(log).toEqual(["hasty told", "patient told", "usual told", "patient done", "usual done"]);
    await expectNothingLeft(runtime);
  });

  it("throws StartError(\"maxChildren\") when the supervisor is full, and counts those no more that have ended", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink({ maxChildren: 1 });
      for (let round = 0; round < 50; round++) yield* Task.await(Task.Supervisor.async(supervisor, () => round));
      const task = Task.Supervisor.async(supervisor, forever);
      const errors = [
        thrownBy(() => Task.Supervisor.async(supervisor, () => 1)),
        thrownBy(() => Task.Supervisor.asyncNolink(supervisor, () => 1)),
        yield* caught(() => Task.Supervisor.startChild(supervisor, () => 1)),
      ];
      const count = Process.list().length;
      yield* Task.shutdown(task);
      const value = yield* Task.await(Task.Supervisor.async(supervisor, () => "room"));
      yield* DynamicSupervisor.stop(supervisor);
      return { errors, count, value, rest: yield* drain() };
    });

    for (const error of seen.errors) {
      expect(error).toBeInstanceOf(StartError);
      expect((error as StartError).reason).toBe("maxChildren");
    }
    expect(seen).toMatchObject({ count: 3, value: "room", rest: [] });
    await expectNothingLeft(runtime);
  });

  it("throws NoProcessError for a supervisor that is unknown, has ended, or is ending", async () => {
    const runtime = silent();

    const errors = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Task.Supervisor.startLink();
      const errors = [thrownBy(() => Task.Supervisor.async("nobody", () => 1))];
      yield* Task.Supervisor.startChild(supervisor, function* () {
        Process.flag("trapExit", true);
        yield* receive(isExit);
        yield* Process.sleep(5);
      });
      yield* Process.sleep(0);
      spawn(() => DynamicSupervisor.stop(supervisor));
      yield* Process.sleep(1);
      errors.push(Process.isAlive(supervisor), thrownBy(() => Task.Supervisor.async(supervisor, () => 1)));
      yield* receive(isExit);
      errors.push(thrownBy(() => Task.Supervisor.asyncNolink(supervisor, () => 1)), yield* drain());
      return errors;
    });

    expect(errors).toEqual([expect.any(NoProcessError), true, expect.any(NoProcessError), expect.any(NoProcessError), []]);
    await expectNothingLeft(runtime);
  });

  it.each<[string, readonly unknown[], typeof TypeError | typeof RangeError]>([
    ["no body", [], TypeError],
    ["a body that is no function", ["body"], TypeError],
    ["options without a body", [{}], TypeError],
    ["an unknown option", [{ restart: "permanent" }, () => 1], TypeError],
    ["a negative shutdown", [{ shutdown: -1 }, () => 1], RangeError],
    ["a shutdown of another kind", [{ shutdown: "kill" }, () => 1], TypeError],
  ])("refuses %s, and no task is left", async (_, rest, expected) => {
    const runtime = silent();

    const [error, left] = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const error = thrownBy(() => Task.Supervisor.async(supervisor, ...(rest as [() => unknown])));
      const left = yield* Task.Supervisor.children(supervisor);
      yield* DynamicSupervisor.stop(supervisor);
      return [error, left];
    });

    expect(error).toBeInstanceOf(expected);
    expect(left).toEqual([]);
    await expectNothingLeft(runtime);
  });

  it("refuses another kind of process as the supervisor, host code as the owner, and an await by another", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const task = Task.Supervisor.async(supervisor, () => 1);
      const me = self();
      spawn(() => send(me, thrownBy(() => Task.await(task)) instanceof NotOwnerError));
      return [thrownBy(() => Task.Supervisor.async(self(), () => 1)), yield* receive((message) => typeof message === "boolean")];
    });

    expect(seen).toEqual([expect.any(TypeError), true]);
    expect(() => Task.Supervisor.async("nobody", () => 1)).toThrow(NotAProcessError);
    expect(() => Task.Supervisor.asyncNolink("nobody", () => 1)).toThrow(NotAProcessError);
  });

  it("fails when its result cannot be copied", async () => {
    const result = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      return yield* Task.yield(Task.Supervisor.asyncNolink(supervisor, () => () => 1));
    });

    expect(result).toMatchObject({ ok: false, reason: expect.any(DataCloneError) });
  });

  it.each([0, 1, 2, 3, 4, 5])("leaves nothing when processes run out: room for %i more", async (room) => {
    const runtime = createRuntime({ logger: false, maxProcesses: 2 + room });

    const started = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Task.Supervisor.startLink();
      const tasks = [];
      const error = thrownBy(() => {
        for (;;) tasks.push(Task.Supervisor.async(supervisor, forever));
      });
      const count = (yield* Task.Supervisor.children(supervisor)).length;
      yield* DynamicSupervisor.stop(supervisor);
      return [tasks.length, count, (error as Error).name];
    });

    expect(started).toEqual([room, room, "SystemLimitError"]);
    await expectNothingLeft(runtime);
  });
});

describe("startChild, terminateChild and children", () => {
  it.each<["permanent" | "transient" | "temporary" | undefined, number]>([["permanent", 2], ["transient", 1], ["temporary", 0], [undefined, 0]])(
    "restart a %s task after its failures, and a permanent one after its success: %i left",
    async (restart, expected) => {
      const runtime = silent();

      const [runs, left] = await runtime.run(function* () {
        Process.flag("trapExit", true);
        const supervisor = yield* Task.Supervisor.startLink({ maxRestarts: 10 });
        const runs = { failing: 0, returning: 0 };
        const options = restart === undefined ? {} : { restart };
        yield* Task.Supervisor.startChild(supervisor, () => (++runs.failing === 3 ? forever() : exit("boom")), options);
        yield* Task.Supervisor.startChild(supervisor, () => (++runs.returning === 3 ? forever() : 1), options);
        for (let turn = 0; turn < 10; turn++) yield* Process.sleep(0);
        const left = (yield* Task.Supervisor.children(supervisor)).length;
        yield* DynamicSupervisor.stop(supervisor);
        return [runs, left];
      });

      expect(left).toBe(expected);
      expect(runs).toEqual({ failing: restart === "permanent" || restart === "transient" ? 3 : 1, returning: restart === "permanent" ? 3 : 1 });
      await expectNothingLeft(runtime);
    },
  );

  it("end the supervisor when tasks fail too often", async () => {
    const reason = await silent().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Task.Supervisor.startLink({ maxRestarts: 2, maxSeconds: 1 });
      yield* Task.Supervisor.startChild(supervisor, () => exit("boom"), { restart: "permanent" });
      return (yield* receive(isExit)).reason;
    });

    expect(reason).toBe("shutdown");
  });

  it("throw NoProcessError for what is no child, and end one that is", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const task = Task.Supervisor.asyncNolink(supervisor, forever);
      yield* Task.Supervisor.terminateChild(supervisor, task.pid);
      return [
        yield* Task.yield(task),
        yield* caught(() => Task.Supervisor.terminateChild(supervisor, task.pid)),
        yield* caught(() => Task.Supervisor.terminateChild(supervisor, self())),
        yield* caught(() => Task.Supervisor.children("nobody")),
      ];
    });

    expect(seen).toEqual([{ ok: false, reason: "shutdown" }, expect.any(NoProcessError), expect.any(NoProcessError), expect.any(NoProcessError)]);
  });

  it("are for host code too", async () => {
    const supervisor = await Task.Supervisor.startLink({ name: "tasks of host code" });
    const pid = await Task.Supervisor.startChild("tasks of host code", forever);
    const pids = await Task.Supervisor.children(supervisor);
    await Task.Supervisor.terminateChild(supervisor, pid);
    await DynamicSupervisor.stop(supervisor);

    expect(pids).toEqual([pid]);
    expect(Process.isAlive(pid)).toBe(false);
  });

  it.each<[string, () => unknown, typeof TypeError | typeof RangeError]>([
    ["a body that is none", () => Task.Supervisor.startChild("nobody", 7 as never), TypeError],
    ["an unknown restart", () => Task.Supervisor.startChild("nobody", () => 1, { restart: "never" as never }), TypeError],
    ["a negative shutdown", () => Task.Supervisor.startChild("nobody", () => 1, { shutdown: -1 }), RangeError],
    ["an unknown option", () => Task.Supervisor.startChild("nobody", () => 1, { link: true } as never), TypeError],
    ["args that are no array", () => Task.Supervisor.startChild("nobody", () => 1, { args: 1 as never }), TypeError],
    ["a child that is no pid", () => Task.Supervisor.terminateChild("nobody", "task" as never), TypeError],
    ["an option of startLink", () => Task.Supervisor.startLink({ maxChildren: -1 }), RangeError],
    ["an option of childSpec", () => Task.Supervisor.childSpec({ restart: "never" } as never), TypeError],
  ])("refuse %s at the call", (_, act, expected) => {
    expect(act).toThrow(expected);
  });

  it("childSpec makes a task supervisor a child", async () => {
    const seen = await silent().run(function* () {
      const upper = yield* DynamicSupervisor.startLink();
      yield* DynamicSupervisor.startChild(upper, Task.Supervisor.childSpec({ name: "tasks" }));
      return yield* Task.await(Task.Supervisor.async("tasks", () => 42));
    });

    expect(seen).toBe(42);
    expect(Task.Supervisor.childSpec({ name: "tasks" })).toMatchObject({ id: "tasks", type: "supervisor", shutdown: Infinity, restart: "permanent" });
    expect(Task.Supervisor.childSpec().id).toBe("Task.Supervisor");
  });
});

describe("asyncStream", () => {
  const half = (n: number) => (n % 2 === 0 ? n / 2 : exit("odd"));

  it("runs its tasks under the supervisor, never more than it may, in the order of the inputs", async () => {
    const runtime = silent();

    const [results, most] = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink({ maxChildren: 3 });
      let most = 0;
      const body = function* (n: number) {
        yield* Process.sleep(0);
        most = Math.max(most, (yield* Task.Supervisor.children(supervisor)).length);
        return n * n;
      };
      const stream = Task.Supervisor.asyncStream(supervisor, Array.from({ length: 50 }, (_, n) => n), body, { maxConcurrency: 3 });
      const results = yield* stream.collect();
      yield* DynamicSupervisor.stop(supervisor);
      return [results, most];
    });

    expect(results).toEqual(Array.from({ length: 50 }, (_, n) => ({ ok: true, value: n * n })));
    expect(most).toBe(3);
    await expectNothingLeft(runtime);
  });

  it("65. linked, a failure ends a process that does not trap exits, and is a result in one that does", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const [, ref] = spawnMonitor(() => Task.Supervisor.asyncStream(supervisor, [2, 3, 4], half).collect());
      const { reason } = yield* receive((message) => isDown(message, ref));
      Process.flag("trapExit", true);
      const results = yield* Task.Supervisor.asyncStream(supervisor, [2, 3, 4], half, { zipInputOnExit: true }).collect();
      const rest = yield* drain();
      yield* DynamicSupervisor.stop(supervisor);
      return [reason, results, rest];
    });

    expect(seen).toEqual(["odd", [{ ok: true, value: 1 }, { ok: false, reason: "odd", input: 3 }, { ok: true, value: 2 }], []]);
    await expectNothingLeft(runtime);
  });

  it("65. nolink, failures are results whether or not the process traps exits, and nothing is left", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const stream = Task.Supervisor.asyncStreamNolink(supervisor, [1, 2, 3, 4], half, { ordered: true });
      const results = yield* stream.collect();
      const rest = yield* drain();
      yield* DynamicSupervisor.stop(supervisor);
      return [results, rest];
    });

    expect(seen).toEqual([[{ ok: false, reason: "odd" }, { ok: true, value: 1 }, { ok: false, reason: "odd" }, { ok: true, value: 2 }], []]);
    await expectNothingLeft(runtime);
  });

  it.each(["asyncStream", "asyncStreamNolink"] as const)("%s is closed cleanly when the supervisor is full, and throws StartError(\"maxChildren\") then", async (kind) => {
    const runtime = silent();
    const log: string[] = [];
    function* inputs() {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        log.push("closed");
      }
    }

    const seen = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink({ maxChildren: 2 });
      const stream = Task.Supervisor[kind](supervisor, inputs(), forever, { maxConcurrency: 3 });
      const error = yield* caught(() => stream.collect());
      const left = yield* Task.Supervisor.children(supervisor);
      const rest = yield* drain();
      yield* DynamicSupervisor.stop(supervisor);
      return [error, left, rest];
    });

    expect(seen[0]).toBeInstanceOf(StartError);
    expect((seen[0] as StartError).reason).toBe("maxChildren");
    expect(seen.slice(1)).toEqual([[], []]);
    expect(log).toEqual(["closed"]);
    await expectNothingLeft(runtime);
  });

  it("throws NoProcessError when there is no supervisor, and when it ends under way", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const unknown = yield* caught(() => Task.Supervisor.asyncStream("nobody", [1], half).collect());
      const supervisor = yield* Task.Supervisor.startLink();
      const stream = Task.Supervisor.asyncStreamNolink(supervisor, [1, 2, 3], forever, { maxConcurrency: 1 });
      spawn(() => Process.exit(supervisor, "kill"));
      const first = yield* stream.next();
      const error = yield* caught(() => stream.next());
      return [unknown, first, error, yield* drain()];
    });

    expect(seen).toEqual([expect.any(NoProcessError), { done: false, value: { ok: false, reason: "killed" } }, expect.any(NoProcessError), [expect.objectContaining({ type: "EXIT", reason: "killed" })]]);
    await expectNothingLeft(runtime);
  });

  it.each<[string, number, (owner: Pid, supervisor: Pid) => void]>([
    ["its owner is killed", 3, (owner) => void Process.exit(owner, "kill")],
    ["its owner ends", 3, (owner) => void Process.exit(owner, "bye")],
    ["its supervisor is killed", 0, (_, supervisor) => void Process.exit(supervisor, "kill")],
    ["both are killed", 0, (owner, supervisor) => [owner, supervisor].forEach((pid) => Process.exit(pid, "kill"))],
    ["both are killed, the supervisor first", 0, (owner, supervisor) => [supervisor, owner].forEach((pid) => Process.exit(pid, "kill"))],
  ])("leaves nothing when %s but, without links, %i tasks to their supervisor", async (_, leftToSupervisor, strike) => {
    for (const kind of ["asyncStream", "asyncStreamNolink"] as const) {
      const runtime = silent();

      const left = await runtime.run(function* () {
        Process.flag("trapExit", true);
        const supervisor = yield* Task.Supervisor.startLink();
        const owner = spawn(() => Task.Supervisor[kind](supervisor, [1, 2, 3, 4, 5], forever, { maxConcurrency: 3 }).collect());
        yield* Process.sleep(1);
        strike(owner, supervisor);
        for (let turn = 0; turn < 5; turn++) yield* Process.sleep(0);
        const left = Process.isAlive(supervisor) ? (yield* Task.Supervisor.children(supervisor)).length : 0;
        if (Process.isAlive(supervisor)) yield* DynamicSupervisor.stop(supervisor);
        if (Process.isAlive(owner)) Process.exit(owner, "kill");
        return left;
      });

      expect(left).toBe(kind === "asyncStream" ? 0 : leftToSupervisor);
      await expectNothingLeft(runtime);
    }
  });

  it("is halted early, by a process and by host code, and leaves nothing", async () => {
    const runtime = silent();
    const supervisor = await runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      Process.unlink(supervisor);
      const stream = Task.Supervisor.asyncStream(supervisor, [1, 2, 3, 4], (n: number) => (n === 1 ? 1 : forever()), { maxConcurrency: 4 });
      yield* stream.next();
      yield* stream.halt();
      return supervisor;
    });
    for await (const result of Task.Supervisor.asyncStream(supervisor, [1, 2, 3], (n: number) => n)) {
      expect(result).toEqual({ ok: true, value: 1 });
      break;
    }
    const left = await Task.Supervisor.children(supervisor);
    await DynamicSupervisor.stop(supervisor);

    expect(left).toEqual([]);
    await expectNothingLeft(runtime);
  });

  it("66. gives each task its time, and has them end within that of the option shutdown", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      const supervisor = yield* Task.Supervisor.startLink();
      const stream = Task.Supervisor.asyncStreamNolink(supervisor, [10, 1_000], (ms: number) => Process.sleep(ms), { timeout: 100, onTimeout: "killTask", shutdown: "brutalKill", maxConcurrency: 2 });
      return yield* stream.collect();
    });
    await pass(runtime, clock, 1_000);

    expect(await running).toEqual([{ ok: true, value: undefined }, { ok: false, reason: "timeout" }]);
  });

  it.each<[string, () => unknown, typeof TypeError | typeof RangeError]>([
    ["items that are none", () => Task.Supervisor.asyncStream("nobody", 7 as never, half), TypeError],
    ["an unknown option", () => Task.Supervisor.asyncStreamNolink("nobody", [], half, { restart: "never" } as never), TypeError],
    ["a bad shutdown", () => Task.Supervisor.asyncStream("nobody", [], half, { shutdown: NaN }), RangeError],
    ["options that are none", () => Task.Supervisor.asyncStream("nobody", [], half, null as never), TypeError],
    ["a supervisor that is none", () => Task.Supervisor.asyncStream(7 as never, [], half), TypeError],
  ])("refuses %s at the call", (_, act, expected) => {
    expect(act).toThrow(expected);
  });
});

describe("nothing is left", () => {
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const;
  const NAMES = ["owner", "supervisor", "task"];

  it.each(orders.map((order) => [order.map((place) => NAMES[place]).join(", "), order] as const))("when these are killed, at once or one after another: %s", async (_, order) => {
    for (const kind of ["async", "asyncNolink", "startChild"] as const) {
      for (const isAtOnce of [true, false]) {
        const runtime = silent();

        await runtime.run(function* () {
          const me = self();
          const owner = spawn(function* () {
            const supervisor = yield* Task.Supervisor.startLink();
            Process.unlink(supervisor);
            const pid = kind === "startChild" ? yield* Task.Supervisor.startChild(supervisor, forever) : Task.Supervisor[kind](supervisor, forever).pid;
            send(me, [supervisor, pid]);
            yield* forever();
          });
          const [supervisor, task] = yield* receive<[Pid, Pid]>();
          const pids = [owner, supervisor, task] as const;
          for (const place of order) {
            Process.exit(pids[place], "kill");
            if (!isAtOnce) yield* Process.sleep(0);
          }
        });

        await expectNothingLeft(runtime);
      }
    }
  });

  it("after an await that timed out, a task that was ignored and one that was shut down", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      Process.flag("trapExit", true); // the link with the task that was late is still there
      const supervisor = yield* Task.Supervisor.startLink();
      for (const start of [Task.Supervisor.async, Task.Supervisor.asyncNolink]) {
        yield* caught(() => Task.await(start(supervisor, forever), 10));
        Task.ignore(start(supervisor, forever));
        yield* Task.shutdown(start(supervisor, forever));
      }
      const left = (yield* Task.Supervisor.children(supervisor)).length;
      yield* DynamicSupervisor.stop(supervisor);
      return [left, (yield* drain()).filter((message) => !isExit(message))];
    });
    await pass(runtime, clock, 100);

    expect(await running).toEqual([4, []]);
    await expectNothingLeft(runtime);
  });
});

describe("under a storm of kills", () => {
  const REASONS = ["kill", "shutdown", "oops", { shutdown: 1 }];

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("supervises the tasks that the model has, and nothing is left: seed %i", async (seed) => {
    const { upTo, pick, chance } = createRandom(seed);
    const runtime = createRuntime({ logger: false, seed });
    const maxChildren = 20;

    const differences = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const me = self();
      const supervisor = yield* Task.Supervisor.startLink({ maxChildren });
      const differences: unknown[] = [];
      /** The task, and the owner with which it ends. */
      const model = new Map<Pid, { readonly owner: Pid; readonly isLinked: boolean }>();
      const owners: Pid[] = [];
      let told = 0;

      function* owning() {
        for (;;) {
          const [isLinked, kind] = yield* receive((message): message is [boolean, number] => Array.isArray(message));
          const body: () => unknown = kind === 0 ? () => receive() : kind === 1 ? async () => await receive() : function* () { yield* forever(); };
          let pid: Pid | undefined;
          const error = thrownBy(() => (pid = (isLinked ? Task.Supervisor.async(supervisor, body) : Task.Supervisor.asyncNolink(supervisor, body)).pid));
          send(me, { pid: pid ?? (error as Error).name, owner: self() });
        }
      }

      for (let step = 0; step < 400; step++) {
        if (owners.length < 3) owners.push(spawn(owning));
        for (let action = upTo(4); action >= 0; action--) {
          const tasks = [...model.keys()];
          if (tasks.length === 0 || chance(0.5)) {
            const from = pick(owners);
            const isLinked = chance(0.5);
            send(from, [isLinked, upTo(3)]);
            const { pid } = yield* receive((message): message is { pid: Pid | string; owner: Pid } => typeof message === "object" && message !== null && "owner" in message);
            if ((pid === "StartError") !== (model.size === maxChildren)) differences.push([step, "room", model.size, String(pid)]);
            if (typeof pid !== "string") model.set(pid, { owner: from, isLinked });
          } else if (chance(0.1) && owners.length > 0) {
            const [gone] = owners.splice(upTo(owners.length), 1) as [Pid];
            const bound = tasks.filter((pid) => model.get(pid)?.owner === gone && model.get(pid)?.isLinked === true).map((pid) => [pid, Process.monitor(pid)] as const);
            yield* end(gone, pick(["kill", "oops"]));
            for (const [pid, ref] of bound) {
              yield* receive((message) => isDown(message, ref));
              model.delete(pid);
            }
            if (owners.length === 0) owners.push(spawn(owning));
          } else {
            const pid = pick(tasks);
            const { owner, isLinked } = model.get(pid)!;
            const reason = pick(REASONS);
            const bound = isLinked ? tasks.filter((other) => other !== pid && model.get(other)?.owner === owner && model.get(other)?.isLinked === true).map((other) => [other, Process.monitor(other)] as const) : [];
            if (chance(0.3) && !isLinked) yield* Task.Supervisor.terminateChild(supervisor, pid);
            else yield* end(pid, reason);
            told++;
            model.delete(pid);
            if (!isLinked) continue;
            for (const [other, ref] of bound) {
              yield* receive((message) => isDown(message, ref));
              model.delete(other);
            }
            if (Process.isAlive(owner)) differences.push([step, "owner lives"]);
            owners.splice(owners.indexOf(owner), 1);
            if (owners.length === 0) owners.push(spawn(owning));
          }
        }
        const found = new Set(yield* Task.Supervisor.children(supervisor));
        if (found.size !== model.size || [...model.keys()].some((pid) => !found.has(pid))) differences.push([step, [...found].map(String), [...model.keys()].map(String)]);
      }

      for (const pid of owners) Process.exit(pid, "kill");
      yield* DynamicSupervisor.stop(supervisor);
      yield* drain();
      return [differences, told > 50];
    });

    expect(differences).toEqual([[], true]);
    await hostTurn();
    await expectNothingLeft(runtime);
  });
});
