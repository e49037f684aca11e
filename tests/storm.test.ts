// Random storms: processes of every kind that link, monitor, register, sleep, wait for promises and end each other. Keepers
// stand outside of it, watch, and count. SEED=… repeats a storm.

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { Process, createRuntime, exit, isDown, isExit, receive, self, send, spawn, spawnLink, timeout, until } from "../js/index.ts";
import type { Pid, Ref, Runtime } from "../js/index.ts";
import { createRandom } from "./core/random.ts";
import { hostTurn, settled } from "./support/clock.ts";

const SEEDS = env["SEED"] === undefined ? [1, 2, 3, 4, 5] : [Number(env["SEED"])];
const REASONS = ["kill", "shutdown", "normal", "oops", { shutdown: 1 }];
const NAMES = ["a", "b", "c", "d", "e", Symbol("f")];

const rejected = Promise.reject(new Error("rejected"));
rejected.catch(() => {});

type Pick = <T>(items: readonly T[]) => T;

interface Storm {
  readonly pick: Pick;
  readonly workers: Pid[];
  /** Actions that are left. */
  left: number;
}

interface Tally {
  readonly downs: Map<Ref, number>;
  readonly exits: Map<Pid, number>;
}

const actions: readonly ((storm: Storm) => unknown)[] = [
  ({ workers, pick }) => Process.link(pick(workers)),
  ({ workers, pick }) => Process.unlink(pick(workers)),
  ({ workers, pick }) => Process.monitor(pick(workers), pick([{}, { alias: "demonitor" as const }, { alias: "replyDemonitor" as const }])),
  ({ workers, pick }) => Process.demonitor(Process.monitor(pick(workers)), { flush: pick([true, false]) }),
  ({ pick }) => Process.monitor(pick(NAMES)),
  ({ workers, pick }) => Process.register(pick([self(), pick(workers)]), pick(NAMES)),
  ({ pick }) => Process.unregister(pick(NAMES)),
  ({ workers, pick }) => send(pick(workers), { from: self() }),
  ({ pick }) => send(pick(NAMES), "by name"),
  ({ workers, pick }) => send(pick(workers), Process.alias(pick(["reply", "explicitUnalias"]))),
  ({ workers, pick }) => Process.exit(pick(workers), pick(REASONS)),
  ({ workers, pick }) => Process.sendAfter(pick(workers), "late", pick([0, 1, 50])),
  ({ pick }) => Process.flag("trapExit", pick([true, false, false])),
  ({ pick }) => Process.flag("priority", pick(["low", "normal", "high"])),
  () => Process.put("key", Process.abortSignal()),
  (storm) => storm.workers.push(spawn(bodyOf(storm), storm)),
  (storm) => storm.workers.push(spawnLink(bodyOf(storm), storm)),
];

/** Something to block for. */
const waits: readonly ((storm: Storm) => ReturnType<typeof receive>)[] = [
  ({ pick }) => Process.sleep(pick([0, 0, 0, 1])) as ReturnType<typeof receive>,
  () => receive({ after: 1 }),
  () => receive((message) => message === "never", { after: 0 }),
  () => until(hostTurn()) as ReturnType<typeof receive>,
  () => until(Promise.resolve()) as ReturnType<typeof receive>,
  () => until(rejected) as ReturnType<typeof receive>,
  () => exit("by itself"),
];

function act(storm: Storm): void {
  const me = self();
  storm.left--;
  try {
    storm.pick(actions)(storm);
  } catch (error) {
    if (!Process.isAlive(me)) throw error;
  }
}

function* generatorBody(storm: Storm): Generator<unknown, void, unknown> {
  try {
    while (storm.left > 0) {
      act(storm);
      yield* storm.pick(waits)(storm);
    }
  } finally {
    act(storm);
  }
}

async function asyncBody(storm: Storm): Promise<void> {
  while (storm.left > 0) {
    act(storm);
    await storm.pick(waits)(storm);
  }
}

const bodyOf = ({ pick }: Storm): ((storm: Storm) => unknown) => pick([generatorBody, generatorBody, asyncBody, act]);

/** Links and monitors workers from outside of the storm, and counts what it is told. */
function* keeper(storm: Storm, tally: Tally): Generator<unknown, void, unknown> {
  Process.flag("trapExit", true);
  for (let message: unknown; message !== "end"; message = yield* receive({ after: 1 })) {
    if (isDown(message)) tally.downs.set(message.ref, (tally.downs.get(message.ref) ?? NaN) + 1);
    if (isExit(message)) tally.exits.set(message.from, (tally.exits.get(message.from) ?? NaN) + 1);
    if (message === timeout && storm.left > 0) for (let watched = 0; watched < 20; watched++) watch(storm.pick(storm.workers), tally);
  }
}

function watch(pid: Pid, { downs, exits }: Tally): void {
  downs.set(Process.monitor(pid), 0);
  if (exits.has(pid)) return;
  exits.set(pid, 0);
  Process.link(pid);
}

/** Ends what is left of a storm. */
async function calm(runtime: Runtime, keepers: readonly Pid[]): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const list = await runtime.run(() => Process.list());
    for (const pid of list) if (!keepers.includes(pid)) Process.exit(pid, "kill");
    await hostTurn();
  }
  for (const pid of keepers) send(pid, "end");
  await settled(runtime);
  await runtime.idle();
}

describe("after a storm", () => {
  it.each(SEEDS)("nothing is left, and every watcher was told exactly once: seed %i", { timeout: 60_000 }, async (seed) => {
    const { pick } = createRandom(seed);
    const runtime = createRuntime({ logger: false, seed });
    const storm: Storm = { left: 30_000, workers: [], pick };
    const tallies: Tally[] = Array.from({ length: 5 }, () => ({ downs: new Map(), exits: new Map() }));
    const seedling = (): void => void storm.workers.push(...Array.from({ length: 50 }, () => runtime.spawn(bodyOf(storm), storm)));
    seedling();
    const keepers = tallies.map((tally) => runtime.spawn(keeper, storm, tally));

    while (storm.left > 0) {
      await hostTurn();
      if (runtime.stats().processes < 40) seedling();
      if (storm.workers.length > 500) storm.workers.splice(0, 250);
      Process.exit(storm.pick(storm.workers), storm.pick(REASONS));
    }
    await calm(runtime, keepers);

    const told = tallies.flatMap(({ downs, exits }) => [...downs.values(), ...exits.values()]);
    expect(new Set(told)).toEqual(new Set([1]));
    expect(told.length).toBeGreaterThan(20);
    expect(await runtime.run(() => Process.registered())).toEqual([]);
    await settled(runtime);
    expect(runtime.stats()).toMatchObject({ processes: 0, runnable: 0, messages: 0, timers: 0, relations: 0 });
  });
});
