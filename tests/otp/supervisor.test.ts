// Rules 69 to 80 of semantics.md §2.11, its §1.7, and what api.md §7 says of Supervisor.

import { afterEach, describe, expect, it } from "vitest";
import {
  Agent, AlreadyStartedError, CallingSelfError, GenServer, NoProcessError, Process, ServerExitedError, StartError, Supervisor, Task, createRuntime, exit, isDown,
  isExit, makeRef, receive, self, send, spawn, spawnLink, until,
} from "../../js/index.ts";
import type { Pid, Runtime, RuntimeOptions } from "../../js/index.ts";
import { createClock, pass } from "../support/clock.ts";

let logs: string[] = [];
/** What the workers of a test tell: `"+a"` is a start, `"-a: shutdown"` an end. */
let events: string[] = [];
const runtimes: Runtime[] = [];

function open(options: RuntimeOptions = {}): Runtime {
  logs = [];
  events = [];
  const write = (message: string) => void logs.push(message);
  const runtime = createRuntime({ logger: { debug: write, info: write, warn: write, error: write }, ...options });
  runtimes.push(runtime);
  return runtime;
}

/** Nothing of a finished test is left in the core. */
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) {
    await runtime.run(function* () {
      for (const pid of Process.list()) if (pid !== self()) Process.exit(pid, "kill");
      yield* Process.sleep(0);
    });
    await runtime.idle();
    expect(held(runtime)).toEqual({ processes: 0, messages: 0, timers: 0, relations: 0 });
  }
});

function held(runtime: Runtime) {
  const { processes, messages, timers, relations } = runtime.stats();
  return { processes, messages, timers, relations };
}

const Worker = GenServer.define({
  init(id: unknown) {
    Process.flag("trapExit", true);
    events.push(`+${String(id)}`);
    return { state: id };
  },
  handleCast: (reason: unknown, id) => ({ stop: reason, state: id }),
  terminate(reason, id) {
    events.push(`-${String(id)}: ${JSON.stringify(reason).replaceAll('"', "")}`);
  },
});

function worker(id: unknown, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec {
  return { id, start: () => GenServer.startLink(Worker, id), ...more };
}

/** A child that does nothing, and does not trap exits. */
function idle(id: unknown, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec {
  return { id, start: () => spawnLink(forever), ...more };
}

function* forever() {
  yield* Process.sleep(Infinity);
}

/** A child whose start fails while `isBroken.now`. */
function breakable(id: unknown, isBroken: { now: boolean }, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec {
  return {
    id,
    start: () => {
      if (isBroken.now) {
        events.push(`!${String(id)}`);
        throw new Error("broken");
      }
      return GenServer.startLink(Worker, id);
    },
    ...more,
  };
}

/** The pid of a child, or what stands in its place. */
function* childOf(supervisor: Pid, id: unknown) {
  const infos = yield* Supervisor.whichChildren(supervisor);
  return infos.find((info) => info.id === id)?.child;
}

function* pidOf(supervisor: Pid, id: unknown) {
  const child = yield* childOf(supervisor, id);
  if (typeof child !== "object") throw new Error(`no process: ${String(id)}`);
  return child;
}

/** Ends a process, and waits until all who must be told are told. */
function* end(pid: Pid, reason: unknown) {
  const ref = Process.monitor(pid);
  Process.exit(pid, reason);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}

/** Has a worker end by itself. */
function* finish(pid: Pid, reason: unknown) {
  const ref = Process.monitor(pid);
  GenServer.cast(pid, reason);
  yield* receive((message) => isDown(message, ref));
}

/** What a process ends with, once it has. */
function* reasonOf(pid: Pid) {
  const ref = Process.monitor(pid);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}

/** What the workers have told so far, from the `first` of it on. What comes afterwards is the end of the test. */
function told(first = 0): string[] {
  return events.slice(first);
}

/** What a generator throws, or "nothing". */
function* thrownBy(body: () => Iterable<unknown>): Generator<never, unknown, unknown> {
  try {
    yield* body() as Generator<never, unknown, unknown>;
  } catch (error) {
    return error;
  }
  return "nothing";
}

function reasonIn(error: unknown): unknown {
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).reason;
}

describe("69. start in order, end in reverse", () => {
  it("starts each child when the one before has started, and ends one at a time", async () => {
    const slow: Supervisor.ChildSpec = {
      id: "slow",
      *start() {
        events.push("slow begins");
        yield* Process.sleep(2);
        return yield* GenServer.startLink(Worker, "slow");
      },
    };

    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a"), slow, worker("c")], { strategy: "oneForOne" });
      yield* Supervisor.stop(supervisor);
    });

    expect(events).toEqual(["+a", "slow begins", "+slow", "+c", "-c: shutdown", "-slow: shutdown", "-a: shutdown"]);
  });

  it("tells the children shutdown whatever the reason of the stop", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("a")], { strategy: "oneForOne" });
      yield* Supervisor.stop(supervisor, { shutdown: "enough" });
    });

    expect(events).toEqual(["+a", "-a: shutdown"]);
  });

  it("waits for a child until it is gone before it ends the next", async () => {
    await open().run(function* () {
      const lazy = GenServer.define({
        init: () => (Process.flag("trapExit", true), { state: undefined }),
        *terminate() {
          yield* Process.sleep(3);
          events.push("-lazy");
        },
      });
      const supervisor = yield* Supervisor.startLink([worker("a"), { id: "lazy", start: () => GenServer.startLink(lazy) }], { strategy: "oneForOne" });
      yield* Supervisor.stop(supervisor);
    });

    expect(events).toEqual(["+a", "-lazy", "-a: shutdown"]);
  });
});

