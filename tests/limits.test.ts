import { describe, expect, it } from "vitest";
import {
  AlreadyRegisteredError, BeamletError, DataCloneError, NoProcessError, NotAProcessError, Process, RuntimeStoppedError, SystemLimitError, createRuntime, makeRef,
  receive, run, self, send, spawn, spawnLink, spawnMonitor, until,
} from "../js/index.ts";
import type { Pid, Ref, Runtime } from "../js/index.ts";
import { createClock, hostTurn, settled } from "./support/clock.ts";

type ErrorClass = abstract new (...args: never[]) => Error;
type Case = readonly [name: string, expected: ErrorClass, action: () => unknown];

/** Passes what the types do not let through, as a program without types does. */
const wrong = (value: unknown): never => value as never;

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("maxProcesses", () => {
  const LIMIT = 5;

  function full(): { runtime: Runtime; pids: Pid[] } {
    const runtime = createRuntime({ logger: false, maxProcesses: LIMIT });
    return { runtime, pids: Array.from({ length: LIMIT }, () => runtime.spawn(() => receive())) };
  }

  it("lets as many processes live as it says, and refuses the next at the call", () => {
    const { runtime } = full();

    const error = thrownBy(() => runtime.spawn(() => {}));

    expect(error).toBeInstanceOf(SystemLimitError);
    expect(error).toMatchObject({ resource: "processes", limit: LIMIT });
    expect(runtime.stats().processes).toBe(LIMIT);
  });

  it("makes run reject", async () => {
    await expect((async () => full().runtime.run(() => {}))()).rejects.toBeInstanceOf(SystemLimitError);
  });

  it("makes each way of spawning throw inside a process, which goes on", async () => {
    const runtime = createRuntime({ logger: false, maxProcesses: LIMIT });

    const [errors, message] = await runtime.run(function* () {
      for (let index = 1; index < LIMIT; index++) spawn(() => receive());
      const errors = [() => spawn(() => {}), () => spawnLink(() => {}), () => spawnMonitor(() => {}), () => Process.spawn(() => {}, { name: "free" })].map(thrownBy);
      send(self(), [Process.whereis("free"), Process.info(self())?.links, Process.info(self())?.monitors]);
      return [errors, yield* receive()];
    });

    for (const error of errors as unknown[]) expect(error).toBeInstanceOf(SystemLimitError);
    expect(message).toEqual([undefined, [], []]);
    expect(runtime.stats()).toMatchObject({ relations: 0 });
  });

  it("leaves the others alone, and lets new ones in once some have ended", async () => {
    const { runtime, pids } = full();
    const [first] = pids;
    for (let round = 0; round < 100; round++) expect(thrownBy(() => runtime.spawn(() => {}))).toBeInstanceOf(SystemLimitError);

    if (first !== undefined) send(first, "end");
    await settled(runtime);

    expect(await runtime.run(() => "works")).toBe("works");
    expect(pids.map((pid) => Process.isAlive(pid))).toEqual([false, true, true, true, true]);
  });
});

