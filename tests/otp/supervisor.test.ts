// The functions of Supervisor: §1.7 of docs/semantics.md. The rules of §2.11 are in supervisor-{strategies,restarts,starts,shutdown}.test.ts.

import { describe, expect, it } from "vitest";
import { Agent, AlreadyStartedError, CallingSelfError, GenServer, NoProcessError, Process, ServerExitedError, Supervisor, Task, makeRef, receive, self, send, spawnLink } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { forever } from "../support/processes.ts";
import { thrownFrom } from "../support/thrown.ts";
import { breakable, childOf, events, finish, idle, pidOf, reasonIn, treesOfTests, Worker, worker } from "../support/trees.ts";

const { logs, open } = treesOfTests();

describe("startChild, terminateChild, restartChild, deleteChild", () => {
  function* open2(specs: readonly Supervisor.ChildSpec[] = [worker("a")]) {
    return yield* Supervisor.startLink(specs, { strategy: "oneForOne" });
  }

  it("startChild appends and returns the pid", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const pid = yield* Supervisor.startChild(supervisor, worker("b"));

      expect(yield* childOf(supervisor, "b")).toBe(pid);
    });
  });

  it("startChild of an id that runs throws AlreadyStartedError with its pid", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, worker("a")));

      expect(error).toBeInstanceOf(AlreadyStartedError);
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
    });
  });

  it("startChild of an id that does not run is alreadyPresent", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      yield* Supervisor.terminateChild(supervisor, "a");

      expect(reasonIn(yield* thrownFrom(() => Supervisor.startChild(supervisor, worker("a"))))).toBe("alreadyPresent");
    });
  });

  it("startChild that fails drops the spec", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();

      expect(reasonIn(yield* thrownFrom(() => Supervisor.startChild(supervisor, breakable("b", { now: true }))))).toEqual(new Error("broken"));
      expect(yield* thrownFrom(() => Supervisor.restartChild(supervisor, "b"))).toBeInstanceOf(NoProcessError);
    });
  });

  it("startChild passes on that the name of the child is taken", async () => {
    await open().run(function* () {
      const supervisor = yield* open2([Agent.childSpec(() => 1, { name: "agent" })]);
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, Agent.childSpec(() => 1, { name: "agent", id: "other" })));

      expect((error as AlreadyStartedError).pid).toBe(Process.whereis("agent"));
    });
  });

  it("terminateChild keeps the spec of all but temporary children, and may be repeated", async () => {
    await open().run(function* () {
      const supervisor = yield* open2([worker("a"), worker("b", { restart: "temporary" })]);
      for (const id of ["a", "b", "a"]) expect(yield* Supervisor.terminateChild(supervisor, id)).toBe(undefined);

      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([{ id: "a", child: undefined, type: "worker" }]);
    });

    expect(events).toEqual(["+a", "+b", "-a: shutdown", "-b: shutdown"]);
  });

  it("restartChild starts what does not run, and nothing else", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const error = yield* thrownFrom(() => Supervisor.restartChild(supervisor, "a"));
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
      yield* Supervisor.terminateChild(supervisor, "a");
      const pid = yield* Supervisor.restartChild(supervisor, "a");

      expect(yield* childOf(supervisor, "a")).toBe(pid);
    });
  });

  it("restartChild that fails keeps the spec", async () => {
    const isBroken = { now: false };
    await open().run(function* () {
      const supervisor = yield* open2([breakable("a", isBroken)]);
      yield* Supervisor.terminateChild(supervisor, "a");
      isBroken.now = true;

      expect(reasonIn(yield* thrownFrom(() => Supervisor.restartChild(supervisor, "a")))).toEqual(new Error("broken"));
      expect(yield* Supervisor.whichChildren(supervisor)).toHaveLength(1);
    });
  });

  it("deleteChild removes what does not run, and nothing else", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const error = yield* thrownFrom(() => Supervisor.deleteChild(supervisor, "a"));
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
      yield* Supervisor.terminateChild(supervisor, "a");
      yield* Supervisor.deleteChild(supervisor, "a");

      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([]);
    });
  });

  it.each(["terminateChild", "restartChild", "deleteChild"] as const)("%s of an unknown id throws NoProcessError with the id", async (name) => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const error = yield* thrownFrom(() => Supervisor[name](supervisor, "nobody"));

      expect(error).toBeInstanceOf(NoProcessError);
      expect((error as NoProcessError).target).toBe("nobody");
    });
  });

  it("ids are told apart as the keys of a Map, whatever they are", async () => {
    const ids = [Symbol("id"), () => 1, {}, {}, NaN, 1, "1", makeRef()];
    await open().run(function* () {
      const supervisor = yield* open2(ids.map((id) => idle(id)));
      for (const id of ids) yield* Supervisor.terminateChild(supervisor, id);

      expect((yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id)).toEqual([...ids].reverse());
      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ specs: ids.length, active: 0 });
    });
  });

  it("countChildren counts supervisors and workers, and only live pids as active", async () => {
    await open().run(function* () {
      const supervisor = yield* open2([worker("a"), Supervisor.childSpec([worker("b")], { strategy: "oneForOne" }), worker("c")]);
      yield* Supervisor.terminateChild(supervisor, "c");

      expect(yield* Supervisor.countChildren(supervisor)).toEqual({ specs: 3, active: 2, supervisors: 1, workers: 2 });
    });
  });

  it("asking a supervisor that is not there throws NoProcessError, oneself CallingSelfError, and one that ends ServerExitedError", async () => {
    await open().run(function* () {
      expect(yield* thrownFrom(() => Supervisor.whichChildren("nobody"))).toBeInstanceOf(NoProcessError);
      expect(yield* thrownFrom(() => Supervisor.countChildren(self()))).toBeInstanceOf(CallingSelfError);
      Process.flag("trapExit", true);
      const supervisor = yield* open2();
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, { id: "b", start: () => Process.exit(self(), "kill") as never }));
      expect(error).toBeInstanceOf(ServerExitedError);
    });
  });

  it("works from host code, by name and by pid", async () => {
    const runtime = open();
    const supervisor = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const keeper = Process.spawn(function* () {
        yield* Supervisor.startLink([worker("a")], { strategy: "oneForOne", name: "tree" });
        yield* forever();
      });
      while (Process.whereis("tree") === undefined) yield* Process.sleep(0);
      void keeper;
      return Process.whereis("tree") as Pid;
    });

    await Supervisor.startChild(supervisor, worker("b"));
    expect(await Supervisor.countChildren(supervisor)).toEqual({ specs: 2, active: 2, supervisors: 0, workers: 2 });
    await Supervisor.stop(supervisor);
    expect(events).toEqual(["+a", "+b", "-b: shutdown", "-a: shutdown"]);
  });
});

