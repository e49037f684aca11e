import { describe, expect, it } from "vitest";
import { ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, HANDED, MESSAGES, NONE, RELATION_ENDED, RUNNABLE, RUNNING, WAITING, WAITING_FOR_ANY, YIELDED } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { open, spawnCurrent, spawnWaiting, times, turn, untilNone } from "./open.ts";

const RECORD = 64;

function sendOwn(core: Core, slot: number): number {
  return core.send(slot, core.generation(slot));
}

/** Takes a message out of the middle: leaves a hole. */
function acceptOnly(core: Core, message: number): void {
  core.beginReceive();
  while (core.look(NONE, NONE) !== message);
  expect(core.accept(message)).toBe(1);
}

function all(core: Core): number[] {
  core.beginReceive();
  return untilNone(() => core.look(NONE, NONE));
}

describe("send", () => {
  it("queues messages in the order sent", () => {
    const core = open();
    const slot = spawnCurrent(core);

    const sent = times(100, () => sendOwn(core, slot));

    expect(times(100, core.take)).toEqual(sent);
  });

  it("gives each waiting message a slot of its own, and the slot to another once it was taken", () => {
    const core = open();
    const slot = spawnCurrent(core);

    const sent = times(1_000, () => sendOwn(core, slot));
    times(1_000, core.take);
    const again = times(1_000, () => sendOwn(core, slot));

    expect(new Set(sent).size).toBe(1_000);
    expect(new Set(again)).toEqual(new Set(sent));
  });

  it("makes a waiting process runnable exactly once", () => {
    const core = open();
    const slot = spawnWaiting(core);

    times(3, () => sendOwn(core, slot));

    expect(core.state(slot)).toBe(RUNNABLE);
    expect(core.runnableCount()).toBe(1);
    expect([turn(core), core.state(slot)]).toEqual([slot, RUNNING]);
    core.wait();
    expect(core.nextTurn()).toBe(NONE);
  });

  it("hands the message to a process that waits for any, past its mailbox", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.take();
    expect(core.state(slot)).toBe(WAITING_FOR_ANY);

    expect([sendOwn(core, slot), core.messageQueueLength(slot), core.count(MESSAGES)]).toEqual([HANDED, 1, 1]);
    const queued = sendOwn(core, slot);
    expect(queued).not.toBe(HANDED);

    expect([turn(core), core.messageQueueLength(slot), core.count(MESSAGES)]).toEqual([slot, 1, 1]);
    expect(core.take()).toBe(queued);
  });

  it("forgets the message that was handed to a process which is then told to end", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.take();
    sendOwn(core, slot);

    core.terminate(slot);

    expect([core.messageQueueLength(slot), core.count(MESSAGES)]).toEqual([0, 0]);
    expect([turn(core), core.reap(slot)]).toEqual([-slot, 0]);
  });
});

describe("the ring", () => {
  it("is given back after a burst of 1,000,000 messages", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const burst = (): void => {
      for (let left = 1_000_000; left > 0; left--) sendOwn(core, slot);
      for (let left = 1_000_000; left > 0; left--) core.take();
    };

    burst();
    const memoryBytes = core.memoryBytes();
    expect(core.count(MESSAGES)).toBe(0);
    expect(core.processBytes(slot)).toBe(RECORD);

    burst();
    expect(core.memoryBytes()).toBe(memoryBytes);
  });

  it("is given back by a process that ends", () => {
    const core = open();
    const round = (): void => {
      const slot = spawnCurrent(core);
      times(50, () => sendOwn(core, slot));
      core.exit(slot);
      while (core.drain(slot) !== NONE);
      core.free(slot);
    };

    round();
    const memoryBytes = core.memoryBytes();
    times(5_000, round);

    expect([core.memoryBytes(), core.count(MESSAGES)]).toEqual([memoryBytes, 0]);
  });

  it("comes with the first message, for four", () => {
    const core = open();
    const slot = spawnCurrent(core);
    expect(core.processBytes(slot)).toBe(RECORD);

    const bytes = times(5, () => (sendOwn(core, slot), core.processBytes(slot) - RECORD));

    expect(bytes).toEqual([16, 16, 16, 16, 32]);
  });

  it("closes holes rather than growing", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const kept = sendOwn(core, slot);

    for (let round = 0; round < 10_000; round++) acceptOnly(core, sendOwn(core, slot));

    expect(core.processBytes(slot)).toBe(RECORD + 16);
    expect(all(core)).toEqual([kept]);
  });

  it("keeps the order while it wraps, grows and closes holes", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const expected: number[] = [];

    for (let round = 0; round < 2_000; round++) {
      times(1 + (round % 3), () => expected.push(sendOwn(core, slot)));
      const victim = (round * 7) % expected.length;
      if (round % 5 !== 0) acceptOnly(core, expected.splice(victim, 1)[0]!);
      if (round % 11 === 0 && expected.length > 0) expect(core.take()).toBe(expected.shift());
    }

    expect(all(core)).toEqual(expected);
  });
});

