import { describe, expect, it } from "vitest";
import { ExitError, GenServer, NotAProcessError, Process, createRuntime, exit, isDown, receive, self, send, spawn, spawnMonitor, timeout, until } from "../js/index.ts";
import type { Pid, Runtime } from "../js/index.ts";
import { hostTurn, settled } from "./support/clock.ts";

const runtime = createRuntime({ logger: false });

/** What `action` throws, or else returns. */
function outcome(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

const rejection = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    (value) => ["resolved", value],
    (error: unknown) => error,
  );

describe("a body", () => {
  it.each([
    ["generator", function* (a: number, b: number) { return yield* until(Promise.resolve(a + b)); }],
    ["async", async (a: number, b: number) => (await until(Promise.resolve(a))) + b],
    ["plain", (a: number, b: number) => a + b],
  ])("of kind %s gives its result to run", async (_, body: (a: number, b: number) => unknown) => {
    expect(await runtime.run(body, 1, 2)).toBe(3);
  });

  it("gets its arguments by reference", async () => {
    const argument = { list: [1], fn: () => 7 };
    const bodies = [function* (a: object) { return a; }, async (a: object) => a, (a: object) => a];

    for (const body of bodies) expect(await runtime.run(body as (a: object) => unknown, argument)).toBe(argument);
  });

  it("does not find its arguments in its mailbox", async () => {
    const first = (...args: readonly unknown[]): unknown => (args.length === 2 ? receive({ after: 0 }) : "no arguments");

    expect(await runtime.run(first, "a", undefined)).toBe(timeout);
  });

  it("that never begins leaves its arguments to nobody", async () => {
    const seen = await runtime.run(function* () {
      const me = self<unknown>();
      const report = (...args: readonly unknown[]): void => send(me, args);
      Process.exit(spawn(report, "of the first"), "kill");
      yield* Process.sleep(0);
      spawn(report);
      return yield* receive();
    });

    expect(seen).toEqual([]);
  });

  it("does not begin before its first turn", async () => {
    const order: string[] = [];

    runtime.spawn(() => order.push("body"));
    order.push("spawned");
    await settled(runtime);

    expect(order).toEqual(["spawned", "body"]);
  });

  it.each([undefined, null, 0, "", false, 1n, Symbol.iterator, {}, [], new Map([[1, 2]]), new Date(0), /x/, () => 1, { then: 5 }, { next: 5 }, { done: true }])("may return %s", async (value) => {
    expect(await runtime.run(() => value)).toBe(value);
    expect(await runtime.run(async () => value)).toBe(value);
    expect(await runtime.run(function* () { return value; })).toBe(value);
  });

  it("may be a plain function that returns a promise, an operation or a generator", async () => {
    expect(await runtime.run(() => Promise.resolve(1))).toBe(1);
    expect(await runtime.run(() => until(Promise.resolve(2)))).toBe(2);
    expect(await runtime.run(() => (function* () { return yield* until(Promise.resolve(3)); })())).toBe(3);
  });

  it("that is an async generator function is refused with a TypeError", async () => {
    expect(await rejection(runtime.run(async function* () { yield 1; }))).toBeInstanceOf(TypeError);
  });
});

describe("run", () => {
  it("rejects with the error itself when that is the reason", async () => {
    const error = new RangeError("mine");

    for (const body of [() => { throw error; }, async () => { throw error; }, function* () { throw error; }, () => exit(error)]) {
      expect(await rejection(runtime.run(body as () => unknown))).toBe(error);
    }
  });

  it.each([["a string", "oops"], ["an object", { code: 7 }], ["undefined", undefined], ["kill", "kill"]])("rejects with an ExitError that carries the reason of an exit with %s", async (_, reason) => {
    for (const body of [() => exit(reason), async () => exit(reason), function* () { exit(reason); }]) {
      const error = await rejection(runtime.run(body as () => unknown));

      expect(error).toBeInstanceOf(ExitError);
      expect(error).toMatchObject({ reason, code: "exit" });
    }
  });

  it("rejects with nocatch when the body throws what is no error", async () => {
    for (const body of [() => { throw "x"; }, async () => Promise.reject("x"), function* () { throw "x"; }]) {
      expect(await rejection(runtime.run(body as () => unknown))).toMatchObject({ reason: { nocatch: "x" } });
    }
  });

  it("resolves with undefined when the process exits normally by itself", async () => {
    expect(await runtime.run(() => exit("normal"))).toBe(undefined);
  });

  it("rejects when the process is killed, and when it is shut down", async () => {
    for (const [signal, reason] of [["kill", "killed"], ["shutdown", "shutdown"], [{ shutdown: 1 }, { shutdown: 1 }]]) {
      const result = rejection(runtime.run(function* (to: (pid: Pid) => void) {
        to(self());
        yield* receive();
      }, (pid: Pid) => void setImmediate(() => Process.exit(pid, signal))));

      expect(await result).toMatchObject({ code: "exit", reason });
    }
  });
});

