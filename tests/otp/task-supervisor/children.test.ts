// The children of a task supervisor: §1.4 of docs/semantics.md.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, NoProcessError, Process, Task, exit, isExit, receive, self } from "../../../js/index.ts";
import { forever } from "../../support/processes.ts";
import { silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { expectNothingLeft } from "./left.ts";

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