describe("take", () => {
  it("takes the oldest of what a selective receive has passed over", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const [a, b, c] = times(3, () => sendOwn(core, slot));

    acceptOnly(core, b!);

    expect([core.take(), core.take()]).toEqual([a, c]);
  });

  it("makes a send cost more when the mailbox is long, until the turn is over", () => {
    const core = open({ reductions: 4_000 });
    const slot = spawnCurrent(core);
    const spentBySending = (count: number): number => {
      const before = core.charge(0);
      times(count, () => sendOwn(core, slot));
      return before - core.charge(0);
    };

    expect(spentBySending(63)).toBe(63);
    expect(spentBySending(64)).toBe(2 * 64);
    expect(spentBySending(64)).toBe(3 * 64);
    core.charge(core.charge(0)); // the turn is over
    expect(spentBySending(64)).toBe(64);
  });

  it("gives up the turn when the reductions are spent, and takes nothing", () => {
    const core = open({ reductions: 10 });
    const slot = spawnCurrent(core);
    const message = sendOwn(core, slot);

    core.charge(10);

    expect([core.take(), core.state(slot), core.messageQueueLength(slot)]).toEqual([YIELDED, RUNNABLE, 1]);
    expect([turn(core), core.take()]).toEqual([slot, message]);
  });
});

describe("a selective receive", () => {
  it("shows each message once, what comes meanwhile included", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const early = times(3, () => sendOwn(core, slot));
    core.beginReceive();
    expect(untilNone(() => core.look(NONE, NONE))).toEqual(early);

    core.wait();
    const late = times(50, () => sendOwn(core, slot));
    turn(core);

    expect(untilNone(() => core.look(NONE, NONE))).toEqual(late);
  });

  it("begins again at the oldest message after it has taken one out", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const [a, b, c] = times(3, () => sendOwn(core, slot));

    acceptOnly(core, b!);

    expect(untilNone(() => core.look(NONE, NONE))).toEqual([a, c]);
  });

  it("goes on where it was though the ring was grown, or its holes closed, in between", () => {
    for (const [sent, taken] of [[4, 0], [4, 2], [64, 0], [64, 40]] as const) {
      const core = open();
      const slot = spawnCurrent(core);
      const messages = times(sent, () => sendOwn(core, slot));
      times(taken, (index) => acceptOnly(core, messages.splice(1 + (index % 3), 1)[0]!));
      core.beginReceive();
      const seen = [core.look(NONE, NONE), core.look(NONE, NONE)];

      messages.push(...times(sent, () => sendOwn(core, slot)));

      expect([...seen, ...untilNone(() => core.look(NONE, NONE))]).toEqual(messages);
    }
  });

  it("takes out what it saw though positions have changed since", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const [a, b, c, d] = times(4, () => sendOwn(core, slot));
    acceptOnly(core, b!);
    acceptOnly(core, c!);
    core.beginReceive();
    core.look(NONE, NONE);
    expect(core.look(NONE, NONE)).toBe(d);

    const [e, f, g] = times(3, () => sendOwn(core, slot));

    expect(core.accept(d!)).toBe(1);
    expect(all(core)).toEqual([a, e, f, g]);
  });

  it("does not take out what something else has taken meanwhile", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const [a, b] = times(2, () => sendOwn(core, slot));
    core.beginReceive();
    core.look(NONE, NONE);

    core.take();

    expect(core.accept(a!)).toBe(0);
    expect(all(core)).toEqual([b]);
  });

  it("gives up the turn in the middle of a scan, and goes on from there", () => {
    const core = open({ reductions: 3 });
    const slot = spawnCurrent(core);
    core.wait();
    const messages = times(7, () => sendOwn(core, slot));

    turn(core);
    core.beginReceive();
    const seen = times(4, () => core.look(NONE, NONE));
    turn(core);
    seen.push(...times(4, () => core.look(NONE, NONE)));

    expect(seen).toEqual([...messages.slice(0, 3), YIELDED, ...messages.slice(3, 6), YIELDED]);
  });

  it("peeks at everything in one turn, whatever is left of the reductions", () => {
    const core = open({ reductions: 5 });
    const slot = spawnCurrent(core);
    const messages = times(100, () => sendOwn(core, slot));
    core.beginReceive();

    expect(untilNone(() => core.peek(NONE, NONE))).toEqual(messages);
    expect(core.state(slot)).toBe(RUNNING);
  });

  it("ends at once for a process that a signal has ended in its own turn", () => {
    const core = open();
    const slot = spawnCurrent(core);
    sendOwn(core, slot);

    core.terminate(slot);

    expect([core.take(), core.look(NONE, NONE), core.waitFor(5)]).toEqual([YIELDED, YIELDED, 0]);
  });
});

