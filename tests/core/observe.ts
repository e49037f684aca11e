// Compares all of the core that can be seen without changing anything with what the model says.

import { EXITING, FLAG_TIMED_OUT, LINK, MESSAGES, NONE, PROCESSES, RELATIONS, SUSPENDED, SUSPENDED_PROCESSES, TIMERS } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { firstRelation } from "./open.ts";
import { burstLeft, firstExpired, longMailbox, messageCount, messageQueueLength, reductionsSpent } from "../support/model.ts";
import type { Model, ModelProcess, ModelTimer } from "../support/model.ts";

/** What has happened, and how often: a test of everything must show that everything has happened. */
export type Tally = Map<string, number>;

export function count(tally: Tally, event: string): void {
  tally.set(event, (tally.get(event) ?? 0) + 1);
}

/** A difference between the core and its model. */
export class Difference extends Error {}

/** `what` may contain a # for the index. */
export function check(what: string, index: number, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Difference(`${what.replace("#", String(index))}: the core says ${String(actual)}, the model ${String(expected)}`);
}

export function compareCounts(core: Core, model: Model): void {
  check("processCount", 0, core.count(PROCESSES), model.processes.size);
  check("runnableCount", 0, core.runnableCount(), model.queues.reduce((sum, queue) => sum + queue.length, 0));
  check("messageCount", 0, core.count(MESSAGES), messageCount(model));
  check("relationCount", 0, core.count(RELATIONS), model.relations.size);
  check("timerCount", 0, core.count(TIMERS), model.timers.size + model.expired.length);
  check("firstExpired", 0, core.firstExpired(), firstExpired(model));
  check("longMailbox", 0, core.longMailbox(), longMailbox(model));
  check("burstLeft", 0, core.burstLeft(), burstLeft(model));
}

export function compare(core: Core, model: Model, tally: Tally): void {
  compareCounts(core, model);
  compareProcesses(core, model, tally);
  compareRelations(core, model);
  compareTimers(core, model, tally);
  if (model.processes.size > 256) count(tally, "more than 256 processes live");
  if (model.messages.size > 4096) count(tally, "more than 4096 messages wait");
}

function compareProcesses(core: Core, model: Model, tally: Tally): void {
  let suspended = 0;
  for (const process of model.processes.values()) {
    const { slot, generation, state, flags, priority } = process;
    if (state === SUSPENDED) suspended++;
    if ((flags & FLAG_TIMED_OUT) !== 0) count(tally, "a receive times out");
    check("generation of #", slot, core.generation(slot), generation);
    check("isAlive of #", slot, core.isAlive(slot, generation), state === EXITING ? 0 : 1);
    check("isAlive of the next tenant of #", slot, core.isAlive(slot, generation + 1), 0);
    check("state of #", slot, core.state(slot), state);
    check("flags of #", slot, core.flags(slot), flags);
    check("priority of #", slot, core.priority(slot), priority);
    check("messageQueueLength of #", slot, core.messageQueueLength(slot), messageQueueLength(model, slot));
    check("reductionsSpent of #", slot, core.reductionsSpent(slot), reductionsSpent(model, slot));
  }
  check("suspendedCount", 0, core.count(SUSPENDED_PROCESSES), suspended);
  const slots = walk(core.nextProcess(NONE), (slot) => core.nextProcess(slot));
  checkSet("processes", 0, slots, [...model.processes.keys()]);
}

interface Lists {
  readonly links: number[];
  readonly monitors: number[];
  readonly monitoredBy: number[];
  readonly timers: number[];
}

function compareRelations(core: Core, model: Model): void {
  const lists = new Map<ModelProcess, Lists>();
  for (const process of model.processes.values()) lists.set(process, { links: [], monitors: [], monitoredBy: [], timers: [] });
  for (const { index, generation, kind, from, to } of model.relations.values()) {
    check("kind of relation #", index, core.relationKind(index), kind);
    check("generation of relation #", index, core.relationGeneration(index), generation);
    check("owner of relation #", index, core.relationOwner(index, generation), from.slot);
    check("other end of relation #", index, core.otherSlot(index, from.slot), to?.slot ?? NONE);
    if (to !== undefined) check("first end of relation #", index, core.otherSlot(index, to.slot), from.slot);
    lists.get(from)![kind === LINK ? "links" : "monitors"].push(index);
    if (to !== undefined) lists.get(to)![kind === LINK ? "links" : "monitoredBy"].push(index);
  }
  for (const { index, process } of [...model.timers, ...model.expired]) {
    if (index !== NONE && process !== undefined) lists.get(process)!.timers.push(index);
  }
  for (const [process, ofProcess] of lists) compareLists(core, process, ofProcess);
}

function compareLists(core: Core, { slot, mailbox }: ModelProcess, { links, monitors, monitoredBy, timers }: Lists): void {
  const next = (index: number): number => core.nextRelation(index, slot);
  checkSet("links of #", slot, walk(core.firstLink(slot), next), links);
  checkSet("monitors of #", slot, walk(core.firstMonitor(slot), next), monitors);
  checkSet("monitors on #", slot, walk(core.firstMonitoredBy(slot), next), monitoredBy);
  const [relation, timer] = [firstRelation(core, slot), core.firstTimer(slot)];
  const relations = [...monitors, ...links, ...monitoredBy];
  check("first relation of #", slot, relations.includes(relation), relations.length > 0);
  check("first timer of #", slot, timers.includes(timer), timers.length > 0);

  const cells = ringCells(core, slot);
  check("the ring of # holds a power of two", slot, Number.isInteger(Math.log2(cells)) || cells === 0, true);
  check("the ring of # holds its messages", slot, cells >= mailbox.length, true);
}

/** Capacity of the ring of a process: what it takes beyond its record. */
export function ringCells(core: Core, slot: number): number {
  return (core.processBytes(slot) - 64) / 4;
}

function compareTimers(core: Core, model: Model, tally: Tally): void {
  let earliest = Infinity;
  let isAnyPending = model.expired.length > 0;
  for (const timer of model.timers) {
    if (timer.deadline === undefined) isAnyPending = true;
    else earliest = Math.min(earliest, timer.deadline);
    compareTimeLeft(core, model, timer);
  }
  for (const timer of model.expired) compareTimeLeft(core, model, timer);

  const next = core.nextDeadline();
  if (isAnyPending) return check("nextDeadline, with timers that wait for the clock", 0, next, model.time);
  if (earliest === Infinity) return check("nextDeadline, without timers", 0, next, Infinity);
  check("nextDeadline is ahead", 0, next > model.time, true);
  check("nextDeadline is not after the first deadline", 0, next <= earliest, true);
  if (next < earliest) count(tally, "timers have to fall to a lower level");
}

function compareTimeLeft(core: Core, model: Model, { index, generation, delay, deadline }: ModelTimer): void {
  if (index === NONE) return;
  const left = deadline === undefined ? delay : Math.max(0, deadline - model.time);
  check("timeLeft of timer #", index, core.timeLeft(index, generation, model.time), left);
}

function walk(first: number, next: (index: number) => number): number[] {
  const visited: number[] = [];
  for (let index = first; index !== NONE; index = next(index)) {
    if (visited.length > 100_000) throw new Difference("a list of the core has no end");
    visited.push(index);
  }
  return visited;
}

function checkSet(what: string, index: number, actual: number[], expected: number[]): void {
  if (actual.length + expected.length === 0) return;
  check(what, index, actual.sort(ascending).join(), expected.sort(ascending).join());
}

function ascending(a: number, b: number): number {
  return a - b;
}
