// Task.Supervisor.async and asyncNolink: §1.4 of docs/semantics.md, and rules 58 and 59 as they are for them.

import { describe, expect, it } from "vitest";
import {
  DataCloneError, DynamicSupervisor, NoProcessError, NotAProcessError, NotOwnerError, Process, ServerExitedError, StartError, Task, createRuntime, exit, isDown, isExit, receive, self, send, spawn, spawnMonitor,
} from "../../../js/index.ts";
import { createClock, pass } from "../../support/clock.ts";
import { drain } from "../../support/drain.ts";
import { end, forever } from "../../support/processes.ts";
import { silent } from "../../support/runtimes.ts";
import { caught, thrownBy } from "../../support/thrown.ts";
import { expectNothingLeft } from "./left.ts";

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
});
