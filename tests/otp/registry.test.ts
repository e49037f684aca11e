// Rules 81 to 84 of docs/semantics.md §2.12, and the functions of §1.10.

import { describe, expect, it } from "vitest";
import {
  AlreadyRegisteredError, AlreadyStartedError, DataCloneError, NoProcessError, NotAProcessError, Process, Registry, exit, isDown, isExit, makeRef, receive, self, send, share, spawn, spawnMonitor, timeout, via,
} from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import * as Agent from "../../js/otp/agent.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { createRandom } from "../core/random.ts";
import { end } from "../support/processes.ts";
import { runtimesOfTests } from "../support/runtimes.ts";
import { thrownBy, thrownFrom } from "../support/thrown.ts";

const { logs, open } = runtimesOfTests();

/** Runs a body with the registries "unique" and "many". */
function run<T>(body: () => Generator<unknown, T, never>): Promise<T> {
  return open().run(function* () {
    Process.flag("trapExit", true);
    yield* Registry.startLink({ keys: "unique", name: "unique" });
    yield* Registry.startLink({ keys: "duplicate", name: "many" });
    return yield* body() as Generator<unknown, T, unknown>;
  }) as Promise<T>;
}

/** Starts a process that acts, and then waits to be ended. */
function* resident(act: () => void): Generator<unknown, Pid, unknown> {
  const parent = self();
  const pid = spawn(function* () {
    act();
    send(parent, "acted");
    yield* Process.sleep(Infinity);
  });
  yield* receive((message) => message === "acted");
  return pid;
}

describe("host code acts on the runtime of the pid it gives", () => {
  it("keys and values", async () => {
    const runtime = open();
    const pid = await runtime.run(function* () {
      Process.unlink(yield* Registry.startLink({ keys: "duplicate", name: "of a runtime" }));
      return yield* resident(() => Registry.register("of a runtime", "key", { seats: 4 }));
    });

    expect(Registry.keys("of a runtime", pid)).toEqual(["key"]);
    expect(Registry.values("of a runtime", "key", pid)).toEqual([{ seats: 4 }]);
    expect(() => Registry.count("of a runtime")).toThrow(NoProcessError);
  });
});

