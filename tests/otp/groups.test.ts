// Groups: §1.13 of docs/semantics.md, which is Erlang's pg.

import { describe, expect, it } from "vitest";
import { Groups, NotAProcessError, Process, RuntimeStoppedError, createRuntime, isDown, isExit, makeRef, receive, self, send, spawn, spawnLink, spawnMonitor } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { createRandom } from "../core/random.ts";
import { drain } from "../support/drain.ts";
import { runtimesOfTests } from "../support/runtimes.ts";
import { thrownBy } from "../support/thrown.ts";

const { open } = runtimesOfTests(() => expect(Groups.whichGroups()).toEqual([]));

function run<T>(body: () => Generator<unknown, T, never>): Promise<T> {
  return open().run(body) as Promise<T>;
}

function resident(): Pid {
  return spawn(function* () {
    yield* Process.sleep(Infinity);
  });
}

describe("membership", () => {
  it("is counted: who joins twice is there twice, and leaves twice", async () => {
    const result = await run(function* () {
      const other = resident();
      Groups.join("g");
      Groups.join("g", [self(), other]);
      const before = Groups.members("g").filter((pid) => pid === self()).length;
      const left = [Groups.leave("g"), Groups.members("g").length, Groups.leave("g", [self(), other]), Groups.leave("g"), Groups.leave("g", other), Groups.leave("nobody's")];
      return [before, left, Groups.members("g"), Groups.whichGroups()];
    });

    expect(result).toEqual([2, [true, 2, true, false, false, false], [], []]);
  });

  it("is of groups under any key, compared by value, and told by whichGroups", async () => {
    const result = await run(function* () {
      const key = ["room", { floor: 1 }];
      Groups.join(key);
      Groups.join(1);
      (key[1] as { floor: number }).floor = 2;
      return [Groups.members(["room", { floor: 1 }]).length, Groups.members(key).length, Groups.members("1").length, Groups.whichGroups()];
    });

    expect(result).toEqual([1, 0, 0, [["room", { floor: 1 }], 1]]);
  });

  it("ends with the member, in all its groups, before anybody gets its EXIT or DOWN", async () => {
    const result = await run(function* () {
      Process.flag("trapExit", true);
      const seen: unknown[] = [];
      for (const reason of ["normal", "kill", "oops"]) {
        const [pid] = spawnMonitor(function* () {
          yield* receive();
        });
        Process.link(pid);
        Groups.join("a", [pid, pid]);
        Groups.join("b", [pid, self()]);
        yield* Process.sleep(0);
        if (reason === "normal") send(pid, "end");
        else Process.exit(pid, reason);
        yield* receive((message) => isExit(message, pid) || isDown(message));
        seen.push(Groups.members("a"), Groups.members("b").length, Groups.whichGroups());
        yield* receive();
        Groups.leave("b");
      }
      return seen;
    });

    expect(result).toEqual([[], 1, ["b"], [], 1, ["b"], [], 1, ["b"]]);
  });

  it("is not for a process that was told to end, nor for one that has", async () => {
    const result = await run(function* () {
      const [condemned, dead] = [resident(), spawn(() => {})];
      Groups.join("g", condemned);
      yield* Process.sleep(0);
      Process.exit(condemned, "kill");
      const members = Groups.members("g");
      Groups.join("g", [condemned, dead]);
      Groups.join("g", []);
      yield* Process.sleep(0);
      return [members, Groups.members("g"), Groups.whichGroups(), Groups.leave("g", dead)];
    });

    expect(result).toEqual([[], [], [], false]);
  });

  it("of a pid that is none, or of another runtime, is a TypeError, and nobody has joined", async () => {
    const foreign = await open().run(() => spawn(function* () { yield* Process.sleep(Infinity); }));
    const errors = await run(function* () {
      const errors: unknown[] = [];
      for (const pid of [foreign, "g", null, [self(), foreign], [self(), 1]] as never[]) {
        errors.push(thrownBy(() => Groups.join("g", pid)), thrownBy(() => Groups.leave("g", pid)));
      }
      for (const group of [new Map(), () => {}] as never[]) errors.push(thrownBy(() => Groups.join(group)), thrownBy(() => Groups.members(group)), thrownBy(() => Groups.monitor(group)));
      errors.push(thrownBy(() => Groups.demonitor(1 as never)));
      expect(Groups.whichGroups()).toEqual([]);
      return errors;
    });

    expect(errors).toHaveLength(17);
    for (const error of errors) expect(error).toBeInstanceOf(TypeError);
  });
});

