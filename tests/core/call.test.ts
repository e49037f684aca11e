import { describe, expect, it } from "vitest";
import { HANDED, MESSAGES, NONE, RELATIONS, RELATION_ENDED, RUNNABLE, TIMERS, WAITING, WAITING_FOR_REPLY } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { open, spawnCurrent, spawnWaiting, turn } from "./open.ts";

interface Called {
  readonly core: Core;
  readonly server: number;
  /** The current process. */
  readonly caller: number;
}

function withServer(wait: (core: Core) => unknown): Called {
  const core = open();
  const server = spawnCurrent(core);
  wait(core);
  return { core, server, caller: spawnCurrent(core) };
}

function called(delay: number): Called & { readonly relation: number } {
  const { core, server, caller } = withServer(({ take }) => take());
  const relation = core.ask(server, core.generation(server), delay) - HANDED;
  expect(turn(core)).toBe(server);
  return { core, server, caller, relation };
}

describe("ask", () => {
  it("hands the request to a server that waits for any message, and waits for the reply", () => {
    const { core, server, caller } = withServer(({ take }) => take());

    const asked = core.ask(server, core.generation(server), Infinity);

    expect(asked).toBe(core.firstMonitor(caller) + HANDED);
    expect([core.state(caller), core.state(server)]).toEqual([WAITING_FOR_REPLY, RUNNABLE]);
    expect([core.count(MESSAGES), core.messageQueueLength(server), core.count(TIMERS)]).toEqual([1, 1, 0]);
  });

  it("leaves the request to be sent to a server that does not", () => {
    const { core, server, caller } = withServer(({ wait }) => wait());

    expect(core.ask(server, core.generation(server), Infinity)).toBe(core.firstMonitor(caller));

    expect([core.state(server), core.count(MESSAGES)]).toEqual([WAITING, 0]);
    expect(core.firstMonitoredBy(server)).toBe(core.firstMonitor(caller));
  });

  it("makes nothing when there is no server any more", () => {
    const { core, server } = withServer(({ take }) => take());
    core.terminate(server);

    expect(core.ask(server, core.generation(server), Infinity)).toBe(NONE);

    expect(core.count(RELATIONS)).toBe(0);
  });

  it("does not wait when it is to wait no time", () => {
    const { core, caller } = called(0);

    expect([core.state(caller), core.count(TIMERS)]).toEqual([RUNNABLE, 0]);
  });
});

describe("a process that waits for a reply", () => {
  it("is handed the reply, which ends the relation and the time limit", () => {
    const { core, caller, relation } = called(5_000);

    expect(core.sendToAlias(relation, 1)).toBe(caller + HANDED + RELATION_ENDED);

    expect([core.state(caller), core.count(RELATIONS), core.count(TIMERS), core.count(MESSAGES)]).toEqual([RUNNABLE, 0, 0, 1]);
    expect(turn(core)).toBe(caller);
    expect(core.count(MESSAGES)).toBe(0);
  });

  it("is handed DOWN", () => {
    const { core, caller, relation } = called(Infinity);

    expect(core.sendDown(relation)).toBe(caller + HANDED + RELATION_ENDED);

    expect([core.state(caller), core.count(RELATIONS)]).toEqual([RUNNABLE, 0]);
  });

  it("is woken by no other message", () => {
    const { core, caller, server, relation } = called(Infinity);
    const other = core.monitor(caller, server, 3);

    core.send(caller, 1);
    core.sendToAlias(other, core.relationGeneration(other));

    expect([core.state(caller), core.messageQueueLength(caller)]).toEqual([WAITING_FOR_REPLY, 2]);
    expect(core.sendToAlias(relation, 1)).toBe(caller + HANDED + RELATION_ENDED);
  });

  it("is woken when its time is over, and by wake", () => {
    const { core, caller } = called(10);
    core.advance(0);
    core.advance(10);
    expect(core.state(caller)).toBe(RUNNABLE);

    const woken = called(Infinity);
    expect([woken.core.wake(woken.caller, 1), woken.core.state(woken.caller)]).toEqual([1, RUNNABLE]);
  });

  it("waits for any message when it ends the relation in its turn", () => {
    const { core, server, caller } = withServer(({ take }) => take());
    const relation = core.ask(server, core.generation(server), Infinity) - HANDED;

    core.demonitor(relation, 1);
    expect(core.state(caller)).toBe(WAITING);
    core.send(caller, 1);

    expect(core.state(caller)).toBe(RUNNABLE);
  });
});

describe("waitForReply", () => {
  it("waits for any message when the relation has ended, or is another's", () => {
    const core = open();
    const [other, server] = [spawnWaiting(core), spawnWaiting(core)];
    const relation = core.monitor(other, server, 3);
    const caller = spawnCurrent(core);

    expect(core.waitForReply(relation, 1, Infinity)).toBe(0);

    expect(core.state(caller)).toBe(WAITING);
  });
});