describe("a receive from a position", () => {
  it("skips what came before", () => {
    const core = open();
    const slot = spawnCurrent(core);
    times(3, () => sendOwn(core, slot));
    const position = core.tail();
    const late = times(3, () => sendOwn(core, slot));

    core.beginReceiveFrom(position);
    expect(untilNone(() => core.look(NONE, NONE))).toEqual(late);

    core.beginReceiveFrom(core.tail());
    expect(core.look(NONE, NONE)).toBe(NONE);
  });

  it("begins at the oldest message when the position has left the ring", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const position = core.tail();
    times(3, () => (sendOwn(core, slot), core.take()));
    const late = times(3, () => sendOwn(core, slot));

    core.beginReceiveFrom(position);

    expect(untilNone(() => core.look(NONE, NONE))).toEqual(late);
  });

  it("never misses a message though holes were closed in between", () => {
    for (let pattern = 0; pattern < 2 ** 10; pattern++) {
      const core = open();
      const slot = spawnCurrent(core);
      const early = times(6, () => sendOwn(core, slot));
      const position = core.tail();
      const late = times(4, () => sendOwn(core, slot));
      const taken = [...early, ...late].filter((_, index) => (pattern & (1 << index)) !== 0);
      taken.forEach((message) => acceptOnly(core, message));

      late.push(...times(12, () => sendOwn(core, slot)));
      core.beginReceiveFrom(position);

      expect(untilNone(() => core.look(NONE, NONE))).toEqual(expect.arrayContaining(late.filter((message) => !taken.includes(message))));
    }
  }, 60_000);
});

describe("a receive for a relation", () => {
  it("begins at what has come since the relation was made", () => {
    const core = open();
    const slot = spawnCurrent(core);
    times(100, () => sendOwn(core, slot));
    const alias = core.alias(slot, ALIAS_EXPLICIT);
    const generation = core.relationGeneration(alias);
    const plain = sendOwn(core, slot);
    const reply = core.sendToAlias(alias, generation);

    core.beginReceiveFor(alias, generation);
    expect(untilNone(() => core.look(NONE, NONE))).toEqual([plain, reply]);

    core.beginReceiveFor(alias, generation);
    expect([core.look(alias, generation), core.accept(reply)]).toEqual([reply, 1]);
    expect(core.messageQueueLength(slot)).toBe(101);
  });

  it("passes over all that did not come through it in one step", () => {
    const core = open({ reductions: 10_000 });
    const slot = spawnCurrent(core);
    const alias = core.alias(slot, ALIAS_EXPLICIT);
    const generation = core.relationGeneration(alias);
    times(400, () => sendOwn(core, slot));
    const reply = core.sendToAlias(alias, generation);
    const before = core.charge(0);

    core.beginReceiveFor(alias, generation);

    expect(core.look(alias, generation)).toBe(reply);
    expect(before - core.charge(0)).toBe(1);
  });

  it("finds its message after the relation has ended, and not that of the next with its index", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const alias = core.alias(slot, ALIAS_REPLY);
    const generation = core.relationGeneration(alias);
    const first = core.sendToAlias(alias, generation) - RELATION_ENDED;
    expect(core.alias(slot, ALIAS_REPLY)).toBe(alias);
    const second = core.sendToAlias(alias, generation + 1) - RELATION_ENDED;

    core.beginReceiveFor(alias, generation);
    expect([core.look(alias, generation), core.look(alias, generation)]).toEqual([first, NONE]);
    core.beginReceiveFor(alias, generation + 1);
    expect([core.look(alias, generation + 1), core.look(alias, generation + 1)]).toEqual([second, NONE]);
  });

  it("begins at the oldest message for a relation of another process", () => {
    const core = open();
    const other = spawnWaiting(core);
    const slot = spawnCurrent(core);
    sendOwn(core, other);
    const message = sendOwn(core, slot);
    const monitor = core.monitor(other, slot, ALIAS_NONE);

    core.beginReceiveFor(monitor, core.relationGeneration(monitor));

    expect(core.look(NONE, NONE)).toBe(message);
  });
});

describe("wait", () => {
  it("waits until a message comes", () => {
    const core = open();
    const slot = spawnCurrent(core);

    core.wait();
    expect([core.state(slot), core.nextTurn()]).toEqual([WAITING, NONE]);

    sendOwn(core, slot);
    expect(turn(core)).toBe(slot);
  });
});