describe("70. the strategies", () => {
  const three = [worker("a"), worker("b"), worker("c")];

  it("oneForOne restarts the child alone", async () => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink(three, { strategy: "oneForOne" });
      const b = yield* pidOf(supervisor, "b");
      yield* end(b, "kill");
      expect(yield* pidOf(supervisor, "b")).not.toBe(b);
      return told();
    });

    expect(seen).toEqual(["+a", "+b", "+c", "+b"]);
  });

  it("oneForAll ends the others in reverse and starts all in order", async () => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink(three, { strategy: "oneForAll" });
      yield* end(yield* pidOf(supervisor, "b"), "kill");
      yield* Supervisor.countChildren(supervisor);
      return told(3);
    });

    expect(seen).toEqual(["-c: shutdown", "-a: shutdown", "+a", "+b", "+c"]);
  });

  it("restForOne ends the later ones in reverse and starts the child and them in order", async () => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([...three, worker("d")], { strategy: "restForOne" });
      yield* end(yield* pidOf(supervisor, "b"), "kill");
      yield* Supervisor.countChildren(supervisor);
      return told(4);
    });

    expect(seen).toEqual(["-d: shutdown", "-c: shutdown", "+b", "+c", "+d"]);
  });

  it("a restarted child keeps its place, an added one comes last", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink(three, { strategy: "oneForOne" });
      yield* end(yield* pidOf(supervisor, "a"), "kill");
      yield* Supervisor.startChild(supervisor, worker("d"));

      expect((yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
    });
  });

  it("oneForAll starts a terminated child again too", async () => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink(three, { strategy: "oneForAll" });
      yield* Supervisor.terminateChild(supervisor, "c");
      yield* end(yield* pidOf(supervisor, "a"), "kill");
      yield* Supervisor.countChildren(supervisor);
      return told(3);
    });

    expect(seen).toEqual(["-c: shutdown", "-b: shutdown", "+a", "+b", "+c"]);
  });

  it.each(["oneForAll", "restForOne"] as const)("%s ends children that have died with it, once each", async (strategy) => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a"), worker("b"), worker("c")], { strategy, maxRestarts: 1 });
      const pids = (yield* Supervisor.whichChildren(supervisor)).map(({ child }) => child as Pid);
      const refs = pids.map((pid) => Process.monitor(pid));
      for (const pid of [...pids].reverse()) Process.exit(pid, "kill");
      for (const ref of refs) yield* receive((message) => isDown(message, ref));

      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ active: 3 });
      return told(3);
    });

    expect(seen).toEqual(["+a", "+b", "+c"]);
  });
});