describe("an async body", () => {
  it("is the same process before and after each await of an operation", async () => {
    const pids = await runtime.run(async () => {
      const seen = [self()];
      send(self(), "hello");
      const message = await receive();
      seen.push(self());
      await Process.sleep(1);
      seen.push(self());
      const value = await until(hostTurn().then(() => 5));
      seen.push(self());
      const late = await receive({ after: 1 });
      seen.push(self());
      return { same: seen.every((pid) => pid === seen[0]), count: seen.length, message, value, late };
    });

    expect(pids).toEqual({ same: true, count: 5, message: "hello", value: 5, late: timeout });
  });

  it("is known after a rejected until, in catch and in finally", async () => {
    const known = await runtime.run(async () => {
      const me = self();
      const seen: unknown[] = [];
      try {
        await until(Promise.reject(new Error("no")));
      } catch {
        seen.push(self() === me);
      } finally {
        seen.push(self() === me);
      }
      return seen;
    });

    expect(known).toEqual([true, true]);
  });

  it("is known after operations that are awaited in functions it calls, one inside the other", async () => {
    const inner = async (): Promise<Pid> => {
      await Process.sleep(0);
      return self();
    };
    const known = await runtime.run(async () => {
      const me = self();
      const seen = (await until(inner())) === me;
      return [seen, self() === me];
    });

    expect(known).toEqual([true, true]);
  });

  it("is not known after an await of anything else, and the error names until", async () => {
    for (const foreign of [() => Promise.resolve(), hostTurn, () => undefined]) {
      const errors = await runtime.run(async () => {
        await foreign();
        return [outcome(self), outcome(() => receive()), outcome(() => spawnMonitor(() => {})), outcome(() => Process.alias())];
      });

      for (const error of errors) expect(error).toBeInstanceOf(NotAProcessError);
      expect(errors.map((error) => (error as NotAProcessError).operation)).toEqual(["self()", "receive()", "spawnMonitor()", "Process.alias()"]);
      expect(String(errors[0])).toContain("until");
    }
  });

  it("may await several operations at once", async () => {
    const result = await runtime.run(async () => {
      const me = self();
      send(me, 1);
      send(me, 2);
      const both = await until(Promise.all([receive(), receive(), Process.sleep(1), until(Promise.resolve(3))]));
      return [both, self() === me];
    });

    expect(result).toEqual([[1, 2, undefined, 3], true]);
  });

  it("is known after an operation that host code made", async () => {
    const nap = Process.sleep(1);

    expect(await runtime.run(async () => { const me = self(); await nap; return self() === me; })).toBe(true);
  });

  it("performs an operation itself that another process made", async () => {
    const waiting = runtime.run(async () => {
      const nap = Process.sleep(1);
      await nap;
      return until(runtime.run(async () => { const me = self(); await nap; return self() === me; }));
    });

    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500, "hangs"))])).toBe(true);
  });

  it("performs an operation each time that it is awaited", async () => {
    const messages = await runtime.run(async () => {
      const next = receive();
      for (const message of [1, 2, 3]) send(self(), message);
      return [await next, await next, await next];
    });

    expect(messages).toEqual([1, 2, 3]);
  });

  it("does nothing for an operation that it does not await", async () => {
    const left = await runtime.run(async () => {
      receive();
      Process.sleep(1_000_000);
      send(self(), "stays");
      await Process.sleep(0);
      return Process.info(self())?.messageQueueLength;
    });

    expect(left).toBe(1);
    await runtime.idle();
  });

  it("may return while an operation is pending", async () => {
    const result = await runtime.run(async () => {
      void receive({ after: 1_000_000 }).then(() => {}, () => {});
      await until(hostTurn()).then;
      return "over";
    });

    expect(result).toBe("over");
    await runtime.idle();
    expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0 });
  });

  it("never sees the self of another, nor does host code see any", async () => {
    const wrong: string[] = [];
    const watch = (): void => void (outcome(self) instanceof NotAProcessError || wrong.push("host"));
    const isOver = new Promise<void>((resolve) => setTimeout(resolve, 100)).then(() => (over = true));
    let over = false;
    const watching = (async () => { while (!over) { watch(); await Promise.resolve(); watch(); await hostTurn(); watch(); } })();
    const body = async (): Promise<void> => {
      const me = self();
      const check = (): void => void (self() === me || wrong.push(String(me)));
      for (let round = 0; round < 30; round++) {
        send(me, round);
        check();
        if ((await receive()) !== round) wrong.push("message");
        check();
        await Process.sleep(round % 3);
        check();
        await until(round % 2 === 0 ? hostTurn() : Promise.resolve());
        check();
        if (round % 5 === 0) await Promise.resolve();
        if (round % 5 === 0) await until(Promise.resolve());
      }
    };

    await Promise.all([...Array.from({ length: 50 }, () => runtime.run(body).catch((error: unknown) => error)), watching, isOver]);

    expect(wrong).toEqual([]);
  });

  it("performs what it awaits together one after the other, and lets nothing overtake: a race of operations is none", async () => {
    const seen = await runtime.run(async () => {
      const raced = until(Promise.race([receive(), Process.sleep(0)]));
      const first = await Promise.race([raced, receive({ after: 0 }), hostTurn().then(() => "still waiting")]);
      return first;
    });
    const order: string[] = [];
    await runtime.run(async () => {
      send(self(), "message");
      await Promise.all([Process.sleep(5).then(() => order.push("slept")), receive().then(() => order.push("received"))]);
    });

    expect([seen, order]).toEqual(["still waiting", ["slept", "received"]]);
  });

  it("reports once that operations wait behind a receive without a limit, as the losers of a race would", async () => {
    const logged: string[] = [];
    const log = (message: string): void => void logged.push(message);
    const world = createRuntime({ logger: { debug: log, info: log, warn: log, error: log } });
    const pid = world.spawn(async () => {
      await Promise.all([receive({ after: 1 }), Process.sleep(0), GenServer.stop("nobody").then(undefined, () => {})]); // each has a limit
    });
    await world.idle();
    const messages = world.run(async () => Promise.all([receive(), receive(() => true), self()]).then((all) => all.length)); // as many as are awaited
    await settled(world);
    expect([logged, Process.isAlive(pid)]).toEqual([[], false]);

    const raced = world.spawn(async () => void (await Promise.race([receive(), Process.sleep(1)])));
    await settled(world);
    expect(logged).toEqual([expect.stringContaining(`Process ${String(raced)} awaits 2 operations together`)]);
    await Promise.all([world.stop(), messages.catch(() => {})]);
  });

  it("gets an ExitError at the await of an operation when an exit signal ends it, and runs finally", async () => {
    const awaits: Record<string, () => PromiseLike<unknown>> = {
      receive: () => receive(),
      "receive with match": () => receive(() => false),
      "receive with after": () => receive({ after: 1_000_000 }),
      sleep: () => Process.sleep(1_000_000),
      hibernate: () => Process.hibernate(),
      until: () => until(new Promise(() => {})),
    };
    for (const [name, wait] of Object.entries(awaits)) {
      const seen: unknown[] = [];
      const pid = runtime.spawn(async () => {
        try {
          await wait();
        } catch (error) {
          seen.push(name, error instanceof ExitError && error.reason);
          throw error;
        } finally {
          seen.push("finally");
        }
      });
      await settled(runtime);

      Process.exit(pid, "stop it");
      await settled(runtime);

      expect(seen).toEqual([name, "stop it", "finally"]);
      expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0, messages: 0, relations: 0 });
    }
  });

  it.each([0, 1, 2, 3, 4, 5])("is told so and runs finally, when the signal comes %i microtasks after it was spawned", async (microtasks) => {
    const seen: unknown[] = [];
    const pid = runtime.spawn(async () => {
      seen.push("begins");
      try {
        await Process.sleep(1_000_000);
      } catch (error) {
        seen.push(error instanceof ExitError && error.reason);
      } finally {
        seen.push("finally");
      }
    });
    for (let index = 0; index < microtasks; index++) await Promise.resolve();
    Process.exit(pid, "stop it");
    await settled(runtime);

    expect(seen).toEqual(seen.length === 0 ? [] : ["begins", "stop it", "finally"]);
  });

  it("is told so and runs finally, when the signal comes in the slice in which it begins", async () => {
    const seen: unknown[] = [];
    await runtime.run(function* () {
      const pid = spawn(async () => {
        try {
          await receive();
        } catch (error) {
          seen.push(error instanceof ExitError && error.reason);
        } finally {
          seen.push("finally");
        }
      });
      yield* Process.sleep(0);
      Process.exit(pid, "stop it");
    });
    await settled(runtime);

    expect(seen).toEqual(["stop it", "finally"]);
  });

  const operations: Record<string, (host: Pid) => PromiseLike<unknown>> = {
    receive: () => receive(),
    "receive with match": () => receive(() => false),
    "receive with after": () => receive({ after: 1_000_000 }),
    sleep: () => Process.sleep(1_000_000),
    hibernate: () => Process.hibernate(),
    until: () => until(new Promise(() => {})),
    "call with its own pid": (host) => GenServer.call(host, { from: self() }, Infinity),
  };

  it.each(Object.entries(operations))("that catches everything around %s in a loop is over after an exit signal, and leaves the host its turn", async (_, operation) => {
    let rounds = 0;
    const host = runtime.spawn(function* () { yield* receive(() => false); });
    const pid = runtime.spawn(async () => {
      for (; rounds < 100;) {
        try {
          rounds++;
          await operation(host);
        } catch {
          // Goes on, as a server that logs its failures would.
        }
      }
    });
    await settled(runtime);

    Process.exit(pid, "shutdown");
    await settled(runtime);
    await hostTurn();
    Process.exit(host, "kill");

    expect([rounds, Process.isAlive(pid)]).toEqual([2, false]);
  });

  it("knows who it was in finally, may send there, and cannot block: that ends the cleanup and is logged", async () => {
    const logged: string[] = [];
    const log = (message: string): void => void logged.push(message);
    const world = createRuntime({ logger: { debug: log, info: log, warn: log, error: log } });
    const steps: string[] = [];
    const got = world.run(async () => {
      const parent = self();
      const [pid, ref] = spawnMonitor(async () => {
        try {
          await receive();
        } finally {
          send(parent, { closed: self() });
          steps.push("sent");
          await Process.sleep(0);
          steps.push("slept");
        }
      });
      await Process.sleep(0);
      Process.exit(pid, "shutdown");
      const down = await receive((message) => isDown(message, ref));
      return [down.reason, (await receive()) as { closed: Pid }, pid];
    });

    const [reason, { closed }, pid] = (await got) as [unknown, { closed: Pid }, Pid];
    await settled(world);

    expect([reason, steps]).toEqual(["shutdown", ["sent"]]);
    expect(closed).toBe(pid);
    expect(logged).toEqual([expect.stringContaining(`${String(pid)} blocked while it was being closed`)]);
  });

  it("that throws in finally while it is being closed is reported, as a generator is, and so is not what it was told itself", async () => {
    const logged: string[] = [];
    const log = (message: string): void => void logged.push(message);
    const world = createRuntime({ logger: { debug: log, info: log, warn: log, error: log } });
    const pid = world.spawn(async () => {
      try {
        await receive();
      } finally {
        throw new RangeError("while cleaning up");
      }
    });
    const other = world.spawn(async () => void (await receive()));
    await settled(world);

    for (const one of [pid, other]) Process.exit(one, "shutdown");
    await settled(world);

    expect(logged).toEqual([`Process ${String(pid)} threw #RangeError<while cleaning up> while it was being closed`]);
  });

  it("that is ended between the end of an operation and the code after its await is told at the next thing it asks for, and then cleans up", async () => {
    for (const ask of [(parent: Pid) => void send(parent, "alive"), () => Process.sleep(1_000_000), () => receive(), () => void self(), () => void Process.flag("trapExit", true)]) {
      const seen: unknown[] = [];
      const messages = await runtime.run(function* () {
        const parent = self();
        const pid = spawn(async () => {
          try {
            await receive();
            seen.push("goes on");
            await ask(parent);
            seen.push("was not told");
          } catch (error) {
            seen.push(error instanceof ExitError && error.reason);
          } finally {
            send(parent, "cleaned up");
          }
        });
        yield* Process.sleep(1); // until it awaits
        send(pid, "go");
        spawn(() => Process.exit(pid, "shutdown"));
        return [yield* receive({ after: 1_000 }), yield* receive({ after: 0 })];
      });

      expect([seen, messages]).toEqual([["goes on", "shutdown"], ["cleaned up", timeout]]);
    }
  });

  it("is closed by nothing when it is killed", async () => {
    const seen: string[] = [];
    const pid = runtime.spawn(async () => {
      try {
        await receive();
      } finally {
        seen.push("finally");
      }
    });
    await settled(runtime);

    Process.exit(pid, "kill");
    await settled(runtime);

    expect(seen).toEqual([]);
  });

  it("that is ended during a foreign await ends at once, and finds itself outside of processes", async () => {
    const seen: unknown[] = [];
    const pid = runtime.spawn(async () => {
      await hostTurn();
      await hostTurn();
      seen.push(outcome(self));
      send("nobody", 1);
    });
    await Promise.resolve();

    Process.exit(pid, "shutdown");
    await runtime.idle();
    await hostTurn();
    await hostTurn();

    expect(Process.isAlive(pid)).toBe(false);
    expect(seen[0]).toBeInstanceOf(NotAProcessError);
  });
});

