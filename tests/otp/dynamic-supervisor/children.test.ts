// How children are started and ended: §1.8 of docs/semantics.md, and rules 78 and 80.

import { describe, expect, it } from "vitest";
import { AlreadyStartedError, DynamicSupervisor, GenServer, NoProcessError, Process, StartError, createRuntime, exit, isDown, receive, self, send, spawn, spawnLink, until } from "../../../js/index.ts";
import type { Operation } from "../../../js/index.ts";
import { end, forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { child, pidsOf, start } from "./children.ts";
import type { ChildSpec } from "./children.ts";

describe("startChild", () => {
  it("starts any number of children with the same id, linked with the supervisor, and stop leaves nothing", async () => {
    const runtime = silent();

    const seen = await runtime.run(function* () {
      const supervisor = yield* start({ name: "rooms" });
      const first = yield* DynamicSupervisor.startChild("rooms", child());
      const second = yield* DynamicSupervisor.startChild(supervisor, child(forever, { type: "supervisor" }));
      const shown = yield* DynamicSupervisor.whichChildren(supervisor);
      const count = yield* DynamicSupervisor.countChildren(supervisor);
      const links = Process.info(first!)?.links;
      yield* DynamicSupervisor.stop(supervisor);
      return { isShown: [shown[0]?.child === first, shown[1]?.child === second], shown, count, isLinked: links?.[0] === supervisor && links.length === 1 };
    });

    expect(seen.isShown).toEqual([true, true]);
    expect(seen.shown.map(({ id, type }) => [id, type])).toEqual([[undefined, "worker"], [undefined, "supervisor"]]);
    expect(seen.count).toEqual({ specs: 2, active: 2, supervisors: 1, workers: 1 });
    expect(seen.isLinked).toBe(true);
    await runtime.idle();
    expectNothingLeft(runtime);
  });

  it.each<[string, unknown, typeof TypeError | typeof RangeError]>([
    ["nothing", undefined, TypeError],
    ["a spec without id", { start: forever }, TypeError],
    ["a spec without start", { id: 1 }, TypeError],
    ["a start that is no function", { id: 1, start: 7 }, TypeError],
    ["an unknown restart", { id: 1, start: forever, restart: "sometimes" }, TypeError],
    ["an unknown type", { id: 1, start: forever, type: "boss" }, TypeError],
    ["a negative shutdown", { id: 1, start: forever, shutdown: -1 }, RangeError],
    ["an unknown key", { id: 1, start: forever, restrat: "permanent" }, TypeError],
    ["a significant child", { id: 1, start: forever, restart: "temporary", significant: true }, TypeError],
    ["a significant permanent child", { id: 1, start: forever, significant: true }, TypeError],
  ])("refuses %s at the call", (_, spec, expected) => {
    expect(() => DynamicSupervisor.startChild("nobody", spec as ChildSpec)).toThrow(expected);
  });

  it("78. keeps nothing of a child that had nothing to start", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start({ maxChildren: 1 });
      const ignored = yield* DynamicSupervisor.startChild(supervisor, GenServer.childSpec({ init: () => ({ ignore: true }) }, undefined));
      const none = yield* DynamicSupervisor.startChild(supervisor, { id: 1, start: () => undefined });
      return [ignored, none, yield* DynamicSupervisor.countChildren(supervisor), (yield* DynamicSupervisor.startChild(supervisor, child())) !== undefined];
    });

    expect(seen).toEqual([undefined, undefined, { specs: 0, active: 0, supervisors: 0, workers: 0 }, true]);
  });

  const oops = new Error("oops");
  it.each<[string, ChildSpec["start"], unknown]>([
    ["throws an error", () => { throw oops; }, oops],
    ["throws a value", () => { throw "value"; }, { nocatch: "value" }],
    ["exits", () => exit("reason"), "reason"],
    ["waits, and exits then", function* () { yield* Process.sleep(0); return exit("late"); }, "late"],
    ["rejects", async () => { await until(Promise.resolve()); throw oops; }, oops],
    ["stops in init", () => GenServer.startLink({ init: () => ({ stop: "no database" }) }), "no database"],
    ["returns what is no pid", (() => 7) as never, expect.any(TypeError)],
  ])("throws StartError with the reason when start %s, and keeps nothing", async (_, start, reason) => {
    const runtime = silent();

    const [error, specs] = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* DynamicSupervisor.startLink({ maxChildren: 1 });
      const error = yield* caught(() => DynamicSupervisor.startChild(supervisor, { id: 1, start }));
      const { specs } = yield* DynamicSupervisor.countChildren(supervisor);
      yield* DynamicSupervisor.startChild(supervisor, child());
      yield* DynamicSupervisor.stop(supervisor);
      return [error, specs];
    });

    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).reason).toEqual(reason);
    expect(specs).toBe(0);
    await runtime.idle();
    expectNothingLeft(runtime);
  });

  it("passes AlreadyStartedError on, with the pid of who has the name", async () => {
    const [error, isHolder] = await silent().run(function* () {
      const supervisor = yield* start();
      const spec = GenServer.childSpec({ init: () => ({ state: 0 }) }, undefined, { name: "taken" });
      const holder = yield* DynamicSupervisor.startChild(supervisor, spec);
      const error = yield* caught(() => DynamicSupervisor.startChild(supervisor, spec));
      return [error, (error as AlreadyStartedError).pid === holder];
    });

    expect(error).toBeInstanceOf(AlreadyStartedError);
    expect(isHolder).toBe(true);
  });

  it("throws StartError(\"maxChildren\") when there are as many as there may be, until one has ended", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start({ maxChildren: 1 });
      const first = yield* DynamicSupervisor.startChild(supervisor, child(forever, { restart: "temporary" }));
      const full = yield* caught(() => DynamicSupervisor.startChild(supervisor, child()));
      yield* end(first!);
      const second = yield* DynamicSupervisor.startChild(supervisor, child());
      return [full, second !== undefined, (yield* start({ maxChildren: 0 }))] as const;
    });

    expect(seen[0]).toBeInstanceOf(StartError);
    expect((seen[0] as StartError).reason).toBe("maxChildren");
    expect(seen[1]).toBe(true);
  });

  it("80. is performed by the supervisor, which serves nobody meanwhile", async () => {
    const log: string[] = [];
    await silent().run(function* () {
      const supervisor = yield* start();
      const me = self();
      const slow = child(forever, {
        start: function* () {
          log.push(self() === supervisor ? "by the supervisor" : "by another");
          yield* Process.sleep(5);
          log.push("started");
          return spawnLink(forever);
        },
      });
      spawn(function* () {
        yield* DynamicSupervisor.startChild(supervisor, slow);
        send(me, "done");
      });
      yield* Process.sleep(0);
      yield* DynamicSupervisor.countChildren(supervisor);
      log.push("counted");
      yield* receive((message) => message === "done");
    });

    expect(log).toEqual(["by the supervisor", "started", "counted"]);
  });

  it("throws NoProcessError when there is no such supervisor", async () => {
    await silent().run(function* () {
      for (const name of ["nobody", spawn(() => {})]) {
        yield* Process.sleep(0);
        expect(yield* caught(() => DynamicSupervisor.startChild(name, child()))).toBeInstanceOf(NoProcessError);
      }
    });
  });
});

