// Random programs on the public API, beside a model of the rules (tests/support/rules.ts): after each step, all that can be seen
// of every process is compared. SEED=… repeats one program, PROGRAMS=… makes as many.

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { Process, createRuntime, isDown, isExit, share } from "../../js/index.ts";
import { createRandom } from "../core/random.ts";
import { createClock, settled } from "../support/clock.ts";
import { Order, start, steps } from "../support/programs.ts";
import type { Play, Player } from "../support/programs.ts";
import { World } from "../support/rules.ts";
import { expectNothingLeft } from "../support/runtimes.ts";

const SEEDS = env["SEED"] === undefined ? Array.from({ length: Number(env["PROGRAMS"] ?? 20) }, (_, index) => index + 1) : [Number(env["SEED"])];
const STEPS = 250;

/** All that can be seen of a process, and what the model says of it. */
function compare({ runtime, world, players }: Play): void {
  const playerOf = (pid: unknown): unknown => players.find((player) => player.pid === pid)?.actor.id ?? pid;
  for (const { actor, pid, received, hasCleanedUp } of players) {
    const info = Process.info(pid);
    const { bonds } = world;
    const seen = info && [info.links.map(playerOf).sort(), info.monitors.map(playerOf).map(String).sort(), info.monitoredBy.map(playerOf).sort(), info.messageQueueLength, info.trapExit, info.priority, info.registeredName];
    const modelled = actor.isAlive ? [
      bonds.filter(({ isLink, owner, target }) => isLink && (owner === actor || target === actor)).map(({ owner, target }) => (owner === actor ? target : owner)?.id).sort(),
      bonds.filter(({ isLink, owner, target }) => !isLink && owner === actor && target !== undefined).map(({ object }) => object).sort(),
      bonds.filter(({ isLink, target }) => !isLink && target === actor).map(({ owner }) => owner.id).sort(),
      actor.mailbox.length, actor.traps, actor.priority, actor.name,
    ] : undefined;
    expect([actor.id, seen, received, hasCleanedUp]).toEqual([actor.id, modelled, actor.received, actor.hasCleanedUp]);
  }
  const alive = world.actors.filter(({ isAlive }) => isAlive);
  expect(runtime.stats()).toMatchObject({
    processes: alive.length, runnable: 0, relations: world.bonds.length,
    messages: alive.reduce((sum, { mailbox }) => sum + mailbox.length, 0),
    timers: world.timers.length + alive.filter(({ wait }) => wait !== undefined).length,
  });
}

/** What is in the mailbox of a process, in the words of the model. */
async function mailboxOf(play: Play, player: Player): Promise<string[]> {
  const messages: unknown[] = [];
  play.runtime.send(player.pid, share(new Order(() => {}, undefined, messages)));
  await settled(play.runtime);
  const idOf = (pid: unknown): unknown => play.players.find((one) => one.pid === pid)?.actor.id;
  return messages.slice(0, -1).map((message) => {
    if (isExit(message)) return `EXIT ${idOf(message.from)} ${String(message.reason)}`;
    if (!isDown(message)) return String(message);
    return `DOWN ${play.bonds.find(({ ref }) => ref === message.ref)?.id} ${String(typeof message.object === "string" ? message.object : idOf(message.object))} ${String(message.reason)}`;
  });
}

async function program(seed: number): Promise<void> {
  const random = createRandom(seed);
  const clock = createClock();
  const runtime = createRuntime({ clock, logger: false, seed: random.pick([0, seed]), reductions: random.pick([1, 50, 4_000]) });
  const play: Play = { runtime, clock, random, world: new World(), players: [], bonds: [], timers: [], log: [] };
  try {
    for (let count = 0; count < 4; count++) start(play);
    await settled(runtime);
    for (let count = 0; count < STEPS; count++) {
      const free = play.players.filter(({ actor }) => actor.isAlive && actor.wait === undefined);
      if (free.length < 2) {
        start(play);
        await settled(runtime);
        continue;
      }
      const [name, step] = random.pick(Object.entries(steps));
      const [actor, target] = [random.pick(free), random.pick(play.players.slice(-8))];
      play.log.push(`${actor.actor.id} ${name} ${target.actor.id}`);
      await step(play, actor, target);
      compare(play);
    }
    for (const player of play.players) {
      if (player.actor.isAlive && player.actor.wait === undefined) expect((await mailboxOf(play, player)).sort()).toEqual([...player.actor.mailbox].sort());
    }
  } catch (error) {
    throw new Error(`program ${seed}, after\n  ${play.log.slice(-15).join("\n  ")}`, { cause: error });
  }
  for (const { pid } of play.players) Process.exit(pid, "kill");
  for (const { ref } of play.timers) Process.cancelTimer(ref);
  await settled(runtime);
  expectNothingLeft(runtime);
}

describe("a random program", () => {
  it.each(SEEDS)("does what the rules say: program %i", (seed) => program(seed));
});