describe("slips are thrown at the call", () => {
  const fine = { strategy: "oneForOne" } as const;
  const slips: [string, readonly unknown[], unknown, typeof TypeError | typeof RangeError][] = [
    ["no options", [], undefined, TypeError],
    ["no strategy", [], {}, TypeError],
    ["an unknown strategy", [], { strategy: "one_for_one" }, TypeError],
    ["an unknown option", [], { ...fine, maxRestart: 3 }, TypeError],
    ["maxRestarts as text", [], { ...fine, maxRestarts: "3" }, TypeError],
    ["negative maxRestarts", [], { ...fine, maxRestarts: -1 }, RangeError],
    ["a fraction of maxRestarts", [], { ...fine, maxRestarts: 1.5 }, RangeError],
    ["no seconds", [], { ...fine, maxSeconds: 0 }, RangeError],
    ["an unknown autoShutdown", [], { ...fine, autoShutdown: "always" }, TypeError],
    ["a name that is none", [], { ...fine, name: 7 }, TypeError],
    ["children that are no array", {} as never, fine, TypeError],
    ["a child that is no object", [7], fine, TypeError],
    ["a child without an id", [{ start: () => undefined }], fine, TypeError],
    ["a child without a start", [{ id: "a" }], fine, TypeError],
    ["a child with an unknown key", [{ ...idle("a"), modules: [] }], fine, TypeError],
    ["an unknown restart", [{ ...idle("a"), restart: "always" }], fine, TypeError],
    ["an unknown type", [{ ...idle("a"), type: "task" }], fine, TypeError],
    ["an unknown shutdown", [{ ...idle("a"), shutdown: "brutal_kill" }], fine, TypeError],
    ["a negative shutdown", [{ ...idle("a"), shutdown: -1 }], fine, RangeError],
    ["significant as text", [{ ...idle("a"), significant: "yes" }], fine, TypeError],
    ["a significant permanent child", [{ ...idle("a"), significant: true }], { ...fine, autoShutdown: "anySignificant" }, RangeError],
    ["a significant child that can end nothing", [{ ...idle("a"), restart: "transient", significant: true }], fine, RangeError],
    ["two children with one id", [idle("a"), idle("a")], fine, RangeError],
  ];

  it.each(slips)("startLink and childSpec: %s", (_, children, options, error) => {
    expect(() => Supervisor.startLink(children as never, options as never)).toThrow(error);
    if (Array.isArray(children) && options !== undefined) expect(() => Supervisor.childSpec(children as never, options as never)).toThrow(error);
  });

  it.each(slips.filter(([name]) => /^(a child|an unknown (restart|type|shutdown)|a negative|significant|a significant permanent)/.test(name)))("startChild: %s", (_, children, _options, error) => {
    expect(() => Supervisor.startChild("anybody", children[0] as never)).toThrow(error);
  });

  it("a supervisor that is no pid and no name", () => {
    expect(() => Supervisor.whichChildren(7 as never)).toThrow(TypeError);
  });
});

