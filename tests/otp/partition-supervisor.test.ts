// PartitionSupervisor: §1.9 of docs/semantics.md.

import { describe, expect, it } from "vitest";
import { Agent, AlreadyStartedError, DynamicSupervisor, GenServer, NoProcessError, PartitionSupervisor, Process, StartError, Supervisor, System, Task, createRuntime, exit, isDown, makeRef, receive, self, spawn, via } from "../../js/index.ts";
import type { Operation } from "../../js/index.ts";
import { settled } from "../support/clock.ts";
import { end } from "../support/processes.ts";
import { silent } from "../support/runtimes.ts";
import { caught } from "../support/thrown.ts";

/** Keeps the number of its partition. */
const numbered = (partition: number) => Agent.childSpec(() => partition);
const key = (value: unknown, name = "counters") => via(PartitionSupervisor, name, value);
const partitionOf = (value: unknown, name = "counters"): Operation<number> => Agent.get(key(value, name), (partition: number) => partition);

describe("startLink", () => {
  it("starts the partitions, numbered from 0, and stop leaves nothing", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 3 });
      const children = yield* PartitionSupervisor.whichChildren("counters");
      const count = yield* PartitionSupervisor.countChildren(supervisor);
      const states: number[] = [];
      for (const { child } of children) states.push(yield* Agent.get(child as Agent.Agent<number>, (partition) => partition));
      const number = PartitionSupervisor.partitions("counters");
      yield* PartitionSupervisor.stop("counters");
      return [children.map(({ id, type }) => [id, type]), count, states, number];
    });

    expect(seen).toEqual([[[2, "worker"], [1, "worker"], [0, "worker"]], { specs: 3, active: 3, supervisors: 0, workers: 3 }, [2, 1, 0], 3]);
    await settled(runtime);
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it("starts as many as there are schedulers, of one spec whatever its id, if nothing else is said", async () => {
    const count = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: Agent.childSpec(() => 0), name: "counters" });
      return PartitionSupervisor.partitions("counters");
    });

    expect(count).toBe(System.schedulersOnline());
  });

  it("restarts a partition under its key, and others with it as the strategy says", async () => {
    const seen = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: numbered, name: "one", partitions: 3 });
      yield* PartitionSupervisor.startLink({ child: numbered, name: "all", partitions: 3, strategy: "oneForAll" });
      const changed: Record<string, unknown> = {};
      for (const name of ["one", "all"]) {
        const pids = () => [0, 1, 2].map((partition) => GenServer.whereis(key(partition, name)));
        const before = pids();
        yield* end(before[1]!);
        yield* PartitionSupervisor.countChildren(name);
        changed[name] = pids().map((pid, partition) => pid !== undefined && pid !== before[partition]);
        expect(yield* partitionOf(1, name)).toBe(1);
      }
      return changed;
    });

    expect(seen).toEqual({ one: [false, true, false], all: [true, true, true] });
  });

  it("ends as a supervisor does when a partition fails too often", async () => {
    const reason = await silent().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 2, maxRestarts: 0 });
      const ref = Process.monitor(supervisor);
      yield* end(GenServer.whereis(key(0))!);
      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(reason).toBe("shutdown");
  });

  it("throws StartError with the number of the partition that does not start, after those before it have ended", async () => {
    const runtime = silent();

    const [error, taken] = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const child = (partition: number) => (partition === 1 ? { id: "bad", start: () => exit("no disk") } : numbered(partition));
      const error = yield* caught(() => PartitionSupervisor.startLink({ child, name: "counters", partitions: 3 }));
      const named = { child: Agent.childSpec(() => 0, { name: "same" }), name: "counters", partitions: 2 };
      return [error, yield* caught(() => PartitionSupervisor.startLink(named))] as const;
    });

    expect((error as StartError).reason).toEqual({ shutdown: { failedToStartChild: 1, reason: "no disk" } });
    expect((taken as StartError).reason).toMatchObject({ shutdown: { failedToStartChild: 1, reason: expect.any(AlreadyStartedError) } });
    await settled(runtime);
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it.each<[string, object, typeof TypeError | typeof RangeError]>([
    ["no name", { child: numbered }, TypeError],
    ["no child", { name: "counters" }, TypeError],
    ["a child that is no spec", { name: "counters", child: 7 }, TypeError],
    ["a function that makes no spec", { name: "counters", child: () => 7 }, TypeError],
    ["no partitions", { name: "counters", child: numbered, partitions: 0 }, RangeError],
    ["half a partition", { name: "counters", child: numbered, partitions: 1.5 }, RangeError],
    ["partitions that are no number", { name: "counters", child: numbered, partitions: "2" }, TypeError],
    ["an unknown strategy", { name: "counters", child: numbered, strategy: "none" }, TypeError],
    ["autoShutdown", { name: "counters", child: numbered, autoShutdown: "never" }, TypeError],
    ["negative maxRestarts", { name: "counters", child: numbered, maxRestarts: -1 }, RangeError],
  ])("refuses %s at the call", (_, options, expected) => {
    expect(() => PartitionSupervisor.startLink(options as PartitionSupervisor.PartitionSupervisorOptions)).toThrow(expected);
    expect(() => PartitionSupervisor.childSpec(options as PartitionSupervisor.PartitionSupervisorOptions)).toThrow(expected);
  });

  it("is the child of another by its spec, whose id is the name", async () => {
    const spec = PartitionSupervisor.childSpec({ child: numbered, name: "counters", partitions: 2 });
    const partition = await silent().run(function* () {
      yield* Supervisor.startLink([spec], { strategy: "oneForOne" });
      return yield* partitionOf(3);
    });

    expect(spec).toMatchObject({ id: "counters", type: "supervisor", shutdown: Infinity, restart: "permanent" });
    expect(partition).toBe(1);
  });
});

