import { describe, expect, inject, it } from "vitest";
import { ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, MESSAGES, NONE, OUT_OF_MEMORY, PROCESSES, RELATIONS, RUNNING, SUSPENDED_PROCESSES, TIMERS } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { firstRelation, open, spawnCurrent, spawnWaiting, times, untilNone } from "./open.ts";

const PAGE = 65_536;

/** Sends until nothing more fits, of whatever size. */
function exhaust(core: Core, slot: number): number {
  let sent = 0;
  while (core.send(slot, core.generation(slot)) !== OUT_OF_MEMORY) sent++;
  return sent;
}

/** Makes of everything as much as fits. Through an alias: a plain message leaves no room for one that comes through a relation. */
function exhaustAll(core: Core, slot: number): void {
  const alias = core.alias(slot, ALIAS_EXPLICIT);
  const steps = [() => core.sendToAlias(alias, 1), () => core.alias(slot, ALIAS_EXPLICIT), () => core.startTimer(NONE, 1e9), () => core.spawn(2)];
  for (const step of steps) while (step() !== OUT_OF_MEMORY);
}

function counts(core: Core, slot: number): readonly number[] {
  return [PROCESSES, SUSPENDED_PROCESSES, MESSAGES, RELATIONS, TIMERS].map((what) => core.count(what)).concat(
    core.runnableCount(), core.nextDeadline(),
    core.state(slot), core.messageQueueLength(slot), core.reductionsSpent(slot), firstRelation(core, slot), core.firstTimer(slot), core.tail(),
  );
}

describe("memory", () => {
  it("never grows beyond its limit", () => {
    for (const maxPages of [1, 2, 3, 7, 50]) {
      const core = open({ maxPages });
      const slot = spawnCurrent(core);

      exhaust(core, slot);

      expect(core.memoryLimit()).toBe(maxPages * PAGE);
      expect(core.memoryBytes()).toBeLessThanOrEqual(maxPages * PAGE);
    }
  });

  it("grows by a 32nd at a time, so that many small steps cost few growths, and little is held in vain", () => {
    const core = open({ maxProcesses: 1_000_000 });
    const sizes = new Set(times(100_000, () => (core.spawn(2), core.memoryBytes())));

    expect(sizes.size).toBeLessThan(100);
    expect(core.memoryBytes()).toBeLessThan(100_000 * 64 * 1.1);
  });

  it("is not grown again by what fits into what was given back", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const sizes = times(10, () => {
      times(5_000, () => core.send(slot, 1));
      times(5_000, core.take);
      return core.memoryBytes();
    });

    expect(new Set(sizes).size).toBe(1);
  });

  it("is at most 4 GiB, less one page, and as JavaScript 2 GiB, less one page", () => {
    expect(open({ maxPages: 1_000_000 }).memoryLimit()).toBe((inject("build") === "wasm2js" ? 32_767 : 65_535) * PAGE);
  });
});

describe("an operation that memory does not suffice for", () => {
  const operations: Readonly<Record<string, (core: Core, slot: number, other: number, relations: { alias: number; monitor: number }) => number>> = {
    send: (core, slot) => core.send(slot, 1),
    sendToAlias: (core, _slot, _other, { alias }) => core.sendToAlias(alias, 1),
    sendDown: (core, _slot, _other, { monitor }) => core.sendDown(monitor),
    link: (core, slot, other) => core.link(slot, other),
    monitor: (core, slot, other) => core.monitor(slot, other, ALIAS_NONE),
    alias: (core, slot) => core.alias(slot, ALIAS_EXPLICIT),
    startTimer: (core, slot) => core.startTimer(slot, 10),
    waitFor: (core) => core.waitFor(10),
    spawn: (core) => core.spawn(2),
  };

  for (const [name, operation] of Object.entries(operations)) {
    it(`fails, changes nothing, and works again once there is room: ${name}`, () => {
      const core = open({ maxPages: 3 });
      const other = spawnWaiting(core);
      const slot = spawnCurrent(core);
      const relations = { alias: core.alias(slot, ALIAS_REPLY), monitor: core.monitor(slot, other, ALIAS_NONE) };
      core.startTimer(NONE, 1e9);
      exhaustAll(core, slot);
      const before = counts(core, slot);

      expect(times(3, () => operation(core, slot, other, relations))).toEqual(times(3, () => OUT_OF_MEMORY));
      expect(counts(core, slot)).toEqual(before);
      expect(core.state(slot)).toBe(RUNNING);

      for (let left = core.messageQueueLength(slot); left > 0; left--) core.take();
      makeRoom(core);
      expect(operation(core, slot, other, relations)).toBeGreaterThanOrEqual(0);
    });
  }

  /** Ends a relation, a timer and a process: their records can be used again. */
  function makeRoom(core: Core): void {
    core.endRelation(core.count(RELATIONS));
    core.stopTimer(core.count(TIMERS), 1);
    const last = core.count(PROCESSES);
    core.terminate(last);
    core.reap(last);
  }

  it("goes on failing when there was room for a directory, but not for the first chunk of records", () => {
    const core = open({ maxPages: 1 });
    const other = spawnWaiting(core);
    const slot = spawnCurrent(core);
    exhaust(core, slot);

    expect(times(5, () => core.startTimer(NONE, 10))).toEqual(times(5, () => OUT_OF_MEMORY));
    expect(times(5, () => core.link(slot, other))).toEqual(times(5, () => OUT_OF_MEMORY));
    expect([core.count(TIMERS), core.count(RELATIONS)]).toEqual([0, 0]);
  });

  it("goes on failing for a message through a relation, whatever is missing for it", () => {
    for (let messages = 0; messages < 300; messages += 7) {
      const core = open({ maxPages: 1 });
      const slot = spawnWaiting(core);
      const alias = core.alias(slot, ALIAS_EXPLICIT);
      const others = times(500, () => core.spawn(2));
      times(messages, () => core.send(slot, 1));
      for (const other of others) while (core.messageQueueLength(other) < 4 && core.send(other, 1) > 0);
      times(4, () => core.drain(others[0]!));

      const results = times(4, () => core.sendToAlias(alias, 1));

      const sent = results.filter((result) => result > 0).length;
      expect(results.slice(sent)).toEqual(times(4 - sent, () => OUT_OF_MEMORY));
      expect(core.messageQueueLength(slot)).toBe(messages + sent);
    }
  });

  it("loses no message", () => {
    const core = open({ maxPages: 2 });
    const slot = spawnCurrent(core);

    const sent = exhaust(core, slot);
    core.beginReceive();

    expect(untilNone(() => core.peek(NONE, NONE))).toHaveLength(sent);
    expect(new Set(times(sent, core.take)).size).toBe(sent);
  });
});
