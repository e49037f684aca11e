import { describe, expect, it } from "vitest";
import { ALIAS, ALIAS_DEMONITOR, ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, ALL_ENDED, HALF_ENDED, LEFT_RELATIONS, LINK, MESSAGES, MONITOR, NONE, NONE_ENDED, PROCESSES, RELATIONS, RELATION_ENDED } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { firstRelation, open, spawnCurrent, spawnWaiting, times, walk } from "./open.ts";

function two(): { core: Core; a: number; b: number } {
  const core = open();
  return { core, a: spawnWaiting(core), b: spawnWaiting(core) };
}

function lists(core: Core, slot: number): { links: number[]; monitors: number[]; monitoredBy: number[] } {
  const next = (index: number): number => core.nextRelation(index, slot);
  const sorted = (first: number): number[] => walk(first, next).sort((x, y) => x - y);
  return { links: sorted(core.firstLink(slot)), monitors: sorted(core.firstMonitor(slot)), monitoredBy: sorted(core.firstMonitoredBy(slot)) };
}

describe("link", () => {
  it("links two processes once, whoever asks", () => {
    const { core, a, b } = two();

    const link = core.link(a, b);

    expect([core.link(a, b), core.link(b, a)]).toEqual([link, link]);
    expect([core.linkBetween(a, b), core.linkBetween(b, a)]).toEqual([link, link]);
    expect([core.relationKind(link), core.otherSlot(link, a), core.otherSlot(link, b)]).toEqual([LINK, b, a]);
    expect(core.count(RELATIONS)).toBe(1);
  });

  it("is on the list of either process until it ends", () => {
    const { core, a, b } = two();
    const c = spawnWaiting(core);
    const [ab, ac, bc] = [core.link(a, b), core.link(c, a), core.link(b, c)];
    expect([lists(core, a).links, lists(core, b).links, lists(core, c).links]).toEqual([[ab, ac], [ab, bc], [ac, bc]]);

    core.endRelation(ac);

    expect([lists(core, a).links, lists(core, b).links, lists(core, c).links]).toEqual([[ab], [ab, bc], [bc]]);
    expect(core.linkBetween(a, c)).toBe(NONE);
  });

  it("is found from both ends of a process with many", () => {
    const core = open();
    const hub = spawnWaiting(core);
    const spokes = times(300, () => spawnWaiting(core));
    const links = spokes.map((spoke, index) => (index % 2 === 0 ? core.link(hub, spoke) : core.link(spoke, hub)));

    expect(spokes.map((spoke) => core.linkBetween(hub, spoke))).toEqual(links);
    expect(spokes.map((spoke) => core.linkBetween(spoke, hub))).toEqual(links);
    expect(core.linkBetween(spokes[0]!, spokes[1]!)).toBe(NONE);
  });
});

describe("monitor", () => {
  it("makes another relation each time, on the lists of watcher and watched", () => {
    const { core, a, b } = two();

    const monitors = times(3, () => core.monitor(a, b, ALIAS_NONE));

    expect(new Set(monitors).size).toBe(3);
    expect(lists(core, a)).toEqual({ links: [], monitors, monitoredBy: [] });
    expect(lists(core, b)).toEqual({ links: [], monitors: [], monitoredBy: monitors });
    expect(monitors.map((index) => core.relationOwner(index, 1))).toEqual([a, a, a]);
  });

  it("sends nothing through an alias that it does not have", () => {
    const { core, a, b } = two();
    const monitor = core.monitor(a, b, ALIAS_NONE);

    expect([core.sendToAlias(monitor, 1), core.unalias(monitor, 1)]).toEqual([NONE, NONE_ENDED]);
    expect(core.messageQueueLength(a)).toBe(0);
  });
});

describe("demonitor", () => {
  it("ends the monitor; an explicit alias outlives it", () => {
    const { core, a, b } = two();
    const modes = [ALIAS_NONE, ALIAS_EXPLICIT, ALIAS_DEMONITOR, ALIAS_REPLY];
    const monitors = modes.map((mode) => core.monitor(a, b, mode));

    expect(monitors.map((index) => core.demonitor(index, 1))).toEqual([ALL_ENDED, HALF_ENDED, ALL_ENDED, ALL_ENDED]);

    expect(monitors.map((index) => core.relationOwner(index, 1))).toEqual([NONE, a, NONE, NONE]);
    expect([core.relationKind(monitors[1]!), core.otherSlot(monitors[1]!, a)]).toEqual([ALIAS, NONE]);
    expect([lists(core, a).monitors, lists(core, b).monitoredBy]).toEqual([[monitors[1]], []]);
    expect(core.sendToAlias(monitors[1]!, 1)).toBeGreaterThan(0);
  });

  it("returns 0 for a link, an alias, and a monitor that has ended", () => {
    const { core, a, b } = two();
    const [link, alias, monitor] = [core.link(a, b), core.alias(a, ALIAS_EXPLICIT), core.monitor(a, b, ALIAS_NONE)];
    core.demonitor(monitor, 1);

    expect([link, alias, monitor].map((index) => core.demonitor(index, 1))).toEqual([NONE_ENDED, NONE_ENDED, NONE_ENDED]);
    expect(core.count(RELATIONS)).toBe(2);
  });
});

