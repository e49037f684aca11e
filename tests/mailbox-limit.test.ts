import { describe, expect, it } from "vitest";
import { MailboxFullError, Process, createRuntime, exit, receive, self, send, spawnMonitor } from "../js/index.ts";
import type { MailboxLimit } from "../js/index.ts";

function* deaf(): Generator<unknown, void, unknown> {
  yield* receive((message) => message === "never sent");
}

interface Overflow {
  /** What the sends threw. */
  readonly errors: readonly unknown[];
  readonly length: number | undefined;
  readonly isAlive: boolean;
}

/** Sends 0 to 4 to a mailbox with room for 3, which nobody empties. */
function overflowing(overflow: MailboxLimit["overflow"]): Promise<Overflow> {
  return createRuntime({ logger: false }).run(function* () {
    const pid = Process.spawn(deaf, { maxMailbox: { size: 3, overflow } });
    yield* Process.sleep(0);
    const errors: unknown[] = [];
    for (let sent = 0; sent < 5; sent++) {
      try {
        send(pid, sent);
      } catch (error) {
        errors.push(error);
      }
    }
    return { errors, length: Process.info(pid)?.messageQueueLength, isAlive: Process.isAlive(pid) };
  });
}

describe("a mailbox with a limit", () => {
  it("drops the newest message", async () => {
    expect(await overflowing("dropNewest")).toMatchObject({ errors: [], length: 3, isAlive: true });
  });

  it("refuses the message with an error in the sender", async () => {
    const { errors, length } = await overflowing("error");

    expect(errors).toEqual([expect.any(MailboxFullError), expect.any(MailboxFullError)]);
    expect(length).toBe(3);
  });

  it("ends its process", async () => {
    expect(await overflowing("exit")).toMatchObject({ errors: [], isAlive: false });
  });

  it("drops the oldest message, and keeps the order of the others", async () => {
    const got = await createRuntime().run(function* () {
      Process.flag("maxMailbox", { size: 3, overflow: "dropOldest" });
      for (let sent = 0; sent < 5; sent++) send(self(), sent);
      return [yield* receive(), yield* receive(), yield* receive(), yield* receive({ after: 0 })].slice(0, 3);
    });

    expect(got).toEqual([2, 3, 4]);
  });

  it("takes signals and undefined as it should: EXIT and DOWN always, undefined as any message", async () => {
    const lengths = await createRuntime({ logger: false }).run(function* () {
      Process.flag("trapExit", true);
      Process.flag("maxMailbox", { size: 1, overflow: "dropNewest" });
      send(self(), "first");
      send(self(), undefined);
      spawnMonitor(() => exit("gone"));
      Process.exit(self(), "ignored");
      yield* Process.sleep(0);
      yield* Process.sleep(0);
      const before = Process.info(self())?.messageQueueLength;
      const old = Process.flag("maxMailbox", undefined);
      send(self(), "more");
      return [before, old, Process.info(self())?.messageQueueLength];
    });

    expect(lengths).toEqual([3, { size: 1, overflow: "dropNewest" }, 4]);
  });

  it("refuses a limit that is none", async () => {
    await createRuntime().run(() => {
      expect(() => Process.flag("maxMailbox", { size: 0, overflow: "error" })).toThrow(RangeError);
      expect(() => Process.flag("maxMailbox", 5 as never)).toThrow(TypeError);
      expect(() => Process.flag("maxMailbox", { size: 1, overflow: "error", limit: 1 } as never)).toThrow(TypeError);
    });
  });
});
