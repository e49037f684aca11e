// Rules 69 to 72 of docs/semantics.md §2.11: in what order children start and end, and who is restarted with whom.

import { describe, expect, it } from "vitest";
import { GenServer, Process, Supervisor, isDown, receive } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { end } from "../../support/processes.ts";
import { held } from "../../support/runtimes.ts";
import { events, finish, idle, pidOf, told, treesOfTests, Worker, worker } from "../../support/trees.ts";

const { open } = treesOfTests();

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