describe("§2.12 names and registry", () => {
  it("81. a conflict is AlreadyStarted with the holder, and init is not called", async () => {
    const result = await run(function* () {
      const name = via(Registry, "unique", "agent");
      let inits = 0;
      const first = yield* Agent.startLink(() => ++inits, { name });
      const error = yield* thrownFrom(() => Agent.startLink(() => ++inits, { name }));
      return [inits, error instanceof AlreadyStartedError && error.pid === first, Process.isAlive(first)];
    });

    expect(result).toEqual([1, true, true]);
  });

  it("81. of those that start at once under one name, one wins", async () => {
    const result = await run(function* () {
      const me = self();
      for (let racer = 0; racer < 10; racer++) {
        spawn(function* () {
          send(me, (yield* thrownFrom(() => Agent.start(() => racer, { name: via(Registry, "unique", "race") }))) === "nothing");
        });
      }
      const outcomes: unknown[] = [];
      while (outcomes.length < 10) outcomes.push(yield* receive());
      return outcomes.filter((hasWon) => hasWon === true).length;
    });

    expect(result).toBe(1);
  });

  it("82. whereis and via do not find a dead holder, and register replaces it, before the registry has heard of its end", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      const holder = yield* resident(() => Registry.register("unique", "k", "old"));
      Process.exit(holder, "kill"); // it has not even had its last turn
      const before = [Registry.whereisName("unique", "k"), Registry.lookup("unique", "k"), Registry.keys("unique", holder), Registry.values("unique", "k", holder), Registry.count("unique")];
      Registry.register("unique", "k", "new");
      yield* Process.sleep(0);
      while ((Process.info(registry)?.messageQueueLength ?? 0) > 0) yield* Process.sleep(0);
      return [before, Registry.whereisName("unique", "k") === self(), Registry.values("unique", "k", self()), Registry.count("unique")];
    });

    expect(result).toEqual([[undefined, [], [], [], 1], true, ["new"], 1]);
  });

  it("82. what a process had goes, soon after it has ended", async () => {
    const result = await run(function* () {
      const one = yield* resident(() => {
        for (let index = 0; index < 5; index++) Registry.register("many", index % 2, index);
      });
      yield* resident(() => void Registry.register("many", 0, "other"));
      const before = Registry.count("many");
      yield* end(one);
      yield* Process.sleep(0);
      return [before, Registry.count("many"), Registry.lookup("many", 0).map(([, value]) => value), Registry.lookup("many", 1)];
    });

    expect(result).toEqual([6, 1, ["other"], []]);
  });

  it("83. register links the caller to the registry, whose end takes its registrants along", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      const registrant = yield* resident(() => {
        if (Registry.register("unique", "k", 1) !== registry) exit("another pid");
      });
      const links = Process.info(registrant)?.links;
      const ref = Process.monitor(registrant);
      Process.exit(registry, "kill");
      const down = yield* receive((message) => isDown(message, ref));
      return [links?.length === 1 && links[0] === registry, down.reason, thrownBy(() => Registry.lookup("unique", "k"))];
    });

    expect(result.slice(0, 2)).toEqual([true, "killed"]);
    expect(result[2]).toBeInstanceOf(NoProcessError);
  });

  it("83. a registry that is stopped in order takes its registrants along too, and one that traps exits is told", async () => {
    const result = await run(function* () {
      Registry.register("unique", "mine");
      const other = yield* resident(() => void Registry.register("unique", "theirs"));
      const ref = Process.monitor(other);
      yield* GenServer.stop("unique", "shutdown");
      const down = yield* receive((message) => isDown(message, ref));
      const exited = yield* receive(isExit);
      return [down.reason, exited.reason];
    });

    expect(result).toEqual(["shutdown", "shutdown"]);
  });

  it("83. the link goes with the last key, except that with the process that started the registry", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("many") as Pid;
      const counts: unknown[] = [];
      yield* resident(() => {
        const links = () => Process.info(self())?.links.length;
        Registry.register("many", "a");
        Registry.register("many", "a");
        Registry.register("many", "b");
        counts.push(links());
        Registry.unregister("many", "a");
        counts.push(links());
        Registry.unregister("many", "b");
        counts.push(links());
      });
      Registry.register("many", "mine");
      Registry.unregister("many", "mine");
      return [counts, Process.info(self())?.links.includes(registry)];
    });

    expect(result).toEqual([[1, 1, 0], true]);
  });

  it("84. dispatch runs in the caller, what it throws is thrown, and without entries nothing is called", async () => {
    const result = await run(function* () {
      const calls: unknown[] = [];
      Registry.dispatch("many", "k", () => calls.push("never"));
      Registry.register("many", "k", 1);
      Registry.register("many", "k", 2);
      Registry.dispatch("many", "k", (entries) => calls.push(self(), entries.map(([pid, value]) => [pid === self(), value])));
      const boom = new Error("boom");
      const error = thrownBy(() => Registry.dispatch("many", "k", () => { throw boom; }));
      return [calls[0] === self(), calls[1], calls.length, error === boom, Registry.count("many")];
    });

    expect(result).toEqual([true, [[true, 1], [true, 2]], 2, true, 2]);
  });
});

