import { describe, expect, it } from "vitest";
import { ALIAS_EXPLICIT, EXITING, FLAG_NOTES, FLAG_TRAP_EXIT, FREE, GENERATION_LIMIT, LEFT_MESSAGES, LEFT_NOTES, LEFT_RELATIONS, LEFT_TIMERS, MESSAGES, NONE, PRIORITY_HIGH, PRIORITY_LOW, PROCESSES, RUNNABLE, RUNNING, SUSPENDED, SUSPENDED_PROCESSES, TOO_MANY_PROCESSES, YIELDED } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { firstRelation, open, spawnCurrent, spawnWaiting, times, turn, walk } from "./open.ts";

function exitAt(core: Core, slot: number): void {
  core.terminate(slot);
  while (turn(core) !== -slot);
  core.reap(slot);
}

describe("spawn", () => {
  it("makes a process that is runnable at once, with its priority and no flags", () => {
    const core = open();

    const slot = core.spawn(PRIORITY_HIGH);

    expect([core.state(slot), core.priority(slot), core.flags(slot), core.generation(slot)]).toEqual([RUNNABLE, PRIORITY_HIGH, 0, 1]);
    expect([core.isAlive(slot, 1), core.messageQueueLength(slot), core.reductionsSpent(slot), core.processBytes(slot)]).toEqual([1, 0, 0, 64]);
  });

  it("fails at the limit of processes, until one has ended", () => {
    const core = open({ maxProcesses: 3 });
    const slots = times(3, () => core.spawn(PRIORITY_HIGH));

    expect([core.spawn(PRIORITY_HIGH), core.count(PROCESSES)]).toEqual([TOO_MANY_PROCESSES, 3]);
    exitAt(core, slots[1]!);

    expect(core.spawn(PRIORITY_HIGH)).toBe(slots[1]);
  });

  it("costs the spawning process reductions", () => {
    const core = open();
    const slot = spawnCurrent(core);

    core.spawn(PRIORITY_LOW);

    expect(core.reductionsSpent(slot)).toBe(2 + 4);
  });
});

describe("a generation", () => {
  it("never reaches the next tenant of a slot", () => {
    const core = open();
    const slot = core.spawn(PRIORITY_HIGH);
    exitAt(core, slot);
    expect(core.spawn(PRIORITY_HIGH)).toBe(slot);
    turn(core);
    core.suspend();
    turn(core);

    expect([core.isAlive(slot, 1), core.send(slot, 1), core.wake(slot, 1), core.enter(slot, 1)]).toEqual([0, NONE, 0, 0]);
    expect([core.isAlive(slot, 2), core.count(MESSAGES), core.state(slot)]).toEqual([1, 0, SUSPENDED]);
  });

  it("does not reach a slot that is free, nor the unused slot 0", () => {
    const core = open();
    expect([core.isAlive(0, 0), core.send(0, 0), core.wake(0, 0), core.enter(0, 0)]).toEqual([0, NONE, 0, 0]);

    const slot = spawnCurrent(core);
    core.exit(slot);

    expect([core.isAlive(0, 0), core.send(0, 0), core.wake(0, 0), core.enter(0, 0)]).toEqual([0, NONE, 0, 0]);
    expect([core.isAlive(slot, 2), core.send(slot, 2), core.wake(slot, 2), core.enter(slot, 2)]).toEqual([0, NONE, 0, 0]);
    expect([core.state(slot), core.count(MESSAGES)]).toEqual([FREE, 0]);
  });

  it("grows with each tenant, in every slot", () => {
    const core = open();
    const generations = times(5, () => {
      const slots = times(600, () => core.spawn(PRIORITY_HIGH));
      slots.forEach((slot) => exitAt(core, slot));
      return new Set(slots.map(core.generation));
    });

    expect(generations).toEqual([2, 3, 4, 5, 6].map((generation) => new Set([generation])));
  });

  it("retires its slot at the limit", () => {
    const core = open();
    const slot = core.spawn(PRIORITY_HIGH);
    pokeGeneration(core, slot, GENERATION_LIMIT - 1);
    expect([core.generation(slot), core.isAlive(slot, GENERATION_LIMIT - 1)]).toEqual([GENERATION_LIMIT - 1, 1]);

    exitAt(core, slot);

    expect([core.generation(slot), core.count(PROCESSES)]).toEqual([GENERATION_LIMIT, 0]);
    expect(times(300, () => core.spawn(PRIORITY_HIGH))).not.toContain(slot);
  });
});

