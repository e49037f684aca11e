// Programs that do what they should not, or far too much of it: every outcome is defined, and nobody else notices.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Process, createRuntime, isDown, receive, self, send, spawn, spawnLink, spawnMonitor, timeout, until } from "../js/index.ts";
import type { Pid, Ref, Runtime } from "../js/index.ts";
import { hostTurn, settled } from "./support/clock.ts";

const logged: string[] = [];
const uncaught: unknown[] = [];
const note = (message: string): void => void logged.push(message);
const logger = { debug: note, info: note, warn: note, error: note };
const nothing = { processes: 0, runnable: 0, messages: 0, timers: 0, relations: 0 };
const onUncaught = (error: unknown): void => void uncaught.push(error);

let runtime: Runtime;
beforeEach(() => {
  logged.length = 0;
  uncaught.length = 0;
  runtime = createRuntime({ logger });
});
beforeAll(() => void process.on("uncaughtException", onUncaught).on("unhandledRejection", onUncaught));
afterAll(() => void process.off("uncaughtException", onUncaught).off("unhandledRejection", onUncaught));

/** Lets everything run, and checks that the runtime is whole and holds nothing. */
async function expectWhole(world: Runtime = runtime): Promise<void> {
  await settled(world);
  expect(uncaught).toEqual([]);
  expect(await world.run(function* () { send(self(), "works"); return yield* receive(); })).toBe("works");
  await settled(world);
  expect(world.stats()).toMatchObject(nothing);
}

/** The DOWN reasons of processes with these bodies, one after the other. */
function reasonsOf(...bodies: readonly (() => unknown)[]): Promise<unknown[]> {
  return runtime.run(function* () {
    const reasons: unknown[] = [];
    for (const body of bodies) {
      const [, ref] = spawnMonitor(body);
      reasons.push((yield* receive((message) => isDown(message, ref))).reason);
    }
    return reasons;
  });
}

describe("a stale pid", () => {
  it("never leads to the next tenant of its slot", { timeout: 60_000 }, async () => {
    const stray = await runtime.run(function* () {
      const stale: Pid[] = [];
      for (let index = 0; index < 1_000_000; index++) {
        const pid = spawn(() => receive());
        if (stale.length < 200_000) stale.push(pid);
        Process.exit(pid, "kill");
        if (index % 1_000 === 0) yield* Process.sleep(0);
      }
      yield* Process.sleep(0);
      let stray = 0;
      const tenants = Array.from({ length: 1_000 }, () => spawn(function* () { for (;;) { yield* receive(); stray++; } }));
      for (const pid of stale) {
        send(pid, "stray");
        Process.exit(pid, "kill");
      }
      yield* Process.sleep(0);
      const alive = tenants.filter((pid) => Process.isAlive(pid)).length;
      for (const pid of tenants) Process.exit(pid, "kill");
      return [stray, alive, stale.filter((pid) => Process.isAlive(pid) || Process.info(pid) !== undefined).length];
    });

    expect(stray).toEqual([0, 1_000, 0]);
    await expectWhole();
  });

  it("of host code, which sends exit signals without being a process, leads nowhere", async () => {
    const result = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const me = self();
      setImmediate(() => Process.exit(me, "hey"));
      const { from } = (yield* receive()) as { from: Pid };
      send(from, "lost");
      const ref = Process.monitor(from);
      const down = yield* receive((message) => isDown(message, ref), { after: 0 });
      return [Process.isAlive(from), Process.info(from), down === timeout ? down : down.reason, Process.exit(from, "kill")];
    });

    expect(result).toEqual([false, undefined, "noproc", true]);
    await expectWhole();
  });
});