describe("register", () => {
  it("throws AlreadyRegisteredError for a taken key, with the key and the holder, for the caller's own too", async () => {
    const result = await run(function* () {
      const other = yield* resident(() => void Registry.register("unique", ["room", 1]));
      Registry.register("unique", "mine");
      const taken = thrownBy(() => Registry.register("unique", ["room", 1])) as AlreadyRegisteredError;
      const own = thrownBy(() => Registry.register("unique", "mine")) as AlreadyRegisteredError;
      return [taken instanceof AlreadyRegisteredError, taken.registeredName, taken.pid === other, own.pid === self(), Registry.count("unique")];
    });

    expect(result).toEqual([true, ["room", 1], true, true, 2]);
  });

  it("copies the value in and out; a shared one stays the same", async () => {
    const result = await run(function* () {
      const value = { list: [1] };
      const same = share({ big: true });
      Registry.register("unique", "k", value);
      Registry.register("unique", "shared", same);
      value.list.push(2);
      (Registry.lookup("unique", "k")[0]?.[1] as { list: number[] }).list.push(3);
      Registry.select("unique", (key, _pid, found) => (key === "k" ? (found as { list: number[] }).list.push(4) : undefined));
      return [Registry.values("unique", "k", self()), Registry.values("unique", "shared", self())[0] === same];
    });

    expect(result).toEqual([[{ list: [1] }], true]);
  });

  it("of a value that cannot be copied changes nothing", async () => {
    const result = await run(function* () {
      const error = thrownBy(() => Registry.register("unique", "k", { act: () => {} }));
      return [error instanceof DataCloneError && error.path, Registry.count("unique"), Registry.whereisName("unique", "k")];
    });

    expect(result).toEqual(["value.act", 0, undefined]);
  });

  it("is only for processes, and so is all that concerns the caller", () => {
    for (const act of [
      () => Registry.register("r", "k"), () => Registry.unregister("r", "k"), () => Registry.updateValue("r", "k", () => 1),
      () => Registry.unregisterMatch("r", "k", () => true),
    ]) expect(act).toThrow(NotAProcessError);
  });

  it("in a finally of a process that was ended leaves nothing", async () => {
    const result = await run(function* () {
      const pid = spawn(function* () {
        try {
          yield* Process.sleep(Infinity);
        } finally {
          Registry.register("unique", "last", 1);
        }
      });
      yield* Process.sleep(0);
      yield* end(pid, "shutdown");
      yield* Process.sleep(0);
      return [Registry.count("unique"), Registry.whereisName("unique", "last")];
    });

    expect(result).toEqual([0, undefined]);
  });
});

describe("unregister", () => {
  it("takes the caller's out and nobody else's, and is no failure when there is nothing", async () => {
    const result = await run(function* () {
      yield* resident(() => {
        Registry.register("unique", "theirs", 1);
        Registry.register("many", "k", "theirs");
      });
      Registry.register("many", "k", 1);
      Registry.register("many", "k", 2);
      Registry.unregister("unique", "theirs");
      Registry.unregister("unique", "nothing");
      Registry.unregister("many", "k");
      return [Registry.count("unique"), Registry.lookup("many", "k").map(([, value]) => value)];
    });

    expect(result).toEqual([1, ["theirs"]]);
  });

  it("unregisterMatch leaves what does not match, and all when the match throws", async () => {
    const result = await run(function* () {
      for (const value of [1, 2, 3, 4]) Registry.register("many", "k", value);
      Registry.unregisterMatch("many", "k", (value) => Number(value) % 2 === 0);
      const left = Registry.values("many", "k", self());
      const error = thrownBy(() => Registry.unregisterMatch("many", "k", (value) => {
        if (value === 3) throw new Error("no match");
        return true;
      }));
      const afterThrow = Registry.values("many", "k", self());
      const mischief = thrownBy(() => Registry.unregisterMatch("many", "k", () => (Registry.unregister("many", "k"), true)));
      Registry.unregisterMatch("many", "k", () => exit("not called"));
      return [left, error instanceof Error, afterThrow, mischief instanceof TypeError, Registry.count("many")];
    });

    expect(result).toEqual([[1, 3], true, [1, 3], true, 0]);
  });

  it("unregisterMatch of the last value ends the link", async () => {
    const links = await run(function* () {
      const links: unknown[] = [];
      yield* resident(() => {
        Registry.register("many", "k", 1);
        Registry.unregisterMatch("many", "k", () => true);
        links.push(Process.info(self())?.links.length);
      });
      return links;
    });

    expect(links).toEqual([0]);
  });
});

