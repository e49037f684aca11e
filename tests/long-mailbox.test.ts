import { describe, expect, it } from "vitest";
import { GenServer, Process, Task, createRuntime, receive, self, send, spawn, spawnMonitor } from "../js/index.ts";
import type { Pid, Runtime } from "../js/index.ts";
import { settled } from "./support/clock.ts";

/** A runtime whose warnings are kept. */
function warned(): { runtime: Runtime; warnings: string[] } {
  const warnings: string[] = [];
  const ignore = (): void => {};
  const logger = { debug: ignore, info: ignore, error: ignore, warn: (text: string) => void warnings.push(text) };
  return { runtime: createRuntime({ logger, longTurnMs: Infinity }), warnings };
}

/** How many messages each warning counts. */
function countsIn(warnings: readonly string[]): number[] {
  return warnings.map((text) => Number(/has (\d+) messages/.exec(text)?.[1]));
}

function sendMany(pid: Pid, count: number): void {
  for (let sent = 0; sent < count; sent++) send(pid, sent);
}

function* receiveMany(count: number): Generator<unknown, void, unknown> {
  for (let received = 0; received < count; received++) yield* receive();
}

describe("a mailbox without a limit", () => {
  it("is reported with the first message beyond 10,000 and each doubling, once", async () => {
    const { runtime, warnings } = warned();
    await runtime.run(function* () {
      sendMany(self(), 10_000);
      expect(warnings).toEqual([]);
      sendMany(self(), 31_000);
    });

    expect(countsIn(warnings)).toEqual([10_001, 20_001, 40_001]);
  });

  it("is reported with name, label, length and advice", async () => {
    const { runtime, warnings } = warned();
    const pid = await runtime.run(function* () {
      Process.register(self(), "inbox");
      Process.setLabel("of Alice");
      sendMany(self(), 10_001);
      return self();
    });

    expect(warnings).toEqual([expect.stringContaining(`inbox ${String(pid)} (of Alice) has 10001 messages`)]);
    expect(warnings[0]).toMatch(/maxMailbox/);
    expect(warnings[0]).toMatch(/receive faster/);
  });

  it("is not reported again while it swings about a length, and is when it was empty in between", async () => {
    const { runtime, warnings } = warned();
    await runtime.run(function* () {
      sendMany(self(), 10_500);
      yield* receiveMany(10_000);
      sendMany(self(), 10_000);
      expect(countsIn(warnings)).toEqual([10_001]);
      yield* receiveMany(10_500);
      sendMany(self(), 10_001);
    });

    expect(countsIn(warnings)).toEqual([10_001, 10_001]);
  });

  it("is reported whichever way the message came", async () => {
    const { runtime, warnings } = warned();
    const ways: Record<string, (pid: Pid) => void> = {
      send: (pid) => send(pid, "one more"),
      undefined: (pid) => send(pid, undefined),
      name: () => send("full", "one more"),
      cast: (pid) => GenServer.cast(pid, "one more"),
      call: (pid) => void Task.start(() => GenServer.call(pid, "one more", 10)),
      timer: (pid) => void Process.sendAfter(pid, "one more", 0),
    };
    await runtime.run(function* () {
      for (const [name, sendOne] of Object.entries(ways)) {
        warnings.length = 0;
        const pid: Pid = Process.spawn(function* () {
          yield* receive((message) => message === "never sent");
        }, { name: "full" });
        sendMany(pid, 10_000);
        sendOne(pid);
        yield* Process.sleep(5);
        expect(countsIn(warnings), name).toEqual([10_001]);
        Process.exit(pid, "kill");
        yield* Process.sleep(0);
        yield* Process.sleep(0);
      }
    });
  });

  it("is reported when a signal or a message through an alias is the one too many", async () => {
    const { runtime, warnings } = warned();
    const ways: Record<string, () => void> = {
      alias: () => send(Process.alias(), "one more"),
      DOWN: () => void spawnMonitor(() => {}),
      EXIT: () => Process.exit(self(), "ignored"),
    };
    await runtime.run(function* () {
      Process.flag("trapExit", true);
      for (const [name, sendOne] of Object.entries(ways)) {
        warnings.length = 0;
        sendMany(self(), 10_000);
        sendOne();
        yield* Process.sleep(0);
        yield* Process.sleep(0);
        expect(countsIn(warnings), name).toEqual([10_001]);
        yield* receiveMany(10_001);
        expect(Process.info(self())?.messageQueueLength).toBe(0);
      }
    });
  });

  it("loses no message by it, and no turn to a logger that throws", async () => {
    const logger = { debug() {}, info() {}, error() {}, warn() { throw new Error("no disk"); } };
    const got = await createRuntime({ logger, longTurnMs: Infinity }).run(function* () {
      sendMany(self(), 20_002);
      const got: unknown[] = [];
      for (let received = 0; received < 20_002; received++) got.push(yield* receive());
      return got;
    });

    expect(got).toEqual(Array.from({ length: 20_002 }, (_, index) => index));
  });

  it("is reported per process, from host code too", async () => {
    const { runtime, warnings } = warned();
    const pids = ["a", "b"].map((name) => runtime.spawn(function* () {
      Process.setLabel(name);
      yield* receive((message) => message === "stop");
    }));
    await settled(runtime);
    for (const pid of pids) sendMany(pid, 10_001);

    expect(warnings.map((text) => /\((\w)\)/.exec(text)?.[1])).toEqual(["a", "b"]);
    for (const pid of pids) send(pid, "stop");
    await runtime.stop();
  });
});

describe("a mailbox with a limit", () => {
  it("is not reported", async () => {
    const { runtime, warnings } = warned();
    await runtime.run(function* () {
      const pid: Pid = Process.spawn(function* () {
        yield* receive((message) => message === "never sent");
      }, { maxMailbox: { size: 15_000, overflow: "dropNewest" } });
      sendMany(pid, 25_000);
      yield* Process.sleep(0);
      spawn(() => {});
    });

    expect(warnings).toEqual([]);
  });
});
