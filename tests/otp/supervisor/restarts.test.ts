// Rules 73 to 75 and 79 of docs/semantics.md §2.11: restarts that fail or are too many, and when a supervisor ends by itself.

import { describe, expect, it } from "vitest";
import { Process, Supervisor, isDown, isExit, receive } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { createClock, pass } from "../../support/clock.ts";
import { end, reasonOf } from "../../support/processes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { breakable, childOf, events, finish, idle, pidOf, reasonIn, told, treesOfTests, worker } from "../../support/trees.ts";

const { logs, open } = treesOfTests();

describe("73. the restart intensity", () => {
  it("by default bears 3 restarts, and the 4th ends it with shutdown, its children in reverse", async () => {
    await open().run(function* () {
      Process.flag("trapExit", true);
      const supervisor = yield* Supervisor.startLink([worker("a"), worker("b"), worker("c")], { strategy: "oneForOne" });
      for (let time = 0; time < 3; time++) yield* end(yield* pidOf(supervisor, "b"), "kill");
      const last = yield* pidOf(supervisor, "b");
      events.length = 0;
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
      expect(reasonIn(yield* thrownFrom(() => Supervisor.restartChild(supervisor, "a")))).toBe("restarting");
      expect(reasonIn(yield* thrownFrom(() => Supervisor.deleteChild(supervisor, "a")))).toBe("restarting");
      expect(reasonIn(yield* thrownFrom(() => Supervisor.startChild(supervisor, worker("a"))))).toBe("alreadyPresent");

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

      expect(yield* thrownFrom(() => Supervisor.startChild(supervisor, significant("a", "transient")))).toBeInstanceOf(RangeError);
      expect(yield* Supervisor.whichChildren(supervisor)).toEqual([]);
    });
    expect(events).toEqual([]);
  });
});
