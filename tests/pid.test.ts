// Pids and refs as values that others compare and show.

import assert from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { type AnyPid, Pid, Ref, slotOfPid } from "../js/pid.ts";
import { Process, createRuntime, makeRef, receive, self, send } from "../js/index.ts";

type Identity = AnyPid | Ref;

/** Says of each way to compare structures whether it takes two values for equal. */
function comparisons(a: unknown, b: unknown): readonly boolean[] {
  return [
    isDeepStrictEqual(a, b),
    passes(() => assert.deepStrictEqual(a, b)),
    passes(() => assert.deepEqual(a, b)),
    passes(() => expect(a).toEqual(b)),
    passes(() => expect(a).toStrictEqual(b)),
  ];
}

function passes(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch {
    return false;
  }
}

const ALL = [true, true, true, true, true];
const NONE = [false, false, false, false, false];
const wrappings = [(value: Identity) => value, (value: Identity) => ({ from: [value] }), (value: Identity) => new Map([[1, value]]), (value: Identity) => new Map([[value, 1]]), (value: Identity) => new Set([value])];

function pidOf(runtime = createRuntime({ logger: false })): Pid {
  return runtime.spawn(() => receive());
}

/** Two of a kind that are not the same. */
const pairs: Readonly<Record<string, () => readonly [Identity, Identity] | Promise<readonly [Identity, Identity]>>> = {
  "two pids of one runtime": () => {
    const runtime = createRuntime({ logger: false });
    return [pidOf(runtime), pidOf(runtime)];
  },
  "the first pids of two runtimes": () => [pidOf(), pidOf()],
  "two pids of one slot": async () => {
    const runtime = createRuntime({ logger: false });
    const first = runtime.spawn(() => {});
    await runtime.idle();
    const later = Array.from({ length: 1_000 }, () => runtime.spawn(() => {}));
    return [first, later.find((pid) => slotOfPid(pid) === slotOfPid(first)) as Pid];
  },
  "two plain refs": () => [makeRef(), makeRef()],
  "two plain refs of a process": () => createRuntime().run(() => [makeRef(), makeRef()]),
  "two monitors": () => createRuntime().run(() => [Process.monitor(self()), Process.monitor(self())]),
  "two timers": () => createRuntime().run(() => [Process.sendAfter(self(), 1, 1), Process.sendAfter(self(), 1, 1)]),
};

describe("comparers of structures", () => {
  it.each(Object.entries(pairs))("tell %s apart, wherever they are", async (_, make) => {
    const [a, b] = await make();

    for (const wrap of wrappings) {
      expect(comparisons(wrap(a), wrap(b))).toEqual(NONE);
      expect(comparisons(wrap(a), wrap(a))).toEqual(ALL);
      expect(comparisons(wrap(b), wrap(b))).toEqual(ALL);
    }
  });

  it("take what has arrived in a message for what was sent", async () => {
    const [sent, arrived] = await createRuntime().run(function* () {
      const sent = { from: self(), refs: [makeRef(), Process.monitor(self())] };
      send(self(), sent);
      return [sent, yield* receive()] as const;
    });

    expect(comparisons(arrived, sent)).toEqual(ALL);
  });

  it("tell a pid from what else has no properties", () => {
    for (const other of [{}, [], new Map(), Object.create(Pid.prototype) as unknown, makeRef(), "text"]) {
      expect(comparisons(pidOf(), other)).toEqual(NONE);
    }
  });
});

describe("an identity", () => {
  it("has no property of its own, which would need memory for each", async () => {
    const identities = await createRuntime().run(() => [self(), makeRef(), Process.monitor(self())]);

    expect(identities.flatMap(Reflect.ownKeys)).toEqual([]);
  });

  it("is shown without the runtime that tells it from others", async () => {
    const [pid, ref] = await createRuntime().run(() => [self(), Process.monitor(self())] as const);

    expect([inspect(pid), JSON.stringify(pid)]).toEqual([String(pid), `"${String(pid)}"`]);
    expect(String(pid)).toMatch(/^#PID<0\.\d+\.\d+>$/);
    expect([inspect(ref), JSON.stringify(ref)]).toEqual([String(ref), `"${String(ref)}"`]);
  });

  it("has a prototype that may be looked at", () => {
    expect([Pid, Ref].map(({ prototype }) => Object.prototype.toString.call(prototype))).toEqual(["[object Object]", "[object Object]"]);
  });
});
