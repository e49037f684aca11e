// One enumeration of a stream of tasks: pulls inputs, runs a task for each, and hands out the results.
//
//   owner ──poll──► pulls an input when fewer than `maxConcurrency` tasks live, and spawns its task; takes a result
//     ║                                     │
//     ║ link                                ▼
//   keeper ═══════════ link ═══════════► tasks       the keeper monitors them: DOWN wakes the owner, which frees the place
//
// The keeper is a process that runs nothing of the user's. It is what the tasks are linked with and tell of their end, so
// that the owner's mailbox holds nothing of the stream. It traps exits if the owner did when it began, or if the plan links
// no task with the owner: then a task that fails is a result, else its exit ends the keeper, and the keeper's the owner. It
// ends with the owner, whatever the reason.
// The results themselves need no message: the task leaves its value here.

import { ALIAS_NONE, FLAG_TRAP_EXIT } from "../../../bindings/core.ts";
import { deliverTo } from "../../deliver.ts";
import { CallTimeoutError, ServerExitedError } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import { workerLineage } from "../../lineage.ts";
import type { Lineage } from "../../lineage.ts";
import { generationOfPid, isRef, slotOfPid } from "../../pid.ts";
import type { AnyPid, Pid, Ref } from "../../pid.ts";
import { isAlive, newLink, newRef, unlink } from "../../relations.ts";
import { currentPid, log } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isDown, kill, wake } from "../../signals.ts";
import { undoIfThrown } from "../../spawn.ts";
import { startTimer, stopTimer } from "../../timers.ts";
import { childrenOf } from "../dynamic-supervisor/children.ts";
import { spawnTask } from "./body.ts";
import { Input } from "./input.ts";
import { spawnKeeper } from "./keeper.ts";
import type { StreamPlan } from "./plan.ts";
import { Queue } from "./queue.ts";
import type { TaskExit, TaskResult } from "./result.ts";

/** What became of a task that has failed; with `input` when the plan says so. */
export interface StreamExit extends TaskExit {
  readonly input: unknown;
}

export type StreamResult = TaskResult<unknown, StreamExit>;

/** Answers of `poll` besides PENDING: a result is in `result`; there are no more. */
export const RESULT = 1;
export const OVER = 0;
export const BLOCKED = -1;

interface Place {
  readonly input: unknown;
  readonly pid: Pid;
  /** Tells the keeper that the task has had its time. */
  readonly timer: Ref;
  isTimedOut: boolean;
  /** What the task has left, before its end or with it. */
  result: StreamResult | undefined;
  /** Whether the owner has heard of the end. */
  hasEnded: boolean;
}

/** What the keeper is sent when the enumeration is to close, and when it has. */
const CLOSE: unique symbol = Symbol("close");

export class Enumeration {
  /** The process that enumerates. */
  readonly owner: Pid;
  /** What `poll` has found. */
  result: StreamResult | undefined = undefined;

  readonly #scheduler: Scheduler;
  readonly #plan: StreamPlan;
  /** Of all tasks. */
  readonly #lineage: Lineage | undefined;
  readonly #keeper: Pid;
  /** What the keeper monitors the owner by. */
  readonly #ownerMonitor: Ref;
  readonly #running = new Map<Ref, Place>();
  /** The places whose tasks have ended, of which the owner has not heard. */
  readonly #ended = new Queue<Place>();
  /** The places that have not been handed out: in the order of the inputs, or of the ends. */
  readonly #places = new Queue<Place>();
  /** How many places hold a task, or one of whose end the owner has not heard. */
  #taken = 0;
  readonly #input: Input;
  #isOwnerWaiting = false;
  #isClosing = false;
  #mayKeeperEnd = false;
  #hasKeeperEnded = false;
  #hasClosedInput = false;
  #failure: { readonly error: unknown } | undefined = undefined;