describe("reading", () => {
  it("keys, values, count, match, countMatch and select tell what there is", async () => {
    const result = await run(function* () {
      const other = yield* resident(() => void Registry.register("many", "a", 3));
      Registry.register("many", "a", 1);
      Registry.register("many", "a", 2);
      Registry.register("many", ["b"], { c: 1 });
      return [
        Registry.keys("many", self()), Registry.keys("many", other), Registry.values("many", "a", self()), Registry.values("many", "x", self()),
        Registry.count("many"), Registry.countMatch("many", "a", (value) => Number(value) > 1), Registry.match("many", "a", (value) => value === 3).map(([pid]) => pid === other),
        Registry.select("many", (key, pid, value) => (pid === other ? [key, value] : undefined)), Registry.select("many", (_key, _pid, value) => value).length,
      ];
    });

    expect(result).toEqual([["a", "a", ["b"]], ["a"], [1, 2], [], 4, 2, [true], [["a", 3]], 4]);
  });

  it("meta is kept in the registry, copied, and forgotten", async () => {
    const result = await run(function* () {
      const meta = { list: [1] };
      const before = Registry.getMeta("unique", "m");
      Registry.putMeta("unique", "m", meta);
      meta.list.push(2);
      (Registry.getMeta("unique", "m") as typeof meta).list.push(3);
      const kept = Registry.getMeta("unique", "m");
      Registry.deleteMeta("unique", "m");
      return [before, kept, Registry.getMeta("unique", "m"), Registry.count("unique")];
    });

    expect(result).toEqual([undefined, { list: [1] }, undefined, 0]);
  });

  it("is there for the host, where the default runtime counts", async () => {
    const registry = await Registry.startLink({ keys: "unique", name: "of the host" });
    const agent = await Agent.start(() => 1, { name: via(Registry, "of the host", "agent", "value") });
    expect(await Agent.get(via(Registry, "of the host", "agent"), (n: number) => n)).toBe(1);
    expect(Registry.lookup("of the host", "agent")).toEqual([[agent, "value"]]);
    await Agent.stop(agent);
    expect(Registry.whereisName("of the host", "agent")).toBe(undefined);
    await GenServer.stop(registry);
    expect(() => Registry.count("of the host")).toThrow(NoProcessError);
  });
});

describe("updateValue", () => {
  it("changes the caller's own value, and returns the new and the old", async () => {
    const result = await run(function* () {
      yield* resident(() => void Registry.register("unique", "theirs", 1));
      Registry.register("unique", "mine", { n: 1 });
      const changed = Registry.updateValue("unique", "mine", (value: { n: number }) => ({ n: value.n + 1 }));
      return [changed, Registry.updateValue("unique", "theirs", () => 2), Registry.updateValue("unique", "nobody's", () => 2), Registry.values("unique", "mine", self())];
    });

    expect(result).toEqual([[{ n: 2 }, { n: 1 }], undefined, undefined, [{ n: 2 }]]);
  });

  it("changes nothing when its function throws, returns what cannot be copied, or unregisters", async () => {
    const result = await run(function* () {
      Registry.register("unique", "k", 1);
      const errors = [
        thrownBy(() => Registry.updateValue("unique", "k", () => { throw new RangeError(); })),
        thrownBy(() => Registry.updateValue<unknown>("unique", "k", () => () => {})),
      ];
      const kept = Registry.values("unique", "k", self());
      errors.push(thrownBy(() => Registry.updateValue("unique", "k", (n: number) => (Registry.unregister("unique", "k"), n))));
      return [errors.map((error) => (error as Error).name), kept, Registry.count("unique")];
    });

    expect(result).toEqual([["RangeError", "DataCloneError", "TypeError"], [1], 0]);
  });

  it("is a TypeError where keys are not unique, and so is via", async () => {
    const errors = await run(function* () {
      Registry.register("many", "k", 1);
      return [
        thrownBy(() => Registry.updateValue("many", "k", () => 2)),
        thrownBy(() => Registry.whereisName("many", "k")),
        thrownBy(() => Registry.registerName(self(), "many", "k")),
        thrownBy(() => Registry.unregisterName("many", "k")),
        thrownBy(() => send(via(Registry, "many", "k"), 1)),
      ];
    });

    for (const error of errors) expect(error).toBeInstanceOf(TypeError);
    expect(errors).toHaveLength(5);
  });
});