describe("terminateChild", () => {
  it("ends a child, waits until it is gone, and does not restart it", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start();
      const pid = yield* DynamicSupervisor.startChild(supervisor, child());
      const [, ref] = [yield* Process.sleep(0), Process.monitor(pid!)];
      yield* DynamicSupervisor.terminateChild(supervisor, pid!);
      const { reason } = yield* receive((message) => isDown(message, ref), { after: 0 }) as Operation<{ reason: unknown }>;
      return [reason, yield* pidsOf(supervisor), yield* caught(() => DynamicSupervisor.terminateChild(supervisor, pid!)), pid];
    });

    expect(seen.slice(0, 2)).toEqual(["shutdown", []]);
    expect(seen[2]).toBeInstanceOf(NoProcessError);
    expect((seen[2] as NoProcessError).target).toBe(seen[3]);
  });

  it("works by the old pid on a child that is being restarted", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start({ maxChildren: 1, maxRestarts: 1_000_000_000 });
      let mayStart = true;
      const spec = child(forever, { start: () => (mayStart ? spawnLink(forever) : exit("down")) });
      const pid = yield* DynamicSupervisor.startChild(supervisor, spec);
      mayStart = false;
      Process.exit(pid!, "kill");
      yield* Process.sleep(0);
      const shown = yield* DynamicSupervisor.whichChildren(supervisor);
      const count = yield* DynamicSupervisor.countChildren(supervisor);
      const full = yield* caught(() => DynamicSupervisor.startChild(supervisor, child()));
      yield* DynamicSupervisor.terminateChild(supervisor, pid!);
      return { shown, count, full, left: yield* pidsOf(supervisor) };
    });

    expect(seen.shown).toEqual([{ id: undefined, child: "restarting", type: "worker" }]);
    expect(seen.count).toEqual({ specs: 1, active: 0, supervisors: 0, workers: 1 });
    expect((seen.full as StartError).reason).toBe("maxChildren");
    expect(seen.left).toEqual([]);
  });

  it("refuses what is no pid", () => {
    expect(() => DynamicSupervisor.terminateChild("nobody", "child" as never)).toThrow(TypeError);
  });

  it("from host code, by a name, acts on the runtime of the child", async () => {
    const runtime = createRuntime({ logger: false });
    const pid = await runtime.run(function* () {
      Process.unlink(yield* DynamicSupervisor.startLink({ name: "of a runtime" }));
      return yield* DynamicSupervisor.startChild("of a runtime", child());
    });
    await DynamicSupervisor.terminateChild("of a runtime", pid!);

    expect(Process.isAlive(pid!)).toBe(false);
    await runtime.run(function* () {
      expect(yield* DynamicSupervisor.countChildren("of a runtime")).toMatchObject({ specs: 0 });
    });
    await runtime.stop();
  });

  it("refuses, in a process, a child of another runtime", async () => {
    const other = createRuntime({ logger: false });
    const stranger = other.spawn(forever);
    const runtime = createRuntime({ logger: false });
    await runtime.run(function* () {
      const supervisor = yield* start();

      expect(() => DynamicSupervisor.terminateChild(supervisor, stranger)).toThrow(TypeError);
    });
    await runtime.stop();
    await other.stop();
  });
});
