// The steps of random programs: what one process does to another, and what the model of the rules (rules.ts) says of it.

import { expect } from "vitest";
import { Process, receive, send, share, timeout } from "../../js/index.ts";
import type { Pid, Priority, Ref, Runtime } from "../../js/index.ts";
import type { Random } from "../core/random.ts";
import { pass, settled } from "./clock.ts";
import type { VirtualClock } from "./clock.ts";
import type { Actor, AliasKind, Bond, Timer, World } from "./rules.ts";

const NAMES = ["a", "b", "c"];
const TEXTS = ["x", "y", "z"];
const REASONS = ["normal", "kill", "killed", "shutdown", "oops"];

/** What a process is told to do. It leaves all other messages where they are. */
export class Order {
  readonly run: () => unknown;
  readonly wait: { readonly text: string; readonly after: number } | undefined;
  /** Where all messages that are there are to go. */
  readonly drain: unknown[] | undefined;

  constructor(run: () => unknown, wait?: Order["wait"], drain?: unknown[]) {
    this.run = run;
    this.wait = wait;
    this.drain = drain;
  }
}

/** A process beside its model. */
export interface Player {
  readonly actor: Actor;
  readonly pid: Pid;
  readonly received: string[];
  hasCleanedUp: boolean;
}

export interface Known<Thing> {
  readonly ref: Ref;
  readonly thing: Thing;
  readonly id: number;
}

export interface Play {
  readonly runtime: Runtime;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly world: World;
  readonly players: Player[];
  readonly bonds: Known<Bond | undefined>[];
  readonly timers: Known<Timer | undefined>[];
  /** What was done, for the report of a difference. */
  readonly log: string[];
}

const isOrder = (message: unknown): message is Order => message instanceof Order;

/** Gives a process a body of either kind, and its place in the model. */
export function start(play: Play, spawn: (body: () => unknown) => Pid = (body) => play.runtime.spawn(body)): Player {
  const received: string[] = [];
  const note = (message: unknown): void => void received.push(message === timeout ? "timeout" : String(message));
  function* generatorBody(): Generator<unknown, void, unknown> {
    try {
      for (;;) {
        const { run, wait, drain } = yield* receive(isOrder);
        run();
        while (drain !== undefined && drain.at(-1) !== timeout) drain.push(yield* receive({ after: 0 }));
        if (wait !== undefined) note(yield* receive((message) => message === wait.text, { after: wait.after }));
      }
    } finally {
      player.hasCleanedUp = true;
    }
  }
  async function asyncBody(): Promise<void> {
    try {
      for (;;) {
        const { run, wait, drain } = await receive(isOrder);
        run();
        while (drain !== undefined && drain.at(-1) !== timeout) drain.push(await receive({ after: 0 }));
        if (wait !== undefined) note(await receive((message) => message === wait.text, { after: wait.after }));
      }
    } finally {
      player.hasCleanedUp = true;
    }
  }
  const pid = spawn(play.random.chance(0.5) ? generatorBody : asyncBody);
  const player: Player = { actor: play.world.spawn(), pid, received, hasCleanedUp: false };
  play.players.push(player);
  return player;
}

/** Has a process do something, and returns what that returned, or undefined where it threw. */
async function tell({ runtime }: Play, { pid }: Player, run: () => unknown, wait?: Order["wait"]): Promise<unknown> {
  let result: unknown;
  const attempt = (): void => {
    try {
      result = run();
    } catch (error) {
      if (!Process.isAlive(pid)) throw error;
    }
  };
  runtime.send(pid, share(new Order(attempt, wait)));
  await settled(runtime);
  return result;
}

export type Step = (play: Play, actor: Player, target: Player) => Promise<void>;

