// Async bodies that an exit signal ends.

import { describe, expect, it } from "vitest";
import { ExitError, GenServer, NotAProcessError, Process, createRuntime, isDown, receive, self, send, spawn, spawnMonitor, timeout, until } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { hostTurn, settled } from "../support/clock.ts";
import { outcome } from "./outcome.ts";

const runtime = createRuntime({ logger: false });

describe("an async body", () => {
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
        yield* until(settled(runtime)); // it awaits
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
