// Random trees under random blows. One blow at a time, a model foretells the tree; many at once, what is there must fit
// together: each process is a child of somebody, and everything that lasts has an owner. SEED=… repeats a storm.

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { AlreadyStartedError, NoProcessError, Process, ServerExitedError, StartError, Supervisor, createRuntime, exit, isExit, receive, self, send } from "../../../js/index.ts";
import type { Pid, Runtime } from "../../../js/index.ts";
import { createRandom } from "../../core/random.ts";
import type { Random } from "../../core/random.ts";
import { createClock, pass, settled } from "../../support/clock.ts";
import type { VirtualClock } from "../../support/clock.ts";
import { createModel, ended, forget, nodeOf, running, start, stop } from "./model.ts";
import type { Model, Node, Plan, SupervisorPlan } from "./model.ts";

const SEEDS = env["SEED"] === undefined ? Array.from({ length: 30 }, (_, index) => index + 1) : [Number(env["SEED"])];
const REASONS = ["normal", "shutdown", { shutdown: 1 }, "odd", "kill"];
const isNormal = (reason: unknown): boolean => reason !== "odd" && reason !== "kill";

// ── Trees ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function randomTree(random: Random, isEndless: boolean): Plan {
  let number = 0;

  function child(parent: Pick<SupervisorPlan, "autoShutdown">, path: string, depth: number): Plan {
    const restart = random.pick(["permanent", "permanent", "transient", "temporary"] as const);
    const significant = parent.autoShutdown !== "never" && restart !== "permanent" && random.chance(0.6);
    const id = `${number++}`;
    const supervisor = depth > 0 && random.chance(0.4) ? below(`${path}/${id}`, depth - 1) : undefined;
    return { id, path: `${path}/${id}`, restart, significant, manner: random.pick(["plain", "plain", "orderly", "stubborn"] as const), supervisor };
  }

  function below(path: string, depth: number, isRoot = false): SupervisorPlan {
    const autoShutdown = isRoot || isEndless ? "never" : random.pick(["never", "never", "anySignificant", "allSignificant"] as const);
    return {
      strategy: random.pick(["oneForOne", "oneForAll", "restForOne"] as const),
      maxRestarts: isRoot || isEndless ? 1_000_000 : random.upTo(4),
      maxSeconds: random.pick([1, 2, 5]),
      autoShutdown,
      children: Array.from({ length: 1 + random.upTo(4) }, () => child({ autoShutdown }, path, depth)),
    };
  }

  return { id: "root", path: "root", restart: "permanent", significant: false, manner: "plain", supervisor: below("root", 3, true) };
}

/** What the workers of one runtime share with the test. */
interface World {
  readonly runtime: Runtime;
  readonly clock: VirtualClock;
  readonly starts: Map<string, number>;
  readonly failures: Map<string, number>;
  root: Pid;
  /** The process that has started the root. */
  owner: Pid;
}

/** Milliseconds that a stubborn worker has before it is killed. All of a tree together need less than a second. */
const SHUTDOWN_MS = 5;

function specOf(world: World, plan: Plan): Supervisor.ChildSpec {
  const { id, path, restart, significant, manner, supervisor } = plan;
  if (supervisor !== undefined) return Supervisor.childSpec(supervisor.children.map((child) => specOf(world, child)), { ...optionsOf(supervisor), id, restart, significant });
  const begin = () => {
    const failures = world.failures.get(path) ?? 0;
    if (failures > 0) {
      world.failures.set(path, failures - 1);
      throw new Error("not yet");
    }
    const count = (world.starts.get(path) ?? 0) + 1;
    world.starts.set(path, count);
    return Process.spawn(bodies[manner], { link: true, name: `${path}#${count}` });
  };
  return { id, start: begin, restart, significant, shutdown: SHUTDOWN_MS };
}

function optionsOf({ strategy, maxRestarts, maxSeconds, autoShutdown }: SupervisorPlan): Supervisor.SupervisorOptions {
  return { strategy, maxRestarts, maxSeconds, autoShutdown };
}

/** Waits until it is told to end, or, if it traps exits, gets an EXIT that `heeds` wants. */
function* untilEnded(heeds: (reason: unknown) => boolean): Generator<unknown, never, unknown> {
  for (;;) {
    const message = yield* receive();
    if (isTold(message) || (isExit(message) && heeds(message.reason))) exit(message.reason);
  }
}

function* plain() {
  yield* untilEnded(() => false);
}

function* orderly() {
  Process.flag("trapExit", true);
  yield* untilEnded(() => true);
}

/** Does not heed its supervisor, as long as there is one. */
function* stubborn() {
  Process.flag("trapExit", true);
  yield* untilEnded((reason) => reason === "killed");
}

interface Told {
  readonly type: "end";
  readonly reason: unknown;
}

function isTold(message: unknown): message is Told {
  return typeof message === "object" && message !== null && "type" in message && message.type === "end";
}

const bodies = { plain, orderly, stubborn };