  /** Begins an enumeration of the current process. @throws what the iterable throws when it is asked for an iterator */
  constructor(scheduler: Scheduler, plan: StreamPlan) {
    this.#scheduler = scheduler;
    this.#plan = plan;
    this.owner = currentPid(scheduler);
    this.#lineage = workerLineage(scheduler);
    this.#input = new Input(plan.items, () => this.#wakeOwner());
    const makesResults = plan.supervision?.isLinked === false || (scheduler.core.flags(slotOfPid(this.owner)) & FLAG_TRAP_EXIT) !== 0;
    [this.#keeper, this.#ownerMonitor] = spawnKeeper(scheduler, this.owner, makesResults, {
      hear: (message) => this.#hear(message),
      close: () => this.#closeInput(),
      ended: (reason) => this.#keeperEnded(reason),
    });
  }

  /** True once there is nothing left to ask for, or nobody who may. */
  get isOver(): boolean {
    const hasClosed = this.#hasKeeperEnded && this.#hasClosedInput && !this.#input.isBusy;
    return (hasClosed && this.#failure === undefined) || !isAlive(this.#scheduler, this.owner);
  }

  /**
   * Takes the next result, in a turn of the owner: RESULT, OVER, or BLOCKED when the owner has been set to wait. As in Elixir,
   * what is ready goes first, then the places that are free are filled, and only then the owner hears of the next end.
   */
  poll(): number {
    for (;;) {
      if (this.#isTurnSpent()) return this.#yield();
      if (this.#isClosing || this.#hasKeeperEnded) return this.#finish();
      if (this.#takeResult()) return RESULT;
      this.#fill();
      if (this.#isTurnSpent()) continue;
      const ended = this.#ended.shift();
      if (ended !== undefined) this.#settle(ended);
      else if (this.#input.isDone && this.#taken === 0) this.close();
      else if (!this.#isClosing) return this.#block();
    }
  }

  /** Begins to end everything, in any turn: the tasks, the input, the keeper, in this order. `poll` then tells when that is done. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#places.clear();
    this.#ended.clear();
    this.#tellKeeper();
  }

  #tellKeeper(): void {
    deliverTo(this.#scheduler, this.#keeper, CLOSE);
  }

  /** As `close`, and nothing that has failed before is told any more. */
  halt(): void {
    this.#failure = undefined;
    this.close();
  }

  /** The end, step by step: the tasks', the input's, the keeper's. Until its own, the keeper sees to all of it should the owner end. */
  #finish(): number {
    if (this.#running.size > 0 && !this.#hasKeeperEnded) return this.#block();
    if (!this.#hasClosedInput) {
      this.#hasClosedInput = true;
      try {
        this.#input.close();
      } catch (error) {
        this.#failure ??= { error };
      }
    }
    if (this.#input.isBusy) return this.#block();
    if (!this.#hasKeeperEnded) {
      this.#mayKeeperEnd = true;
      this.#tellKeeper();
      return this.#block();
    }
    const failure = (this.#failure ??= this.#input.takeFailure());
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return OVER;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.close();
  }

  #isTurnSpent(): boolean {
    return this.#scheduler.core.charge(0) <= 0;
  }

  #yield(): number {
    this.#scheduler.core.yieldTurn();
    return BLOCKED;
  }

  #block(): number {
    this.#isOwnerWaiting = true;
    this.#scheduler.core.suspend();
    return BLOCKED;
  }

  #wakeOwner(): void {
    if (!this.#isOwnerWaiting) return;
    this.#isOwnerWaiting = false;
    wake(this.#scheduler, slotOfPid(this.owner), generationOfPid(this.owner));
  }

  /** Pulls inputs, and starts their tasks, while there is a place. */
  #fill(): void {
    while (!this.#isClosing && this.#taken < this.#plan.maxConcurrency && isAlive(this.#scheduler, this.#keeper) && !this.#isTurnSpent()) {
      try {
        if (!this.#input.pull()) return;
        this.#start(this.#input.value);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #takeResult(): boolean {
    const place = this.#places.first();
    if (place?.hasEnded !== true) return false;
    this.#places.shift();
    this.result = place.result;
    return true;
  }

  /** The owner hears of the end of a task: its place is free, and its result may be taken, unless it is that there was no time left. */
  #settle(place: Place): void {
    this.#taken--;
    place.hasEnded = true;
    if (place.isTimedOut && this.#plan.onTimeout === "exit") this.#fail(new CallTimeoutError(place.pid, place.input, this.#plan.timeout));
    else if (!this.#plan.ordered) this.#places.push(place);
  }

  #start(input: unknown): void {
    const scheduler = this.#scheduler;
    const { core } = scheduler;
    const { supervision } = this.#plan;
    const keeper = slotOfPid(this.#keeper);
    const siblings = supervision === undefined ? undefined : childrenOf(scheduler, supervision.supervisor);
    siblings?.checkRoom(scheduler);
    let place: Place | undefined;
    const pid = spawnTask(scheduler, this.#plan.body, [input], this.#lineage, (value) => {
      if (place !== undefined) place.result = { ok: true, value };
    });
    const slot = slotOfPid(pid);
    undoIfThrown(scheduler, pid, () => {
      if (supervision !== undefined) siblings?.adopt(scheduler, pid, supervision.child);
      newLink(scheduler, keeper, slot);
      const ref = newRef(scheduler, core.monitor(keeper, slot, ALIAS_NONE));
      place = { input, pid, timer: startTimer(scheduler, this.#keeper, ref, this.#plan.timeout), isTimedOut: false, result: undefined, hasEnded: false };
      this.#running.set(ref, place);
      this.#taken++;
      if (this.#plan.ordered) this.#places.push(place);
    });
  }

  // ─── The keeper ────────────────────────────────────────────────────────────────────────────────────────────────────

  #keeperEnded(reason: unknown): void {
    this.#hasKeeperEnded = true;
    if (!this.#isClosing) this.#failure ??= { error: new ServerExitedError(this.#keeper, reason) };
    this.#isClosing = true;
    this.#wakeOwner();
  }

  /** Handles a message to the keeper. Returns whether the keeper has nothing left to do. */
  #hear(message: unknown): boolean {
    if (message === CLOSE) this.#killAll();
    else if (isRef(message)) this.#timeOut(message);
    else if (isDown(message, this.#ownerMonitor)) this.#ownerEnded();
    else if (isDown(message)) this.#taskEnded(message.ref, message.reason);
    if (!this.#isClosing || this.#running.size > 0) return false;
    if (!this.#mayKeeperEnd) {
      this.#wakeOwner();
      return false;
    }
    this.#unlinkKeeper(this.owner);
    return true;
  }

  #taskEnded(ref: Ref, reason: unknown): void {
    const place = this.#running.get(ref);
    if (place === undefined) return;
    this.#running.delete(ref);
    stopTimer(this.#scheduler, place.timer);
    place.result ??= this.#exited(place, place.isTimedOut ? "timeout" : reason);
    this.#ended.push(place);
    this.#wakeOwner();
  }

  #exited(place: Place, reason: unknown): StreamResult {
    return this.#plan.zipInputOnExit ? { ok: false, reason, input: place.input } : ({ ok: false, reason } as StreamExit);
  }

  /** A task has had its time. One that has returned meanwhile has won. */
  #timeOut(ref: Ref): void {
    const place = this.#running.get(ref);
    if (place === undefined || place.result !== undefined) return;
    place.isTimedOut = true;
    this.#kill(place);
  }

  #ownerEnded(): void {
    this.#isClosing = true;
    this.#mayKeeperEnd = true;
    this.#closeInput();
    if (this.#plan.supervision?.isLinked === false) this.#leaveAll();
    else this.#killAll();
  }

  /** Tasks that were not linked with the owner go on without it, as on the BEAM. */
  #leaveAll(): void {
    for (const { pid } of this.#running.values()) this.#unlinkKeeper(pid);
    this.#running.clear();
  }

  #killAll(): void {
    for (const place of this.#running.values()) this.#kill(place);
  }

  #kill(place: Place): void {
    this.#unlinkKeeper(place.pid);
    if (isAlive(this.#scheduler, place.pid)) kill(this.#scheduler, slotOfPid(place.pid));
  }

  #unlinkKeeper(pid: AnyPid): void {
    unlink(this.#scheduler, pid, slotOfPid(this.#keeper));
  }

  /** For an owner that has ended, or is about to. */
  #closeInput(): void {
    if (this.#hasClosedInput) return;
    this.#hasClosedInput = true;
    try {
      this.#input.close();
    } catch (error) {
      log(this.#scheduler, "error", `The input of a stream of tasks threw while it was being closed: ${inspect(error)}`);
    }
  }
}
