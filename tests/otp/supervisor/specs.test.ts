// What a supervisor is told of itself and of its children, and what is refused at the call: the specs of §1.7 of docs/semantics.md.

import { describe, expect, it } from "vitest";
import { Agent, GenServer, Process, Supervisor, Task, spawnLink } from "../../../js/index.ts";
import { forever } from "../../support/processes.ts";
import { childOf, events, idle, treesOfTests, Worker, worker } from "../../support/trees.ts";

const { open } = treesOfTests();

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

  it("whichChildren: a supervisor that is no pid and no name", () => {
    expect(() => Supervisor.whichChildren(7 as never)).toThrow(TypeError);
  });
});

describe("childSpec", () => {
  it("has Elixir's defaults, and takes overrides", () => {
    const start = () => spawnLink(forever);

    expect(Supervisor.childSpec({ id: 1, start })).toEqual({ id: 1, start, restart: "permanent", shutdown: 5_000, type: "worker", significant: false });
    expect(Supervisor.childSpec({ id: 1, start }, { id: 2, restart: "temporary", significant: true })).toMatchObject({ id: 2, restart: "temporary", significant: true });
    expect(Supervisor.childSpec({ id: 1, start, restart: "temporary" }, { restart: undefined } as never).restart).toBe("temporary");
    for (const slip of [{ modules: [] }, null, 7, "temporary"]) expect(() => Supervisor.childSpec({ id: 1, start }, slip as never)).toThrow(TypeError);
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
    for (const slip of [{ restart: "always" }, { modules: [] }, { name: 7 }, { type: "task" }, null, 7, "temporary"]) {
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
