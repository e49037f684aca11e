// Kills in every order and at random, time limits and exhausted processes: nothing is left.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, Process, Task, createRuntime, isDown, isExit, receive, self, send, spawn } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { createRandom } from "../../core/random.ts";
import { createClock, hostTurn, pass } from "../../support/clock.ts";
import { drain } from "../../support/drain.ts";
import { end, forever } from "../../support/processes.ts";
import { silent } from "../../support/runtimes.ts";
import { caught, thrownBy } from "../../support/thrown.ts";
import { expectNothingLeft } from "./left.ts";

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