describe("a thrown value", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const trap = (key: string): Error => Object.defineProperty(new Error("trap"), key, { get() { throw new Error("gotcha"); } });
  const values: readonly (readonly [string, unknown])[] = [
    ["revoked proxy", proxy], ["proxy that throws", new Proxy({}, { get() { throw new Error("get"); }, getPrototypeOf() { throw new Error("proto"); } })],
    ["error whose message throws", trap("message")], ["error whose name throws", trap("name")], ["error whose stack throws", trap("stack")], ["error whose cause throws", trap("cause")],
    ["error with a symbol as name", Object.assign(new Error("x"), { name: Symbol("name") })], ["object without prototype", Object.create(null)],
    ["function", () => 1], ["symbol", Symbol("x")], ["undefined", undefined], ["object whose toString throws", { toString() { throw new Error("toString"); } }],
  ];

  it.each(values)("ends its process only, when it is a %s", async (_, value) => {
    const bodies = [() => { throw value; }, async () => { throw value; }, function* () { yield* Process.sleep(0); throw value; }];

    expect(await reasonsOf(...bodies)).toHaveLength(3);
    for (const body of bodies) expect(await runtime.run(body as () => unknown).then(() => "resolved", () => "rejected")).toBe("rejected");
    await expectWhole();
  });

  it("with a getter leaves nothing to the next tenant of the slot", async () => {
    const leave = function* (): Generator<unknown, void, unknown> {
      yield* Process.sleep(0);
      throw { get x() { Process.put("secret", 1); Process.setLabel("ghost"); Process.alias(); Process.monitor(spawn(() => {})); return 1; } };
    };
    const seen = await runtime.run(function* () {
      for (let index = 0; index < 3; index++) { spawnMonitor(leave); yield* receive(isDown); }
      const seen: unknown[] = [];
      for (let index = 0; index < 20; index++) { spawnMonitor(() => void seen.push(Process.get("secret"), Process.getLabel())); yield* receive(isDown); }
      return seen;
    });

    expect(new Set(seen)).toEqual(new Set([undefined]));
    await expectWhole();
  });
});

describe("a body", () => {
  it.each<readonly [string, () => unknown]>([
    ["a value that throws when read", () => ({ next: () => ({ done: true, get value() { throw new Error("v"); } }), [Symbol.iterator]() { return this; } })],
    ["done that throws when read", () => ({ next: () => ({ get done() { throw new Error("d"); } }), [Symbol.iterator]() { return this; } })],
    ["steps that are null", () => ({ next: () => null, [Symbol.iterator]() { return this; } })],
    ["a next that throws", () => ({ next() { throw new Error("n"); }, [Symbol.iterator]() { return this; } })],
    ["a thenable that throws", () => ({ then() { throw new Error("t"); } })],
    ["a proxy that throws", () => new Proxy({}, { has() { throw new Error("has"); } })],
    ["a rejected promise", () => Promise.reject(new Error("r"))],
  ])("that returns %s ends by that error", async (_, body) => {
    expect(await reasonsOf(body)).toEqual([expect.any(Error)]);
    await expectWhole();
  });

  it.each([1, undefined, null, "x", {}, Promise.resolve(1), function* () {}])("that yields %s instead of yield* gets a TypeError where it stands", async (garbage) => {
    const caught = await runtime.run(function* () {
      const errors: unknown[] = [];
      try { yield garbage as never; } catch (error) { errors.push(error); }
      send(self(), "still works");
      return [...errors, yield* receive()];
    });

    expect(caught).toEqual([expect.any(TypeError), "still works"]);
    expect(await reasonsOf(function* () { yield garbage as never; })).toEqual([expect.any(TypeError)]);
    await expectWhole();
  });

  it.each([["an array", [1, 2]], ["a string", "receive"], ["a map", new Map([[1, 2]])]])("that yields* %s is told why JavaScript could not throw there", async (_, garbage) => {
    const [reason] = await reasonsOf(function* () { yield* garbage as Iterable<never>; });

    expect(reason).toBeInstanceOf(TypeError);
    expect((reason as TypeError).cause).toBeInstanceOf(TypeError);
    expect(String((reason as TypeError).cause)).toContain("yield* operation");
    await expectWhole();
  });

  it("that yields an operation without the star is told so", async () => {
    expect(await reasonsOf(function* () { yield receive() as never; })).toEqual([expect.any(TypeError)]);
  });

  it("that refuses to be refused does not hold up the others", async () => {
    const pid = runtime.spawn(function* () {
      for (let index = 0; index < 1_000_000; index++) try { yield index as never; } catch { /* Again. */ }
    });
    const others = await runtime.run(() => "runs");
    Process.exit(pid, "kill");

    expect(others).toBe("runs");
    await expectWhole();
  });

  it("may throw, yield, spawn, send and link in finally when it is closed", async () => {
    const ends: (() => unknown)[] = [
      () => { throw new Error("in finally"); },
      () => { spawn(() => send("watcher", "spawned")); },
      () => { send("watcher", "sent"); },
      () => { spawnLink(() => receive()); },
      () => { Process.exit(self(), "again"); },
      () => { Process.monitor(self()); Process.alias(); Process.put(1, 2); Process.sendAfter("watcher", "timer", 1); },
      function* () { yield* receive(); send("watcher", "never"); },
      function* () { yield* Process.sleep(1_000_000); send("watcher", "never"); },
      function* () { yield 5; send("watcher", "never"); },
    ];
    const messages = await runtime.run(function* () {
      Process.register(self(), "watcher");
      const reasons: unknown[] = [];
      for (const end of ends) {
        const [pid, ref] = spawnMonitor(function* () {
          try { yield* Process.sleep(Infinity); } finally { yield* (end() as Iterable<unknown> | undefined) ?? []; }
        });
        yield* Process.sleep(0);
        Process.exit(pid, "close");
        reasons.push((yield* receive((message) => isDown(message, ref))).reason);
      }
      const seen = [];
      for (let message = yield* receive({ after: 5 }); message !== timeout; message = yield* receive({ after: 5 })) seen.push(message);
      return [reasons, seen.sort()];
    });

    expect(messages).toEqual([ends.map(() => "close"), ["sent", "spawned", "timer"]]);
    expect(logged.length).toBeGreaterThanOrEqual(4);
    await expectWhole();
  });

  it.each([["normal", "normal"], ["shutdown", "shutdown"], ["kill", "killed"], [{ shutdown: 1 }, { shutdown: 1 }], ["own", "own"]])("ends itself by the signal %j", async (signal, reason) => {
    const after: string[] = [];

    expect(await reasonsOf(() => { Process.exit(self(), signal); after.push("went on"); })).toEqual([reason]);
    expect(await reasonsOf(function* () { try { Process.exit(self(), signal); } catch { /* The verdict stands. */ } yield* Process.sleep(0); after.push("went on"); })).toEqual([reason]);
    expect(after).toEqual([]);
    await expectWhole();
  });
});