describe("dispatch", () => {
  it("may register, unregister and end those it is told of: its entries stay as they were", async () => {
    const result = await run(function* () {
      for (let index = 0; index < 3; index++) yield* resident(() => void Registry.register("many", "k", index));
      const seen: unknown[] = [];
      Registry.dispatch("many", "k", (entries) => {
        for (const [pid, value] of entries) {
          seen.push(value);
          Registry.register("many", "k", "late");
          Process.exit(pid, "kill");
          send(pid, "to the dead");
        }
        Registry.dispatch("many", "k", (inner) => seen.push(inner.length));
        Registry.unregister("many", "k");
        Registry.dispatch("many", "k", () => seen.push("never"));
      });
      return seen;
    });

    expect(result).toEqual([0, 1, 2, 3]);
  });

  it("in which the registry ends goes on with what it has", async () => {
    const result = await run(function* () {
      Registry.register("many", "k", 1);
      const seen: unknown[] = [];
      Registry.dispatch("many", "k", (entries) => {
        Process.exit(Process.whereis("many") as Pid, "kill");
        seen.push(entries.length);
      });
      return [seen, thrownBy(() => Registry.dispatch("many", "k", () => {}))];
    });

    expect(result).toMatchObject([[1], { code: "noproc" }]);
  });
});

describe("keys", () => {
  it("are compared by value", async () => {
    const result = await run(function* () {
      const [ref, symbol, pid] = [makeRef(), Symbol("s"), self()];
      const keys = [
        "1", 1, 1n, true, "true", false, null, "null", undefined, NaN, "", symbol, Symbol("s"), Symbol.for("s"), pid, ref, makeRef(), String(pid),
        [], {}, [[]], [1], ["1"], [1n], [null], [undefined], [true], ["true"], ["a", "b"], ["ab", ""], ["", "ab"], ["ab"], ["a,b"], ["n1;"], { a: "b" }, { ab: "" }, [["a"], "b"], [symbol], [Symbol("s")], [pid], [ref], [String(pid)],
        { a: 1 }, { a: "1" }, { a: 1, b: 2 }, { a: { b: 1 } }, ["a", 1], "[]", "\0a0:", "\0", JSON.stringify(["a", "b"]), { __proto__: null, b: 1 }, { 0: "a", 1: "b" },
      ];
      keys.forEach((key, index) => Registry.register("unique", key, index));
      const found = keys.map((key) => Registry.values("unique", key, pid)[0]);
      const again = Registry.lookup("unique", { b: 2, a: 1 })[0]?.[1];
      return [found.every((index, place) => index === place), Registry.count("unique") === keys.length, keys[again as number], Registry.keys("unique", pid)];
    });

    expect(result.slice(0, 3)).toEqual([true, true, { a: 1, b: 2 }]);
    expect(result[3]).toContainEqual({ a: { b: 1 } });
  });

  it("that change afterwards change nothing", async () => {
    const result = await run(function* () {
      const key = ["room", { floor: 1 }];
      Registry.register("unique", key, "value");
      (key[1] as { floor: number }).floor = 2;
      key.push("x");
      (Registry.keys("unique", self())[0] as unknown[]).push("y");
      return [Registry.lookup("unique", ["room", { floor: 1 }]).length, Registry.lookup("unique", key).length, Registry.keys("unique", self())];
    });

    expect(result).toEqual([1, 0, [["room", { floor: 1 }]]]);
  });

  it("are TypeErrors when they are no values to compare", async () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const hostile = [
      () => {}, new Map(), new Date(), /x/, new (class Room {})(), [() => {}], { a: new Set() }, cyclic, Promise.resolve(), new Uint8Array(1), { [Symbol("s")]: 1 },
      new Proxy([], { get() { throw new TypeError("hostile"); } }),
    ];
    const errors = await run(function* () {
      const errors: unknown[] = [];
      for (const key of hostile as never[]) {
        for (const act of [() => Registry.register("unique", key), () => Registry.lookup("unique", key), () => Registry.putMeta("unique", key, 1), () => send(via(Registry, "unique", key), 1)]) {
          errors.push(thrownBy(act));
        }
      }
      return [errors, Registry.count("unique")] as const;
    });

    expect(errors[0]).toHaveLength(hostile.length * 4);
    for (const error of errors[0]) expect(error).toBeInstanceOf(TypeError);
    expect(errors[1]).toBe(0);
  });
});