describe("a wrong argument", () => {
  const body = (): void => {};
  const refused = (name: string, expected: ErrorClass, action: () => unknown): Case => [name, expected, action];
  const cases: readonly Case[] = [
    ...[undefined, null, 5, "body", {}, [], Promise.resolve()].flatMap((value) => [
      refused(`spawn(${String(value)})`, TypeError, () => spawn(wrong(value))),
      refused(`spawnLink(${String(value)})`, TypeError, () => spawnLink(wrong(value))),
      refused(`spawnMonitor(${String(value)})`, TypeError, () => spawnMonitor(wrong(value))),
      refused(`Process.spawn(${String(value)})`, TypeError, () => Process.spawn(wrong(value), { link: true, monitor: true, name: "wrong" })),
    ]),
    ...[undefined, null, 5, "", {}, true].flatMap((value) => [
      refused(`send to ${JSON.stringify(value)}`, TypeError, () => send(wrong(value), 1)),
      refused(`sendAfter to ${JSON.stringify(value)}`, TypeError, () => Process.sendAfter(wrong(value), 1, 1)),
      refused(`monitor ${JSON.stringify(value)}`, TypeError, () => Process.monitor(wrong(value))),
      refused(`whereis ${JSON.stringify(value)}`, TypeError, () => Process.whereis(wrong(value))),
      refused(`unregister ${JSON.stringify(value)}`, TypeError, () => Process.unregister(wrong(value))),
      refused(`register as ${JSON.stringify(value)}`, TypeError, () => Process.register(self(), wrong(value))),
    ]),
    ...[undefined, null, 5, "name", {}].flatMap((value) => [
      refused(`exit ${JSON.stringify(value)}`, TypeError, () => Process.exit(wrong(value), "kill")),
      refused(`link ${JSON.stringify(value)}`, TypeError, () => Process.link(wrong(value))),
      refused(`unlink ${JSON.stringify(value)}`, TypeError, () => Process.unlink(wrong(value))),
      refused(`isAlive ${JSON.stringify(value)}`, TypeError, () => Process.isAlive(wrong(value))),
      refused(`info ${JSON.stringify(value)}`, TypeError, () => Process.info(wrong(value))),
      refused(`register ${JSON.stringify(value)}`, TypeError, () => Process.register(wrong(value), "name")),
      refused(`demonitor ${JSON.stringify(value)}`, TypeError, () => Process.demonitor(wrong(value))),
      refused(`unalias ${JSON.stringify(value)}`, TypeError, () => Process.unalias(wrong(value))),
      refused(`cancelTimer ${JSON.stringify(value)}`, TypeError, () => Process.cancelTimer(wrong(value))),
      refused(`readTimer ${JSON.stringify(value)}`, TypeError, () => Process.readTimer(wrong(value))),
      refused(`until ${JSON.stringify(value)}`, TypeError, () => until(wrong(value))),
    ]),
    ...[NaN, -1, -Infinity, -1e-9].flatMap((ms) => [
      refused(`sleep(${ms})`, RangeError, () => Process.sleep(ms)),
      refused(`receive after ${ms}`, RangeError, () => receive({ after: ms })),
      refused(`sendAfter ${ms}`, RangeError, () => Process.sendAfter(self(), 1, ms)),
    ]),
    ...["5", null, 5n, {}].flatMap((ms) => [
      refused(`sleep of ${typeof ms}`, TypeError, () => Process.sleep(wrong(ms))),
      refused(`receive after ${typeof ms}`, TypeError, () => receive({ after: wrong(ms) })),
      refused(`sendAfter of ${typeof ms}`, TypeError, () => Process.sendAfter(self(), 1, wrong(ms))),
    ]),
    ["receive with an unknown option", TypeError, () => receive(wrong({ afterwards: 5 }))],
    ["receive of a number", TypeError, () => receive(wrong(5))],
    ["receive of null", TypeError, () => receive(wrong(null))],
    ...[/x/, [], new Map(), new Date(0), Promise.resolve(), "text"].flatMap((value) => [
      refused(`receive of ${String(value)}`, TypeError, () => receive(wrong(value))),
      refused(`receive with ${String(value)} as options`, TypeError, () => receive(() => true, wrong(value))),
    ]),
    ["receive of a pid", TypeError, () => receive(wrong(self()))],
    ["receive of a ref", TypeError, () => receive(wrong(makeRef()))],
    ["receive with a pid as ref", TypeError, () => receive(() => true, { ref: wrong(self()) })],
    ["Process.spawn with an unknown option", TypeError, () => Process.spawn(body, wrong({ linked: true }))],
    ["Process.spawn with a wrong link", TypeError, () => Process.spawn(body, { link: wrong("yes") })],
    ["Process.spawn with a wrong priority", TypeError, () => Process.spawn(body, { priority: wrong("urgent") })],
    ["Process.spawn with a wrong name", TypeError, () => Process.spawn(body, { name: "" })],
    ["Process.spawn with a taken name", AlreadyRegisteredError, () => Process.spawn(body, { name: "taken" })],
    ["Process.spawn with wrong arguments", TypeError, () => Process.spawn(body, { args: wrong("ab") })],
    ["Process.spawn with null", TypeError, () => Process.spawn(body, wrong(null))],
    ["monitor with an unknown option", TypeError, () => Process.monitor(self(), wrong({ tag: 1 }))],
    ["monitor with a wrong alias", TypeError, () => Process.monitor(self(), { alias: wrong("reply") })],
    ["alias with a wrong mode", TypeError, () => Process.alias(wrong("toString"))],
    ["demonitor with a wrong flush", TypeError, () => Process.demonitor(makeRef(), { flush: wrong(1) })],
    ["an unknown flag", TypeError, () => Process.flag(wrong("trap_exit"), true)],
    ["trapExit as a number", TypeError, () => Process.flag("trapExit", wrong(1))],
    ["an unknown priority", TypeError, () => Process.flag("priority", wrong("toString"))],
    ["getLabel of a name", TypeError, () => Process.getLabel(wrong("taken"))],
    ["send to a name that nobody has", NoProcessError, () => send("nobody", 1)],
    ["unregister of a name that nobody has", NoProcessError, () => Process.unregister("nobody")],
    ["a name that is taken", AlreadyRegisteredError, () => Process.register(self(), "taken")],
    ["send of a function", DataCloneError, () => send(self(), { list: [() => {}] })],
    ["sendAfter of a symbol", DataCloneError, () => Process.sendAfter(self(), Symbol("x"), 1)],
    ["exit with a function", DataCloneError, () => Process.exit(self(), () => {})],
    ...Object.entries({ reductions: 0, sliceMs: -1, maxProcesses: NaN, seed: 1.5 }).map(([key, value]) => refused(`createRuntime with ${key} ${value}`, RangeError, () => createRuntime({ [key]: value }))),
    ...Object.entries({ reductions: "1", sliceMs: null, maxProcesses: {}, seed: "x", logger: {}, clock: {}, module: {}, unknown: 1 }).map(([key, value]) => refused(`createRuntime with a wrong ${key}`, TypeError, () => createRuntime({ [key]: value }))),
  ];

  it.each(cases)("is refused and changes nothing: %s", async (_, expected, action) => {
    const runtime = createRuntime({ logger: false });
    const [error, before, after] = await runtime.run(() => {
      Process.register(self(), "taken");
      const before = runtime.stats();
      return [thrownBy(action), before, runtime.stats()];
    });
    await runtime.idle();

    expect(error).toBeInstanceOf(expected);
    expect((error as Error).message.length).toBeGreaterThan(15);
    expect({ ...(after as object), processes: 1, runnable: 0 }).toEqual(before);
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it("is a NotAProcessError in host code for what needs a calling process", () => {
    const pid = spawn(() => receive());
    const needy = [self, () => spawnLink(() => {}), () => spawnMonitor(() => {}), () => receive(), () => Process.link(pid), () => Process.unlink(pid), () => Process.monitor(pid), () => Process.alias(), () => Process.flag("trapExit", true), () => Process.get("key"), () => Process.put("key", 1), () => Process.delete("key"), () => Process.getKeys(), () => Process.setLabel("x"), () => Process.getLabel(), () => Process.abortSignal(), () => Process.demonitor(makeRef()), () => Process.unalias(makeRef())];

    for (const action of needy) expect(thrownBy(action), action.toString()).toBeInstanceOf(NotAProcessError);
    for (const action of needy) expect(thrownBy(action), action.toString()).toBeInstanceOf(BeamletError);
    Process.exit(pid, "kill");
  });

  it("makes run fail with a TypeError", async () => {
    await expect((async () => run(wrong(undefined)))()).rejects.toBeInstanceOf(TypeError);
  });
});

describe("stop", () => {
  it("ends every process with shutdown, and lets each clean up", async () => {
    const runtime = createRuntime({ logger: false });
    const cleaned: number[] = [];
    for (let index = 0; index < 5; index++) {
      runtime.spawn(function* () {
        try {
          yield* receive();
        } finally {
          cleaned.push(index);
        }
      });
    }
    const result = runtime.run(() => Process.sleep(1_000)).catch((error: unknown) => error);
    await settled(runtime);

    await runtime.stop();

    expect(cleaned).toEqual([0, 1, 2, 3, 4]);
    expect(await result).toMatchObject({ reason: "shutdown" });
  });

  it("kills those that ignore it, 5 seconds later, and holds nothing of the host then", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const seen: unknown[] = [];
    const ended: string[] = [];
    const note = (name: string): void => Process.abortSignal().addEventListener("abort", () => ended.push(name));
    const stubborn = runtime.spawn(function* () {
      note("stubborn");
      Process.flag("trapExit", true);
      for (;;) seen.push(yield* receive());
    });
    runtime.spawn(function* () {
      note("stuck");
      Process.flag("trapExit", true);
      yield* until(new Promise(() => {}));
    });
    Process.sendAfter(stubborn, "late", 60_000);
    await settled(runtime);
    let isStopped = false;
    const stopped = runtime.stop().then(() => (isStopped = true));

    await hostTurn();
    clock.advance(4_999);
    await hostTurn();
    expect([isStopped, seen]).toMatchObject([false, [{ type: "EXIT", reason: "shutdown" }]]);

    clock.advance(1);
    await stopped;
    expect(ended).toEqual(["stubborn", "stuck"]);
    expect(clock.pending()).toBe(0);
  });

  it("may be called twice, also while it runs, and after it", async () => {
    const runtime = createRuntime({ logger: false });
    runtime.spawn(() => receive());

    await Promise.all([runtime.stop(), runtime.stop()]);
    await runtime.stop();
    await using again = runtime;
    expect(again).toBe(runtime);
  });

  it("is what `await using` does at the end", async () => {
    const cleaned: string[] = [];
    let kept: Runtime | undefined;
    {
      await using runtime = createRuntime({ logger: false });
      kept = runtime;
      runtime.spawn(function* () {
        try {
          yield* receive();
        } finally {
          cleaned.push("cleaned");
        }
      });
      await settled(runtime);
    }

    expect(cleaned).toEqual(["cleaned"]);
    expect(thrownBy(() => kept?.spawn(() => {}))).toBeInstanceOf(RuntimeStoppedError);
  });

  it("lets a process stop its own runtime", async () => {
    const runtime = createRuntime({ logger: false });

    const result = runtime.run(() => until(runtime.stop())).catch((error: unknown) => error);

    expect(await result).toMatchObject({ reason: "shutdown" });
    await runtime.stop();
  });

  async function stopped(): Promise<{ runtime: Runtime; pid: Pid; alias: Ref; timer: Ref }> {
    const runtime = createRuntime({ logger: false });
    let alias: Ref | undefined;
    const pid = runtime.spawn(function* () {
      alias = Process.alias();
      yield* receive();
    });
    const timer = Process.sendAfter(pid, "late", 60_000);
    await settled(runtime);
    await runtime.stop();
    return { runtime, pid, alias: alias ?? makeRef(), timer };
  }

  const uses: Record<string, (world: { runtime: Runtime; pid: Pid; alias: Ref; timer: Ref }) => unknown> = {
    "runtime.run": ({ runtime }) => runtime.run(() => {}),
    "runtime.spawn": ({ runtime }) => runtime.spawn(() => {}),
    "runtime.send": ({ runtime, pid }) => runtime.send(pid, 1),
    "runtime.send to a name": ({ runtime }) => runtime.send("name", 1),
    send: ({ pid }) => send(pid, 1),
    "send to an alias": ({ alias }) => send(alias, 1),
    "Process.exit": ({ pid }) => Process.exit(pid, "kill"),
    "Process.register": ({ pid }) => Process.register(pid, "name"),
    "Process.sendAfter": ({ pid }) => Process.sendAfter(pid, 1, 1),
    "Process.cancelTimer": ({ timer }) => Process.cancelTimer(timer),
    "Process.readTimer": ({ timer }) => Process.readTimer(timer),
    "Process.isAlive": ({ pid }) => Process.isAlive(pid),
    "Process.info": ({ pid }) => Process.info(pid),
    "Process.getLabel": ({ pid }) => Process.getLabel(pid),
    "runtime.idle": ({ runtime }) => runtime.idle(),
    "runtime.stats": ({ runtime }) => runtime.stats(),
  };

  it.each(["run", "idle"] as const)("is a rejection of runtime.%s, which returns a promise in any case", async (name) => {
    const { runtime } = await stopped();

    const refused: Promise<void> = runtime[name](() => {});

    await expect(refused).rejects.toBeInstanceOf(RuntimeStoppedError);
  });

  it.each(Object.entries(uses))("makes %s fail with RuntimeStoppedError from then on", async (_, use) => {
    const world = await stopped();

    await expect((async () => use(world))()).rejects.toBeInstanceOf(RuntimeStoppedError);
  });

  it.each(["spawn", "run", "send to a name", "stats", "idle"] as const)("makes runtime.%s fail with it in a process of another runtime too", async (name) => {
    const { runtime } = await stopped();
    const other = createRuntime({ logger: false });
    let hasRun = false;
    const body = (): void => void (hasRun = true);
    const use = { spawn: () => runtime.spawn(body), run: () => runtime.run(body), "send to a name": () => runtime.send("name", 1), stats: () => runtime.stats(), idle: () => runtime.idle() }[name];

    await expect(other.run(function* () { return yield* until((async () => use())()); })).rejects.toBeInstanceOf(RuntimeStoppedError);
    await settled(other);

    expect(hasRun).toBe(false);
  });
});