describe("a monitor", () => {
  it("tells of every join and leave after it, and what was before", async () => {
    const result = await run(function* () {
      const [one, other] = [resident(), resident()];
      Groups.join("g", one);
      const { ref, members } = Groups.monitor("g");
      Groups.join("elsewhere", one);
      Groups.join("g", [one, other]);
      Groups.leave("g", [one, one, one]);
      Groups.leave("g", one);
      return { ref, members, one, other, changes: yield* drain() };
    });

    const { ref, one, other } = result;
    expect(result.members).toEqual([one]);
    expect(result.changes).toEqual([
      { type: "join", ref, group: "g", pids: [one, other] },
      { type: "leave", ref, group: "g", pids: [one, one] },
    ]);
  });

  it("tells of a member that ends, once for each time that it had joined, before its DOWN", async () => {
    const result = await run(function* () {
      const [pid, down] = spawnMonitor(function* () { yield* receive(); });
      Groups.join("g", [pid, pid]);
      const { ref } = Groups.monitor("g");
      send(pid, "end");
      const messages = [yield* receive(), yield* receive()];
      const last = yield* receive();
      return [messages, isDown(last, down), { type: "leave", ref, group: "g", pids: [pid] }] as const;
    });

    expect(result.slice(0, 2)).toEqual([[result[2], result[2]], true]);
  });

  it("of all groups tells of those to come too", async () => {
    const result = await run(function* () {
      Groups.join("old");
      const { ref, groups } = Groups.monitorAll();
      Groups.join(["new"]);
      Groups.leave("old");
      return { ref, groups, me: self(), changes: yield* drain() };
    });

    const { ref, me } = result;
    expect(result.groups).toEqual([["old", [me]]]);
    expect(result.changes).toEqual([{ type: "join", ref, group: ["new"], pids: [me] }, { type: "leave", ref, group: "old", pids: [me] }]);
  });

  it("ends with demonitor, which takes its messages out and no others", async () => {
    const result = await run(function* () {
      const first = Groups.monitor("g");
      const second = Groups.monitor("g");
      send(self(), "other");
      for (let times = 0; times < 3; times++) Groups.join("g");
      send(self(), { type: "join", ref: makeRef() });
      const ended = [Groups.demonitor(first.ref), Groups.demonitor(first.ref), Groups.demonitor(makeRef())];
      Groups.leave("g");
      const messages = yield* drain();
      const others = messages.filter((message) => (message as { ref?: unknown }).ref !== second.ref);
      return [ended, messages.length, others.length, Groups.demonitor(second.ref)];
    });

    expect(result).toEqual([[true, false, false], 6, 2, true]);
  });

  it("is its owner's: nobody else ends it", async () => {
    const result = await run(function* () {
      const { ref } = Groups.monitor("g");
      const [, down] = spawnMonitor(() => {
        if (Groups.demonitor(ref)) throw new Error("ended by another");
      });
      const { reason } = (yield* receive((message) => isDown(message, down))) as { reason: unknown };
      Groups.join("g");
      return [reason, ((yield* receive()) as Groups.Change).ref === ref];
    });

    expect(result).toEqual(["normal", true]);
  });

  it("gives each watcher messages of its own, and the limit of a mailbox holds none back", async () => {
    const result = await run(function* () {
      const me = self();
      Process.flag("maxMailbox", { size: 1, overflow: "error" });
      Groups.monitor("g");
      Groups.monitor("g");
      Groups.join("g", [me]);
      const [one, other] = (yield* drain()) as Groups.Change[];
      one?.pids.push(me);
      return [one?.pids.length, other?.pids.length];
    });

    expect(result).toEqual([2, 1]);
  });

  it("goes with the process that watches", async () => {
    const runtime = open();
    await runtime.run(function* () {
      const [, ref] = spawnMonitor(() => void [Groups.monitor("g"), Groups.monitor("g"), Groups.monitorAll()]);
      yield* receive((message) => isDown(message, ref));
      Groups.join("g");
      Groups.leave("g");
    });

    expect(runtime.stats().messages).toBe(0);
  });

  it("flushes ten thousand messages", async () => {
    const left = await run(function* () {
      const { ref } = Groups.monitor("g");
      for (let index = 0; index < 10_000; index++) Groups.join("g");
      Groups.demonitor(ref);
      return (yield* drain()).length;
    });

    expect(left).toBe(0);
  });
});