describe("71. and 72. who is restarted", () => {
  const cases = [
    ["permanent", "normal", true], ["permanent", "shutdown", true], ["permanent", { shutdown: 1 }, true], ["permanent", "odd", true],
    ["transient", "normal", false], ["transient", "shutdown", false], ["transient", { shutdown: 1 }, false], ["transient", "odd", true],
    ["temporary", "normal", false], ["temporary", "shutdown", false], ["temporary", { shutdown: 1 }, false], ["temporary", "odd", false],
  ] as const;

  it.each(cases)("a %s child that ends with %j: restarted %s", async (restart, reason, isRestarted) => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a", { restart })], { strategy: "oneForOne" });
      yield* finish(yield* pidOf(supervisor, "a"), reason);
      const infos = yield* Supervisor.whichChildren(supervisor);

      expect(infos.map(({ child }) => typeof child)).toEqual(restart === "temporary" ? [] : [isRestarted ? "object" : "undefined"]);
    });

    expect(events.filter((event) => event === "+a")).toHaveLength(isRestarted ? 2 : 1);
  });

  it("71. a temporary child that is ended for a sibling's sake is removed", async () => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a"), worker("b", { restart: "temporary" })], { strategy: "oneForAll" });
      yield* end(yield* pidOf(supervisor, "a"), "kill");

      expect((yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id)).toEqual(["a"]);
      return told();
    });

    expect(seen).toEqual(["+a", "+b", "-b: shutdown", "+a"]);
  });

  it.each(["oneForAll", "restForOne"] as const)("72. a normal end that restarts nobody does not disturb the siblings of %s", async (strategy) => {
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a", { restart: "transient" }), worker("b", { restart: "temporary" }), worker("c")], { strategy });
      yield* finish(yield* pidOf(supervisor, "a"), "normal");
      yield* finish(yield* pidOf(supervisor, "b"), "normal");
      yield* Supervisor.countChildren(supervisor);
      return told();
    });

    expect(seen).toEqual(["+a", "+b", "+c", "-a: normal", "-b: normal"]);
  });
});

describe("73. the restart intensity", () => {
  it("by default bears 3 restarts, and the 4th ends it with shutdown, its children in reverse", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("a"), worker("b"), worker("c")], { strategy: "oneForOne" });
      for (let time = 0; time < 3; time++) yield* end(yield* pidOf(supervisor, "b"), "kill");
      const last = yield* pidOf(supervisor, "b");
      events = [];
      const ref = Process.monitor(supervisor);
      yield* end(last, "kill");
      const down = yield* receive((message) => isDown(message, ref));
      const own = yield* receive((message) => isExit(message, supervisor));

      expect([down.reason, own.reason]).toEqual(["shutdown", "shutdown"]);
    });

    expect(events).toEqual(["-c: shutdown", "-a: shutdown"]);
    expect(logs.at(-1)).toMatch(/^Child "b" of Supervisor #PID<.*> caused shutdown\n\*\* \(exit\) "reachedMaxRestartIntensity"/);
  });

  it("maxRestarts 0 ends at the first failure", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([idle("a")], { strategy: "oneForOne", maxRestarts: 0 });
      Process.exit(yield* pidOf(supervisor, "a"), "kill");

      expect(yield* reasonOf(supervisor)).toBe("shutdown");
    });
  });

  it("one failure of oneForAll counts 1", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([idle("a"), idle("b"), idle("c")], { strategy: "oneForAll", maxRestarts: 1 });
      yield* end(yield* pidOf(supervisor, "a"), "kill");

      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ active: 3 });
    });
  });

  // The clock of the runtime begins at 0, so each time is a whole second after its start.
  it.each([
    [[0, 2_000], 2, true], [[0, 3_000], 2, false], [[0, 2_999], 2, true], [[999, 3_000], 2, false], [[999, 2_999], 2, true], [[0, 3_000, 5_500], 2, true], [[0, 3_000, 6_000], 2, false],
  ] as const)("with maxRestarts 1, restarts at %j ms and maxSeconds %i are too many: %s", async (times, maxSeconds, isTooMany) => {
    const clock = createClock();
    const runtime = open({ clock });
    let supervisor: Pid | undefined;
    const running = runtime.run(function* () {
      Process.flag("trapExit", true);
      supervisor = yield* Supervisor.startLink([idle("a")], { strategy: "oneForOne", maxRestarts: 1, maxSeconds });
      let now = 0;
      for (const time of times) {
        expect(Process.isAlive(supervisor)).toBe(true);
        yield* Process.sleep(time - now);
        now = time;
        yield* end(yield* pidOf(supervisor, "a"), "kill");
        yield* Process.sleep(0);
      }
      return Process.isAlive(supervisor);
    });
    await pass(runtime, clock, 10_000);

    expect(await running).toBe(!isTooMany);
  });

  it("terminateChild and restartChild do not count", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([idle("a")], { strategy: "oneForOne", maxRestarts: 0 });
      for (let time = 0; time < 5; time++) {
        yield* Supervisor.terminateChild(supervisor, "a");
        yield* Supervisor.restartChild(supervisor, "a");
      }

      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ active: 1 });
    });
  });
});

