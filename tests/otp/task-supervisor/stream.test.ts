// Streams whose tasks are under a supervisor: rules 60, 63, 65 to 67 and 69 of docs/semantics.md as they are for them.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, NoProcessError, Process, StartError, Task, createRuntime, exit, isDown, receive, spawn, spawnMonitor } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { createClock, pass } from "../../support/clock.ts";
import { drain } from "../../support/drain.ts";
import { forever } from "../../support/processes.ts";
import { silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { expectNothingLeft } from "./left.ts";

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
