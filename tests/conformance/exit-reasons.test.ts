// Rules 19 to 25 of docs/semantics.md §2.4. Rule 26 has no counterpart.

import { describe, expect, it } from "vitest";
import {
  createRuntime, exit, ExitError, isDown, isExit, Process, receive, self, send, spawn, spawnLink, spawnMonitor, timeout,
} from "../../js/index.ts";
import { forever } from "../support/processes.ts";

/** Runs `body` in a process of its own and gives its exit reason. */
function* reasonOf(body: () => unknown) {
  const [, ref] = spawnMonitor(body);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}

describe("exit reasons", () => {
  it("19. Process.exit(pid, \"kill\") is untrappable, and links and monitors see \"killed\"", async () => {
    const runtime = createRuntime({ logger: false });

    const seen = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const body = function* () {
        Process.flag("trapExit", true);
        yield* forever();
      };
      const [pid, ref] = Process.spawn(body, { link: true, monitor: true });
      yield* Process.sleep(0);
      Process.exit(pid, "kill");

      return [yield* receive((message) => isExit(message, pid)), yield* receive((message) => isDown(message, ref))];
    });

    expect(seen).toMatchObject([{ reason: "killed" }, { reason: "killed" }]);
  });

  it("19. a process that ends by itself with \"kill\" sends a link signal that is trappable and not converted", async () => {
    const runtime = createRuntime({ logger: false });

    const message = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const pid = spawnLink(() => exit("kill"));

      return yield* receive((exited) => isExit(exited, pid));
    });

    expect(message.reason).toBe("kill");
  });

  it("20. Process.exit(other, \"normal\") is ignored by a process that does not trap", async () => {
    const runtime = createRuntime({ logger: false });

    const answer = await runtime.run(function* () {
      const parent = self();
      const pid = spawn(function* () {
        yield* receive();
        send(parent, "alive");
      });
      Process.exit(pid, "normal");
      send(pid, "ping");

      return yield* receive();
    });

    expect(answer).toBe("alive");
  });

  it("20. Process.exit(other, \"normal\") is an EXIT message to a process that traps", async () => {
    const runtime = createRuntime({ logger: false });

    const [message, sender] = await runtime.run(function* () {
      const parent = self();
      Process.flag("trapExit", true);
      const pid = spawn(() => Process.exit(parent, "normal"));

      return [yield* receive(), pid];
    });

    expect(message).toEqual({ type: "EXIT", from: sender, reason: "normal" });
  });

  it("21. Process.exit(self(), \"normal\") kills a caller that does not trap", async () => {
    const runtime = createRuntime({ logger: false });

    const [reason, alive] = await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(function* () {
        Process.exit(self(), "normal");
        yield* forever();
      });
      const down = yield* receive((message) => isDown(message, ref));

      return [down.reason, Process.isAlive(pid)];
    });

    expect(reason).toBe("normal");
    expect(alive).toBe(false);
  });

  it("21. Process.exit(self(), \"normal\") is a message to a caller that traps, and \"kill\" still kills it", async () => {
    const runtime = createRuntime({ logger: false });
    const received: unknown[] = [];

    const reason = await runtime.run(function* () {
      return yield* reasonOf(function* () {
        Process.flag("trapExit", true);
        Process.exit(self(), "normal");
        received.push(yield* receive());
        Process.exit(self(), "kill");
        yield* forever();
      });
    });

    expect(received).toMatchObject([{ type: "EXIT", reason: "normal" }]);
    expect(reason).toBe("killed");
  });

  it("22. Process.exit(pid, reason) to a trapping process is a message, and the process lives", async () => {
    const runtime = createRuntime({ logger: false });

    const [message, sender] = await runtime.run(function* () {
      const parent = self();
      Process.flag("trapExit", true);
      const pid = spawn(() => Process.exit(parent, { code: 1 }));

      return [yield* receive(), pid];
    });

    expect(message).toEqual({ type: "EXIT", from: sender, reason: { code: 1 } });
  });

  it("23. exit is catchable, and runs finally blocks", async () => {
    const runtime = createRuntime({ logger: false });
    const log: unknown[] = [];

    await runtime.run(() => {
      try {
        exit("reason");
      } catch (error) {
        log.push(error);
      } finally {
        log.push("finally");
      }
    });

    expect(log).toEqual([expect.objectContaining({ reason: "reason" }), "finally"]);
    expect(log[0]).toBeInstanceOf(ExitError);
  });

  it("23. exit signals are not catchable; unlike in Erlang, finally blocks run", async () => {
    const runtime = createRuntime({ logger: false });
    const log: string[] = [];

    const reason = await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(function* () {
        try {
          yield* forever();
        } catch {
          log.push("caught");
        } finally {
          log.push("finally");
        }
      });
      yield* Process.sleep(0);
      Process.exit(pid, "signal");

      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(reason).toBe("signal");
    expect(log).toEqual(["finally"]);
  });

  it("23. a finally block that runs for an exit signal cannot block", async () => {
    const runtime = createRuntime({ logger: false });
    const log: string[] = [];

    const reason = await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(function* () {
        try {
          yield* forever();
        } finally {
          log.push("before");
          yield* Process.sleep(0);
          log.push("after");
        }
      });
      yield* Process.sleep(0);
      Process.exit(pid, "signal");

      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(reason).toBe("signal");
    expect(log).toEqual(["before"]);
  });

  it("23. \"kill\" runs no finally block", async () => {
    const runtime = createRuntime({ logger: false });
    const log: string[] = [];

    await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(function* () {
        try {
          yield* forever();
        } finally {
          log.push("finally");
        }
      });
      yield* Process.sleep(0);
      Process.exit(pid, "kill");
      yield* receive((message) => isDown(message, ref));
    });

    expect(log).toEqual([]);
  });

  it("24. \"noproc\" means that the target did not exist: distinct from real reasons", async () => {
    const runtime = createRuntime({ logger: false });

    const reasons = await runtime.run(function* () {
      const [pid, before] = spawnMonitor(() => exit("real"));
      const first = yield* receive((message) => isDown(message, before));
      const after = Process.monitor(pid);
      const second = yield* receive((message) => isDown(message, after));

      return [first.reason, second.reason];
    });

    expect(reasons).toEqual(["real", "noproc"]);
  });

  it("25. an uncaught Error is the reason, a thrown value is wrapped in nocatch, an exit is the bare reason", async () => {
    const runtime = createRuntime({ logger: false });
    const error = new Error("boom");
    const raise = (value: unknown) => () => {
      throw value;
    };

    const reasons = await runtime.run(function* () {
      return [yield* reasonOf(raise(error)), yield* reasonOf(raise("ball")), yield* reasonOf(() => exit({ shutdown: 1 }))];
    });

    expect(reasons[0]).toBe(error);
    expect(reasons.slice(1)).toEqual([{ nocatch: "ball" }, { shutdown: 1 }]);
  });

  it("25. a body that returns exits with normal, and what it returned is discarded", async () => {
    const runtime = createRuntime({ logger: false });

    const [reason, next] = await runtime.run(function* () {
      return [yield* reasonOf(() => "discarded"), yield* receive({ after: 0 })];
    });

    expect(reason).toBe("normal");
    expect(next).toBe(timeout);
  });
});
