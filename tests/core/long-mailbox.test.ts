import { describe, expect, it } from "vitest";
import { ALIAS_REPLY, FLAG_LIMITED, FLAG_LONG, LONG, LONG_LENGTH, NONE, RELATION_ENDED } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { open, spawnCurrent, spawnWaiting, times, untilNone } from "./open.ts";
import { both, openPair } from "./side-by-side.ts";

const isLong = (place: number): boolean => (place & LONG) !== 0;

/** Sends so many messages. Returns the lengths of the mailbox with which one was answered with LONG. */
function longLengths(core: Core, slot: number, count: number, send: () => number = () => core.send(slot, core.generation(slot))): number[] {
  return times(count, () => isLong(send()) && core.messageQueueLength(slot)).filter((length) => length !== false);
}

describe("a mailbox", () => {
  it("is long with the first message beyond 10,000, 20,000, 40,000", () => {
    const core = open();
    const slot = spawnCurrent(core);

    expect(LONG_LENGTH).toBe(10_000);
    expect(longLengths(core, slot, 100_000)).toEqual([10_001, 20_001, 40_001, 80_001]);
    expect(core.longMailbox()).toBe(slot);
  });

  it("is long whatever the message came through", () => {
    const core = open();
    const slot = spawnWaiting(core);
    const watched = spawnWaiting(core);
    const generation = core.generation(slot);
    const ways = {
      push: () => core.push(slot, generation),
      pushSignal: () => core.pushSignal(slot, generation),
      sendDown: () => core.sendDown(core.monitor(slot, watched, 0)),
      sendToAlias: () => {
        const alias = core.alias(slot, ALIAS_REPLY);
        return core.sendToAlias(alias, core.relationGeneration(alias));
      },
    };
    for (const [name, send] of Object.entries(ways)) {
      untilNone(() => core.drain(slot));
      expect(longLengths(core, slot, 10_000), name).toEqual([]);
      const place = send();
      expect([isLong(place), place > RELATION_ENDED], name).toEqual([true, name.startsWith("sendDown") || name === "sendToAlias"]);
    }
  });

  it("is not long while it has a limit", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.setFlag(slot, FLAG_LIMITED, 1);

    expect(longLengths(core, slot, 10_001, () => core.push(slot, core.generation(slot)))).toEqual([]);
    expect(longLengths(core, slot, 1, () => core.pushSignal(slot, core.generation(slot)))).toEqual([]);
    expect(core.longMailbox()).toBe(NONE);
  });

  it("says so by the messages in it, not by the holes between them", () => {
    const core = open();
    const slot = spawnCurrent(core);
    longLengths(core, slot, 9_000);
    core.beginReceive();
    for (const message of times(9_000, () => core.look(NONE, NONE)).slice(4_000)) {
      core.beginReceive();
      while (core.look(NONE, NONE) !== message);
      core.accept(message);
    }

    expect(longLengths(core, slot, 6_001)).toEqual([10_001]);
  }, 60_000);

  it("keeps FLAG_LONG until it is empty", () => {
    const core = open();
    const slot = spawnCurrent(core);
    longLengths(core, slot, 10_001);
    core.setFlag(slot, FLAG_LONG, 1);

    times(10_000, core.take);
    expect(core.flags(slot)).toBe(FLAG_LONG);
    core.take();
    expect(core.flags(slot)).toBe(0);
  });

  it("does what the model says, whatever comes and goes", () => {
    const pair = openPair({ maxProcesses: 2, maxPages: 1_000, reductions: 2 ** 30, seed: 0 }, new Map());
    both(pair, "beginBurst", 2 ** 30, 2 ** 30);
    const slot = both(pair, "spawn", 2);
    both(pair, "nextTurn", 0);
    let long = 0;
    for (const [sends, takes] of [[11_000, 2_000], [2_500, 2_500], [10_000, 19_000], [500, 499], [9_999, 10_000], [21_000, 21_000]] as const) {
      times(sends, () => isLong(both(pair, "send", slot, 1)) && long++ && both(pair, "setFlag", slot, FLAG_LONG, 1));
      times(takes, () => both(pair, "take"));
    }

    expect(long).toBe(5);
  });
});