describe("via", () => {
  it("leads an integer to its absolute value modulo the number of partitions", async () => {
    const seen = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 3 });
      const seen: number[] = [];
      for (const integer of [0, 1, 2, 3, 7, -1, -4, -0, 10n, -11n]) seen.push(yield* partitionOf(integer));
      return seen;
    });

    expect(seen).toEqual([0, 1, 2, 0, 1, 1, 1, 0, 1, 2]);
  });

  it("leads equal keys to one partition, and spreads different ones over all", async () => {
    const seen = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 4 });
      const me = self();
      const pairs: [unknown, unknown][] = [
        ["alice", `ali${"ce"}`], [1.5, 3 / 2], [NaN, 0 / 0], [undefined, void 0], [null, null], [true, !false], [Symbol.for("key"), Symbol.for("key")], [me, self()],
        [["a", { b: [1] }], ["a", { b: [1] }]], [{ a: 1, b: 2 }, { b: 2, a: 1 }], [new Map([["a", 1], ["b", 2]]), new Map([["b", 2], ["a", 1]])], [new Set([1, 2]), new Set([2, 1])], [new Date(7), new Date(7)],
      ];
      const same: boolean[] = [];
      for (const [one, other] of pairs) same.push((yield* partitionOf(one)) === (yield* partitionOf(other)));
      const counts = [0, 0, 0, 0];
      for (let index = 0; index < 400; index++) counts[yield* partitionOf(`user:${index}`)]!++;
      const refs = new Set<number>();
      for (let index = 0; index < 100; index++) refs.add(yield* partitionOf(makeRef()));
      return [same, counts.every((count) => count > 50), refs.size];
    });

    expect(seen).toEqual([Array.from({ length: 13 }, () => true), true, 4]);
  });

  it("is a name for tasks and dynamic supervisors too, and one of another kind of name", async () => {
    const seen = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: Task.Supervisor.childSpec(), name: "tasks", partitions: 2 });
      yield* PartitionSupervisor.startLink({ child: (partition) => PartitionSupervisor.childSpec({ child: numbered, name: `inner ${partition}`, partitions: 2 }), name: "outer", partitions: 2 });
      const inner = via(PartitionSupervisor, via(PartitionSupervisor, "outer", 1), 3);
      return [
        yield* Task.await(Task.Supervisor.async(via(PartitionSupervisor, "tasks", "alice"), () => 42)),
        (yield* DynamicSupervisor.countChildren(via(PartitionSupervisor, "tasks", 1))).active,
        yield* Agent.get(inner, (partition: number) => partition),
      ];
    });

    expect(seen).toEqual([42, 0, 1]);
  });

  it("leads nowhere when there is no such supervisor, or the partition does not live", async () => {
    const seen = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: { ...numbered(0), restart: "temporary" }, name: "counters", partitions: 1 });
      spawn(() => Process.register(self(), "no supervisor"));
      yield* end(GenServer.whereis(key(0))!);
      return [
        GenServer.whereis(key(0)), GenServer.whereis(key(0, "nobody")),
        yield* caught(() => partitionOf(0)), yield* caught(() => partitionOf(0, "nobody")),
      ];
    });

    expect(seen).toEqual([undefined, undefined, expect.any(NoProcessError), expect.any(NoProcessError)]);
  });

  it("cannot be registered", async () => {
    const errors = await silent().run(function* () {
      Process.flag("trapExit", true);
      yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 1 });
      const errors = [yield* caught(() => Agent.startLink(() => 0, { name: key(0, "nobody") }))];
      for (const act of [() => Process.register(self(), key(0)), () => Process.unregister(key(0))]) {
        try {
          act();
        } catch (error) {
          errors.push(error);
        }
      }
      return errors;
    });

    expect((errors[0] as StartError).reason).toBeInstanceOf(TypeError);
    expect(errors.slice(1)).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  });
});

