// Rules 7 to 11 of docs/semantics.md §2.2.

import { describe, expect, it } from "vitest";
import { createRuntime, Process, receive, self, send, spawn, timeout, until } from "../../js/index.ts";

describe("mailbox and receive", () => {
  it("7. receive scans from the oldest message, and the first that matches wins", async () => {
    const runtime = createRuntime({ logger: false });

    const taken = await runtime.run(function* () {
      for (const message of ["c", "b", "a"]) send(self(), message);

      return yield* receive((message) => message === "a" || message === "b");
    });

    expect(taken).toBe("b");
  });

  it("7. messages that do not match stay in place and in order", async () => {
    const runtime = createRuntime({ logger: false });

    const taken = await runtime.run(function* () {
      for (const message of [1, 2, 3, 4]) send(self(), message);

      return [yield* receive((message) => message === 3), yield* receive(), yield* receive(), yield* receive()];
    });

    expect(taken).toEqual([3, 1, 2, 4]);
  });

  it("8. after 0 scans the whole mailbox, then times out at once", async () => {
    const runtime = createRuntime({ logger: false });

    const taken = await runtime.run(function* () {
      for (let n = 1; n <= 1000; n++) send(self(), n);
      const last = yield* receive((message) => message === 1000, { after: 0 });
      const none = yield* receive((message) => message === 1000, { after: 0 });

      return [last, none, yield* receive({ after: 0 })];
    });

    expect(taken).toEqual([1000, timeout, 1]);
  });

  it("9. after counts from the entry of receive: arrivals that do not match do not reset it", async () => {
    const runtime = createRuntime({ logger: false });

    const [outcome, wasTicking] = await runtime.run(function* () {
      const parent = self();
      const ticker = spawn(function* () {
        for (let n = 0; n < 200; n++) {
          send(parent, "noise");
          yield* Process.sleep(5);
        }
      });

      return [yield* receive((message) => message === "never", { after: 30 }), Process.isAlive(ticker)];
    });

    expect(outcome).toBe(timeout);
    expect(wasTicking).toBe(true);
  });

  it("10. a process handles one thing at a time: messages that arrive while it blocks wait", async () => {
    const runtime = createRuntime({ logger: false });
    const log: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));

    await runtime.run(function* () {
      const parent = self();
      const server = spawn(function* () {
        for (const name of ["first", "second"]) {
          yield* receive();
          log.push(`${name} starts`);
          yield* until(gate);
          log.push(`${name} ends`);
        }
        send(parent, "done");
      });
      send(server, "work");
      send(server, "work");
      yield* Process.sleep(0);
      open();

      yield* receive((message) => message === "done");
    });

    expect(log).toEqual(["first starts", "first ends", "second starts", "second ends"]);
  });

  it("11. a match that throws counts as no match", async () => {
    const runtime = createRuntime({ logger: false });

    const taken = await runtime.run(function* () {
      send(self(), null);
      send(self(), { id: 7 });
      const hasId = (message: unknown): message is { id: number } => (message as { id: number }).id === 7;

      return [yield* receive(hasId), yield* receive()];
    });

    expect(taken).toEqual([{ id: 7 }, null]);
  });
});
