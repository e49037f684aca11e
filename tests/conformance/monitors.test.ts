// Rules 27 to 31 of docs/semantics.md §2.5.

import { describe, expect, it } from "vitest";
import { createRuntime, exit, isDown, Process, receive, self, spawn, spawnMonitor, timeout } from "../../js/index.ts";
import { forever } from "../support/processes.ts";

describe("monitors", () => {
  it("27. monitors are stackable: n monitors make n DOWNs, and each fires once", async () => {
    const runtime = createRuntime({ logger: false });

    const { downs, refs, next } = await runtime.run(function* () {
      const pid = spawn(forever);
      const set = [Process.monitor(pid), Process.monitor(pid)];
      Process.exit(pid, "over");
      const first = yield* receive((message) => isDown(message));
      const second = yield* receive((message) => isDown(message));

      return { downs: [first.ref, second.ref], refs: set, next: yield* receive({ after: 0 }) };
    });

    expect(new Set(downs)).toEqual(new Set(refs));
    expect(next).toBe(timeout);
  });

  it("27. DOWN comes in the order in which the monitors were made, so that waiting for one after the other takes no search", async () => {
    const MANY = 100_000;
    const runtime = createRuntime({ logger: false });

    const looks = await runtime.run(function* () {
      const pid = spawn(forever);
      const refs = Array.from({ length: MANY }, () => Process.monitor(pid));
      Process.exit(pid, "over");
      let looks = 0;
      for (const ref of refs) yield* receive((message) => ++looks > 0 && isDown(message, ref));
      return looks;
    });

    expect(looks).toBe(MANY);
  });

  it("27. monitors are one-way: the watcher's death does nothing to the watched", async () => {
    const runtime = createRuntime({ logger: false });

    const alive = await runtime.run(function* () {
      const watched = spawn(forever);
      const [, ref] = spawnMonitor(() => {
        Process.monitor(watched);
        exit("over");
      });
      yield* receive((message) => isDown(message, ref));

      return Process.isAlive(watched);
    });

    expect(alive).toBe(true);
  });

  it("28. a monitor on a dead process or an unknown name is an immediate DOWN with noproc, as a message", async () => {
    const runtime = createRuntime({ logger: false });

    const [downs, ended] = await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(() => "done");
      yield* receive((message) => isDown(message, ref));
      Process.monitor(pid);
      Process.monitor("nobody");

      return [[yield* receive(), yield* receive()], pid];
    });

    expect(downs).toMatchObject([
      { type: "DOWN", object: ended, reason: "noproc" },
      { type: "DOWN", object: "nobody", reason: "noproc" },
    ]);
  });

  it("29. a monitor by name is bound to the holder at that time, has the name as object, and does not follow it", async () => {
    const runtime = createRuntime({ logger: false });

    const down = await runtime.run(function* () {
      const [first, second] = [spawn(forever), spawn(forever)];
      Process.register(first, "name");
      const ref = Process.monitor("name");
      Process.unregister("name");
      Process.register(second, "name");
      Process.exit(second, "second");
      Process.exit(first, "first");

      return yield* receive((message) => isDown(message, ref));
    });

    expect(down).toMatchObject({ object: "name", reason: "first" });
  });

  it("30. demonitor without flush may leave a DOWN in the mailbox", async () => {
    const runtime = createRuntime({ logger: false });

    const next = await runtime.run(function* () {
      const [, ref] = spawnMonitor(() => exit("over"));
      while (Process.info(self())?.messageQueueLength === 0) yield* Process.sleep(0);
      Process.demonitor(ref);

      return yield* receive({ after: 0 });
    });

    expect(next).toMatchObject({ type: "DOWN", reason: "over" });
  });

  it("30. demonitor with flush is the safe form: no DOWN is left and none arrives", async () => {
    const runtime = createRuntime({ logger: false });

    const nexts = await runtime.run(function* () {
      const [, queued] = spawnMonitor(() => exit("over"));
      while (Process.info(self())?.messageQueueLength === 0) yield* Process.sleep(0);
      Process.demonitor(queued, { flush: true });
      const left = yield* receive({ after: 0 });
      const [pid, early] = spawnMonitor(forever);
      Process.demonitor(early, { flush: true });
      Process.exit(pid, "over");
      yield* Process.sleep(0);

      return [left, yield* receive({ after: 0 })];
    });

    expect(nexts).toEqual([timeout, timeout]);
  });

  it("31. monitors do not care about trapExit, and deliver normal too", async () => {
    const runtime = createRuntime({ logger: false });

    const down = await runtime.run(function* () {
      spawnMonitor(() => {
        Process.flag("trapExit", true);
      });

      return yield* receive();
    });

    expect(down).toMatchObject({ type: "DOWN", reason: "normal" });
  });
});