describe("childSpec", () => {
  it("has Elixir's defaults, and takes overrides", () => {
    const start = () => spawnLink(forever);

    expect(Supervisor.childSpec({ id: 1, start })).toEqual({ id: 1, start, restart: "permanent", shutdown: 5_000, type: "worker", significant: false });
    expect(Supervisor.childSpec({ id: 1, start }, { id: 2, restart: "temporary", significant: true })).toMatchObject({ id: 2, restart: "temporary", significant: true });
    expect(() => Supervisor.childSpec({ id: 1, start }, { modules: [] } as never)).toThrow(TypeError);
  });

  it("of children is the spec of a supervisor", async () => {
    const options = { strategy: "oneForOne" } as const;
    expect(Supervisor.childSpec([], options)).toMatchObject({ id: "Supervisor", restart: "permanent", shutdown: Infinity, type: "supervisor", significant: false });
    expect(Supervisor.childSpec([], { ...options, name: "pool" }).id).toBe("pool");
    expect(Supervisor.childSpec([], { ...options, name: "pool", id: 7, restart: "transient", shutdown: 10 })).toMatchObject({ id: 7, restart: "transient", shutdown: 10 });

    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([Supervisor.childSpec([worker("a"), worker("b")], { ...options, name: "pool" })], options);
      expect(yield* childOf(supervisor, "pool")).toBe(Process.whereis("pool"));
      yield* Supervisor.stop(supervisor);
    });
    expect(events).toEqual(["+a", "+b", "-b: shutdown", "-a: shutdown"]);
  });

  it("of GenServer and Agent check what they are told at the call", () => {
    for (const slip of [{ restart: "always" }, { modules: [] }, { name: 7 }, { type: "task" }]) {
      expect(() => GenServer.childSpec(Worker, 1, slip as never)).toThrow(TypeError);
      expect(() => Agent.childSpec(() => 1, slip as never)).toThrow(TypeError);
    }
    expect(() => GenServer.childSpec(Worker, 1, { timeout: -1 })).toThrow(RangeError);
    expect(GenServer.childSpec(Worker, 1, { type: "supervisor" }).shutdown).toBe(Infinity);
  });

  it("of GenServer, Agent and Task are children", async () => {
    await open().run(function* () {
      const done: unknown[] = [];
      const children = [GenServer.childSpec(Worker, 1), Agent.childSpec(() => 1), Task.childSpec(() => void done.push("task"))];
      const supervisor = yield* Supervisor.startLink(children, { strategy: "oneForOne" });
      while (done.length === 0) yield* Process.sleep(0);
      yield* Process.sleep(0);

      expect((yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id)).toEqual(["Agent", "GenServer"]);
    });
  });
});

describe("reports", () => {
  it("show an error with its stack, and say who is concerned", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a", { restart: "transient", shutdown: Infinity })], { strategy: "oneForOne", name: "tree" });
      yield* finish(yield* pidOf(supervisor, "a"), new TypeError("no such cart"));
      yield* Supervisor.whichChildren(supervisor);
    });

    const report = logs.find((line) => line.startsWith("Child"));
    expect(report).toMatch(/^Child "a" of Supervisor tree #PID<[\d.]+> terminated\n\*\* \(TypeError\) no such cart\n/);
    expect(report).toMatch(/Pid: #PID<[\d.]+>\nRestart: transient\nShutdown: Infinity\nType: worker$/);
  });

  it("survive reasons and loggers that throw", async () => {
    const evil = (): unknown => Object.defineProperty(new Error("evil"), "stack", { get: () => { throw new Error("gotcha"); } });
    const thrower = () => { throw new Error("logger"); };
    const runtime = open({ logger: { debug: thrower, info: thrower, warn: thrower, error: thrower } });
    await runtime.run(function* () {
      const failing = { now: true };
      const start = () => spawnLink(function* () {
        yield* receive();
        failing.now = false;
        throw evil();
      });
      const supervisor = yield* Supervisor.startLink([{ id: "a", start }, { ...worker("b"), restart: "temporary" }], { strategy: "oneForOne" });
      send(yield* pidOf(supervisor, "a"), "fail");
      while (failing.now) yield* Process.sleep(0);
      yield* finish(yield* pidOf(supervisor, "b"), Object.create(null));

      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ active: 1, specs: 1 });
    });
  });

  it("the end of a supervisor by an odd reason shows its children, not its insides", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("a")], { strategy: "oneForOne" });
      yield* Supervisor.stop(supervisor, "odd");
    });

    expect(logs.at(-1)).toContain('State: [{ id: "a"');
  });
});

describe("getState and replaceState", () => {
  it("show the options and the children, and leave the supervisor what it is", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a"), idle("b")], { strategy: "restForOne", maxRestarts: 7 });
      const children = yield* Supervisor.whichChildren(supervisor);

      expect(yield* GenServer.getState(supervisor)).toEqual({ strategy: "restForOne", maxRestarts: 7, maxSeconds: 5, autoShutdown: "never", children });
      expect(yield* thrownFrom(() => GenServer.replaceState(supervisor, () => "mine"))).toBeInstanceOf(TypeError);
      expect(yield* Supervisor.whichChildren(supervisor)).toEqual(children);
    });
  });
});
