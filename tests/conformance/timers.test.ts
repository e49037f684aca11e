// Rules 85 and 86 of docs/semantics.md §2.13.

import { describe, expect, it } from "vitest";
import { createRuntime, isDown, Process, receive, self, send, spawnMonitor, timeout } from "../../js/index.ts";

declare const performance: { now(): number };

describe("timers", () => {
  it("85. a timer is never early, and its message is an ordinary mailbox message", async () => {
    const runtime = createRuntime({ logger: false });

    const [messages, elapsedMs] = await runtime.run(function* () {
      const started = performance.now();
      Process.sendAfter(self(), { from: "timer" }, 10);
      send(self(), "sent");

      return [[yield* receive(), yield* receive()], performance.now() - started];
    });

    expect(messages).toEqual(["sent", { from: "timer" }]);
    expect(elapsedMs).toBeGreaterThanOrEqual(10);
  });

  it("85. a cancel that returns false does not mean delivered and taken: the message may be in the mailbox", async () => {
    const runtime = createRuntime({ logger: false });

    const outcome = await runtime.run(function* () {
      const timer = Process.sendAfter(self(), "fired", 1);
      while (Process.info(self())?.messageQueueLength === 0) yield* Process.sleep(1);

      return [Process.cancelTimer(timer), yield* receive({ after: 0 })];
    });

    expect(outcome).toEqual([false, "fired"]);
  });

  it("85. a cancelled timer does not fire, and cancel returns the ms that were left", async () => {
    const runtime = createRuntime({ logger: false });

    const [leftMs, again, next] = await runtime.run(function* () {
      const timer = Process.sendAfter(self(), "cancelled", 5);

      return [Process.cancelTimer(timer), Process.cancelTimer(timer), yield* receive({ after: 20 })];
    });

    expect(leftMs).toBeTypeOf("number");
    expect(again).toBe(false);
    expect(next).toBe(timeout);
  });

  it("86. a timer to a dead pid vanishes", async () => {
    const runtime = createRuntime({ logger: false });

    const left = await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(function* () {
        yield* receive();
      });
      const timer = Process.sendAfter(pid, "lost", 10_000);
      send(pid, "end");
      yield* receive((message) => isDown(message, ref));

      return Process.readTimer(timer);
    });

    expect(left).toBe(false);
  });

  it("86. a timer to a name is resolved at fire time: a missing name is silent", async () => {
    const runtime = createRuntime({ logger: false });

    const message = await runtime.run(function* () {
      Process.sendAfter("later", "lost", 0);
      yield* Process.sleep(5);
      Process.sendAfter("later", "found", 5);
      Process.register(self(), "later");

      return yield* receive();
    });

    expect(message).toBe("found");
  });
});
