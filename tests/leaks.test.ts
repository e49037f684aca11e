// What is over leaves nothing behind: after a first round of operations, any number of further ones end with the same
// counts and in the same memory. LEAKS=full makes it a million, and ten million more.

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { Process, createRuntime, isDown, isExit, makeRef, receive, self, send, spawn, spawnLink, spawnMonitor } from "../js/index.ts";
import type { Pid, Ref, Runtime, Stats } from "../js/index.ts";

declare const gc: (() => void) | undefined;

const isFull = env["LEAKS"] === "full";
const FIRST = isFull ? 1_000_000 : 100_000;
const MORE = isFull ? 10_000_000 : 300_000;
const HEAP_NOISE = 4_000_000;
/** Bytes. How much is in flight at once depends on the host's clock; one leaked record an operation would be twenty times that. */
const HIGHER_PEAK = 4 * 65_536;

/** The body of a process that does some `operations`, a multiple of 4,000, with nothing left at the end. */
type Round = (operations: number) => Generator<unknown, void, unknown>;

const rounds: Record<string, Round> = {
  *spawning(operations) {
    for (let index = 0; index < operations; index++) {
      spawn(() => {});
      if (index % 100 === 0) yield* Process.sleep(0);
    }
  },

  *messaging(operations) {
    const me = self();
    for (let index = 0; index < operations; index += 10) {
      for (let sent = 0; sent < 10; sent++) send(me, { index, sent });
      yield* receive((message) => typeof message === "object" && message !== null && "sent" in message && message.sent === 9);
      for (let taken = 0; taken < 9; taken++) yield* receive();
    }
  },

  *linking(operations) {
    Process.flag("trapExit", true);
    for (let index = 0; index < operations; index += 2) {
      const pid = spawnLink(() => {});
      yield* receive((message) => isExit(message, pid));
      const other = spawn(() => receive());
      Process.link(other);
      Process.unlink(other);
      Process.exit(other, "kill");
    }
  },

  *monitoring(operations) {
    for (let index = 0; index < operations; index += 3) {
      const [pid, ref] = spawnMonitor(() => receive());
      const second = Process.monitor(pid, { alias: "replyDemonitor" });
      const third = Process.monitor(pid);
      Process.demonitor(third, { flush: true });
      send(pid, "end");
      yield* receive((message) => isDown(message, ref));
      yield* receive((message) => isDown(message, second));
      Process.monitor(pid);
      yield* receive(isDown);
    }
  },

  *aliasing(operations) {
    for (let index = 0; index < operations; index += 2) {
      const once = Process.alias("reply");
      send(once, index);
      send(once, "dropped");
      const alias: Ref = Process.alias();
      send(alias, index);
      Process.unalias(alias);
      send(alias, "dropped");
      yield* receive();
      yield* receive();
      makeRef();
    }
  },

  *timing(operations) {
    const me = self();
    for (let index = 0; index < operations; index += 4) {
      Process.cancelTimer(Process.sendAfter(me, index, 60_000 + index));
      Process.sendAfter(me, index, 0);
      // Many at a time: with nothing else to do, each would wait for the host's timer.
      if (index % 4_000 === 0) for (let taken = index === 0 ? 999 : 0; taken < 1_000; taken++) yield* receive();
      const sleeper = spawn(() => Process.sleep(1_000_000));
      const waiter = spawn(function* () {
        yield* receive({ after: 2_000_000 });
      });
      Process.sendAfter(sleeper, "lost", 3_000_000);
      yield* Process.sleep(0);
      Process.exit(sleeper, "kill");
      send(waiter, "end");
    }
    while (Process.info(me)?.messageQueueLength !== 0) yield* receive();
  },

  *killing(operations) {
    for (let index = 0; index < operations; index++) {
      const pid = spawn(index % 2 === 0 ? () => receive() : holdEverything);
      for (let sent = 0; sent < 3; sent++) send(pid, { sent });
      if (index % 4 > 1) yield* Process.sleep(0);
      Process.exit(pid, index % 3 === 0 ? "kill" : { shutdown: index });
    }
    yield* Process.sleep(0);
  },

  *naming(operations) {
    for (let index = 0; index < operations; index++) {
      const pid = Process.spawn(() => receive(), { name: `name ${index}` });
      Process.monitor(`name ${index}`);
      send(`name ${index}`, "end");
      yield* receive(isDown);
      Process.put("pid", pid);
    }
  },
};

