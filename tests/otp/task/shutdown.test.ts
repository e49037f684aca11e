// Tasks whose result is not waited for: those that are told to end, and those that are let go.

import { describe, expect, it } from "vitest";
import { createRuntime, exit, isExit, Process, receive, self, send } from "../../../js/index.ts";
import { CallTimeoutError } from "../../../js/errors.ts";
import * as Task from "../../../js/otp/task.ts";
import { createClock, pass, settled } from "../../support/clock.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { ended, queueLength } from "./owner.ts";

function* ignoring() {
  Process.flag("trapExit", true);
  yield* forever();
}

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

  it("56. shutdown waits for a task that await gave up, and kills it in the end", async () => {
    const runtime = silent();
    const results = await runtime.run(function* () {
      const results = [];
      for (const [body, timeout] of [[() => receive(), 5_000], [ignoring, 5], [ignoring, "brutalKill"]] as const) {
        const task: Task.Task = Task.async(body as () => unknown);
        yield* Process.sleep(0);
        const error = yield* thrownFrom(() => Task.await(task, 0));
        results.push([error, yield* Task.shutdown(task, timeout), Process.isAlive(task.pid!), queueLength()]);
      }
      const ignored: Task.Task = Task.async(() => receive());
      Task.ignore(ignored);
      results.push([yield* Task.shutdown(ignored), Process.isAlive(ignored.pid!), yield* Task.shutdown(ignored)]);
      return results;
    });

    expect(results).toEqual([
      [expect.any(CallTimeoutError), undefined, false, 0],
      [expect.any(CallTimeoutError), { ok: false, reason: "killed" }, false, 0],
      [expect.any(CallTimeoutError), undefined, false, 0],
      [undefined, false, { ok: false, reason: "noproc" }],
    ]);
    expectNothingLeft(runtime);
  });

  it("56. a shutdown of a task that was given up leaves no monitor when the generator that waits is closed", async () => {
    const runtime = silent();
    const relations = await runtime.run(function* () {
      const task = Task.async(ignoring);
      yield* Process.sleep(0);
      Task.ignore(task);
      const steps = Task.shutdown(task)[Symbol.iterator]();
      Process.sendAfter(self(), "wakes up", 1);
      yield steps.next().value;
      const before = runtime.stats().relations;
      steps.return?.();
      Process.exit(task.pid!, "kill");
      yield* Process.sleep(0);
      return [before, runtime.stats().relations, queueLength()];
    });

    expect(relations).toEqual([1, 0, 1]);
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
