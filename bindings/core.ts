// The core as JavaScript sees it: the typed ABI, and an opened instance of it.
// What each function does, costs and returns stands at its definition in core-wasm/abi/.

import { LAYOUT_VERSION } from "../core-wasm/layout.ts";
import { instantiateModule } from "./host-wasm.ts";
import type { WebAssemblyInstance, WebAssemblyModule } from "./host-wasm.ts";
import { takeCore } from "./load/inline.ts"; // for hosts that have a condition in package.json: "#core", another of load/*

export * from "../core-wasm/layout.ts";

/** The exports of core-wasm/abi/. A test compares the names with those of the built module. */
export interface Core {
  layoutVersion(): number;
  open(maxProcesses: number, maxPages: number, reductionsPerTurn: number, seed: number): void;
  spawn(priority: number): number;
  generation(slot: number): number;
  isAlive(slot: number, generation: number): number;
  state(slot: number): number;
  flags(slot: number): number;
  setFlag(slot: number, flag: number, on: number): void;
  priority(slot: number): number;
  setPriority(slot: number, priority: number): void;
  nextProcess(slot: number): number;
  terminate(slot: number): number;
  exit(slot: number): number;
  reap(slot: number): number;
  free(slot: number): void;
  send(slot: number, generation: number): number;
  longMailbox(): number;
  push(slot: number, generation: number): number;
  pushSignal(slot: number, generation: number): number;
  limitedMessages(slot: number): number;
  dropOldest(slot: number): number;
  drain(slot: number): number;
  take(): number;
  beginReceive(): void;
  beginReceiveFrom(position: number): void;
  beginReceiveFor(index: number, generation: number): void;
  tail(): number;
  look(relation: number, generation: number): number;
  peek(relation: number, generation: number): number;
  accept(message: number): number;
  wait(): void;
  waitFor(delay: number): number;
  ask(slot: number, generation: number, delay: number): number;
  waitForReply(index: number, generation: number, delay: number): number;
  messageQueueLength(slot: number): number;
  link(from: number, to: number): number;
  linkBetween(a: number, b: number): number;
  monitor(from: number, to: number, alias: number): number;
  alias(owner: number, alias: number): number;
  relationGeneration(index: number): number;
  relationKind(index: number): number;
  relationOwner(index: number, generation: number): number;
  otherSlot(index: number, slot: number): number;
  endRelation(index: number): void;
  demonitor(index: number, generation: number): number;
  unalias(index: number, generation: number): number;
  sendToAlias(index: number, generation: number): number;
  sendDown(index: number): number;
  firstLink(slot: number): number;
  firstMonitor(slot: number): number;
  firstMonitoredBy(slot: number): number;
  nextRelation(index: number, slot: number): number;
  beginBurst(turns: number, reductionsOfBurst: number): void;
  burstLeft(): number;
  nextTurn(amount?: number): number;
  yieldTurn(): number;
  postponeReap(): void;
  yieldOnce(): number;
  suspend(): void;
  wake(slot: number, generation: number): number;
  enter(slot: number, generation: number): number;
  leave(): void;
  charge(amount: number): number;
  reductionsSpent(slot: number): number;
  startTimer(slot: number, delay: number): number;
  timerGeneration(index: number): number;
  stopTimer(index: number, generation: number): number;
  timeLeft(index: number, generation: number, now: number): number;
  firstTimer(slot: number): number;
  advance(now: number): void;
  firstExpired(): number;
  nextDeadline(): number;
  runnableCount(): number;
  count(what: number): number;
  memoryBytes(): number;
  memoryLimit(): number;
  processBytes(slot: number): number;
}

export interface CoreOptions {
  readonly maxProcesses: number;
  /** Bound of the core's memory, in pages of 64 KiB. */
  readonly maxPages: number;
  readonly reductions: number;
  /** 0 runs processes in order of arrival; any other integer shuffles them, always in the same way. */
  readonly seed: number;
  /** Where the package cannot load its own core: what `instanceOfCore` gave. */
  readonly instance: WebAssemblyInstance | undefined;
}

/** A core of another layout than this library was found. */
export class LayoutMismatch extends Error {
  readonly found: number;

  constructor(found: number) {
    super(`expected layout version ${LAYOUT_VERSION}, got ${found}`);
    this.found = found;
  }
}

/**
 * Returns an instance of a compiled core.wasm, which may be of any version.
 *
 * @throws {@link LayoutMismatch} when the module was built from another layout.
 * @throws what the host throws when it refuses to instantiate.
 */
export function instanceOfCore(module: WebAssemblyModule): WebAssemblyInstance {
  const instance = instantiateModule(module);
  const { layoutVersion } = instance.exports;
  const version: unknown = typeof layoutVersion === "function" ? layoutVersion() : 0;
  if (version !== LAYOUT_VERSION) throw new LayoutMismatch(Number(version));
  return instance;
}

/**
 * Returns a fresh core, opened.
 *
 * @throws what the host throws when it refuses to compile or to instantiate.
 */
export function openCore(options: CoreOptions): Core {
  const core = exportsOf(options.instance ?? takeCore());
  core.open(options.maxProcesses, options.maxPages, options.reductions, options.seed);
  return core;
}

// Copied: the exports of an instance are a frozen dictionary, and an engine calls through a plain object several times faster.
function exportsOf(instance: WebAssemblyInstance): Core {
  return { ...(instance.exports as unknown as Core) };
}
