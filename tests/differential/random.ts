// Random programs: four processes link, monitor, signal, name and end each other. The same generator of numbers on both
// sides makes the same program of a seed. After each step, when all that follows from it has happened, the state is traced.

import {
  exit, isDown, isExit, isPid, isRef, makeRef, Process, receive, self, send, share, spawn,
  type MonitorAlias, type Name, type Pid, type Ref,
} from "../../js/index.ts";
import { attempt, drain, reasonOf, tagged, watch, type Body, type Group, type Log } from "./trace.ts";

const reasons = ["normal", "kill", "killed", "shutdown", "a", "b"];
const names = ["random_name_1", "random_name_2"];
const modes = ["explicit_unalias", "demonitor", "reply_demonitor"];
const aliases: readonly MonitorAlias[] = ["explicitUnalias", "demonitor", "replyDemonitor"];

export const random: Group = Object.fromEntries(
  Array.from({ length: 200 }, (_, index): [string, Body] => [
    `1 to 31. links, monitors, signals, names and aliases: random program ${index + 1}`,
    (log) => program(index + 1, log),
  ]),
);

/** A process and the monitor by which its end is noticed; no monitor means that it has ended. */
interface Slot {
  pid: Pid;
  watch: Ref | undefined;
}

interface World {
  readonly slots: Slot[];
  /** Processes and references in the order in which they were made: what they are called in the trace. */
  readonly known: (Pid | Ref)[];
  /** Who made a reference. */
  readonly makers: Map<unknown, Pid>;
  readonly random: (count: number) => number;
}

type Deed = () => unknown;

function* program(seed: number, log: Log) {
  const world: World = { slots: [], known: [], makers: new Map(), random: randomNumbers(seed * 7919) };
  for (let n = 1; n <= 4; n++) world.slots.push(start(world));

  for (let n = 1; n <= 60; n++) yield* step(world, n, log);

  for (const { pid, watch } of world.slots) {
    if (watch === undefined) continue;
    Process.exit(pid, "kill");
    yield* reasonOf(watch);
  }
}

function* step(world: World, n: number, log: Log) {
  const [operation, a, b, extra] = [world.random(21), world.random(4), world.random(4), world.random(1000)];
  for (const slot of world.slots) watchLast(slot);
  const [actor, target] = [at(world.slots, a), at(world.slots, b)];

  let did: readonly [what: string, outcome: string];
  if (actor.watch === undefined) {
    did = ["spawn", "true"];
    world.slots[a] = start(world);
  } else if (target.watch === undefined && operation >= 19) {
    did = yield* spawned(world, actor, operation, b);
  } else {
    const [what, deed] = order(world, actor.pid, operation, target.pid, extra, n);
    did = [what, yield* ask(world, actor, deed)];
  }

  const deaths = yield* settle(world);
  const hasEnded = actor.watch === undefined && world.slots.includes(actor);
  log([n, `${text(world, actor.pid)} ${did[0]}`, hasEnded ? "ended" : did[1], deaths.sort()]);
  log(world.slots.map((slot) => state(world, slot)));
}

function order(world: World, actor: Pid, operation: number, target: Pid, extra: number, n: number): [what: string, deed: Deed] {
  const [reason, name, mode] = [at(reasons, extra % 6), at(names, extra % 2), at(modes, extra % 3)];
  const refs = [...world.known.filter(isRef), makeRef()];
  const owned = refs.filter((ref, index) => index === refs.length - 1 || world.makers.get(ref) === actor);
  const [ref, own] = [at(refs, extra % refs.length), at(owned, extra % owned.length)];
  const to = text(world, target);

  switch (operation) {
    case 0:
    case 1:
      return [`link ${to}`, () => Process.link(target)];
    case 2:
      return [`unlink ${to}`, () => Process.unlink(target)];
    case 3:
    case 4:
      return [`monitor ${to}`, () => Process.monitor(target)];
    case 5:
      return [`demonitor ${text(world, own)}`, () => Process.demonitor(own, { info: true })];
    case 6:
      return [`demonitor and flush ${text(world, own)}`, () => Process.demonitor(own, { info: true, flush: true })];
    case 7:
    case 8:
      return [`signal ${to} ${reason}`, () => Process.exit(target, reason)];
    case 9:
      return ["trap", () => Process.flag("trapExit", extra % 4 !== 0)];
    case 10:
      return ["drain", drain];
    case 11:
      return [`exit ${reason}`, () => ({ exit: reason })];
    case 12:
      return [`send ${to}`, () => sent(target, n)];
    case 13:
      return [`register ${to} ${name}`, () => Process.register(target, name)];
    case 14:
      return [`unregister ${name}`, () => Process.unregister(name)];
    case 15:
      return [`send ${name}`, () => sent(name, n)];
    case 16:
      return [`monitor ${name}`, () => Process.monitor(name)];
    case 17:
      if (target === actor) return ["nothing", () => true];
      return [`monitor ${to} ${mode}`, () => Process.monitor(target, { alias: at(aliases, extra % 3) })];
    case 18:
      return [`send ${text(world, ref)}`, () => sent(ref, n)];
    case 19:
      return [`unalias ${text(world, own)}`, () => Process.unalias(own)];
    default:
      return [`whereis ${name}`, () => Process.whereis(name)];
  }
}