describe("listeners", () => {
  it("are told of register and unregister, and not of an end", async () => {
    const result = await open().run(function* () {
      const name = Symbol("rooms");
      Process.register(self(), "listener");
      yield* Registry.startLink({ keys: "duplicate", name, listeners: ["nobody", "listener"] });
      const other = yield* resident(() => {
        Registry.register(name, ["k"], { v: 1 });
        Registry.unregister(name, ["k"]);
        Registry.unregister(name, "nothing");
        Registry.register(name, "k", 2);
      });
      yield* end(other);
      const events: unknown[] = [];
      for (let event: unknown = yield* receive({ after: 5 }); event !== timeout; event = yield* receive({ after: 5 })) events.push(event);
      return { events, name, other };
    });

    const { name: registry, other: pid } = result;
    expect(result.events).toEqual([
      { type: "register", registry, key: ["k"], pid, value: { v: 1 } },
      { type: "unregister", registry, key: ["k"], pid },
      { type: "register", registry, key: "k", pid, value: 2 },
    ]);
  });

  it("with a full mailbox keep nobody from registering", async () => {
    const count = await open().run(function* () {
      Process.spawn(function* () { yield* Process.sleep(Infinity); }, { name: "full", maxMailbox: { size: 1, overflow: "error" } });
      yield* Registry.startLink({ keys: "unique", name: "rooms", listeners: ["full"] });
      Registry.register("rooms", "a");
      Registry.register("rooms", "b");
      return Registry.count("rooms");
    });

    expect(count).toBe(2);
    expect(logs.join()).toContain("MailboxFullError");
  });
});

describe("via", () => {
  it("leads to the holder, and a value given with it is registered", async () => {
    const result = await run(function* () {
      const name = via(Registry, "unique", "counter", { shown: true });
      const agent = yield* Agent.startLink(() => 1, { name });
      const same = via(Registry, "unique", "counter");
      const found = [GenServer.whereis(same) === agent, Process.whereis(name) === agent, Registry.lookup("unique", "counter")[0]?.[1]];
      Process.monitor(same);
      yield* Agent.stop(name);
      const down = yield* receive(isDown);
      return [found, down.object === same, GenServer.whereis(name), thrownBy(() => send(same, 1)) instanceof NoProcessError];
    });

    expect(result).toEqual([[true, true, { shown: true }], true, undefined, true]);
  });

  it("to a registry that is not there leads nowhere, and registers nothing", async () => {
    const result = await run(function* () {
      const name = via(Registry, "nowhere", "k");
      Process.sendAfter(name, "lost", 0);
      Process.monitor(name);
      const down = yield* receive(isDown);
      return [Process.whereis(name), down.reason, thrownBy(() => Process.register(self(), name)), yield* thrownFrom(() => Agent.get(name, () => 1))];
    });

    expect(result).toMatchObject([undefined, "noproc", { code: "noproc", target: "nowhere" }, { code: "noproc" }]);
    expect(logs).toEqual([]);
  });

  it("registers and frees other processes too, with the link", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      const name = via(Registry, "unique", "other", 7);
      const other = Process.spawn(function* () { yield* Process.sleep(Infinity); }, { name });
      const links = Process.info(other)?.links.includes(registry);
      const dead = spawn(() => {});
      yield* Process.sleep(0);
      const errors = [thrownBy(() => Registry.registerName(dead, "unique", "dead")), thrownBy(() => Process.register(dead, via(Registry, "unique", "dead")))];
      Process.unregister(name);
      return [links, Process.info(other)?.links, Registry.count("unique"), errors.map((error) => error instanceof NoProcessError)];
    });

    expect(result).toEqual([true, [], 0, [true, true]]);
  });
});

