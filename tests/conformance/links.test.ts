// Rules 12 to 18 of docs/semantics.md §2.3.

import { describe, expect, it } from "vitest";
import {
  createRuntime, exit, isDown, isExit, NoProcessError, Process, receive, self, send, spawn, spawnLink, spawnMonitor,
  timeout,
} from "../../js/index.ts";
import { forever } from "../support/processes.ts";

describe("links", () => {
  it("12. links are bidirectional: either side's death reaches the other", async () => {
    const runtime = createRuntime({ logger: false });

    const froms = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const [linked, linking] = [spawn(forever), spawnLink(forever)];
      Process.link(linked);
      Process.exit(linked, "over");
      Process.exit(linking, "over");

      return [yield* receive((message) => isExit(message, linked)), yield* receive((message) => isExit(message, linking))];
    });

    expect(froms).toMatchObject([{ reason: "over" }, { reason: "over" }]);
  });

  it("12. links are idempotent, at most one per pair; a single unlink from either side removes it", async () => {
    const runtime = createRuntime({ logger: false });

    const [linksBefore, linksAfter] = await runtime.run(function* () {
      const parent = self();
      const [peer, ref] = spawnMonitor(function* () {
        yield* receive();
        Process.unlink(parent);
        exit("over");
      });
      Process.link(peer);
      Process.link(peer);
      const before = Process.info(self())?.links.length;
      send(peer, "go");
      yield* receive((message) => isDown(message, ref));

      return [before, Process.info(self())?.links.length];
    });

    expect(linksBefore).toBe(1);
    expect(linksAfter).toBe(0);
  });

  it("13. an exit signal kills a non-trapping peer with the same reason, which cascades through the link graph", async () => {
    const runtime = createRuntime({ logger: false });

    const down = await runtime.run(function* () {
      const [, ref] = spawnMonitor(function* () {
        spawnLink(function* () {
          spawnLink(() => exit("deep"));
          yield* forever();
        });
        yield* forever();
      });

      return yield* receive((message) => isDown(message, ref));
    });

    expect(down.reason).toBe("deep");
  });

  it("13. an Error travels through links as the same object", async () => {
    const runtime = createRuntime({ logger: false });
    const error = new Error("boom");

    const down = await runtime.run(function* () {
      const [, ref] = spawnMonitor(function* () {
        spawnLink(() => {
          throw error;
        });
        yield* forever();
      });

      return yield* receive((message) => isDown(message, ref));
    });

    expect(down.reason).toBe(error);
  });

  it("14. normal through a link is dropped by a non-trapping process", async () => {
    const runtime = createRuntime({ logger: false });

    const next = await runtime.run(function* () {
      const [, ref] = Process.spawn(() => "done", { link: true, monitor: true });
      yield* receive((message) => isDown(message, ref));

      return yield* receive({ after: 0 });
    });

    expect(next).toBe(timeout);
  });

  it("14. normal through a link is an EXIT message when trapping", async () => {
    const runtime = createRuntime({ logger: false });

    const [message, child] = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const pid = spawnLink(() => "done");

      return [yield* receive(), pid];
    });

    expect(message).toEqual({ type: "EXIT", from: child, reason: "normal" });
  });

  it("15. trapping is judged when the signal is received: setting trapExit later does not revive", async () => {
    const runtime = createRuntime({ logger: false });

    const down = await runtime.run(function* () {
      const [pid, ref] = spawnMonitor(function* () {
        yield* receive();
        Process.flag("trapExit", true);
        yield* forever();
      });
      Process.exit(pid, "signal");
      send(pid, "trap now");

      return yield* receive((message) => isDown(message, ref));
    });

    expect(down.reason).toBe("signal");
  });

  it("16. after unlink returns no EXIT from that link arrives", async () => {
    const runtime = createRuntime({ logger: false });

    const next = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const [pid, ref] = Process.spawn(forever, { link: true, monitor: true });
      Process.unlink(pid);
      Process.exit(pid, "over");
      yield* receive((message) => isDown(message, ref));

      return yield* receive({ after: 0 });
    });

    expect(next).toBe(timeout);
  });

  it("16. an EXIT that is queued already survives unlink, and is flushed with receive after 0", async () => {
    const runtime = createRuntime({ logger: false });

    const flushed = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const pid = spawnLink(() => exit("over"));
      while (Process.info(self())?.messageQueueLength === 0) yield* Process.sleep(0);
      Process.unlink(pid);

      return yield* receive((message) => isExit(message, pid), { after: 0 });
    });

    expect(flushed).toMatchObject({ type: "EXIT", reason: "over" });
  });

  it.each(["boom", "kill"])("16. after unlink no EXIT comes of a process that was told to end before, with %s", async (signal) => {
    const runtime = createRuntime({ logger: false });

    const seen = await runtime.run(function* () {
      const peer = spawnLink(forever);
      yield* Process.sleep(0);
      Process.exit(peer, signal);
      Process.unlink(peer);
      yield* Process.sleep(0);
      Process.flag("trapExit", true);
      const other = spawnLink(forever);
      Process.exit(other, signal);
      Process.unlink(other);
      yield* Process.sleep(0);
      return [Process.isAlive(peer), Process.isAlive(other), yield* receive({ after: 0 })];
    });

    expect(seen).toEqual([false, false, timeout]);
    await runtime.idle();
    expect(runtime.stats()).toMatchObject({ processes: 0, relations: 0 });
  });

  it("17. a link to a dead process throws NoProcessError when the caller does not trap", async () => {
    const runtime = createRuntime({ logger: false });

    const failure = runtime.run(function* () {
      const [pid, ref] = spawnMonitor(() => "done");
      yield* receive((message) => isDown(message, ref));

      Process.link(pid);
    });

    await expect(failure).rejects.toBeInstanceOf(NoProcessError);
  });

  it("17. a link to a dead process is an EXIT message with noproc when the caller traps", async () => {
    const runtime = createRuntime({ logger: false });

    const message = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const [pid, ref] = spawnMonitor(() => "done");
      yield* receive((down) => isDown(down, ref));
      Process.link(pid);

      return yield* receive((exited) => isExit(exited, pid));
    });

    expect(message.reason).toBe("noproc");
  });

  it("18. the death of a parent by normal does not kill linked children", async () => {
    const runtime = createRuntime({ logger: false });

    const answer = await runtime.run(function* () {
      const grandparent = self();
      const [, ref] = spawnMonitor(() => {
        const child = spawnLink(function* () {
          yield* receive();
          send(grandparent, "alive");
        });
        Process.register(child, "child");
      });
      yield* receive((message) => isDown(message, ref));
      send("child", "ping");

      return yield* receive();
    });

    expect(answer).toBe("alive");
  });
});
