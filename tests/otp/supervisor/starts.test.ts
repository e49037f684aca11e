// Rules 78 and 80 of docs/semantics.md §2.11, and what §1.7 says of children that do not start.

import { describe, expect, it } from "vitest";
import { AlreadyStartedError, GenServer, Process, Supervisor, createRuntime, exit, receive, self, send, spawn, spawnLink, until } from "../../../js/index.ts";
import { end, forever, reasonOf } from "../../support/processes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { events, idle, pidOf, reasonIn, treesOfTests, Worker, worker } from "../../support/trees.ts";

const { logs, open } = treesOfTests();

describe("78. a child with nothing to start", () => {
  const nothing = (id: string, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec => ({ id, start: () => GenServer.startLink(GenServer.define({ init: () => ({ ignore: true }) })), ...more });

  it("keeps its spec without a process, a temporary one does not", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([nothing("a"), nothing("b", { restart: "temporary" }), worker("c")], { strategy: "oneForOne" });

      expect(yield* Supervisor.startChild(supervisor, nothing("d"))).toBe(undefined);
      expect(yield* Supervisor.startChild(supervisor, nothing("e", { restart: "temporary" }))).toBe(undefined);
      expect(yield* Supervisor.restartChild(supervisor, "a")).toBe(undefined);
      expect((yield* Supervisor.whichChildren(supervisor)).map(({ id, child }) => [id, typeof child])).toEqual([["d", "undefined"], ["c", "object"], ["a", "undefined"]]);
      expect(yield* Supervisor.countChildren(supervisor)).toEqual({ specs: 3, active: 1, supervisors: 0, workers: 3 });
    });
  });

  it("may come of a restart", async () => {
    await open().run(function* () {
      let starts = 0;
      const once: Supervisor.ChildSpec = { id: "a", start: () => (starts++ === 0 ? spawnLink(forever) : undefined) };
      const supervisor = yield* Supervisor.startLink([once], { strategy: "oneForOne" });
      yield* end(yield* pidOf(supervisor, "a"), "kill");

      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([{ id: "a", child: undefined, type: "worker" }]);
    });
  });
});

describe("80. the start of a child", () => {
  it("is performed by the supervisor, which is linked with the child", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([idle("a")], { strategy: "oneForOne" });
      const pid = yield* pidOf(supervisor, "a");

      expect(Process.info(pid)?.parent).toBe(supervisor);
      expect(Process.info(pid)?.links).toEqual([supervisor]);
    });
  });

  it("blocks the supervisor", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });
      const me = self();
      spawn(function* () {
        yield* Supervisor.startChild(supervisor, { id: "slow", *start() {
          send(me, "starting");
          yield* Process.sleep(3);
          events.push("started");
          return spawnLink(forever);
        } });
      });
      yield* receive((message) => message === "starting");
      yield* Supervisor.whichChildren(supervisor);
      events.push("answered");
    });

    expect(events).toEqual(["started", "answered"]);
  });

  it.each([
    ["an operation", () => GenServer.startLink(Worker, "x")],
    ["a generator", function* () { return yield* GenServer.startLink(Worker, "x"); }],
    ["a promise", async () => await GenServer.startLink(Worker, "x")],
    ["a promise that waits for others", async () => { await until(Promise.resolve()); return await GenServer.startLink(Worker, "x"); }],
    ["a pid", () => spawnLink(forever)],
  ] as [string, () => Supervisor.Starting][])("may be %s", async (_, start) => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([{ id: "x", start }], { strategy: "oneForOne" });
      const first = yield* pidOf(supervisor, "x");
      yield* end(first, "kill");
      const second = yield* pidOf(supervisor, "x");

      expect(second).not.toBe(first);
      expect(Process.info(second)?.links).toEqual([supervisor]);
    });
  });
});

