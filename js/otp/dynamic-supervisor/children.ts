// The children of a dynamic supervisor, by pid. It is the state of the supervisor, and within reach of everybody else's turn:
// a process that starts a task under a supervisor enters it here itself, and need not wait.

import { NoProcessError, StartError } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import { Lineage, giveTo } from "../../lineage.ts";
import { isPid, slotOfPid } from "../../pid.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { isAlive, newLink } from "../../relations.ts";
import { schedulerOfPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { resolve } from "../destination.ts";
import type { Destination } from "../destination.ts";
import type { CheckedChildSpec } from "../supervisor/child-spec.ts";

/** What a dynamic supervisor knows of a child. */
export type Child = Pick<CheckedChildSpec, "start" | "restart" | "shutdown" | "type">;

/** The reason of the `StartError` for a child for which there is no room. */
const MAX_CHILDREN = "maxChildren";

const childrenBySupervisor = new WeakMap<AnyPid, Children>();

/** The children of the live supervisor that a destination means. @throws NoProcessError, TypeError */
export function childrenOf(scheduler: Scheduler, destination: Destination): Children {
  const supervisor = resolve(isPid(destination) ? schedulerOfPid(destination) : scheduler, destination);
  if (supervisor === undefined) throw new NoProcessError(destination);
  const children = childrenBySupervisor.get(supervisor);
  if (children === undefined) throw new TypeError(`expected a supervisor, got ${inspect(destination)}, which is another kind of process or has not started yet`);
  if (children.isEnding) throw new NoProcessError(destination);
  return children;
}

export class Children implements Iterable<readonly [AnyPid, Child]> {
  /** True once the supervisor ends its children: it takes no more. */
  isEnding = false;
  readonly #supervisor: Pid;
  readonly #maxChildren: number;
  readonly #children = new Map<AnyPid, Child>();
  /** Those that could not be restarted yet, by the pid that they had. */
  readonly #restarting = new Set<AnyPid>();
  /** Those whose end the supervisor has not been told yet, found when there was no room left. They take none. */
  readonly #ended = new Set<AnyPid>();
  /** That of the children. */
  #lineage: Lineage | undefined = undefined;
  /** Children whose start is under way. */
  #starting = 0;

  constructor(supervisor: Pid, maxChildren: number) {
    this.#supervisor = supervisor;
    this.#maxChildren = maxChildren;
    childrenBySupervisor.set(supervisor, this);
  }

  /** Those that are being restarted included. */
  get size(): number {
    return this.#children.size;
  }

  get(pid: AnyPid): Child | undefined {
    return this.#children.get(pid);
  }

  set(pid: AnyPid, child: Child): void {
    this.#children.set(pid, child);
  }

  delete(pid: AnyPid): void {
    this.#children.delete(pid);
    this.#restarting.delete(pid);
    this.#ended.delete(pid);
  }

  isRestarting(pid: AnyPid): boolean {
    return this.#restarting.has(pid);
  }

  /** The child did not start again: it stays under the pid that it had. */
  setRestarting(pid: AnyPid): void {
    this.#restarting.add(pid);
  }

  [Symbol.iterator](): Iterator<readonly [AnyPid, Child]> {
    return this.#children[Symbol.iterator]();
  }

  /** Keeps a place for a child whose start takes turns, in which others may come, until `leave`. @throws StartError when all are taken */
  enter(scheduler: Scheduler): void {
    this.checkRoom(scheduler);
    this.#starting++;
  }

  leave(): void {
    this.#starting--;
  }

  /** @throws StartError when there are as many children as there may be */
  checkRoom(scheduler: Scheduler): void {
    if (this.#hasRoom()) return;
    // What ends tells its supervisor by a message: without one nothing has ended.
    if (scheduler.core.messageQueueLength(slotOfPid(this.#supervisor)) > 0) this.#findEnded(scheduler);
    if (!this.#hasRoom()) throw new StartError(MAX_CHILDREN);
  }

  /** Links a process that has just been spawned with the supervisor, which is its parent from now on. Works in anybody's turn. @throws SystemLimitError */
  adopt(scheduler: Scheduler, pid: Pid, child: Child): void {
    const slot = slotOfPid(pid);
    newLink(scheduler, slotOfPid(this.#supervisor), slot);
    giveTo(pid, (this.#lineage ??= new Lineage(scheduler, this.#supervisor)));
    this.#children.set(pid, child);
  }

  #hasRoom(): boolean {
    return this.#children.size - this.#ended.size + this.#starting < this.#maxChildren;
  }

  #findEnded(scheduler: Scheduler): void {
    for (const [pid, { restart }] of this.#children) {
      if (restart === "temporary" && !isAlive(scheduler, pid)) this.#ended.add(pid);
    }
  }
}
