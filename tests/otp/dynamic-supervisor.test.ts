// DynamicSupervisor: §1.8 of docs/semantics.md, and rules 69, 71, 73, 74, 76 to 78 and 80 as they are for it.

import { describe, expect, it } from "vitest";
import { AlreadyStartedError, DynamicSupervisor, GenServer, NoProcessError, Process, StartError, createRuntime, exit, isDown, isExit, receive, self, send, spawn, spawnLink, spawnMonitor, until } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import { createRandom } from "../core/random.ts";
import { createClock, hostTurn, pass, settled } from "../support/clock.ts";
import { end, forever, reasonOf } from "../support/processes.ts";
import { expectNothingLeft, silent } from "../support/runtimes.ts";
import { caught } from "../support/thrown.ts";

type ChildSpec = DynamicSupervisor.ChildSpec;
type Restart = "permanent" | "transient" | "temporary";

/** A spec whose child does `body`, and whose start takes no turn. */
function child(body: () => unknown = forever, rest: Partial<ChildSpec> = {}): ChildSpec {
  return { id: "child", start: () => spawnLink(body), ...rest };
}

function* start(options?: DynamicSupervisor.DynamicSupervisorOptions) {
  Process.flag("trapExit", true);
  return yield* DynamicSupervisor.startLink(options);
}

/** The children that live, once everything that is to happen has happened. */
function* pidsOf(supervisor: Pid) {
  yield* Process.sleep(0);
  return (yield* DynamicSupervisor.whichChildren(supervisor)).map((shown) => shown.child);
}

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

describe("2.11 a child that ends", () => {
  const boom = new Error("boom");
  it.each<[Restart, unknown, boolean]>([
    ["permanent", "normal", true], ["permanent", "shutdown", true], ["permanent", boom, true],
    ["transient", "normal", false], ["transient", "shutdown", false], ["transient", { shutdown: 1 }, false], ["transient", boom, true], ["transient", "kill", true],
    ["temporary", "normal", false], ["temporary", boom, false], ["temporary", "kill", false],
  ])("71. %s, with reason %s: restarted %s", async (restart, reason, isRestarted) => {
    const [before, after] = await silent().run(function* () {
      const supervisor = yield* start();
      const pid = yield* DynamicSupervisor.startChild(supervisor, child(function* () { exit(yield* receive()); }, { restart }));
      if (reason === "kill") yield* end(pid!);
      else send(pid!, reason);
      yield* Process.sleep(0);
      return [pid, yield* pidsOf(supervisor)];
    });

    expect(after).toHaveLength(isRestarted ? 1 : 0);
    expect(after).not.toContain(before);
  });

  it("73. three restarts are borne, the fourth ends the supervisor with reason shutdown, and its children", async () => {
    const runtime = silent();

    const [pids, reason, isOtherAlive] = await runtime.run(function* () {
      const supervisor = yield* start();
      const other = yield* DynamicSupervisor.startChild(supervisor, child(forever, { restart: "temporary" }));
      yield* DynamicSupervisor.startChild(supervisor, child());
      const pids = new Set<unknown>();
      for (let round = 0; round < 4; round++) {
        const [, last] = yield* pidsOf(supervisor);
        pids.add(last);
        Process.exit(last as Pid, "kill");
      }
      const { reason } = yield* receive(isExit);
      return [pids.size, reason, Process.isAlive(other!)];
    });

    expect([pids, reason, isOtherAlive]).toEqual([4, "shutdown", false]);
    await runtime.idle();
    expectNothingLeft(runtime);
  });

  it("73. maxRestarts 0 bears no failure, and restarts that are older than maxSeconds do not count", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      const strict = yield* start({ maxRestarts: 0 });
      yield* DynamicSupervisor.startChild(strict, child(() => exit("boom")));
      const { reason } = yield* receive(isExit);
      const patient = yield* start({ maxRestarts: 1, maxSeconds: 2 });
      yield* DynamicSupervisor.startChild(patient, child());
      for (let round = 0; round < 4; round++) {
        Process.exit((yield* pidsOf(patient))[0] as Pid, "kill");
        yield* Process.sleep(3_000);
      }
      const isAlive = Process.isAlive(patient);
      for (let round = 0; round < 2; round++) Process.exit((yield* pidsOf(patient))[0] as Pid, "kill");
      return [reason, isAlive, yield* reasonOf(patient)];
    });
    await pass(runtime, clock, 20_000);

    expect(await running).toEqual(["shutdown", true, "shutdown"]);
  });

  it("74. whose restart fails is tried again, each try counts, and others are served in between", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start({ maxRestarts: 5 });
      let tries = 0;
      const spec = child(forever, {
        *start() {
          yield* Process.sleep(0);
          return tries++ === 0 || tries > 4 ? spawnLink(forever) : exit("down");
        },
      });
      const pid = yield* DynamicSupervisor.startChild(supervisor, spec);
      yield* end(pid!);
      const shown = new Set<unknown>();
      for (let asked = 0; asked < 4; asked++) shown.add((yield* DynamicSupervisor.whichChildren(supervisor))[0]?.child === "restarting");
      const isBack = (yield* pidsOf(supervisor))[0] !== "restarting";
      for (let round = 0; round < 2; round++) Process.exit((yield* pidsOf(supervisor))[0] as Pid, "kill");
      return { tries, shown, isBack, reason: yield* reasonOf(supervisor) };
    });

    expect(seen).toEqual({ tries: 6, shown: new Set([true, false]), isBack: true, reason: "shutdown" });
  });

  it("that has nothing to start any more is forgotten", async () => {
    const left = await silent().run(function* () {
      const supervisor = yield* start();
      let starts = 0;
      const pid = yield* DynamicSupervisor.startChild(supervisor, child(forever, { start: () => (starts++ === 0 ? spawnLink(forever) : undefined) }));
      Process.exit(pid!, "kill");
      return yield* pidsOf(supervisor);
    });

    expect(left).toEqual([]);
  });
});