describe("code inside of the library's functions", () => {
  it("may be a getter in a message that sends, spawns and ends its own process while it is copied", async () => {
    const messages = await runtime.run(function* () {
      const me = self();
      send(me, { get a() { send(me, "inner"); return 1; }, get b() { spawn(() => send(me, "spawned")); return 2; } });
      const first = [yield* receive(), yield* receive(), yield* receive()];
      const [, ref] = spawnMonitor(() => send(me, { get c() { Process.exit(self(), "while copying"); return 3; } }));
      return [...first, (yield* receive((message) => isDown(message, ref))).reason, yield* receive({ after: 0 })];
    });

    expect(messages).toEqual(["inner", { a: 1, b: 2 }, "spawned", "while copying", timeout]);
    await expectWhole();
  });

  it("may be a predicate that throws, which counts as no match and is logged once", async () => {
    const result = await runtime.run(function* () {
      for (const message of [1, 2, 3]) send(self(), message);
      return [yield* receive((message) => { if (message !== 3) throw new Error("no"); return true; }), yield* receive(), yield* receive()];
    });

    expect(result).toEqual([3, 1, 2]);
    expect(logged).toHaveLength(1);
  });

  it("may be a predicate that sends to its own process, and sees that message too", async () => {
    const result = await runtime.run(function* () {
      send(self(), 0);
      const found = yield* receive((message) => { if (typeof message === "number" && message < 5) send(self(), message + 1); return message === 5; });
      return [found, Process.info(self())?.messageQueueLength];
    });

    expect(result).toEqual([5, 5]);
  });

  it("may be a predicate that ends its own process", async () => {
    const after: string[] = [];
    const body = (signal: string) => function* () {
      send(self(), 1);
      send(self(), 2);
      yield* receive(() => { Process.exit(self(), signal); return true; });
      after.push("went on");
    };

    expect(await reasonsOf(body("bye"), body("kill"))).toEqual(["bye", "killed"]);
    expect(after).toEqual([]);
    await expectWhole();
  });

  it("may be a logger that sends, spawns, ends processes and throws", async () => {
    const seen: unknown[] = [];
    let target: Pid | undefined;
    const report = (): never => {
      if (target !== undefined) { send(target, "from the logger"); Process.exit(target, "normal"); }
      world.spawn(() => void seen.push("spawned"));
      try { self(); seen.push("a process"); } catch { seen.push("host"); }
      throw new Error("no disk");
    };
    const world = createRuntime({ logger: { debug: report, info: report, warn: report, error: report } });
    world.spawn(() => { throw new Error("crash"); });
    const message = await world.run(function* () {
      target = self();
      send(self(), "first");
      return [yield* receive(() => { throw new Error("match"); }, { after: 0 }), yield* receive(), yield* receive()];
    });

    expect(message).toEqual([timeout, "first", "from the logger"]);
    await settled(world);
    expect(seen.sort()).toEqual(["host", "host", "spawned", "spawned"]);
    await expectWhole(world);
  });

  it("may be a logger that sends through the alias of a monitor while the watchers of a process are told", async () => {
    let alias: Ref | undefined;
    const world = createRuntime({ logger: { ...logger, warn: () => { if (alias !== undefined) send(alias, "from the logger"); } } });
    const messages = await world.run(function* () {
      const watched = spawn(() => receive());
      const full = spawn(function* () { Process.monitor(watched); yield* Process.sleep(Infinity); });
      yield* Process.sleep(0);
      for (let index = 0; index < 10_000; index++) send(full, index);
      alias = Process.monitor(watched, { alias: "replyDemonitor" });
      send(watched, "end");
      const messages = [yield* receive(), yield* receive({ after: 5 })];
      Process.exit(full, "kill");
      return messages;
    });

    expect(messages).toEqual(["from the logger", timeout]);
    await expectWhole(world);
  });

  it("may be a listener of an abort signal that throws and sends", async () => {
    const result = await runtime.run(function* () {
      const me = self();
      const [, ref] = spawnMonitor(() => Process.abortSignal().addEventListener("abort", () => { runtime.send(me, "aborted"); }));
      yield* receive((message) => isDown(message, ref));
      return yield* receive();
    });

    expect(result).toBe("aborted");
    await expectWhole();
  });

  it("may be a thenable that settles twice, at once, or by a throw", async () => {
    const twice = { then(f: (value: number) => void) { f(7); f(8); } } as PromiseLike<number>;
    const throwing = { then() { throw new Error("then"); } } as unknown as PromiseLike<number>;

    expect(await runtime.run(() => until(twice))).toBe(7);
    expect(await reasonsOf(() => until(throwing))).toEqual([expect.any(Error)]);
    await expectWhole();
  });
});