describe("74. a restart that fails", () => {
  it("is tried again at once, each try counts, and then the supervisor gives up", async () => {
    const isBroken = { now: false };
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("z"), breakable("a", isBroken)], { strategy: "oneForOne", maxRestarts: 3 });
      isBroken.now = true;
      Process.exit(yield* pidOf(supervisor, "a"), "kill");

      expect(yield* reasonOf(supervisor)).toBe("shutdown");
    });

    expect(events).toEqual(["+z", "+a", "!a", "!a", "!a", "-z: shutdown"]);
    expect(logs.filter((line) => line.startsWith('Child "a"')).map((line) => line.replace(/ of Supervisor #PID<[\d.]+>|\n[^]*/g, ""))).toEqual([
      'Child "a" terminated', 'Child "a" failed to start', 'Child "a" failed to start', 'Child "a" failed to start', 'Child "a" caused shutdown',
    ]);
  });

  it("shows the child as restarting, and serves what came in between", async () => {
    const isBroken = { now: false };
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([breakable("a", isBroken)], { strategy: "oneForOne", maxRestarts: 1_000_000 });
      isBroken.now = true;
      yield* end(yield* pidOf(supervisor, "a"), "kill");

      expect(yield* childOf(supervisor, "a")).toBe("restarting");
      expect(yield* Supervisor.countChildren(supervisor)).toEqual({ specs: 1, active: 0, supervisors: 0, workers: 1 });
      expect(reasonIn(yield* thrownBy(() => Supervisor.restartChild(supervisor, "a")))).toBe("restarting");
      expect(reasonIn(yield* thrownBy(() => Supervisor.deleteChild(supervisor, "a")))).toBe("restarting");
      expect(reasonIn(yield* thrownBy(() => Supervisor.startChild(supervisor, worker("a"))))).toBe("alreadyPresent");

      yield* Supervisor.terminateChild(supervisor, "a");
      expect(yield* childOf(supervisor, "a")).toBe(undefined);

      isBroken.now = false;
      yield* Supervisor.restartChild(supervisor, "a");
      expect(typeof (yield* childOf(supervisor, "a"))).toBe("object");
    });
  });

  it("goes on when the start works again", async () => {
    const isBroken = { now: false };
    const seen = await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("z"), breakable("a", isBroken), worker("b")], { strategy: "oneForAll", maxRestarts: 1_000_000 });
      isBroken.now = true;
      yield* end(yield* pidOf(supervisor, "b"), "kill");
      while (events.filter((event) => event === "!a").length < 3) yield* Process.sleep(0);
      isBroken.now = false;
      while ((yield* Supervisor.countChildren(supervisor)).active < 3) yield* Process.sleep(0);
      return told(3);
    });

    expect(seen.slice(0, 7)).toEqual(["-a: shutdown", "-z: shutdown", "+z", "!a", "-z: shutdown", "+z", "!a"]);
    expect(seen.slice(-4)).toEqual(["-z: shutdown", "+z", "+a", "+b"]);
  });

  it("is tried once a turn: it takes nobody else's", async () => {
    const isBroken = { now: false };
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([breakable("a", isBroken)], { strategy: "oneForOne", maxRestarts: 1_000_000 });
      isBroken.now = true;
      yield* end(yield* pidOf(supervisor, "a"), "kill");
      for (let turn = 0; turn < 20; turn++) yield* Process.sleep(0);
    });

    expect(events.filter((event) => event === "!a").length).toBeLessThanOrEqual(25);
  });

  it("lets a parent end the supervisor between two tries", async () => {
    const isBroken = { now: false };
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([breakable("a", isBroken)], { strategy: "oneForOne", maxRestarts: 1_000_000 });
      isBroken.now = true;
      yield* end(yield* pidOf(supervisor, "a"), "kill");
      yield* Supervisor.stop(supervisor);

      expect(Process.isAlive(supervisor)).toBe(false);
    });
  });
});