function* holdEverything(): Generator<unknown, void, unknown> {
  try {
    Process.setLabel("holds everything");
    Process.put("key", "value");
    Process.alias();
    Process.monitor(spawnLink(() => receive()));
    Process.sendAfter(self(), "late", 1_000_000);
    yield* receive((message) => message === "never", { after: 1_000_000 });
  } finally {
    Process.delete("key");
  }
}

/** Runs a round in a process of its own, and returns what is left when all is over. */
async function leftAfter(runtime: Runtime, round: Round, operations: number): Promise<Stats> {
  await runtime.run(round, operations);
  await runtime.idle();
  return runtime.stats();
}

const heapUsed = (): number => {
  if (typeof gc === "undefined") return 0;
  gc();
  gc();
  return process.memoryUsage().heapUsed;
};

describe("a runtime", () => {
  it.each(Object.entries(rounds))("is after %s as it was before", { timeout: 300_000 }, async (_, round) => {
    const runtime = createRuntime({ logger: false });
    const { memoryBytes: _start, ...nothing } = runtime.stats();
    const first = await leftAfter(runtime, round, FIRST);
    const heap = heapUsed();

    const last = await leftAfter(runtime, round, MORE);

    expect(first).toMatchObject(nothing);
    expect(last).toMatchObject(nothing);
    expect(last.memoryBytes - first.memoryBytes).toBeLessThanOrEqual(HIGHER_PEAK);
    expect(heapUsed() - heap).toBeLessThan(HEAP_NOISE);
  });

  it("is after many async bodies as it was before", { timeout: 300_000 }, async () => {
    const runtime = createRuntime({ logger: false });
    const body = async (): Promise<void> => {
      send(self(), "hello");
      await receive();
      await Process.sleep(0);
    };
    const round: Round = function* (operations) {
      for (let index = 0; index < operations; index += 50) {
        for (let spawned = 0; spawned < 50; spawned++) {
          const [pid] = spawnMonitor(body);
          if (spawned % 5 === 0) Process.exit(pid, "shutdown");
        }
        for (let spawned = 0; spawned < 50; spawned++) yield* receive(isDown);
      }
    };
    const first = await leftAfter(runtime, round, FIRST / 10);
    const heap = heapUsed();

    const last = await leftAfter(runtime, round, MORE / 10);

    expect(last).toMatchObject({ processes: 0, messages: 0, relations: 0, timers: 0 });
    expect(last.memoryBytes - first.memoryBytes).toBeLessThanOrEqual(HIGHER_PEAK);
    expect(heapUsed() - heap).toBeLessThan(HEAP_NOISE);
  });

  it("uses again what a wave of processes left, however high the wave was", { timeout: 300_000 }, async () => {
    const runtime = createRuntime({ logger: false });
    const wave: Round = function* (operations) {
      const pids: Pid[] = [];
      for (let index = 0; index < operations; index++) {
        const pid = spawn(holdEverything);
        for (let sent = 0; sent < index % 7; sent++) send(pid, sent);
        pids.push(pid);
      }
      yield* Process.sleep(0);
      for (const pid of pids) Process.exit(pid, "shutdown");
    };
    const first = await leftAfter(runtime, wave, 20_000);

    for (let round = 0; round < MORE / 100_000; round++) expect(await leftAfter(runtime, wave, 20_000)).toEqual(first);

    expect(first).toMatchObject({ processes: 0, messages: 0, relations: 0, timers: 0 });
  });

  it("keeps nothing of the ancestors of a process that has ended, though its pid is held", { timeout: 300_000 }, async () => {
    const runtime = createRuntime({ logger: false });
    let held: Pid | undefined;
    const successor = (left: number): void => {
      held = self();
      if (left > 0) spawn(successor, left - 1);
    };
    const dynasty: Round = function* (operations) {
      spawn(successor, operations);
    };
    await leftAfter(runtime, dynasty, 1_000);
    const heap = heapUsed();

    await leftAfter(runtime, dynasty, FIRST);

    expect(heapUsed() - heap).toBeLessThan(HEAP_NOISE);
    expect(held).toBeDefined();
  });
});
