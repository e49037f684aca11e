// The functions of Supervisor: §1.7 of docs/semantics.md. Specs are in specs.test.ts, the rules of §2.11 in
// {strategies,restarts,starts,shutdown}.test.ts.

import { describe, expect, it } from "vitest";
import { Agent, AlreadyStartedError, CallingSelfError, GenServer, NoProcessError, Process, ServerExitedError, Supervisor, makeRef, receive, self, send, spawnLink } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { forever } from "../../support/processes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { breakable, childOf, events, finish, idle, pidOf, reasonIn, treesOfTests, worker } from "../../support/trees.ts";

const { logs, open } = treesOfTests();

describe("startChild, terminateChild, restartChild, deleteChild", () => {
  function* supervised(specs: readonly Supervisor.ChildSpec[] = [worker("a")]) {
    return yield* Supervisor.startLink(specs, { strategy: "oneForOne" });
  }

  it("startChild appends and returns the pid", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised();
      const pid = yield* Supervisor.startChild(supervisor, worker("b"));

      expect(yield* childOf(supervisor, "b")).toBe(pid);
    });
  });

  it("startChild of an id that runs throws AlreadyStartedError with its pid", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised();
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, worker("a")));

      expect(error).toBeInstanceOf(AlreadyStartedError);
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
    });
  });

  it("startChild of an id that does not run is alreadyPresent", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised();
      yield* Supervisor.terminateChild(supervisor, "a");

      expect(reasonIn(yield* thrownFrom(() => Supervisor.startChild(supervisor, worker("a"))))).toBe("alreadyPresent");
    });
  });

  it("startChild that fails drops the spec", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised();

      expect(reasonIn(yield* thrownFrom(() => Supervisor.startChild(supervisor, breakable("b", { now: true }))))).toEqual(new Error("broken"));
      expect(yield* thrownFrom(() => Supervisor.restartChild(supervisor, "b"))).toBeInstanceOf(NoProcessError);
    });
  });

  it("startChild passes on that the name of the child is taken", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised([Agent.childSpec(() => 1, { name: "agent" })]);
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, Agent.childSpec(() => 1, { name: "agent", id: "other" })));

      expect((error as AlreadyStartedError).pid).toBe(Process.whereis("agent"));
    });
  });

  it("terminateChild keeps the spec of all but temporary children, and may be repeated", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised([worker("a"), worker("b", { restart: "temporary" })]);
      for (const id of ["a", "b", "a"]) expect(yield* Supervisor.terminateChild(supervisor, id)).toBe(undefined);

      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([{ id: "a", child: undefined, type: "worker" }]);
    });

    expect(events).toEqual(["+a", "+b", "-a: shutdown", "-b: shutdown"]);
  });

  it("restartChild starts what does not run, and nothing else", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised();
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
      const supervisor = yield* supervised([breakable("a", isBroken)]);
      yield* Supervisor.terminateChild(supervisor, "a");
      isBroken.now = true;

      expect(reasonIn(yield* thrownFrom(() => Supervisor.restartChild(supervisor, "a")))).toEqual(new Error("broken"));
      expect(yield* Supervisor.whichChildren(supervisor)).toHaveLength(1);
    });
  });

  it("deleteChild removes what does not run, and nothing else", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised();
      const error = yield* thrownFrom(() => Supervisor.deleteChild(supervisor, "a"));
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
      yield* Supervisor.terminateChild(supervisor, "a");
      yield* Supervisor.deleteChild(supervisor, "a");

      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([]);
    });
  });

  it.each(["terminateChild", "restartChild", "deleteChild"] as const)("%s of an unknown id throws NoProcessError with the id", async (name) => {
    await open().run(function* () {
      const supervisor = yield* supervised();
      const error = yield* thrownFrom(() => Supervisor[name](supervisor, "nobody"));

      expect(error).toBeInstanceOf(NoProcessError);
      expect((error as NoProcessError).target).toBe("nobody");
    });
  });

  it("ids are told apart as the keys of a Map, whatever they are", async () => {
    const ids = [Symbol("id"), () => 1, {}, {}, NaN, 1, "1", makeRef()];
    await open().run(function* () {
      const supervisor = yield* supervised(ids.map((id) => idle(id)));
      for (const id of ids) yield* Supervisor.terminateChild(supervisor, id);

      expect((yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id)).toEqual([...ids].reverse());
      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ specs: ids.length, active: 0 });
    });
  });

  it("countChildren counts supervisors and workers, and only live pids as active", async () => {
    await open().run(function* () {
      const supervisor = yield* supervised([worker("a"), Supervisor.childSpec([worker("b")], { strategy: "oneForOne" }), worker("c")]);
      yield* Supervisor.terminateChild(supervisor, "c");

      expect(yield* Supervisor.countChildren(supervisor)).toEqual({ specs: 3, active: 2, supervisors: 1, workers: 2 });
    });
  });

  it("asking a supervisor that is not there throws NoProcessError, oneself CallingSelfError, and one that ends ServerExitedError", async () => {
    await open().run(function* () {
      expect(yield* thrownFrom(() => Supervisor.whichChildren("nobody"))).toBeInstanceOf(NoProcessError);
      expect(yield* thrownFrom(() => Supervisor.countChildren(self()))).toBeInstanceOf(CallingSelfError);
      Process.flag("trapExit", true);
      const supervisor = yield* supervised();
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