describe("an operation awaited outside of every process", () => {
  it("sleeps and waits for promises", async () => {
    await Process.sleep(1);

    expect(await until(Promise.resolve(5))).toBe(5);
    expect(await rejection(until(Promise.reject(new Error("no"))))).toBeInstanceOf(Error);
  });

  it("throws NotAProcessError where a mailbox is needed", async () => {
    for (const action of [() => receive(), () => receive({ after: 0 }), () => Process.hibernate()]) {
      const error = await rejection(Promise.resolve().then(action));
      expect(error).toBeInstanceOf(NotAProcessError);
    }
  });

  it("rejects when a process made it and host code awaits it after its end", async () => {
    let kept: PromiseLike<unknown> | undefined;
    await runtime.run(function* () { kept = receive(); });

    expect(await rejection(kept ?? Promise.resolve())).toBeInstanceOf(NotAProcessError);
  });
});

describe("a crash report", () => {
  /** The reports of a runtime in which `body` runs. */
  async function reports(body: (world: Runtime) => unknown): Promise<string[]> {
    const lines: string[] = [];
    const note = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
    const world = createRuntime({ logger: { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") } });
    world.spawn(() => body(world));
    await settled(world);
    return lines;
  }

  it("tells the process, its label, the error with its stack and its links, at level error, once", async () => {
    const [report = "", ...others] = await reports(() => {
      Process.setLabel("cart 17");
      Process.link(spawn(() => receive()));
      throw new RangeError("too much");
    });

    expect(others).toEqual([]);
    expect(report).toMatch(/^error: Process #PID<0\.\d+\.\d+> \(cart 17\) /);
    expect(report).toContain("RangeError");
    expect(report).toContain("too much");
    expect(report).toMatch(/\n.*(bodies\.test\.ts|suite\.js):\d+/);
    expect(report).toMatch(/Links: #PID<0\.\d+\.\d+>/);
  });

  it("tells the name, the thrown value and the cause", async () => {
    const [thrown] = await reports(() => { Process.register(self(), "shop"); throw { code: 7 }; });
    const [caused] = await reports(async () => Promise.reject(new Error("outer", { cause: "inner" })));

    expect(thrown).toContain("shop");
    expect(thrown).toContain("{ code: 7 }");
    expect(caused).toContain("inner");
  });

  it.each([["normal"], ["shutdown"], [{ shutdown: 1 }], ["some reason"]])("is not written for exit(%s), as on the BEAM", async (reason) => {
    expect(await reports(() => exit(reason))).toEqual([]);
    expect(await reports(async () => exit(reason))).toEqual([]);
  });

  it("is not written for those who die of their links, nor for one whose error run rejects with", async () => {
    const lines = await reports((world) => {
      Process.link(spawn(() => receive()));
      world.run(() => { throw new Error("told to the caller"); }).catch(() => {});
      exit("broken");
    });

    expect(lines).toEqual([]);
  });
});