export const steps: Readonly<Record<string, Step>> = {
  async link(play, actor, target) {
    check(await tell(play, actor, () => Process.link(target.pid)), play.world.link(actor.actor, target.actor) || undefined);
  },
  async unlink(play, actor, target) {
    await tell(play, actor, () => Process.unlink(target.pid));
    play.world.unlink(actor.actor, target.actor);
  },
  async monitor(play, actor, target) {
    const alias = play.random.pick<Exclude<AliasKind, "reply"> | undefined>([undefined, undefined, "explicitUnalias", "demonitor", "replyDemonitor"]);
    const ref = (await tell(play, actor, () => Process.monitor(target.pid, alias === undefined ? {} : { alias }))) as Ref;
    const { bond, id } = play.world.monitor(actor.actor, target.actor, alias, String(target.actor.id));
    play.bonds.push({ ref, thing: bond, id });
  },
  async monitorName(play, actor) {
    const name = play.random.pick(NAMES);
    const ref = (await tell(play, actor, () => Process.monitor(name))) as Ref;
    const { bond, id } = play.world.monitor(actor.actor, play.world.holderOf(name), undefined, name);
    play.bonds.push({ ref, thing: bond, id });
  },
  async demonitor(play, actor) {
    if (play.bonds.length === 0) return;
    const { ref, thing, id } = play.random.pick(play.bonds);
    const flush = play.random.chance(0.5);
    check(await tell(play, actor, () => Process.demonitor(ref, { flush, info: true })), play.world.demonitor(actor.actor, thing, id, flush));
  },
  async alias(play, actor) {
    const mode = play.random.pick(["reply", "explicitUnalias"] as const);
    const ref = (await tell(play, actor, () => Process.alias(mode))) as Ref;
    const bond = play.world.alias(actor.actor, mode);
    play.bonds.push({ ref, thing: bond, id: bond.id });
  },
  async unalias(play, actor) {
    if (play.bonds.length === 0) return;
    const { ref, thing } = play.random.pick(play.bonds);
    check(await tell(play, actor, () => Process.unalias(ref)), play.world.unalias(actor.actor, thing));
  },
  async send(play, actor, target) {
    const text = play.random.pick(TEXTS);
    await tell(play, actor, () => send(target.pid, text));
    play.world.deliver(target.actor, text);
  },
  async sendToAlias(play, actor) {
    if (play.bonds.length === 0) return;
    const [{ ref, thing }, text] = [play.random.pick(play.bonds), play.random.pick(TEXTS)];
    await tell(play, actor, () => send(ref, text));
    play.world.sendTo(thing, text);
  },
  async sendToName(play, actor) {
    const [name, text] = [play.random.pick(NAMES), play.random.pick(TEXTS)];
    const holder = play.world.holderOf(name);
    check(await tell(play, actor, () => (send(name, text), true)), holder && true);
    if (holder !== undefined) play.world.deliver(holder, text);
  },
  async register(play, actor, target) {
    const name = play.random.pick(NAMES);
    check(await tell(play, actor, () => Process.register(target.pid, name)), play.world.register(target.actor, name) || undefined);
  },
  async unregister(play, actor) {
    const name = play.random.pick(NAMES);
    const holder = play.world.holderOf(name);
    check(await tell(play, actor, () => Process.unregister(name)), holder && true);
    if (holder !== undefined) holder.name = undefined;
  },
  async signal(play, actor, target) {
    const reason = play.random.pick(REASONS);
    await tell(play, actor, () => Process.exit(target.pid, reason));
    play.world.signal(target.actor, actor.actor, reason);
    if (target === actor && !actor.actor.isAlive) actor.actor.hasCleanedUp = true; // who ends itself unwinds by a throw
  },
  async trap(play, actor) {
    const value = play.random.chance(0.6);
    check(await tell(play, actor, () => Process.flag("trapExit", value)), actor.actor.traps);
    actor.actor.traps = value;
  },
  async priority(play, actor) {
    const value = play.random.pick<Priority>(["low", "normal", "high"]);
    check(await tell(play, actor, () => Process.flag("priority", value)), actor.actor.priority);
    actor.actor.priority = value;
  },
  async sendAfter(play, actor, target) {
    const [text, ms] = [play.random.pick(TEXTS), play.random.pick([0, 1, 5, 300, 70_000, 2 ** 31, 2 ** 33])];
    const destination = play.random.chance(0.2) ? play.random.pick(NAMES) : target;
    const isOver = destination === target && !target.actor.isAlive;
    const ref = (await tell(play, actor, () => Process.sendAfter(typeof destination === "string" ? destination : destination.pid, text, ms))) as Ref;
    const timer: Timer = { destination: typeof destination === "string" ? destination : destination.actor, at: play.world.time + ms, text };
    if (!isOver) play.world.timers.push(timer);
    play.timers.push({ ref, thing: timer, id: 0 });
    await advance(play, 0);
  },
  async cancelTimer(play, actor) {
    if (play.timers.length === 0) return;
    const { ref, thing } = play.random.pick(play.timers);
    const index = play.world.timers.indexOf(thing as Timer);
    const [read, left] = (await tell(play, actor, () => [Process.readTimer(ref), Process.cancelTimer(ref)])) as unknown[];
    check([read, left], Array(2).fill(index >= 0 && (thing as Timer).at - play.world.time));
    if (index >= 0) play.world.timers.splice(index, 1);
  },
  async receive(play, actor) {
    const wait = { text: play.random.pick(TEXTS), after: play.random.pick([0, 1, 5, 300, 2 ** 32]) };
    await tell(play, actor, () => {}, wait);
    play.world.receive(actor.actor, wait.text, wait.after);
  },
  async spawn(play, actor) {
    const [link, monitor] = [play.random.chance(0.5), play.random.chance(0.5)];
    let spawned: Player | undefined;
    await tell(play, actor, () => {
      spawned = start(play, (body) => {
        const options = { link, priority: "normal" } as const;
        if (!monitor) return Process.spawn(body, options);
        const [pid, ref] = Process.spawn(body, { ...options, monitor: true });
        play.bonds.push({ ref, thing: undefined, id: 0 });
        return pid;
      });
    });
    if (link) play.world.link(actor.actor, spawned!.actor);
    if (!monitor) return;
    const { bond, id } = play.world.monitor(actor.actor, spawned!.actor, undefined, String(spawned!.actor.id));
    play.bonds.push({ ref: play.bonds.pop()!.ref, thing: bond, id });
  },
  advance: (play) => advance(play, play.random.pick([1, 3, 100, 70_000, 2 ** 31, 2 ** 32])),
};

async function advance({ runtime, clock, world }: Play, ms: number): Promise<void> {
  await settled(runtime);
  await pass(runtime, clock, ms);
  world.advance(ms);
}

function check(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected);
}
