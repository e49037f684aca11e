import { describe, expect, it } from "vitest";
import { NONE, PRIORITY_HIGH, PRIORITY_LOW, PRIORITY_MAX, PRIORITY_NORMAL, RUNNABLE, WAITING } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { open, spawnCurrent, times, turn } from "./open.ts";

/** The order of so many turns, each of which is given up at once. */
function order(core: Core, turns: number): number[] {
  return times(turns, () => turn(core));
}

describe("nextTurn", () => {
  it("serves processes of one priority in turn", () => {
    const core = open();
    const [a, b, c] = times(3, () => core.spawn(PRIORITY_NORMAL));

    expect(order(core, 7)).toEqual([a, b, c, a, b, c, a]);
  });

  it("serves max before high before normal, whatever waits there", () => {
    const core = open();
    const [normal, high, max] = [PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_MAX].map((priority) => core.spawn(priority));

    expect(order(core, 3)).toEqual([max, max, max]);
    core.wait();
    expect(order(core, 3)).toEqual([high, high, high]);
    core.wait();
    expect(order(core, 3)).toEqual([normal, normal, normal]);
  });

  it("passes a low process over eight times for normal ones", () => {
    const core = open();
    const [low, normal] = [core.spawn(PRIORITY_LOW), core.spawn(PRIORITY_NORMAL)];

    const turns = order(core, 27);

    expect(turns).toEqual(times(27, (index) => (index % 9 === 8 ? low : normal)));
  });

  it("serves low processes in every turn while no other is runnable", () => {
    const core = open();
    const [a, b] = times(2, () => core.spawn(PRIORITY_LOW));

    expect(order(core, 4)).toEqual([a, b, a, b]);
  });

  it("does not let high processes pass for the eight", () => {
    const core = open();
    const low = core.spawn(PRIORITY_LOW);
    const normal = core.spawn(PRIORITY_NORMAL);
    order(core, 4);
    const high = core.spawn(PRIORITY_HIGH);
    expect(order(core, 20)).toEqual(times(20, () => high));

    core.wait();

    expect(order(core, 5)).toEqual([normal, normal, normal, normal, low]);
  });

  it("returns NONE when the turns of the burst are spent, and goes on in the next", () => {
    const core = open();
    const slots = times(5, () => core.spawn(PRIORITY_NORMAL));

    core.beginBurst(3, 1_000);
    expect(times(4, core.nextTurn)).toEqual([...slots.slice(0, 3), NONE]);

    core.beginBurst(3, 1_000);
    expect(core.nextTurn()).toBe(slots[3]);
  });

  it("returns NONE when the reductions of the burst are spent", () => {
    const core = open({ reductions: 100 });
    times(2, () => core.spawn(PRIORITY_NORMAL));

    core.beginBurst(10, 150);
    core.nextTurn();
    core.charge(90);
    core.nextTurn();
    expect(core.burstLeft()).toBe(150 - 92);
    core.charge(90);

    expect(core.nextTurn()).toBe(NONE);
    expect(core.burstLeft()).toBe(150 - 2 * 92);
    expect(core.runnableCount()).toBe(2);
  });
});

describe("the run queue", () => {
  it("holds a process once or not at all", () => {
    const core = open();
    const slot = spawnCurrent(core);

    core.yieldTurn();
    core.yieldTurn();
    core.send(slot, core.generation(slot));

    expect([core.state(slot), core.runnableCount()]).toEqual([RUNNABLE, 1]);
  });

  it("queues a process again whose body gave up its turn without a word", () => {
    const core = open();
    const slot = spawnCurrent(core);

    expect(core.nextTurn()).toBe(slot);
  });
});

describe("setPriority", () => {
  it("moves a queued process to the end of the other queue", () => {
    const core = open();
    const [a, b, c, d] = times(4, () => core.spawn(PRIORITY_NORMAL));

    core.setPriority(b!, PRIORITY_HIGH);
    core.setPriority(d!, PRIORITY_HIGH);
    core.setPriority(b!, PRIORITY_NORMAL);

    expect(order(core, 1)).toEqual([d]);
    core.wait();
    expect(order(core, 4)).toEqual([a, c, b, a]);
  });

  it("leaves the queue whole whichever process is moved out of it", () => {
    for (let moved = 0; moved < 4; moved++) {
      const core = open();
      const slots = times(4, () => core.spawn(PRIORITY_NORMAL));

      core.setPriority(slots[moved]!, PRIORITY_LOW);
      slots.push(core.spawn(PRIORITY_NORMAL));

      expect(order(core, 4)).toEqual(slots.filter((_, index) => index !== moved));
      expect(core.runnableCount()).toBe(4);
    }
  });

  it("says where a waiting process will be queued", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.wait();
    const other = core.spawn(PRIORITY_NORMAL);

    core.setPriority(slot, PRIORITY_MAX);
    expect([core.state(slot), core.priority(slot)]).toEqual([WAITING, PRIORITY_MAX]);
    core.send(slot, core.generation(slot));

    expect(order(core, 1)).toEqual([slot]);
    core.wait();
    expect(order(core, 1)).toEqual([other]);
  });
});

describe("a seed", () => {
  function shuffled(seed: number): number[] {
    const core = open({ seed });
    times(20, () => core.spawn(PRIORITY_NORMAL));
    return order(core, 40);
  }

  it("shuffles the order, always in the same way", () => {
    expect(shuffled(1)).toEqual(shuffled(1));
    expect(shuffled(1)).not.toEqual(shuffled(0));
    expect(shuffled(1)).not.toEqual(shuffled(-1));
  });

  it("keeps every process queued", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const core = open({ seed });
      const slots = times(20, () => core.spawn(PRIORITY_NORMAL));

      const turns = times(20, () => (core.nextTurn(), core.wait(), core.nextProcess(NONE), core.runnableCount()));

      expect(turns).toEqual(times(20, (index) => 19 - index));
      expect(slots.map(core.state)).toEqual(slots.map(() => WAITING));
    }
  });
});