// 2^30 tenants take too long: the one test that writes the core's memory. The record of a process is found by its
// contents, of which the ABI tells enough: generation at 0, state at 8, slot at 12, records at multiples of 64.
function pokeGeneration(core: Core, slot: number, generation: number): void {
  const { memory } = core as Core & { readonly memory: { readonly buffer: ArrayBuffer } };
  const words = new Int32Array(memory.buffer);
  const isRecord = (at: number): boolean => words[at] === core.generation(slot) && (words[at + 2]! & 255) === core.state(slot) && words[at + 3] === slot;
  const records = times(words.length / 16, (index) => index * 16).filter(isRecord);
  expect(records).toHaveLength(1);
  words[records[0]!] = generation;
}

describe("terminate", () => {
  it("queues the process to be reaped, from whatever state", () => {
    const core = open();
    const waiting = spawnWaiting(core);
    const suspended = spawnCurrent(core);
    core.suspend();
    const runnable = core.spawn(PRIORITY_LOW);
    const running = spawnCurrent(core);
    const slots = [waiting, suspended, runnable, running];

    expect(slots.map(core.terminate)).toEqual([1, 1, 1, 1]);
    expect(slots.map(core.terminate)).toEqual([0, 0, 0, 0]);
    expect(slots.map(core.state)).toEqual(slots.map(() => EXITING));
    expect([core.count(SUSPENDED_PROCESSES), core.runnableCount()]).toEqual([0, 4]);

    const reaped = times(4, () => {
      const slot = turn(core);
      core.reap(-slot);
      return -slot;
    });
    expect(reaped).toEqual([waiting, suspended, running, runnable]);
    expect(core.count(PROCESSES)).toBe(0);
  });

  it("lets nothing reach the process any more", () => {
    const core = open();
    const slot = spawnWaiting(core);

    core.terminate(slot);

    expect([core.isAlive(slot, 1), core.send(slot, 1), core.wake(slot, 1), core.enter(slot, 1)]).toEqual([0, NONE, 0, 0]);
  });
});

describe("exit", () => {
  it("frees the slot of a process that leaves nothing", () => {
    const core = open();
    const slot = spawnCurrent(core);

    expect(core.exit(slot)).toBe(0);

    expect([core.state(slot), core.isAlive(slot, 1), core.count(PROCESSES)]).toEqual([FREE, 0, 0]);
    expect(core.nextTurn()).toBe(NONE);
  });

  it("frees the slot of a process that leaves only notes", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.setFlag(slot, FLAG_NOTES, 1);

    expect([core.exit(slot), core.count(PROCESSES)]).toEqual([LEFT_NOTES, 0]);
  });

  it("returns what the process leaves, and keeps the slot until that is gone", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.send(slot, 1);
    core.alias(slot, ALIAS_EXPLICIT);
    core.startTimer(slot, 5);

    expect(core.exit(slot)).toBe(LEFT_RELATIONS | LEFT_MESSAGES | LEFT_TIMERS);
    expect([core.state(slot), core.count(PROCESSES)]).toEqual([EXITING, 1]);

    expect([core.drain(slot) > 0, core.drain(slot)]).toEqual([true, NONE]);
    core.endRelation(firstRelation(core, slot));
    core.stopTimer(core.firstTimer(slot), 1);
    core.free(slot);
    expect([core.state(slot), core.count(PROCESSES), core.count(MESSAGES)]).toEqual([FREE, 0, 0]);
  });

  it("returns YIELDED when the process was woken from a wait in the same turn: it is queued, and reaped there", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.wait();
    core.send(slot, 1);

    expect([core.exit(slot), core.state(slot), core.nextTurn()]).toEqual([YIELDED, EXITING, -slot]);
  });

  it("returns YIELDED when a signal came first, in the same turn", () => {
    const core = open();
    const slot = spawnCurrent(core);

    core.terminate(slot);

    expect([core.exit(slot), core.state(slot)]).toEqual([YIELDED, EXITING]);
    expect([turn(core), core.reap(slot)]).toEqual([-slot, 0]);
  });
});

