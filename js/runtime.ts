/// <reference lib="esnext.disposable" preserve="true" />
// Runtimes: a scheduler with a host loop around it, and the default one that serves host code.

import { LAYOUT_VERSION, LayoutMismatch, MESSAGES, PROCESSES, PROCESS_LIMIT, RELATIONS, TIMERS, instanceOfCore, openCore } from "../bindings/core.ts";
import type { Core } from "../bindings/core.ts";
import { hostClock, hostLogger } from "../bindings/host.ts";
import type { WebAssemblyInstance, WebAssemblyModule } from "../bindings/host-wasm.ts";
import type { Clock, Logger } from "../bindings/host.ts";
import { asyncDispose } from "./async-dispose.ts";
import { CoreMismatchError, RuntimeStoppedError } from "./errors.ts";
import { createHostLoop } from "./host-loop.ts";
import type { HostLoop } from "./host-loop.ts";
import { createRest } from "./rest.ts";
import type { Rest } from "./rest.ts";
import { Lineage } from "./lineage.ts";
import { newLongTurns } from "./long-turn.ts";
import type { LongTurn } from "./long-turn.ts";
import type { ServerName } from "./names.ts";
import { checkCount, checkFunction, checkFunctions, checkInteger, checkKeys } from "./options.ts";
import { HOST_GENERATION, Pid } from "./pid.ts";
import type { Ref } from "./pid.ts";
import { active, checkNotStopped, hostRuntime } from "./scheduler.ts";
import type { Body, Scheduler } from "./scheduler.ts";
import { sendFrom } from "./send.ts";
import { kill, signalExit } from "./signals.ts";
import { runProcess, spawnProcess } from "./spawn.ts";

export interface RuntimeOptions {
  /** Reductions of a turn. Default 4000, as on the BEAM. */
  readonly reductions?: number;
  /** The longest stretch, in milliseconds, for which the processes keep the host's event loop. Default 8. */
  readonly sliceMs?: number;
  /** Processes that may live at once. Default 16,777,215, which is also the most. */
  readonly maxProcesses?: number;
  /** Where reports go. Default `console`; `false` is silent. */
  readonly logger?: Logger | false;
  /** The longest, in milliseconds, that one turn may hold the thread before it is reported. Default 50; `Infinity` for never. */
  readonly longTurnMs?: number;
  /** Called, as host code, for each turn that took longer: while it still goes on, if it is in a compiled function. */
  readonly onLongTurn?: (turn: LongTurn) => void;
  /** A compiled core.wasm, for hosts where the package cannot load its own. */
  readonly module?: WebAssemblyModule;
  /** Tells the time. Default the host's monotonic clock. */
  readonly clock?: Clock;
  /** Runs processes in an order that the seed shuffles, the same for the same seed. Default 0: in order of arrival. */
  readonly seed?: number;
}

/** Counts of what a runtime holds at this moment. */
export interface Stats {
  readonly processes: number;
  /** Processes that wait for their turn. */
  readonly runnable: number;
  /** Messages in all mailboxes. */
  readonly messages: number;
  /** Timers that run, those of receives included. */
  readonly timers: number;
  /** Links, monitors and aliases. */
  readonly relations: number;
  /** Bytes of the core's memory. It grows and never shrinks; what is freed in it is used again. */
  readonly memoryBytes: number;
}

/** What a body returns to whoever runs it: the value of its generator or its promise, or what it returns as it is. */
export type ResultOf<Returned> = Returned extends Generator<unknown, infer Result, never> ? Result : Awaited<Returned>;