describe("75. a supervisor that gave up", () => {
  it.each([["transient", false], ["permanent", true]] as const)("as a %s child is restarted: %s", async (restart, isRestarted) => {
    await open().run(function* () {
      const inner = Supervisor.childSpec([worker("leaf")], { strategy: "oneForOne", maxRestarts: 0, id: "inner", restart });
      const outer = yield* Supervisor.startLink([inner], { strategy: "oneForOne" });
      const before = yield* pidOf(outer, "inner");
      const ref = Process.monitor(before);
      Process.exit(yield* pidOf(before, "leaf"), "kill");
      yield* receive((message) => isDown(message, ref));

      expect(typeof (yield* childOf(outer, "inner"))).toBe(isRestarted ? "object" : "undefined");
    });
  });
});

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
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([idle("a")], { strategy: "oneForOne" });
      send(supervisor, "hello");
      GenServer.cast(supervisor, "hello");
      const error = yield* thrownBy(() => GenServer.call(supervisor, "hello"));

      expect(error).toBeInstanceOf(TypeError);
      expect(yield* Supervisor.countChildren(supervisor)).toMatchObject({ active: 1 });
    });

    expect(logs).toEqual(['Supervisor received unexpected message: "hello"', 'Supervisor received unexpected message: "hello"']);
  });
});

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

