// Rules 76 and 77 of docs/semantics.md §2.11: how children and supervisors end, and what they leave.

import { describe, expect, it } from "vitest";
import { Agent, GenServer, Process, Supervisor, createRuntime, exit, isDown, isExit, receive, self, send, spawn, spawnLink } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { createClock, pass } from "../../support/clock.ts";
import { end, forever, reasonOf } from "../../support/processes.ts";
import { held } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { childOf, events, idle, pidOf, told, treesOfTests, worker } from "../../support/trees.ts";

const { logs, open } = treesOfTests();

describe("76. the shutdown of a child", () => {
  const stubborn = GenServer.define({
    init: () => (Process.flag("trapExit", true), { state: undefined }),
    *terminate() {
      events.push("begins to end");
      yield* Process.sleep(1_000_000);
    },
  });

  it("kills after shutdown milliseconds, and reports it", async () => {
    const clock = createClock();
    const runtime = open({ clock });
    const running = runtime.run(function* () {
      const supervisor = yield* Supervisor.startLink([{ id: "a", start: () => GenServer.startLink(stubborn), shutdown: 700 }], { strategy: "oneForOne" });
      const pid = yield* pidOf(supervisor, "a");
      const ref = Process.monitor(pid);
      const before = clock.now();
      yield* Supervisor.terminateChild(supervisor, "a");
      const down = yield* receive((message) => isDown(message, ref));
      return [down.reason, clock.now() - before];
    });
    await pass(runtime, clock, 2_000);

    expect(await running).toEqual(["killed", 700]);
    expect(events).toEqual(["begins to end"]);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatch(/^Child "a" of Supervisor #PID<.*> shut down abnormally\n\*\* \(exit\) "killed"\nPid: #PID<.*>\nRestart: permanent\nShutdown: 700\nType: worker$/);
  });

  it("brutalKill kills at once, without terminate, and is not reported", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a", { shutdown: "brutalKill" })], { strategy: "oneForOne" });
      const ref = Process.monitor(yield* pidOf(supervisor, "a"));
      yield* Supervisor.terminateChild(supervisor, "a");
      const down = yield* receive((message) => isDown(message, ref));

      expect(down.reason).toBe("killed");
    });

    expect(events).toEqual(["+a"]);
    expect(logs).toEqual([]);
  });

  it("Infinity waits", async () => {
    const clock = createClock();
    const runtime = open({ clock });
    const running = runtime.run(function* () {
      const supervisor = yield* Supervisor.startLink([{ id: "a", start: () => GenServer.startLink(stubborn), shutdown: Infinity }], { strategy: "oneForOne" });
      yield* Supervisor.terminateChild(supervisor, "a");
      return clock.now();
    });
    await pass(runtime, clock, 1_000_000);

    expect(await running).toBeGreaterThanOrEqual(1_000_000);
    expect(logs).toEqual([]);
  });

  it("a worker has 5000 ms and a supervisor for ever if nothing is said", () => {
    expect(Supervisor.childSpec(worker("a")).shutdown).toBe(5_000);
    expect(Supervisor.childSpec(worker("a"), { type: "supervisor" }).shutdown).toBe(Infinity);
    expect(Supervisor.childSpec([], { strategy: "oneForOne" }).shutdown).toBe(Infinity);
  });

  it("does not hang on a child that has unlinked itself, nor on one that is gone", async () => {
    await open().run(function* () {
      const loner: Supervisor.ChildSpec = { id: "loner", start: () => spawnLink(function* () {
        Process.unlink(Process.info(self())?.parent as Pid);
        yield* forever();
      }) };
      const supervisor = yield* Supervisor.startLink([loner, { ...loner, id: "gone" }], { strategy: "oneForOne" });
      yield* Process.sleep(1);
      yield* end(yield* pidOf(supervisor, "gone"), "kill");
      const pid = yield* pidOf(supervisor, "loner");
      yield* Supervisor.terminateChild(supervisor, "loner");
      yield* Supervisor.terminateChild(supervisor, "gone");

      expect(Process.isAlive(pid)).toBe(false);
    });

    expect(logs).toHaveLength(1);
    expect(logs[0]).toContain('Child "gone"');
    expect(logs[0]).toContain('"noproc"');
  });

  it.each([
    ["permanent", "normal", true], ["transient", "normal", false], ["permanent", { shutdown: 1 }, true], ["transient", { shutdown: 1 }, false],
    ["transient", "odd", true], ["permanent", "shutdown", false],
  ] as const)("a %s child that answers shutdown with %j is reported: %s", async (restart, reason, isReported) => {
    await open().run(function* () {
      const child: Supervisor.ChildSpec = {
        id: "a",
        restart,
        start: () => spawnLink(function* () {
          Process.flag("trapExit", true);
          yield* receive(isExit);
          exit(reason);
        }),
      };
      const supervisor = yield* Supervisor.startLink([child], { strategy: "oneForOne" });
      yield* Process.sleep(1);
      yield* Supervisor.terminateChild(supervisor, "a");
    });

    expect(logs).toHaveLength(isReported ? 1 : 0);
  });

  it("waits for a child whose end is decided but not over", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([idle("a"), idle("b")], { strategy: "oneForAll" });
      const a = yield* pidOf(supervisor, "a");
      Process.exit(a, "kill");
      yield* Supervisor.terminateChild(supervisor, "a"); // asked before `a` had its last turn

      expect(Process.list()).not.toContain(a);
    });
  });
});