describe("partitions and resize", () => {
  it("stop partitions and start them again, and return how many there were", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 4 });
      const seen: unknown[] = [];
      for (const count of [2, 2, 0, 3, 4]) {
        const before = yield* PartitionSupervisor.resize("counters", count);
        const { active } = yield* PartitionSupervisor.countChildren("counters");
        seen.push([before, PartitionSupervisor.partitions("counters"), active, count === 0 ? yield* caught(() => partitionOf(3)) : yield* partitionOf(3)]);
      }
      yield* PartitionSupervisor.stop("counters");
      return seen;
    });

    expect(seen).toEqual([[4, 2, 2, 1], [2, 2, 2, 1], [2, 0, 0, expect.any(RangeError)], [0, 3, 3, 0], [3, 4, 4, 3]]);
    await settled(runtime);
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it("resize refuses what is out of range, and a supervisor that is none", async () => {
    const errors = await silent().run(function* () {
      yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 2 });
      const errors = [];
      for (const count of [-1, 3, 1.5, NaN]) errors.push(yield* caught(() => PartitionSupervisor.resize("counters", count)));
      errors.push(yield* caught(() => PartitionSupervisor.resize("counters", "1" as never)), yield* caught(() => PartitionSupervisor.resize("nobody", 1)), yield* caught(() => PartitionSupervisor.resize(self(), 1)));
      return [errors, PartitionSupervisor.partitions("counters")];
    });

    const range = expect.any(RangeError);
    expect(errors).toEqual([[range, range, range, range, expect.any(TypeError), expect.any(NoProcessError), expect.any(NoProcessError)], 2]);
    expect(() => PartitionSupervisor.partitions("nobody")).toThrow(NoProcessError);
  });

  it("resize leaves the keys where they were when a partition does not start", async () => {
    const seen = await silent().run(function* () {
      let mayStart = true;
      const child = (partition: number) => ({ ...numbered(partition), start: () => (mayStart ? numbered(partition).start() : exit("no disk")) });
      yield* PartitionSupervisor.startLink({ child, name: "counters", partitions: 3 });
      yield* PartitionSupervisor.resize("counters", 1);
      mayStart = false;
      const error = yield* caught(() => PartitionSupervisor.resize("counters", 3));
      const count = PartitionSupervisor.partitions("counters");
      mayStart = true;
      return [(error as StartError).reason, count, yield* PartitionSupervisor.resize("counters", 3), yield* partitionOf(2)];
    });

    expect(seen).toEqual(["no disk", 1, 1, 2]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("resize at the same time, and the last one wins: seed %i", async (seed) => {
    const runtime = createRuntime({ logger: false, seed, reductions: 20 });

    const seen = await runtime.run(function* () {
      yield* PartitionSupervisor.startLink({ child: numbered, name: "counters", partitions: 8 });
      for (let round = 0; round < 20; round++) {
        const tasks = [1, 8, 3, 5, 2].map((count) => Task.async(() => PartitionSupervisor.resize("counters", count)));
        yield* Task.awaitMany(tasks);
        const { active } = yield* PartitionSupervisor.countChildren("counters");
        if (active !== PartitionSupervisor.partitions("counters")) return [round, active, PartitionSupervisor.partitions("counters")];
        for (let partition = 0; partition < active; partition++) if ((yield* partitionOf(partition)) !== partition) return [round, partition];
      }
      return "consistent";
    });

    expect(seen).toBe("consistent");
  });

  it("are for host code too", async () => {
    const supervisor = await PartitionSupervisor.startLink({ child: numbered, name: "of host code", partitions: 2 });
    const before = await PartitionSupervisor.resize("of host code", 1);
    const partition = await partitionOf(7, "of host code");
    const count = PartitionSupervisor.partitions(supervisor);
    await PartitionSupervisor.stop(supervisor);

    expect([before, partition, count]).toEqual([2, 0, 1]);
  });
});