// The processes: each does what it is told, and leaves all other messages in its mailbox.

function start(world: World): Slot {
  const pid = spawn(obey, self());
  world.known.push(pid);
  return { pid, watch: watch(pid) };
}

function* spawned(world: World, actor: Slot, operation: number, b: number) {
  const driver = self();
  const deed =
    operation === 19
      ? () => Process.spawn(obey, { link: true, args: [driver] })
      : () => Process.spawn(obey, { link: true, monitor: true, args: [driver] });
  const outcome = yield* ask(world, actor, deed);
  const pid = at(world.known.filter(isPid), -1);
  world.slots[b] = { pid, watch: watch(pid) };
  return [`spawn ${operation === 19 ? 1 : 2}`, outcome] as const;
}

function* obey(driver: Pid) {
  for (;;) {
    const [, deed] = yield* receive((message): message is ["do", Deed] => tagged("do")(message));
    const result = deed === drain ? ["returned", yield* drain()] : attempt(deed);
    if (Array.isArray(result) && isExitOrder(result[1])) exit(result[1].exit);
    send(driver, ["did", self(), result]);
  }
}

/** Tells a process to do something, and returns in words what it has done. */
function* ask(world: World, { pid, watch }: Slot, deed: Deed) {
  send(pid, ["do", share(deed)]);
  const answer = yield* receive((message) => isDown(message, watch) || (tagged("did")(message) && message[1] === pid));
  if (isDown(answer)) {
    send(self(), answer);
    return "ended";
  }

  const [, , result] = answer as ["did", Pid, "raised" | ["returned", unknown]];
  return result === "raised" ? result : outcome(world, pid, result[1]);
}

function outcome(world: World, maker: Pid, value: unknown): string {
  const isSpawned = Array.isArray(value) && value.length === 2 && isPid(value[0]);
  if (Array.isArray(value) && !isSpawned) return texts(world, value, ", ");

  const made = isSpawned ? value : [value];
  for (const identity of made) {
    if (!isPid(identity) && !isRef(identity)) continue;
    if (!world.known.includes(identity)) world.known.push(identity);
    world.makers.set(identity, maker);
  }
  return made.map((item) => text(world, item)).join(" ");
}

// All that follows from a step has happened when nobody ends any more and everybody answers.

/** There the monitor that was set last is told last, when all other signals of the end have been sent. */
function watchLast(slot: Slot): void {
  if (slot.watch === undefined) return;
  Process.demonitor(slot.watch, { flush: true });
  slot.watch = watch(slot.pid);
}

function* settle(world: World) {
  const deaths: string[] = [];
  for (let hasSettled = false; !hasSettled; ) {
    hasSettled = true;
    for (const slot of world.slots) {
      if (slot.watch === undefined) continue;
      if (Process.isAlive(slot.pid) && (yield* ask(world, slot, () => true)) !== "ended") continue;
      deaths.push(`${text(world, slot.pid)} ended: ${String(yield* reasonOf(slot.watch))}`);
      slot.watch = undefined;
      hasSettled = false;
    }
  }
  return deaths;
}

function state(world: World, { pid, watch }: Slot): unknown {
  const info = Process.info(pid);
  if (watch === undefined || info === undefined) return `${text(world, pid)} has ended`;
  const { links, monitors, messageQueueLength, trapExit, registeredName } = info;
  return [text(world, pid), texts(world, links, " "), texts(world, monitors, " "), messageQueueLength, trapExit, registeredName];
}

// Words.

function text(world: World, value: unknown): string {
  if (isExit(value)) return `EXIT ${text(world, value.from)} ${String(value.reason)}`;
  if (isDown(value)) return `DOWN ${text(world, value.ref)} ${text(world, value.object)} ${String(value.reason)}`;
  if (!isPid(value) && !isRef(value)) return value === undefined ? "" : String(value);
  return world.known.includes(value) ? `${isPid(value) ? "P" : "R"}${world.known.indexOf(value)}` : "unknown";
}

function texts(world: World, values: readonly unknown[], separator: string): string {
  return values.map((value) => text(world, value)).sort().join(separator);
}

function sent(destination: Pid | Ref | Name, message: number): number {
  send(destination, message);
  return message;
}

function isExitOrder(value: unknown): value is { exit: string } {
  return typeof value === "object" && value !== null && "exit" in value;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values.at(index);
  if (value === undefined) throw new RangeError(`expected an index below ${values.length}, got ${index}`);
  return value;
}

/** Park and Miller's generator: the products stay below 2^53. */
function randomNumbers(seed: number): (count: number) => number {
  let number = seed;
  return (count) => {
    number = (number * 16807) % 2_147_483_647;
    return number % count;
  };
}