describe("77. exit signals to a supervisor", () => {
  it.each(["normal", "shutdown", "odd"])("the EXIT of the parent with reason %j ends it, the children first", async (reason) => {
    await open().run(function* () {
      let supervisor: Pid | undefined;
      const parent = spawn(function* () {
        supervisor = yield* Supervisor.startLink([worker("a"), worker("b")], { strategy: "oneForOne" });
        yield* receive();
        exit(reason);
      });
      while (supervisor === undefined) yield* Process.sleep(0);
      const ref = Process.monitor(supervisor);
      send(parent, "go");
      const down = yield* receive((message) => isDown(message, ref));

      expect(down.reason).toBe(reason);
    });

    expect(events).toEqual(["+a", "+b", "-b: shutdown", "-a: shutdown"]);
  });

  it("the exit signal of anybody else is ignored, a child's own included", async () => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a"), { id: "rude", start: () => spawnLink(function* () {
        Process.exit(Process.info(self())?.parent as Pid, "odd");
        yield* forever();
      }) }], { strategy: "oneForAll" });
      const rude = yield* pidOf(supervisor, "rude");
      const stranger = spawn(() => Process.exit(supervisor, "odd"));
      yield* reasonOf(stranger);

      expect(yield* childOf(supervisor, "rude")).toBe(rude);
      return told();
    });

    expect(seen).toEqual(["+a"]);
    expect(logs).toEqual([]);
  });

  it("kill bypasses the orderly stop: the children get the link's signal killed", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("a"), idle("b")], { strategy: "oneForOne" });
      const pids = (yield* Supervisor.whichChildren(supervisor)).map(({ child }) => child as Pid);
      const refs = pids.map((pid) => Process.monitor(pid));
      yield* end(supervisor, "kill");
      for (const ref of refs) {
        const down = yield* receive((message) => isDown(message, ref));
        expect(down.reason).toBe("killed");
      }
    });

    expect(events).toEqual(["+a", "-a: killed"]);
  });

  it("other messages are reported and dropped", async () => {
    const supervisor = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([idle("a")], { strategy: "oneForOne" });
      send(supervisor, "hello");
      GenServer.cast(supervisor, "hello");
      const error = yield* thrownFrom(() => GenServer.call(supervisor, "hello"));

      expect(error).toBeInstanceOf(TypeError);
      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ active: 1 });
      return supervisor;
    });

    const report = `Supervisor ${supervisor} received an unexpected message: "hello"`;
    expect(logs).toEqual([report, report]);
  });
});

describe("nothing is left", () => {
  const tree = (more: Partial<Supervisor.SupervisorOptions> = {}) => {
    const inner = Supervisor.childSpec([worker("leaf"), idle("idle"), worker("brutal", { shutdown: "brutalKill" })], { strategy: "oneForAll", name: "inner", id: "inner" });
    return Supervisor.startLink([Agent.childSpec(() => 1, { name: "agent" }), inner, worker("last")], { strategy: "restForOne", name: "outer", ...more });
  };

  it("after a stop", async () => {
    const runtime = open();
    await runtime.run(function* () {
      yield* Supervisor.stop(yield* tree());
    });
    await runtime.idle();

    expect(held(runtime)).toEqual({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it("after it gave up", async () => {
    const runtime = open();
    await runtime.run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* tree({ maxRestarts: 2 });
      for (let time = 0; time < 3; time++) yield* end(yield* pidOf(supervisor, "agent"), "kill");
      if (Process.isAlive(supervisor)) yield* reasonOf(supervisor);

      expect(Process.registered()).toEqual([]);
      expect(Process.list()).toEqual([self()]);
    });
    await runtime.idle();

    expect(held(runtime)).toEqual({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it("in the supervisor after many ends and starts: only its children", async () => {
    const runtime = open();
    await runtime.run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a"), worker("b"), worker("c")], { strategy: "oneForAll", maxRestarts: 1_000 });
      const before = held(runtime);
      for (let time = 0; time < 100; time++) {
        yield* end(yield* pidOf(supervisor, "b"), "kill");
        yield* Supervisor.terminateChild(supervisor, "c");
        yield* Supervisor.restartChild(supervisor, "c");
      }
      yield* Process.sleep(1);

      expect(held(runtime)).toEqual(before);
      expect(Process.info(supervisor)).toMatchObject({ messageQueueLength: 0, monitors: [] });
    });
  });
});

describe("a runtime that stops", () => {
  it("ends a tree at once, and nothing of it is started again", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    events.length = 0;
    runtime.spawn(function* () {
      const inner = Supervisor.childSpec([worker("b"), idle("c"), worker("d")], { strategy: "oneForAll", maxRestarts: 1_000 });
      yield* Supervisor.startLink([worker("a"), inner, idle("e"), worker("f")], { strategy: "oneForOne", maxRestarts: 1_000 });
      yield* forever();
    });
    await pass(runtime, clock, 1);
    await runtime.stop(); // the clock stands still: nothing waits for the 5 seconds of a runtime that must kill

    expect(events.slice(0, 4)).toEqual(["+a", "+b", "+d", "+f"]);
    expect(events.slice(4).sort()).toEqual(["-a: shutdown", "-b: shutdown", "-d: shutdown", "-f: shutdown"]);
  });
});