describe("unalias", () => {
  it("ends the alias; a monitor outlives it", () => {
    const { core, a, b } = two();
    const [alias, monitor] = [core.alias(a, ALIAS_EXPLICIT), core.monitor(a, b, ALIAS_REPLY)];

    expect([core.unalias(alias, 1), core.unalias(monitor, 1)]).toEqual([ALL_ENDED, HALF_ENDED]);

    expect([core.unalias(alias, 1), core.unalias(monitor, 1)]).toEqual([NONE_ENDED, NONE_ENDED]);
    expect([core.sendToAlias(alias, 1), core.sendToAlias(monitor, 1)]).toEqual([NONE, NONE]);
    expect([core.relationKind(monitor), core.demonitor(monitor, 1)]).toEqual([MONITOR, ALL_ENDED]);
  });
});

describe("sendToAlias", () => {
  it("sends to the owner as often as wanted through an explicit alias", () => {
    const { core, a } = two();
    const alias = core.alias(a, ALIAS_EXPLICIT);

    const messages = times(3, () => core.sendToAlias(alias, 1));

    expect(messages.every((message) => message > 0 && message < RELATION_ENDED)).toBe(true);
    expect(core.messageQueueLength(a)).toBe(3);
  });

  it("ends a reply alias with the first message, and the monitor with it", () => {
    const { core, a, b } = two();
    for (const relation of [core.alias(a, ALIAS_REPLY), core.monitor(a, b, ALIAS_REPLY)]) {
      expect(core.sendToAlias(relation, 1)).toBeGreaterThan(RELATION_ENDED);

      expect([core.sendToAlias(relation, 1), core.relationOwner(relation, 1)]).toEqual([NONE, NONE]);
    }
    expect([core.messageQueueLength(a), lists(core, b).monitoredBy]).toEqual([2, []]);
  });

  it("sends nothing to an owner that was told to end", () => {
    const { core, a } = two();
    const alias = core.alias(a, ALIAS_REPLY);

    core.terminate(a);

    expect([core.sendToAlias(alias, 1), core.relationOwner(alias, 1)]).toEqual([NONE, a]);
  });

  it("never reaches the next relation with its index", () => {
    const { core, a, b } = two();
    const alias = core.alias(a, ALIAS_EXPLICIT);
    core.unalias(alias, 1);

    expect(core.alias(b, ALIAS_EXPLICIT)).toBe(alias);

    expect([core.sendToAlias(alias, 1), core.unalias(alias, 1), core.demonitor(alias, 1), core.relationOwner(alias, 1)]).toEqual([NONE, NONE_ENDED, NONE_ENDED, NONE]);
    expect([core.relationGeneration(alias), core.relationOwner(alias, 2)]).toEqual([2, b]);
  });

  it("finds nothing by an index that was never given", () => {
    const { core } = two();

    for (const index of [0, 1, 255, 256, 100_000, -1]) {
      expect([core.sendToAlias(index, 1), core.demonitor(index, 0), core.relationOwner(index, 0)]).toEqual([NONE, NONE_ENDED, NONE]);
    }
  });
});

describe("sendDown", () => {
  it("queues a message that ends the monitor", () => {
    const { core, a, b } = two();
    const monitor = core.monitor(a, b, ALIAS_DEMONITOR);

    const message = core.sendDown(monitor);

    expect(message).toBeGreaterThan(RELATION_ENDED);
    expect([core.messageQueueLength(a), core.count(RELATIONS)]).toEqual([1, 0]);
  });

  it("leaves an explicit alias", () => {
    const { core, a, b } = two();
    const monitor = core.monitor(a, b, ALIAS_EXPLICIT);

    expect(core.sendDown(monitor)).toBeLessThan(RELATION_ENDED);

    expect([core.relationKind(monitor), lists(core, b).monitoredBy]).toEqual([ALIAS, []]);
  });

  it("ends the monitor of an owner that was told to end, and queues nothing", () => {
    const { core, a, b } = two();
    const monitor = core.monitor(a, b, ALIAS_NONE);
    core.terminate(a);

    expect(core.sendDown(monitor)).toBe(RELATION_ENDED);

    expect([core.count(MESSAGES), core.count(RELATIONS)]).toEqual([0, 0]);
  });
});

describe("the end of a process", () => {
  it("leaves all its relations, one by one", () => {
    const core = open();
    const others = times(3, () => spawnWaiting(core));
    const slot = spawnCurrent(core);
    const relations = [core.link(slot, others[0]!), core.link(others[1]!, slot), core.monitor(slot, others[2]!, ALIAS_NONE), core.monitor(others[0]!, slot, ALIAS_NONE), core.alias(slot, ALIAS_REPLY)];

    expect(core.exit(slot)).toBe(LEFT_RELATIONS);
    const visited: number[] = [];
    for (let index = firstRelation(core, slot); index !== NONE; index = firstRelation(core, slot)) {
      visited.push(index);
      core.endRelation(index);
    }
    core.free(slot);

    expect(visited.sort()).toEqual(relations.sort());
    expect([core.count(RELATIONS), core.count(PROCESSES)]).toEqual([0, 3]);
  });
});

describe("many relations", () => {
  it("take no more memory the second time", () => {
    const { core, a, b } = two();
    const round = (): void => times(10_000, () => core.monitor(a, b, ALIAS_NONE)).forEach((index) => core.endRelation(index));

    round();
    const memoryBytes = core.memoryBytes();
    round();

    expect([core.count(RELATIONS), core.memoryBytes()]).toEqual([0, memoryBytes]);
  });

});