describe("setFlag", () => {
  it("sets and clears one bit", () => {
    const core = open();
    const slot = core.spawn(PRIORITY_LOW);

    core.setFlag(slot, FLAG_TRAP_EXIT, 1);
    core.setFlag(slot, FLAG_NOTES, 1);
    core.setFlag(slot, FLAG_TRAP_EXIT, 0);

    expect(core.flags(slot)).toBe(FLAG_NOTES);
  });
});

describe("nextProcess", () => {
  it("visits every process once, beyond the first chunk of the table too", () => {
    const core = open();
    const slots = times(1_000, () => core.spawn(PRIORITY_LOW));
    slots.filter((slot) => slot % 3 === 0).forEach((slot) => exitAt(core, slot));

    expect(walk(core.nextProcess(NONE), core.nextProcess)).toEqual(slots.filter((slot) => slot % 3 !== 0));
  });
});

describe("suspend and wake", () => {
  it("let a process wait for the host: no message wakes it", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.suspend();

    core.send(slot, 1);
    expect([core.state(slot), core.count(SUSPENDED_PROCESSES), core.nextTurn()]).toEqual([SUSPENDED, 1, NONE]);

    expect([core.wake(slot, 1), core.wake(slot, 1), core.count(SUSPENDED_PROCESSES)]).toEqual([1, 0, 0]);
    expect(turn(core)).toBe(slot);
  });

  it("wake a process that waits for its mailbox too, so that it looks again", () => {
    const core = open();
    const slot = spawnWaiting(core);

    expect([core.wake(slot, 1), core.wake(slot, 1), core.state(slot)]).toEqual([1, 0, RUNNABLE]);
  });
});

describe("enter and leave", () => {
  it("give a suspended process the turn outside of a burst, and suspend it again", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.suspend();
    core.nextTurn();

    expect([core.enter(slot, 1), core.state(slot), core.count(SUSPENDED_PROCESSES)]).toEqual([1, RUNNING, 0]);
    core.charge(5);
    core.leave();

    expect([core.state(slot), core.count(SUSPENDED_PROCESSES), core.reductionsSpent(slot)]).toEqual([SUSPENDED, 1, 2 + 2 + 5]);
  });

  it("leave a process queued that was told to end meanwhile", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.suspend();
    core.nextTurn();
    core.enter(slot, 1);

    core.terminate(slot);
    core.leave();

    expect([core.state(slot), turn(core)]).toEqual([EXITING, -slot]);
  });
});

describe("reductions", () => {
  it("are charged by what a process does", () => {
    const core = open({ reductions: 100 });
    const slot = spawnCurrent(core);
    const other = core.spawn(PRIORITY_LOW);
    expect(core.charge(0)).toBe(100 - 4);

    core.send(slot, 1);
    core.take();
    core.link(slot, other);
    expect(core.charge(10)).toBe(100 - 4 - 3 - 10);

    core.wait();
    expect(turn(core)).toBe(other);
    expect([core.reductionsSpent(slot), core.charge(0)]).toEqual([19, 100]);
  });

  it("are charged with the end of the turn, too", () => {
    const core = open({ reductions: 100 });
    const slot = spawnCurrent(core);
    const before = core.reductionsSpent(slot);
    core.wait();
    core.nextTurn(7);

    expect(core.reductionsSpent(slot)).toBe(before + 7);
  });

  it("may be overdrawn, which ends the turn at the next receive", () => {
    const core = open({ reductions: 10 });
    const slot = spawnCurrent(core);
    times(50, () => core.send(slot, 1));

    expect([core.charge(0), core.take(), core.reductionsSpent(slot)]).toEqual([-40, YIELDED, 52]);
  });
});