describe("79. auto shutdown", () => {
  const significant = (id: string, restart: "transient" | "temporary") => worker(id, { restart, significant: true });

  /** Ends `id` with `reason`, and tells how the supervisor is. */
  function* after(supervisor: Pid, id: string, reason: unknown) {
    yield* finish(yield* pidOf(supervisor, id), reason);
    yield* Process.sleep(1);
    return Process.isAlive(supervisor) ? "alive" : "ended";
  }

  it.each([["transient", "normal", "ended"], ["transient", "odd", "alive"], ["temporary", "normal", "ended"], ["temporary", "odd", "ended"]] as const)(
    "anySignificant: after a %s child has ended with %j it is %s",
    async (restart, reason, state) => {
      await open().run(function* () {
        Process.flag("trapExit", true);
        const supervisor = yield* Supervisor.startLink([worker("a"), significant("b", restart)], { strategy: "oneForOne", autoShutdown: "anySignificant" });

        expect(yield* after(supervisor, "b", reason)).toBe(state);
        if (state === "alive") return;
        const own = yield* receive((message) => isExit(message, supervisor));
        expect(own.reason).toBe("shutdown");
        expect(events.at(-1)).toBe("-a: shutdown");
      });
    },
  );

  it("anySignificant: a child that is not significant changes nothing", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([worker("a", { restart: "temporary" }), significant("b", "transient")], { strategy: "oneForOne", autoShutdown: "anySignificant" });

      expect(yield* after(supervisor, "a", "normal")).toBe("alive");
    });
  });

  it("allSignificant waits for the last", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("z"), significant("a", "transient"), significant("b", "temporary"), significant("c", "transient")], {
        strategy: "oneForOne",
        autoShutdown: "allSignificant",
      });

      expect(yield* after(supervisor, "a", "normal")).toBe("alive");
      yield* Supervisor.terminateChild(supervisor, "c");
      expect(Process.isAlive(supervisor)).toBe(true);
      expect(yield* after(supervisor, "b", "odd")).toBe("ended");
    });
  });

  it("terminateChild does not trigger it", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([significant("a", "temporary")], { strategy: "oneForOne", autoShutdown: "anySignificant" });
      yield* Supervisor.terminateChild(supervisor, "a");
      yield* Process.sleep(1);

      expect(Process.isAlive(supervisor)).toBe(true);
    });
  });

  it("a supervisor that never shuts down by itself refuses a significant child", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });

      expect(yield* thrownBy(() => Supervisor.startChild(supervisor, significant("a", "transient")))).toBeInstanceOf(RangeError);
      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([]);
    });
    expect(events).toEqual([]);
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
      const error = yield* thrownBy(() => Supervisor.startLink([worker("a"), worker("b"), { id: "c", start }, worker("d")], { strategy: "oneForOne" }));

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
      const error = yield* thrownBy(() => Supervisor.startChild(supervisor, { id: "a", start: () => value as never }));

      expect(reasonIn(error)).toBeInstanceOf(TypeError);
    });
  });

  it("because its start gives the supervisor itself", async () => {
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });
      const error = yield* thrownBy(() => Supervisor.startChild(supervisor, { id: "a", start: () => self() }));

      expect(reasonIn(error)).toBeInstanceOf(TypeError);
    });
  });

  it("because it is a process of another runtime", async () => {
    const other = createRuntime();
    const pid = other.spawn(() => 1);
    await open().run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne" });
      const error = yield* thrownBy(() => Supervisor.startChild(supervisor, { id: "a", start: () => pid }));

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
      const error = yield* thrownBy(() => Supervisor.startLink([inner], { strategy: "oneForOne" }));
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
      yield* thrownBy(() => Supervisor.startLink([{ id: "c", start: () => exit("no") }], { strategy: "oneForOne", name: "tree" }));

      expect(Process.whereis("tree")).toBe(undefined);
      expect(yield* Supervisor.startLink([], { strategy: "oneForOne", name: "tree" })).toBe(Process.whereis("tree"));
    });
  });
});

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
      const error = yield* thrownBy(() => Supervisor.startChild(supervisor, worker("a")));

      expect(error).toBeInstanceOf(AlreadyStartedError);
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
    });
  });

  it("startChild of an id that does not run is alreadyPresent", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      yield* Supervisor.terminateChild(supervisor, "a");

      expect(reasonIn(yield* thrownBy(() => Supervisor.startChild(supervisor, worker("a"))))).toBe("alreadyPresent");
    });
  });

  it("startChild that fails drops the spec", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();

      expect(reasonIn(yield* thrownBy(() => Supervisor.startChild(supervisor, breakable("b", { now: true }))))).toEqual(new Error("broken"));
      expect(yield* thrownBy(() => Supervisor.restartChild(supervisor, "b"))).toBeInstanceOf(NoProcessError);
    });
  });

  it("startChild passes on that the name of the child is taken", async () => {
    await open().run(function* () {
      const supervisor = yield* open2([Agent.childSpec(() => 1, { name: "agent" })]);
      const error = yield* thrownBy(() => Supervisor.startChild(supervisor, Agent.childSpec(() => 1, { name: "agent", id: "other" })));

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
      const error = yield* thrownBy(() => Supervisor.restartChild(supervisor, "a"));
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

      expect(reasonIn(yield* thrownBy(() => Supervisor.restartChild(supervisor, "a")))).toEqual(new Error("broken"));
      expect(yield* Supervisor.whichChildren(supervisor)).toHaveLength(1);
    });
  });

  it("deleteChild removes what does not run, and nothing else", async () => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const error = yield* thrownBy(() => Supervisor.deleteChild(supervisor, "a"));
      expect((error as AlreadyStartedError).pid).toBe(yield* childOf(supervisor, "a"));
      yield* Supervisor.terminateChild(supervisor, "a");
      yield* Supervisor.deleteChild(supervisor, "a");

      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([]);
    });
  });

  it.each(["terminateChild", "restartChild", "deleteChild"] as const)("%s of an unknown id throws NoProcessError with the id", async (name) => {
    await open().run(function* () {
      const supervisor = yield* open2();
      const error = yield* thrownBy(() => Supervisor[name](supervisor, "nobody"));

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
      expect(yield* thrownBy(() => Supervisor.whichChildren("nobody"))).toBeInstanceOf(NoProcessError);
      expect(yield* thrownBy(() => Supervisor.countChildren(self()))).toBeInstanceOf(CallingSelfError);
      Process.flag("trapExit", true);
      const supervisor = yield* open2();
      const error = yield* thrownBy(() => Supervisor.startChild(supervisor, { id: "b", start: () => Process.exit(self(), "kill") as never }));
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
      expect(yield* thrownBy(() => GenServer.replaceState(supervisor, () => "mine"))).toBeInstanceOf(TypeError);
      expect(yield* Supervisor.whichChildren(supervisor)).toEqual(children);
    });
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
    events = [];
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

describe("many children", () => {
  // Each doubling may cost twice as much, not four times; at these sizes a quadratic step would take minutes.
  it("40,000 are started, die at once, are restarted and are ended", { timeout: 60_000 }, async () => {
    const count = 40_000;
    const runtime = open({ logger: false });
    await runtime.run(function* () {
      const supervisor = yield* Supervisor.startLink(Array.from({ length: count }, (_, id) => idle(id)), { strategy: "oneForAll" });
      for (const { child } of yield* Supervisor.whichChildren(supervisor)) Process.exit(child as Pid, "kill");
      yield* Process.sleep(0);
      while ((yield* Supervisor.countChildren(supervisor)).active < count) yield* Process.sleep(1);
      yield* Supervisor.stop(supervisor);
    });
    await runtime.idle();

    expect(held(runtime).processes).toBe(0);
  });
});