describe("a child that does not start", () => {
  const broken: [string, () => Supervisor.Starting, unknown][] = [
    ["throws an error", () => { throw new TypeError("no"); }, new TypeError("no")],
    ["throws a value", () => { throw "no"; }, { nocatch: "no" }],
    ["exits", () => exit("no"), "no"],
    ["exits in a generator", function* () { yield* Process.sleep(0); return exit("no"); }, "no"],
    ["rejects", () => Promise.reject(new TypeError("no")), new TypeError("no")],
    ["is a server whose init stops", () => GenServer.startLink(GenServer.define({ init: () => ({ stop: "no" }) })), "no"],
    ["is a server whose init takes too long", () => GenServer.startLink(GenServer.define({ *init() { yield* forever(); return { state: 1 }; } }), undefined, { timeout: 1 }), "timeout"],
  ];

  it.each(broken)("because it %s: the earlier ones are ended, and the caller is told", async (_, start, reason) => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const error = yield* thrownFrom(() => Supervisor.startLink([worker("a"), worker("b"), { id: "c", start }, worker("d")], { strategy: "oneForOne" }));

      expect(reasonIn(error)).toEqual({ shutdown: { failedToStartChild: "c", reason } });
      expect(yield* receive({ after: 0 })).toBeTypeOf("symbol");
      expect(Process.list()).toEqual([self()]);
    });

    expect(events).toEqual(["+a", "+b", "-b: shutdown", "-a: shutdown"]);
    expect(logs.filter((line) => line.includes("failed to start"))).toHaveLength(1);
  });

  it.each(["text", 7, {}, null])("because its start gives %j", async (value) => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, { id: "a", start: () => value as never }));

      expect(reasonIn(error)).toBeInstanceOf(TypeError);
    });
  });

  it("because its start gives the supervisor itself", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, { id: "a", start: () => self() }));

      expect(reasonIn(error)).toBeInstanceOf(TypeError);
    });
  });

  it("because it is a process of another runtime", async () => {
    const other = createRuntime();
    const pid = other.spawn(() => 1);
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });
      const error = yield* thrownFrom(() => Supervisor.startChild(supervisor, { id: "a", start: () => pid }));

      expect(reasonIn(error)).toBeInstanceOf(TypeError);
    });
    await other.stop();
  });

  it("ends a caller that does not trap exits, with the same reason", async () => {
    await open().run(function* () {
      const caller = spawn(function* () {
        yield* Supervisor.startLink([{ id: "c", start: () => exit("no") }], { strategy: "oneForOne" });
      });

      expect(yield* reasonOf(caller)).toEqual({ shutdown: { failedToStartChild: "c", reason: "no" } });
    });
  });

  it("keeps the class of the error and the identity of the id, through the levels of a tree", async () => {
    const id = { any: () => "object" };
    await open().run(function* () {
      Process.flag("trapExit", true);
      const taken = spawn(forever);
      Process.register(taken, "taken");
      const inner = Supervisor.childSpec([{ id, start: () => GenServer.startLink(Worker, 1, { name: "taken" }) }], { strategy: "oneForOne" });
      const error = yield* thrownFrom(() => Supervisor.startLink([inner], { strategy: "oneForOne" }));
      const reason = reasonIn(error) as { shutdown: { failedToStartChild: unknown; reason: { shutdown: { failedToStartChild: unknown; reason: unknown } } } };

      expect(reason.shutdown.failedToStartChild).toBe("Supervisor");
      expect(reason.shutdown.reason.shutdown.failedToStartChild).toBe(id);
      expect(reason.shutdown.reason.shutdown.reason).toBeInstanceOf(AlreadyStartedError);
      expect((reason.shutdown.reason.shutdown.reason as AlreadyStartedError).pid).toBe(taken);
    });
  });

  it("frees the name of the supervisor", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      yield* thrownFrom(() => Supervisor.startLink([{ id: "c", start: () => exit("no") }], { strategy: "oneForOne", name: "tree" }));

      expect(Process.whereis("tree")).toBe(undefined);
      expect(yield* Supervisor.startLink([], { strategy: "oneForOne", name: "tree" })).toBe(Process.whereis("tree"));
    });
  });
});