describe("a registry", () => {
  it("refuses wrong options at the call", () => {
    for (const options of [undefined, {}, { name: "r" }, { keys: "unique" }, { keys: "some", name: "r" }, { keys: "unique", name: "" }, { keys: "unique", name: 1 }, { keys: "unique", name: "r", listeners: "l" },
      { keys: "unique", name: "r", listeners: [1] }, { keys: "unique", name: "r", partitions: 2 }]) {
      expect(() => Registry.startLink(options as never), JSON.stringify(options)).toThrow(TypeError);
    }
    for (const act of [null, 1, "x"] as never[]) {
      expect(() => Registry.dispatch("r", "k", act)).toThrow(TypeError);
      expect(() => Registry.select("r", act)).toThrow(TypeError);
      expect(() => Registry.match("r", "k", act)).toThrow(TypeError);
      expect(() => Registry.keys("r", act)).toThrow(TypeError);
      expect(() => Registry.count(act)).toThrow(act === "x" ? NoProcessError : TypeError);
    }
  });

  it("that is taken by name is AlreadyStarted, and another process's name is no registry", async () => {
    const result = await run(function* () {
      Process.register(self(), "me");
      return [yield* thrownFrom(() => Registry.startLink({ keys: "unique", name: "unique" })), thrownBy(() => Registry.count("me")), thrownBy(() => Registry.register("nowhere", "k"))];
    });

    expect(result).toMatchObject([{ code: "alreadyStarted" }, { code: "noproc", target: "me" }, { code: "noproc", target: "nowhere" }]);
  });

  it("has a child spec", async () => {
    const spec = Registry.childSpec({ keys: "unique", name: "spec", restart: "transient" });
    expect(spec).toMatchObject({ id: "spec", restart: "transient", shutdown: 5000, type: "worker", significant: false });
    expect(() => Registry.childSpec({ name: "spec" } as never)).toThrow(TypeError);
    const isFound = await open().run(function* () {
      const pid = yield* spec.start() as Iterable<never>;
      return pid === Process.whereis("spec") && Registry.count("spec") === 0;
    });
    expect(isFound).toBe(true);
  });

  it("lives through messages that are none of its business, and an EXIT from a registrant that lives", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      Registry.register("unique", "k");
      const other = yield* resident(() => {
        Registry.register("unique", "theirs");
        Process.exit(registry, "please");
      });
      send(registry, { type: "EXIT", from: other, reason: "x" });
      yield* Process.sleep(0);
      const before = Registry.lookup("unique", "theirs").length;
      yield* end(other);
      yield* Process.sleep(0);
      return [before, Process.isAlive(registry), Registry.count("unique"), yield* GenServer.getState(registry)];
    });

    expect(result).toEqual([1, true, 1, undefined]);
    expect(logs).toEqual([]);
  });

  it("is of one runtime: the same name in another is another", async () => {
    await run(function* () { Registry.register("unique", "k"); });
    const error = await open().run(() => { try { return Registry.lookup("unique", "k"); } catch (error) { return error; } });
    expect(error).toBeInstanceOf(NoProcessError);
  });

  it("holds a million keys", { timeout: 60_000 }, async () => {
    const result = await run(function* () {
      for (let index = 0; index < 1_000_000; index++) Registry.register("unique", index);
      const found = Registry.whereisName("unique", 999_999) === self();
      const count = Registry.count("unique");
      for (let index = 0; index < 1_000_000; index++) Registry.unregister("unique", index);
      return [found, count, Registry.count("unique")];
    });

    expect(result).toEqual([true, 1_000_000, 0]);
  });

  it("lets go of 100,000 keys of one process, and of 100,000 processes under one key, in linear time", { timeout: 60_000 }, async () => {
    const result = await run(function* () {
      const spent: number[] = [];
      for (const size of [10_000, 100_000]) {
        const one = yield* resident(() => {
          for (let index = 0; index < size; index++) Registry.register("many", index % 2 === 0 ? "same" : index);
        });
        const crowd: Pid[] = [];
        for (let index = 0; index < size; index++) {
          crowd.push(spawn(function* () {
            Registry.register("many", "same");
            yield* receive();
            if (index % 2 === 0) Registry.unregister("many", "same");
          }));
        }
        while (Registry.count("many") < 2 * size) yield* Process.sleep(0);
        const begun = performance.now();
        Process.exit(one, "kill");
        for (const pid of crowd) send(pid, "end");
        while (Registry.count("many") > 0) yield* Process.sleep(0);
        spent.push(performance.now() - begun);
      }
      return spent;
    });

    const [small = 0, large = 0] = result;
    expect(large, String(result)).toBeLessThan(50 * small + 100); // quadratic would be a hundred times as long
  });
});