describe("2.11 the end of a supervisor", () => {
  /** A child that traps exits and takes `ms` to end. */
  const slow = (ms: number, log: (line: string) => void, rest: Partial<ChildSpec> = {}): ChildSpec =>
    child(function* () {
      Process.flag("trapExit", true);
      const { reason } = yield* receive(isExit);
      log(`told ${String(reason)}`);
      yield* Process.sleep(ms);
      log(`after ${ms}`);
    }, rest);

  it("69, 76. ends all children at once, each within its own time, and kills those that take longer", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const log: string[] = [];
    const note = (line: string): void => void log.push(line);

    const running = runtime.run(function* () {
      const supervisor = yield* start();
      for (const ms of [100, 200, 300]) yield* DynamicSupervisor.startChild(supervisor, slow(ms, note, { shutdown: 1_000 }));
      yield* DynamicSupervisor.startChild(supervisor, slow(9_000, note, { shutdown: 500 }));
      yield* DynamicSupervisor.startChild(supervisor, slow(9_001, note, { shutdown: 500 }));
      yield* DynamicSupervisor.startChild(supervisor, slow(700, note, { shutdown: Infinity }));
      yield* DynamicSupervisor.startChild(supervisor, slow(0, note, { shutdown: "brutalKill" }));
      yield* Process.sleep(0);
      const before = clock.now();
      yield* DynamicSupervisor.stop(supervisor);
      return clock.now() - before;
    });
    await pass(runtime, clock, 10_000);

    expect(await running).toBe(700);
    expect(log).toEqual([...Array.from({ length: 6 }, () => "told shutdown"), "after 100", "after 200", "after 300", "after 700"]);
    await runtime.idle();
    expectNothingLeft(runtime);
    expect(clock.pending()).toBe(0);
  });

  it.each(["normal", "shutdown", "oops"])("77. the EXIT of the parent with reason %s ends it, children first; others' are ignored", async (reason) => {
    const runtime = silent();
    const log: string[] = [];

    await runtime.run(function* () {
      const me = self();
      const [parent] = spawnMonitor(function* () {
        const supervisor = yield* DynamicSupervisor.startLink();
        yield* DynamicSupervisor.startChild(supervisor, slow(0, (line) => log.push(line)));
        send(me, supervisor);
        exit(yield* receive());
      });
      const supervisor = (yield* receive((message) => message !== reason)) as Pid;
      Process.exit(supervisor, "oops");
      yield* Process.sleep(0);
      log.push(`alive: ${Process.isAlive(supervisor)}`);
      send(parent, reason);
      log.push(`ended: ${String(yield* reasonOf(supervisor))}`);
    });

    expect(log).toEqual(["alive: true", "told shutdown", "after 0", `ended: ${reason}`]);
    await runtime.idle();
    expectNothingLeft(runtime);
  });

  it("77. a kill bypasses the orderly end: the children get killed over their links", async () => {
    const reasons = await silent().run(function* () {
      const supervisor = yield* start();
      const told: unknown[] = [];
      const server = { init: () => ({ state: Process.flag("trapExit", true) }), terminate: (reason: unknown) => told.push(reason) };
      const pid = yield* DynamicSupervisor.startChild(supervisor, GenServer.childSpec(server, undefined));
      Process.exit(supervisor, "kill");
      const reason = yield* reasonOf(pid!);
      return [reason, told];
    });

    expect(reasons).toEqual(["killed", ["killed"]]);
  });

  it("comes at once when the runtime stops, and nothing is started again", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    let starts = 0;
    await runtime.run(function* () {
      const supervisor = yield* start({ maxRestarts: 1_000 });
      Process.unlink(supervisor);
      for (let index = 0; index < 10; index++) yield* DynamicSupervisor.startChild(supervisor, child(forever, { start: () => (starts++, spawnLink(forever)) }));
    });

    await runtime.stop(); // the clock stands still: nothing waits for the 5 seconds of a runtime that must kill

    expect(starts).toBe(10);
  });

  it("is not held up by children that have ended, are about to, or have unlinked themselves", async () => {
    const runtime = silent();

    const reason = await runtime.run(function* () {
      const supervisor = yield* start();
      const pids: Pid[] = [];
      for (let index = 0; index < 4; index++) pids.push((yield* DynamicSupervisor.startChild(supervisor, child(index === 3 ? () => Process.unlink(supervisor) : forever))) as Pid);
      yield* end(pids[0]!);
      const ref = Process.monitor(supervisor);
      spawn(() => DynamicSupervisor.stop(supervisor, { shutdown: "now" }));
      Process.exit(pids[1]!, "oops");
      const { reason } = yield* receive((message) => isDown(message, ref));
      return reason;
    });

    expect(reason).toEqual({ shutdown: "now" });
    await runtime.idle();
    expectNothingLeft(runtime);
  });
});

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
      expect.stringContaining("Child of DynamicSupervisor rooms PID caused shutdown"),
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