/** An isolated world of processes: its own core, names and timers. */
export interface Runtime {
  /** As the free function `run`, here. */
  run<Args extends readonly unknown[], Returned>(body: (...args: Args) => Returned, ...args: Readonly<Args>): Promise<ResultOf<Returned>>;
  /** As the free function `spawn`, here. */
  spawn<Message = unknown, Args extends readonly unknown[] = readonly []>(body: (...args: Args) => unknown, ...args: Readonly<Args>): Pid<Message>;
  /** As the free function `send`, with the names of this runtime. */
  send<Message>(destination: Pid<Message> | Ref | ServerName, message: NoInfer<Message>): void;
  /** Resolves when nothing is runnable, no timer runs, and no process waits for a promise. */
  idle(): Promise<void>;
  /**
   * Ends the runtime: every process gets the exit signal `"shutdown"`, and after 5 seconds `"kill"`. Resolves when all
   * have ended; the host then holds nothing for it. From the call on, whoever uses it gets a `RuntimeStoppedError`, except its processes, which may finish.
   */
  stop(): Promise<void>;
  stats(): Stats;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Milliseconds that processes get to end by themselves when their runtime stops. */
const STOP_GRACE_MS = 5_000;
const PAGE_LIMIT = 65_535;
const OPTIONS: readonly (keyof RuntimeOptions)[] = ["reductions", "sliceMs", "maxProcesses", "logger", "longTurnMs", "onLongTurn", "module", "clock", "seed"];

let defaultScheduler: Scheduler | undefined;

/** The scheduler of the calling process, in host code the one that it belongs to or the one of the default runtime, made at its first use. */
export function callingOrDefault(): Scheduler {
  return active ?? hostRuntime ?? (defaultScheduler ??= createScheduler({}).scheduler);
}

/**
 * Creates a runtime.
 *
 * @throws TypeError for an option that does not exist or has the wrong type, RangeError for a number out of range.
 * @throws {@link CoreMismatchError} when `module` is not the core of this version.
 * @example
 * const runtime = createRuntime({ logger: false });
 * await runtime.run(function* () {
 *   send(self(), "hello");
 *   return yield* receive();
 * }); // "hello"
 * await runtime.stop();
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const { module } = checkOptions(options);
  const { scheduler, loop } = createScheduler(options, module === undefined ? undefined : instanceOf(module));
  const rest = createRest(scheduler, loop);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopScheduler(scheduler, rest));
  return {
    run: (body, ...args) => runProcess(scheduler, body as Body, args) as Promise<never>,
    spawn: (body, ...args) => spawnProcess(scheduler, body as Body, args) as never,
    send: (destination, message) => sendFrom(() => scheduler, destination, message),
    idle: async () => {
      checkNotStopped(scheduler);
      await rest.idle();
    },
    stop,
    stats: () => {
      checkNotStopped(scheduler);
      return statsOf(scheduler.core);
    },
    [asyncDispose]: stop,
  };
}

let lastSerial = 0;

/** `options` are right; what they leave out has its default. */
function createScheduler(options: RuntimeOptions, instance?: WebAssemblyInstance): { scheduler: Scheduler; loop: HostLoop } {
  const { reductions = 4_000, sliceMs = 8, maxProcesses = PROCESS_LIMIT, logger = hostLogger ?? false, longTurnMs = 50, onLongTurn, clock = hostClock, seed = 0 } = options;
  const epoch = clock.now();
  const scheduler: Scheduler = {
    node: 0,
    serial: ++lastSerial,
    core: openCore({ reductions, maxProcesses, maxPages: PAGE_LIMIT, instance, seed }),
    pids: [undefined],
    bodies: [undefined],
    handed: [undefined],
    waits: [undefined],
    notes: new Map(),
    messages: [undefined],
    refs: [undefined],
    sends: [undefined],
    names: new Map(),
    monitoredNames: new Map(),
    endRelations: undefined,
    fireTimers: undefined,
    stopTimers: undefined,
    clock,
    logger: logger === false ? undefined : logger,
    epoch,
    reading: epoch,
    readAt: 0,
    longTurns: newLongTurns(longTurnMs, onLongTurn),
    hostLineage: undefined as never,
    spawned: undefined as never,
    hostPid: undefined as never,
    current: 0,
    mayAwait: false,
    asyncBody: undefined,
    isRunning: false,
    refuse: undefined,
    plainRefs: 0,
    wakeUp: () => {},
  };
  scheduler.hostLineage = scheduler.spawned = new Lineage(scheduler, undefined);
  scheduler.hostPid = new Pid(scheduler.hostLineage, 0, HOST_GENERATION);
  const loop = createHostLoop(scheduler, sliceMs);
  scheduler.wakeUp = loop.wakeUp;
  return { scheduler, loop };
}

function instanceOf(module: WebAssemblyModule): WebAssemblyInstance {
  try {
    return instanceOfCore(module);
  } catch (error) {
    throw error instanceof LayoutMismatch ? new CoreMismatchError(LAYOUT_VERSION, error.found) : error;
  }
}

async function stopScheduler(scheduler: Scheduler, rest: Rest): Promise<void> {
  const { core, clock, sends } = scheduler;
  scheduler.refuse = () => {
    throw new RuntimeStoppedError();
  };
  forEachProcess(core, (slot) => signalExit(scheduler, slot, scheduler.hostPid, "shutdown"));
  const grace = clock.setTimeout(() => forEachProcess(core, (slot) => kill(scheduler, slot)), STOP_GRACE_MS);
  await rest.emptied();
  clock.clearTimeout(grace);
  for (let index = 1; index < sends.length; index++) {
    if (sends[index] !== undefined) core.stopTimer(index, core.timerGeneration(index));
  }
  sends.length = 1;
  scheduler.wakeUp();
  await rest.idle();
}

function forEachProcess(core: Core, visit: (slot: number) => void): void {
  for (let slot = core.nextProcess(0); slot !== 0; slot = core.nextProcess(slot)) visit(slot);
}

function statsOf(core: Core): Stats {
  return {
    processes: core.count(PROCESSES),
    runnable: core.runnableCount(),
    messages: core.count(MESSAGES),
    timers: core.count(TIMERS),
    relations: core.count(RELATIONS),
    memoryBytes: core.memoryBytes(),
  };
}

/** What each option that is an integer may be. */
const INTEGERS: Readonly<Record<"reductions" | "sliceMs" | "maxProcesses" | "seed", readonly [least: number, most: number]>> = {
  reductions: [1, 1_000_000_000],
  sliceMs: [1, 1_000_000_000],
  maxProcesses: [1, PROCESS_LIMIT],
  seed: [-2_147_483_648, 2_147_483_647],
};

/** Returns options that are right. @throws TypeError, RangeError */
function checkOptions(options: RuntimeOptions): RuntimeOptions {
  checkKeys(options, OPTIONS);
  for (const [name, [least, most]] of Object.entries(INTEGERS)) {
    const value = options[name as keyof typeof INTEGERS];
    if (value !== undefined) checkInteger(name, value, least, most);
  }
  const { logger = false, longTurnMs = Infinity, onLongTurn, clock = hostClock } = options;
  if (logger !== false) checkFunctions("logger", logger, ["debug", "info", "warn", "error"]);
  checkFunctions("clock", clock, ["now", "setTimeout", "clearTimeout"]);
  if (onLongTurn !== undefined) checkFunction(onLongTurn, "onLongTurn as a function");
  checkCount("longTurnMs", longTurnMs, 1);
  return options;
}
