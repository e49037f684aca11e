// Rules 1 to 6 of docs/semantics.md §2.1.

import { describe, expect, it } from "vitest";
import {
  createRuntime, exit, isDown, isExit, Process, receive, self, send, share, spawn, spawnMonitor,
} from "../../js/index.ts";
import { forever } from "../support/processes.ts";

describe("signals and ordering", () => {
  it("1. signals from one process to another keep the order they were sent in, across all kinds", async () => {
    const runtime = createRuntime({ logger: false });

    const received = await runtime.run(function* () {
      const parent = self();
      Process.flag("trapExit", true);
      spawn(() => {
        send(parent, "first");
        Process.exit(parent, "second");
        send(parent, "third");
      });

      return [yield* receive(), yield* receive((message) => isExit(message)), yield* receive()];
    });

    expect(received).toEqual(["first", expect.objectContaining({ type: "EXIT", reason: "second" }), "third"]);
  });

  it("1. an exit signal is seen before a monitor that was set after it, and after one that was set before it", async () => {
    const runtime = createRuntime({ logger: false });

    const reasons = await runtime.run(function* () {
      const pid = spawn(forever);
      const before = Process.monitor(pid);
      Process.exit(pid, "signal");
      const after = Process.monitor(pid);

      const first = yield* receive((message) => isDown(message, before));
      const second = yield* receive((message) => isDown(message, after));
      return [first.reason, second.reason];
    });

    expect(reasons).toEqual(["signal", "noproc"]);
  });

  it("2. a process's last message arrives before its EXIT and its DOWN; with a link and a monitor both arrive", async () => {
    const runtime = createRuntime({ logger: false });

    const received = await runtime.run(function* () {
      const parent = self();
      Process.flag("trapExit", true);
      const body = () => {
        send(parent, "last");
        exit("over");
      };
      const [pid, ref] = Process.spawn(body, { link: true, monitor: true });

      const last = yield* receive();
      return [last, yield* receive((message) => isExit(message, pid)), yield* receive((message) => isDown(message, ref))];
    });

    expect(received[0]).toBe("last");
    expect(received.slice(1)).toMatchObject([{ reason: "over" }, { reason: "over" }]);
  });

  it("3. names are released before EXIT and DOWN are delivered: the name can be taken again at once", async () => {
    const runtime = createRuntime({ logger: false });

    const [holder, successor, registered] = await runtime.run(function* () {
      const [, ref] = spawnMonitor(() => Process.register(self(), "name"));
      yield* receive((message) => isDown(message, ref));

      const found = Process.whereis("name");
      Process.register(self(), "name");
      return [found, self(), Process.whereis("name")];
    });

    expect(holder).toBeUndefined();
    expect(registered).toBe(successor);
  });

  it("4. isAlive and info observe all earlier signals from the caller to that target", async () => {
    const runtime = createRuntime({ logger: false });

    const [length, alive, info] = await runtime.run(function* () {
      const pid = spawn(forever);
      send(pid, "one");
      send(pid, "two");
      const queued = Process.info(pid)?.messageQueueLength;
      Process.exit(pid, "kill");

      return [queued, Process.isAlive(pid), Process.info(pid)];
    });

    expect(length).toBe(2);
    expect(alive).toBe(false);
    expect(info).toBeUndefined();
  });

  it("5. messages are copied: no shared mutable data between processes", async () => {
    const runtime = createRuntime({ logger: false });
    const message = { nested: { list: [1] } };

    const received = await runtime.run(function* () {
      send(self(), message);
      message.nested.list.push(2);

      return yield* receive();
    });

    expect(received).toEqual({ nested: { list: [1] } });
    expect(received).not.toBe(message);
  });

  it("5. pids, refs and shared values keep their identity in a message", async () => {
    const runtime = createRuntime({ logger: false });
    const table = new Map([["key", 1]]);

    const same = await runtime.run(function* () {
      const ref = Process.monitor(self());
      send(self(), { pid: self(), ref, table: share(table) });
      const received = yield* receive<{ pid: unknown; ref: unknown; table: unknown }>();

      return [received.pid === self(), received.ref === ref, received.table === table];
    });

    expect(same).toEqual([true, true, true]);
  });

  it("6. send never blocks and never fails for a dead pid; the mailbox is unbounded", async () => {
    const runtime = createRuntime({ logger: false });

    const length = await runtime.run(function* () {
      const [ended, ref] = spawnMonitor(() => "over");
      yield* receive((message) => isDown(message, ref));
      send(ended, "dropped");

      for (let n = 0; n < 50_000; n++) send(self(), n);
      return Process.info(self())?.messageQueueLength;
    });

    expect(length).toBe(50_000);
  });
});