describe("under a storm of kills", () => {
  const REASONS = ["kill", "normal", "shutdown", { shutdown: 1 }, "oops"];
  const RESTARTS: readonly Restart[] = ["permanent", "transient", "temporary"];

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("has the children that the model has: seed %i", { timeout: 60_000 }, async (seed) => {
    const { upTo, pick, chance } = createRandom(seed);
    const runtime = createRuntime({ logger: false, seed });
    /** By name: a restarted child has the same. */
    const model = new Map<string, Restart>();
    const maxChildren = 30;
    let named = 0;

    function* untilTold() {
      exit(yield* receive());
    }
    const spec = (name: string, restart: Restart): ChildSpec => ({ id: name, restart, start: () => Process.spawn(untilTold, { link: true, name }) });

    const differences = await runtime.run(function* () {
      const supervisor = yield* start({ maxChildren, maxRestarts: 1_000_000 });
      const differences: unknown[] = [];
      for (let step = 0; step < 600; step++) {
        for (let action = upTo(4); action >= 0; action--) {
          const names = [...model.keys()];
          if (names.length === 0 || chance(0.4)) {
            const name = `child ${named++}`;
            const restart = pick(RESTARTS);
            const error = yield* caught(() => DynamicSupervisor.startChild(supervisor, spec(name, restart)));
            if (error instanceof StartError !== (model.size === maxChildren)) differences.push([step, "room", model.size]);
            if (!(error instanceof StartError)) model.set(name, restart);
          } else if (chance(0.2)) {
            const name = pick(names);
            yield* DynamicSupervisor.countChildren(supervisor);
            yield* DynamicSupervisor.terminateChild(supervisor, Process.whereis(name)!);
            model.delete(name);
          } else {
            const name = pick(names);
            const reason = pick(REASONS);
            yield* DynamicSupervisor.countChildren(supervisor); // it has heard of all ends before
            const pid = Process.whereis(name)!;
            const ref = Process.monitor(pid);
            if (reason === "kill") Process.exit(pid, "kill");
            else send(pid, reason);
            yield* receive((message) => isDown(message, ref));
            const isAbnormal = reason === "kill" || reason === "oops";
            const restart = model.get(name);
            if (restart === "temporary" || (restart === "transient" && !isAbnormal)) model.delete(name);
          }
        }
        const pids = (yield* DynamicSupervisor.whichChildren(supervisor)).map((shown) => shown.child as Pid);
        const found = pids.map((pid) => Process.info(pid)?.registeredName).sort();
        if (JSON.stringify(found) !== JSON.stringify([...model.keys()].sort())) differences.push([step, found, [...model.keys()]]);
      }
      yield* DynamicSupervisor.stop(supervisor);
      return differences;
    });

    expect(differences).toEqual([]);
    expect(named).toBeGreaterThan(100);
    await settled(runtime);
    await hostTurn();
    expectNothingLeft(runtime);
  });
});