async function plant(plan: Plan, seed: number): Promise<World> {
  const clock = createClock();
  const runtime = createRuntime({ logger: false, clock, seed });
  const world: World = { runtime, clock, starts: new Map(), failures: new Map(), root: undefined as never, owner: undefined as never };
  world.owner = runtime.spawn(function* () {
    world.root = yield* Supervisor.startLink(plan.supervisor!.children.map((child) => specOf(world, child)), optionsOf(plan.supervisor!));
    yield* Process.sleep(Infinity);
  });
  await settled(runtime);
  return world;
}

/** Runs `body` in a process, and lets the next second come. */
async function within<T>({ runtime, clock }: World, body: () => Generator<unknown, T, unknown>): Promise<T> {
  const result = runtime.run(body as never) as Promise<T>;
  const end = Math.floor(clock.now() / 1_000) * 1_000 + 1_000;
  await pass(runtime, clock, end - clock.now());
  if (clock.now() < end) clock.advance(end - clock.now());
  return result;
}

// ── What is there ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A child as its supervisor tells of it: a worker by whether it runs, a supervisor by what is below it. */
type Seen = readonly [id: unknown, below: "worker" | "none" | "restarting" | readonly Seen[]];

interface Sight {
  readonly tree: readonly Seen[];
  readonly pids: Pid[];
}

function* look(supervisor: Pid, pids: Pid[] = [supervisor]): Generator<unknown, Sight, unknown> {
  const tree: Seen[] = [];
  for (const { id, child, type } of yield* Supervisor.whichChildren(supervisor)) {
    if (typeof child !== "object") tree.unshift([id, child ?? "none"]);
    else {
      pids.push(child);
      tree.unshift([id, type === "worker" ? "worker" : (yield* look(child, pids)).tree]);
    }
  }
  return { tree, pids };
}

function foretold(node: Node): readonly Seen[] {
  return node.children.map((child) => [child.plan.id, !child.isRunning ? "none" : child.plan.supervisor === undefined ? "worker" : foretold(child)]);
}

/** Whatever there is belongs to the tree: processes, names, links; no message, timer or monitor is left. */
async function checkNothingMore({ runtime, owner }: World, pids: readonly Pid[]): Promise<void> {
  const { list, holders, named } = await runtime.run(() => ({
    list: Process.list().filter((pid) => pid !== self()),
    holders: Process.registered().map((name) => Process.whereis(name)),
    named: pids.filter((pid) => Process.info(pid)?.registeredName !== undefined),
  }));
  await settled(runtime);
  const { processes, messages, timers, relations } = runtime.stats();

  expect(new Set(list)).toEqual(new Set([...pids, owner]));
  expect(new Set(holders)).toEqual(new Set(named));
  expect({ processes, messages, timers, relations }).toEqual({ processes: pids.length + 1, messages: 0, timers: 0, relations: pids.length });
}