describe("host code", () => {
  it("works on the runtime of the pid, and needs a process for a mailbox", async () => {
    const runtime = open();
    const pid = runtime.spawn(function* () { yield* Process.sleep(Infinity); });
    const other = open().spawn(function* () { yield* Process.sleep(Infinity); });
    Groups.join("of the host", pid);
    const members = await runtime.run(() => Groups.members("of the host"));

    expect(members).toEqual([pid]);
    expect(Groups.members("of the host")).toEqual([]); // of the default runtime
    expect(() => Groups.join("g", [pid, other])).toThrow(TypeError);
    for (const act of [() => Groups.join("g"), () => Groups.leave("g"), () => Groups.monitor("g"), () => Groups.monitorAll(), () => Groups.demonitor(makeRef())]) expect(act).toThrow(NotAProcessError);
  });

  it("gets RuntimeStoppedError after the stop", async () => {
    const runtime = createRuntime({ logger: false });
    const pid = runtime.spawn(() => {});
    await runtime.stop();

    expect(() => Groups.join("g", pid)).toThrow(RuntimeStoppedError);
  });

  it("finds the groups of one runtime apart from those of another", async () => {
    await open().run(function* () {
      Groups.join("g");
      yield* Process.sleep(0);
    });
    expect(await open().run(() => Groups.members("g"))).toEqual([]);
  });
});

describe("under random kill storms", () => {
  it.each([1, 2, 3, 4, 5])("the groups, and what a watcher makes of its messages, are those of a model: seed %i", async (seed) => {
    const { upTo } = createRandom(seed);
    await run(function* () {
      const alive: Pid[] = [];
      const model = new Map<string, Pid[]>();
      const watched = new Map<string, Pid[]>();
      const { ref } = Groups.monitorAll();
      const sorted = (pids: readonly Pid[] = []) => pids.map(String).sort();
      for (let step = 0; step < 1_500; step++) {
        const group = `g${upTo(5)}`;
        const pid = alive[upTo(Math.max(1, alive.length))];
        const kind = upTo(6);
        if (kind === 0 || pid === undefined) {
          alive.push(upTo(2) === 0 ? resident() : spawn(function* () { yield* receive(); }));
        } else if (kind === 1) {
          if (upTo(2) === 0) Process.exit(pid, "kill");
          else Process.exit(pid, "oops");
          alive.splice(alive.indexOf(pid), 1);
          for (const [name, pids] of model) model.set(name, pids.filter((one) => one !== pid));
        } else if (kind <= 3) {
          const pids = [pid, alive[upTo(alive.length)] as Pid];
          Groups.join(group, pids);
          model.set(group, [...(model.get(group) ?? []), ...pids]);
        } else {
          const pids = model.get(group) ?? [];
          const index = pids.indexOf(pid);
          expect(Groups.leave(group, pid)).toBe(index >= 0);
          if (index >= 0) pids.splice(index, 1);
        }
        if (upTo(10) === 0) yield* Process.sleep(0);
        for (let name = 0; name < 5; name++) expect(sorted(Groups.members(`g${name}`))).toEqual(sorted(model.get(`g${name}`)));
      }
      yield* Process.sleep(0);
      for (const message of (yield* drain()) as Groups.Change[]) {
        expect(message.ref).toBe(ref);
        const pids = watched.get(message.group as string) ?? [];
        if (message.type === "join") pids.push(...message.pids);
        else for (const pid of message.pids) pids.splice(pids.indexOf(pid), 1);
        watched.set(message.group as string, pids);
      }
      for (const [name, pids] of watched) expect(sorted(pids)).toEqual(sorted(model.get(name)));
    });
  });
});

describe("what is over leaves nothing", () => {
  it("of members, groups and monitors", async () => {
    const runtime = open();
    const round = () => runtime.run(function* () {
      Process.flag("trapExit", true);
      for (let index = 0; index < 1_000; index++) {
        const pid = spawnLink(() => {
          Groups.join(["room", index % 7]);
          Groups.monitor("room");
          Groups.demonitor(Groups.monitorAll().ref);
          Groups.join("left at once");
          Groups.leave("left at once");
        });
        yield* receive((message) => isExit(message, pid));
      }
      expect(Groups.whichGroups()).toEqual([]);
    });
    await round();
    const { memoryBytes } = runtime.stats();
    for (let index = 0; index < 10; index++) await round();
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, relations: 0, timers: 0, memoryBytes });
  });
});
