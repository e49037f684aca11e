// Async bodies: the process before and after each await, and outside of every process.

import { describe, expect, it } from "vitest";
import { GenServer, NotAProcessError, Process, Supervisor, createRuntime, receive, self, send, spawnMonitor, timeout, until } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { hostTurn, settled } from "../support/clock.ts";
import { outcome, rejection } from "./outcome.ts";

const runtime = createRuntime({ logger: false });

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
});

describe("async code that something calls which is no async function itself", () => {
  async function begin(): Promise<string> {
    await Process.sleep(1);
    return "went on";
  }

  it.each<[string, (told: (begun: Promise<unknown>) => void) => unknown]>([
    ["a plain body", (told) => told(begin())],
    ["a plain body that throws", (told) => {
      told(begin());
      throw new Error("thrown");
    }],
    ["a plain body that returns what cannot be asked", (told) => {
      told(begin());
      return { get then() { throw new Error("thrown"); } };
    }],
    ["a function that returns a generator", (told) => {
      told(begin());
      return (function* () {})();
    }],
    ["a callback", function* (told) {
      const server = yield* GenServer.start({ init: () => ({ state: 0 }), handleCall: (_request: 0) => (told(begin()), { reply: 0, state: 0 }) });
      yield* GenServer.call(server, 0);
    }],
    ["a callback that throws", function* (told) {
      yield* GenServer.start({
        init: (): { state: number } => {
          told(begin());
          throw new Error("thrown");
        },
      });
    }],
    ["a start of a child that throws", function* (told) {
      const start = (): undefined => {
        told(begin());
        throw new Error("thrown");
      };
      yield* Supervisor.startLink([{ id: 1, start }], { strategy: "oneForOne" });
    }],
  ])("%s: it goes on as host code, and in the way of nobody", async (_, body) => {
    const { begun } = await new Promise<{ begun: Promise<unknown> }>((resolve) => {
      runtime.spawn(body, (begun) => resolve({ begun }));
    });
    const isKnown = await runtime.run(async () => {
      const me = self();
      await Process.sleep(0);
      return self() === me;
    });

    expect(isKnown).toBe(true);
    expect(await begun).toBe("went on");
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
