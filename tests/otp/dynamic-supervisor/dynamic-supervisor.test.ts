// A dynamic supervisor as a process: §1.8 of docs/semantics.md.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, GenServer, Process, createRuntime, exit, isExit, receive, send, spawnLink } from "../../../js/index.ts";
import { end, forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { child, pidsOf, start } from "./children.ts";

describe("a dynamic supervisor", () => {
  it("reports what became of a child, and not that one was told to end", async () => {
    const reports: string[] = [];
    const note = (text: string): void => void reports.push(text.split("\n").slice(0, 2).join(" ").replace(/#PID<[\d.]+>/, "PID"));
    const runtime = createRuntime({ logger: { debug: note, info: note, warn: note, error: note } });

    await runtime.run(function* () {
      const supervisor = yield* start({ name: "rooms", maxRestarts: 1 });
      send(supervisor, "hello");
      const quiet = yield* DynamicSupervisor.startChild(supervisor, child());
      yield* DynamicSupervisor.terminateChild(supervisor, quiet!);
      const stubborn = yield* DynamicSupervisor.startChild(supervisor, child(function* () { Process.flag("trapExit", true); yield* forever(); }, { shutdown: 0 }));
      yield* Process.sleep(0);
      yield* DynamicSupervisor.terminateChild(supervisor, stubborn!);
      let starts = 0;
      yield* DynamicSupervisor.startChild(supervisor, child(() => exit("oops"), { start: () => (starts++ === 0 ? spawnLink(() => exit("oops")) : exit("down")) }));
      yield* receive(isExit);
    });

    expect(reports).toEqual([
      'DynamicSupervisor rooms PID received an unexpected message: "hello"',
      "Child of DynamicSupervisor rooms PID shut down abnormally ** (exit) \"killed\"",
      "Child of DynamicSupervisor rooms PID terminated ** (exit) \"oops\"",
      "Child of DynamicSupervisor rooms PID failed to start ** (exit) \"down\"",
      "Child of DynamicSupervisor rooms PID caused shutdown ** (exit) \"reachedMaxRestartIntensity\"",
    ]);
  });

  it("is told of the end of a child only by its end, and refuses calls of others", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start();
      const pid = yield* DynamicSupervisor.startChild(supervisor, child(function* () {
        Process.exit(supervisor, "oops");
        yield* forever();
      }));
      const isAlone = (yield* pidsOf(supervisor)).every((shown) => shown === pid);
      const error = yield* caught(() => GenServer.call(supervisor, { kind: "terminateChild", subject: pid }));
      GenServer.cast(supervisor, "hello");
      return [isAlone, error, yield* DynamicSupervisor.countChildren(supervisor)];
    });

    expect(seen).toEqual([true, expect.any(TypeError), { specs: 1, active: 1, supervisors: 0, workers: 1 }]);
  });

  it("is a child of another", async () => {
    const seen = await silent().run(function* () {
      const upper = yield* start();
      const lower = yield* DynamicSupervisor.startChild(upper, DynamicSupervisor.childSpec({ name: "lower", maxChildren: 1 }));
      yield* DynamicSupervisor.startChild("lower", child());
      yield* end(lower!);
      yield* Process.sleep(0);
      const { id, type, restart, shutdown } = DynamicSupervisor.childSpec({ name: "lower" });
      return [yield* DynamicSupervisor.countChildren(upper), yield* DynamicSupervisor.countChildren("lower"), { id, type, restart, shutdown }];
    });

    expect(seen).toEqual([
      { specs: 1, active: 1, supervisors: 1, workers: 0 },
      { specs: 0, active: 0, supervisors: 0, workers: 0 },
      { id: "lower", type: "supervisor", restart: "permanent", shutdown: Infinity },
    ]);
  });

  it.each<[string, object, typeof TypeError | typeof RangeError]>([
    ["an unknown option", { maxChild: 1 }, TypeError],
    ["a negative maxChildren", { maxChildren: -1 }, RangeError],
    ["maxChildren that is no number", { maxChildren: "1" }, TypeError],
    ["negative maxRestarts", { maxRestarts: -1 }, RangeError],
    ["no maxSeconds", { maxSeconds: 0 }, RangeError],
    ["an empty name", { name: "" }, TypeError],
    ["another strategy than oneForOne", { strategy: "oneForAll" }, TypeError],
  ])("refuses %s at the call", (_, options, expected) => {
    expect(() => DynamicSupervisor.startLink(options as never)).toThrow(expected);
    expect(() => DynamicSupervisor.childSpec(options as never)).toThrow(expected);
  });

  it("is started, asked and stopped by host code", async () => {
    const supervisor = await DynamicSupervisor.startLink({ name: "of host code", strategy: "oneForOne" });
    await DynamicSupervisor.startChild("of host code", child());
    const { active } = await DynamicSupervisor.countChildren(supervisor);
    await DynamicSupervisor.stop(supervisor);

    expect(active).toBe(1);
  });

  it("starts a million children, and ends them", { timeout: 240_000 }, async () => {
    const runtime = silent();
    const waiting = child(() => receive(), { restart: "temporary" });

    const count = await runtime.run(function* () {
      const supervisor = yield* start();
      for (let index = 0; index < 1_000_000; index++) yield* DynamicSupervisor.startChild(supervisor, waiting);
      const count = yield* DynamicSupervisor.countChildren(supervisor);
      yield* DynamicSupervisor.stop(supervisor);
      return count;
    });

    expect(count.active).toBe(1_000_000);
    await runtime.idle();
    expectNothingLeft(runtime);
  });
});

/** What the supervisor should have: each child with its restart, and no child that the model does not have. */

describe("getState", () => {
  it("shows the options and the children", async () => {
    const seen = await createRuntime({ logger: false }).run(function* () {
      const supervisor = yield* start({ maxChildren: 3 });
      const pid = yield* DynamicSupervisor.startChild(supervisor, child());
      const state = yield* GenServer.getState(supervisor);
      const { child: shown } = (state as { children: DynamicSupervisor.DynamicChild[] }).children[0] as DynamicSupervisor.DynamicChild;
      yield* DynamicSupervisor.stop(supervisor);
      return [state, shown === pid];
    });

    expect(seen).toEqual([{ maxChildren: 3, maxRestarts: 3, maxSeconds: 5, children: [{ id: undefined, child: expect.anything(), type: "worker" }] }, true]);
  });
});