describe("under random kill storms", () => {
  it.each([1, 2, 3, 4, 5])("holds what a model holds: seed %i", async (seed) => {
    const { upTo } = createRandom(seed);
    await run(function* () {
      const alive: Pid[] = [];
      const model = new Map<Pid, Map<string, number[]>>(); // of "many"
      const unique = new Map<string, Pid>();
      const parent = self();
      const act = (pid: Pid, what: () => unknown) => {
        send(pid, share(what));
        return receive((message) => message === pid);
      };
      for (let step = 0; step < 600; step++) {
        const kind = upTo(8);
        const pid = alive[upTo(Math.max(1, alive.length))];
        const key = `k${upTo(6)}`;
        if (kind === 0 || pid === undefined) {
          const born: Pid = spawn(function* () {
            for (;;) {
              const what = (yield* receive()) as () => unknown;
              what();
              send(parent, self());
            }
          });
          alive.push(born);
          model.set(born, new Map());
        } else if (kind === 1) {
          Process.exit(pid, ["kill", "shutdown", "oops"][upTo(3)]);
          alive.splice(alive.indexOf(pid), 1);
          model.delete(pid);
          for (const [name, holder] of unique) if (holder === pid) unique.delete(name);
        } else if (kind <= 4) {
          yield* act(pid, () => Registry.register("many", key, step));
          const keys = model.get(pid) as Map<string, number[]>;
          keys.set(key, [...(keys.get(key) ?? []), step]);
        } else if (kind === 5) {
          yield* act(pid, () => Registry.unregister("many", key));
          model.get(pid)?.delete(key);
        } else {
          const holder = unique.get(key);
          yield* act(pid, () => {
            try {
              Registry.register("unique", key, step);
              if (holder !== undefined) exit("taken twice");
            } catch (error) {
              if (!(error instanceof AlreadyRegisteredError) || error.pid !== holder) throw error;
            }
          });
          if (holder === undefined) unique.set(key, pid);
        }
        for (const one of alive) {
          const keys = model.get(one) as Map<string, number[]>;
          expect([...keys].map(([name]) => [name, Registry.values("many", name, one)])).toEqual([...keys]);
        }
        for (let name = 0; name < 6; name++) {
          expect(Registry.whereisName("unique", `k${name}`)).toBe(unique.get(`k${name}`));
          const expected = [...model].flatMap(([one, keys]) => (keys.get(`k${name}`) ?? []).map((value) => `${String(one)} ${value}`));
          expect(Registry.lookup("many", `k${name}`).map(([one, value]) => `${String(one)} ${String(value)}`).sort()).toEqual(expected.sort());
        }
      }
      for (const pid of alive) Process.exit(pid, "kill");
      // The registry hears of the ends in its own time; a test that waits for ever fails.
      while (Registry.count("many") + Registry.count("unique") > 0) yield* Process.sleep(0);
    });
  });
});

describe("what is over leaves nothing", () => {
  it("of registries, registrants and names", async () => {
    const runtime = open();
    const round = () => runtime.run(function* () {
      Process.flag("trapExit", true);
      const registry = yield* Registry.startLink({ keys: "duplicate", name: "rooms", listeners: ["nobody"] });
      for (let index = 0; index < 100; index++) {
        spawn(() => void Registry.register("rooms", [index], index));
        const [pid] = spawnMonitor(function* () {
          Registry.register("rooms", "k");
          yield* receive();
          Registry.unregister("rooms", "k");
          Registry.register("rooms", "k");
        });
        send(pid, "go");
        yield* receive(isDown);
      }
      yield* Process.sleep(0);
      expect(Registry.count("rooms")).toBe(0);
      expect(Process.info(registry)?.links).toEqual([self()]);
      yield* GenServer.stop("rooms");
      yield* receive(isExit);
    });
    await round();
    const { memoryBytes } = runtime.stats();
    for (let index = 0; index < 10; index++) await round();
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, relations: 0, timers: 0, memoryBytes });
  });
});
