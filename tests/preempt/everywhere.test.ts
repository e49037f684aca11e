// What compiled code promises, on every host: endless loops stop nobody, are charged, and can be killed.

import { GenServer, Process, createRuntime, receive, self, send } from "beamlet";
import type { LongTurn, Pid, Runtime } from "beamlet";
import { describe, expect, it } from "vitest";
import { freshRuntimes } from "./fresh.ts";
import { asynchronous, catching, counting, delegating, holding, methods, server, spin, tidying } from "./loops.ts";

const loops: Readonly<Record<string, () => unknown>> = { "a generator": spin, "one that it delegates to": delegating, ...methods, "one that catches everything": catching, "an async function": asynchronous };

const fresh = freshRuntimes(createRuntime);

const spentBy = (pid: Pid): number => Process.info(pid)?.reductions ?? 0;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function expectHarmless(runtime: Runtime, pid: Pid): Promise<void> {
  const early = spentBy(pid);
  while (spentBy(pid) - early <= 8_000) await pause(5);
  const answer = runtime.run(function* () {
    for (let n = 0; n < 100; n++) {
      send(self(), n);
      yield* receive();
    }
    return "done";
  });
  expect(await answer).toBe("done");
  expect(Process.isAlive(pid)).toBe(true);
  Process.exit(pid, "kill");
  await runtime.idle();
  expect(runtime.stats().processes).toBe(0);
}

describe("an endless loop in compiled code", () => {
  it.each(Object.entries(loops))("lets timers of the host and messages through, is charged, and is killed: %s", async (_, body) => {
    const runtime = fresh();
    await expectHarmless(runtime, runtime.spawn(body));
  });

  it("does so in a callback of a GenServer", async () => {
    const runtime = fresh();
    const pid = (await runtime.run(function* () {
      const started = yield* GenServer.start(server);
      GenServer.cast(started, "spin");
      return started;
    })) as Pid;
    await expectHarmless(runtime, pid);
  });

  it("leaves others at least 90 % of their fair share of the turns", async () => {
    const runtime = fresh({ reductions: 500 });
    const pids = Array.from({ length: 200 }, () =>
      runtime.spawn(function* () {
        for (const me = self(); ; ) {
          send(me, "again");
          yield* receive();
        }
      }),
    );
    const loop = runtime.spawn(spin);
    while (spentBy(pids[0]!) < 50_000) await pause(5);
    const spent = pids.map(spentBy);
    const share = (spent.reduce((sum, reductions) => sum + reductions) + spentBy(loop)) / 201;

    expect(Math.min(...spent) / share).toBeGreaterThanOrEqual(0.9);
    expect(spentBy(loop) / share).toBeGreaterThanOrEqual(0.9);
    for (const pid of [...pids, loop]) Process.exit(pid, "kill");
  });

  it("gives up its turn in finally too", async () => {
    const runtime = fresh();
    const log: string[] = [];
    const pid = runtime.spawn(() => tidying(log));
    await pause(5);
    Process.exit(pid, "shutdown");
    log.push("told");
    await runtime.idle();

    expect(log).toEqual(["told", "clean"]);
  });

  it("that cannot give up the turn is reported while it runs, and killed by the hook", async () => {
    const log: string[] = [];
    const turns: LongTurn[] = [];
    const runtime = fresh({
      longTurnMs: 10,
      onLongTurn(turn) {
        turns.push(turn);
        if (!turn.isOver) Process.exit(turn.suspects[0]!.pid, "kill");
      },
    });
    runtime.spawn(() => holding(log));
    await runtime.idle();

    expect(log).toEqual([]);
    expect(turns.some(({ isOver }) => !isOver)).toBe(true);
  });
});

describe("a compiled generator", () => {
  it("computes what it computes as written, however often its turn is taken", async () => {
    expect(await fresh({ reductions: 1 }).run(counting, 100_000)).toBe(100_000);
  });

  it("yields no value that is not its own to code that asks it for values", async () => {
    const ask = (): unknown[] => [...counting(100_000), counting(100_000).next().value];
    const runtime = fresh({ reductions: 1, longTurnMs: Infinity });

    expect(ask()).toEqual([100_000]);
    expect(await runtime.run(ask)).toEqual([100_000]);
    expect(await runtime.run(function* () { return ask(); })).toEqual([100_000]);
  });
});