describe("a kill signal", () => {
  it.each([0, 1, 2, 3, 4, 5])("stops an async body for good, %i microtasks after it was spawned", async (microtasks) => {
    const wrong: string[] = [];
    const pid: Pid = runtime.spawn(async () => {
      for (let round = 0; round < 100; round++) {
        await Process.sleep(0);
        if (!Process.isAlive(pid)) wrong.push("went on");
      }
    });

    for (let index = 0; index < microtasks; index++) await Promise.resolve();
    Process.exit(pid, "kill");
    await expectWhole();

    expect(wrong).toEqual([]);
  });
});

describe("a great many", () => {
  const MANY = 1_000_000;

  it("links in a chain end from one end to the other", { timeout: 60_000 }, async () => {
    let ended = 0;
    function* link(left: number): Generator<unknown, void> {
      if (left > 0) spawnLink(link, left - 1);
      try { yield* Process.sleep(Infinity); } finally { ended++; }
    }
    const first = runtime.spawn(link, MANY - 1);
    await settled(runtime);
    expect(runtime.stats().processes).toBe(MANY);

    Process.exit(first, "shutdown");

    await expectWhole();
    expect(ended).toBe(MANY);
  });

  it("monitors of one process are told, each once", { timeout: 60_000 }, async () => {
    const downs = await runtime.run(function* () {
      const pid = spawn(() => receive());
      for (let index = 0; index < MANY; index++) Process.monitor(pid);
      send(pid, "end");
      let downs = 0;
      for (let message = yield* receive(); isDown(message); message = yield* receive({ after: 0 })) downs++;
      return downs;
    });

    expect(downs).toBe(MANY);
    await expectWhole();
  });

  it("messages end with their process", { timeout: 60_000 }, async () => {
    const pid = runtime.spawn(() => Process.sleep(Infinity));
    for (let index = 0; index < MANY; index++) send(pid, index);
    expect(runtime.stats().messages).toBe(MANY);

    Process.exit(pid, "shutdown");

    await expectWhole();
  });
});

describe("another runtime", () => {
  it("has its own names, and its pids are refused inside of a process", async () => {
    const other = createRuntime({ logger });
    const pid = other.spawn(() => receive());
    const result = await runtime.run(() => {
      Process.register(self(), "shared name");
      const uses = [() => send(pid, 1), () => Process.exit(pid, "kill"), () => Process.link(pid), () => Process.unlink(pid), () => Process.monitor(pid), () => Process.isAlive(pid), () => Process.info(pid), () => Process.register(pid, "x"), () => Process.sendAfter(pid, 1, 1), () => Process.getLabel(pid)];
      return uses.map((use) => { try { return use(); } catch (error) { return error instanceof TypeError; } });
    });

    expect(new Set(result)).toEqual(new Set([true]));
    expect(await other.run(() => Process.whereis("shared name"))).toBe(undefined);
    expect(other.stats()).toMatchObject({ processes: 1, messages: 0, timers: 0, relations: 0 });
    await hostTurn();
    send(pid, "end");
    await expectWhole(other);
  });
});