async function fell({ runtime, clock }: World): Promise<void> {
  const stopping = runtime.stop();
  for (let round = 0; round < 20; round++) {
    clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await stopping;
}

// ── Blows ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The pids on the way to a node, the last one its own. */
function* pidOf(world: World, node: Node): Generator<unknown, Pid, unknown> {
  if (node.parent === undefined) return world.root;
  const parent = yield* pidOf(world, node.parent);
  const infos = yield* Supervisor.whichChildren(parent);
  return infos.find(({ id }) => id === node.plan.id)?.child as Pid;
}

function* outcomeOf(operation: Iterable<unknown>): Generator<unknown, string, unknown> {
  try {
    yield* operation;
    return "done";
  } catch (error) {
    if (error instanceof AlreadyStartedError) return "running";
    if (error instanceof NoProcessError) return "unknown";
    if (error instanceof StartError) return error.reason === "alreadyPresent" ? "present" : "failed";
    throw error;
  }
}

type Call = "startChild" | "terminateChild" | "restartChild" | "deleteChild";

/** What a call does to the model, and how it answers. */
function foretellCall(model: Model, parent: Node, call: Call, plan: Plan): string {
  const node = parent.children.find((child) => child.plan.id === plan.id);
  if (call === "startChild") {
    if (node !== undefined) return node.isRunning ? "running" : "present";
    const added = nodeOf(plan, parent);
    if (!start(model, added)) return "failed";
    parent.children.push(added);
    return "done";
  }
  if (node === undefined) return "unknown";
  if (call === "terminateChild") {
    stop(node);
    forget(parent, node);
    return "done";
  }
  if (node.isRunning) return "running";
  if (call === "restartChild") return start(model, node) ? "done" : "failed";
  parent.children = parent.children.filter((child) => child !== node);
  return "done";
}

function callOf(world: World, supervisor: Pid, call: Call, plan: Plan): Iterable<unknown> {
  return call === "startChild" ? Supervisor.startChild(supervisor, specOf(world, plan)) : Supervisor[call](supervisor, plan.id);
}

/** One blow to the tree and to the model. Returns what was done, for the message of a failure. */
async function strike(world: World, model: Model, random: Random): Promise<string> {
  const nodes = running(model.root);
  const supervisors = nodes.filter(({ plan }) => plan.supervisor !== undefined);
  for (const { plan } of nodes) if (plan.supervisor === undefined && random.chance(0.05)) breakDown(world, model, plan.path, 1 + random.upTo(3));
  const target = random.pick(nodes);

  if (random.chance(0.4)) {
    const parent = random.pick(supervisors);
    const plans = parent.plan.supervisor!.children;
    const call = random.pick(["startChild", "terminateChild", "restartChild", "deleteChild"] as const);
    const plan = random.pick(plans);
    const answer = foretellCall(model, parent, call, plan);
    const given = await within(world, function* () {
      return yield* outcomeOf(callOf(world, yield* pidOf(world, parent), call, plan));
    });
    expect(given, `${call} ${plan.path}`).toBe(answer);
    return `${call} ${plan.path}`;
  }

  if (target.parent === undefined) {
    await within(world, function* () {});
    return "nothing";
  }
  const reason = target.plan.supervisor === undefined ? random.pick(REASONS) : "kill";
  ended(model, target, isNormal(reason));
  await within(world, function* () {
    const pid = yield* pidOf(world, target);
    if (reason === "kill") Process.exit(pid, "kill");
    else send(pid, { type: "end", reason });
  });
  return `${target.plan.path} ends with ${JSON.stringify(reason)}`;
}

/** The next starts of a worker fail. */
function breakDown(world: World, model: Model, path: string, count: number): void {
  world.failures.set(path, count);
  model.failures.set(path, count);
}

describe("one blow at a time", () => {
  it.each(SEEDS)("the tree is what the model says: seed %i", { timeout: 60_000 }, async (seed) => {
    const random = createRandom(seed);
    const plan = randomTree(random, false);
    const world = await plant(plan, seed);
    const model = createModel(plan);
    const done: string[] = [];

    for (let blow = 0; blow < 40; blow++) {
      done.push(await strike(world, model, random));
      const { tree, pids } = await within(world, () => look(world.root));

      expect(tree, `SEED=${seed}, after ${done.join("; ")}`).toEqual(foretold(model.root));
      expect(Object.fromEntries(world.starts), `SEED=${seed}, after ${done.join("; ")}`).toEqual(Object.fromEntries(model.starts));
      await checkNothingMore(world, pids);
      model.second = Math.floor((world.clock.now() - 1_000) / 1_000);
    }
    await fell(world);
  });
});

describe("many blows at once", () => {
  it.each(SEEDS)("every process has its place, and every permanent child runs: seed %i", { timeout: 60_000 }, async (seed) => {
    const random = createRandom(seed);
    const plan = randomTree(random, true);
    const world = await plant(plan, seed);
    const { runtime, root } = world;
    const touched = new Set<string>();

    /** Hits processes of the tree, whatever the tree is doing. Those that the host has started, its owner and the strikers, have no parent. */
    function* striker(): Generator<unknown, void, unknown> {
      for (let blow = 0; blow < 20; blow++) {
        const pid = random.pick(Process.list().filter((one) => Process.info(one)?.parent !== undefined));
        const isSupervisor = Process.info(pid)?.registeredName === undefined;
        if (isSupervisor && random.chance(0.4)) yield* call(pid);
        else if (pid !== root) Process.exit(pid, random.pick(["kill", "odd", "shutdown"]));
        yield* Process.sleep(random.upTo(3));
      }
    }

    function* call(supervisor: Pid): Generator<unknown, void, unknown> {
      const name = random.pick(["terminateChild", "restartChild", "deleteChild"] as const);
      const id = String(random.upTo(12));
      touched.add(id);
      try {
        yield* Supervisor[name](supervisor, id);
      } catch (error) {
        if (![AlreadyStartedError, NoProcessError, StartError, ServerExitedError].some((kind) => error instanceof kind)) throw error;
      }
    }

    for (let round = 0; round < 4; round++) {
      const strikers = Array.from({ length: 5 }, () => runtime.run(striker));
      await pass(runtime, world.clock, 60_000);
      await Promise.all(strikers);
      const { tree, pids } = await within(world, () => look(root));

      await checkNothingMore(world, pids);
      checkPermanent(plan.supervisor!, tree, touched);
    }
    await fell(world);
  });
});

/** A child that nobody but its supervisor has touched, runs. */
function checkPermanent({ children }: SupervisorPlan, tree: readonly Seen[], touched: ReadonlySet<unknown>): void {
  for (const { id, restart, supervisor } of children) {
    const below = tree.find(([seen]) => seen === id)?.[1];
    if (restart === "permanent" && !touched.has(id)) expect(below, id).not.toBeOneOf([undefined, "none", "restarting"]);
    if (supervisor !== undefined && typeof below === "object") checkPermanent(supervisor, below, touched);
  }
}
