// PubSub: Phoenix's functions of that name.

import { describe, expect, it } from "vitest";
import { AlreadyStartedError, DataCloneError, MailboxFullError, NoProcessError, NotAProcessError, Process, PubSub, isDown, isExit, receive, self, send, share, spawn } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { drain } from "../support/drain.ts";
import { runtimesOfTests } from "../support/runtimes.ts";
import { thrownBy } from "../support/thrown.ts";

const { open } = runtimesOfTests();

/** Runs a body with the PubSub "news". */
function run<T>(body: () => Generator<unknown, T, never>): Promise<T> {
  return open().run(function* () {
    Process.flag("trapExit", true);
    yield* PubSub.startLink({ name: "news" });
    return yield* body() as Generator<unknown, T, unknown>;
  }) as Promise<T>;
}

/** A process that has subscribed, and sends on what it gets. */
function* subscriber(topic: string, maxMailbox?: { size: number; overflow: "error" }): Generator<unknown, Pid, unknown> {
  const parent = self();
  const pid = Process.spawn(function* () {
    PubSub.subscribe("news", topic);
    send(parent, "subscribed");
    if (maxMailbox !== undefined) yield* Process.sleep(Infinity);
    for (;;) send(parent, [self(), yield* receive()]);
  }, maxMailbox === undefined ? {} : { maxMailbox });
  yield* receive((message) => message === "subscribed");
  return pid;
}

describe("broadcast", () => {
  it("reaches every subscriber of the topic, and nobody else", async () => {
    const result = await run(function* () {
      const [one, other] = [yield* subscriber("weather"), yield* subscriber("weather")];
      yield* subscriber("sports");
      PubSub.broadcast("news", "weather", "rain");
      PubSub.broadcast("news", "traffic", "jam");
      const received = (yield* drain(5)) as [Pid, unknown][];
      return [received.length, received.every(([, message]) => message === "rain"), received.some(([pid]) => pid === one), received.some(([pid]) => pid === other)];
    });

    expect(result).toEqual([2, true, true, true]);
  });

  it("reaches the sender if it has subscribed, as often as it has; broadcastFrom leaves one out", async () => {
    const result = await run(function* () {
      PubSub.subscribe("news", ["room", 1]);
      PubSub.subscribe("news", ["room", 1]);
      PubSub.broadcast("news", ["room", 1], "twice");
      PubSub.broadcastFrom("news", self(), ["room", 1], "not to me");
      PubSub.broadcastFrom("news", spawn(() => {}), ["room", 1], "to me");
      const messages = yield* drain(5);
      PubSub.unsubscribe("news", ["room", 1]);
      PubSub.unsubscribe("news", "nothing");
      PubSub.broadcast("news", ["room", 1], "over");
      return [messages, yield* drain(5)];
    });

    expect(result).toEqual([["twice", "twice", "to me", "to me"], []]);
  });

  it("gives each a copy of its own, and keeps what is shared", async () => {
    const result = await run(function* () {
      const shared = share({ big: true });
      const message = { list: [1], shared, reads: 0, get read() { return ++this.reads; } };
      for (let times = 0; times < 2; times++) PubSub.subscribe("news", "t");
      PubSub.broadcast("news", "t", message);
      message.list.push(2);
      const [one, other] = (yield* drain(5)) as (typeof message)[];
      one?.list.push(3);
      return [one?.list, other?.list, one?.shared === shared && other?.shared === shared, message.reads, other?.read];
    });

    expect(result).toEqual([[1, 3], [1], true, 1, 1]);
  });

  it("of what cannot be copied reaches nobody", async () => {
    const result = await run(function* () {
      PubSub.subscribe("news", "t");
      const error = thrownBy(() => PubSub.broadcast("news", "t", { act: () => {} }));
      return [error, thrownBy(() => PubSub.broadcast("news", "nobody", () => {})), yield* drain(5)] as const;
    });

    expect(result[0]).toBeInstanceOf(DataCloneError);
    expect(result[0]).toMatchObject({ path: "message.act" });
    expect(result[1]).toBeInstanceOf(DataCloneError);
    expect(result[2]).toEqual([]);
  });

  it("reaches all others when a mailbox is full, and then says so", async () => {
    const result = await run(function* () {
      yield* subscriber("t");
      const full = yield* subscriber("t", { size: 1, overflow: "error" });
      yield* subscriber("t");
      PubSub.broadcast("news", "t", 1);
      const error = thrownBy(() => PubSub.broadcast("news", "t", 2));
      const received = (yield* drain(5)) as [Pid, unknown][];
      return [error instanceof MailboxFullError && error.pid === full, received.map(([, message]) => message).sort()];
    });

    expect(result).toEqual([true, [1, 1, 2, 2]]);
  });

  it("passes those by that have ended", async () => {
    const result = await run(function* () {
      const one = yield* subscriber("t");
      yield* subscriber("t");
      Process.exit(one, "kill");
      PubSub.broadcast("news", "t", "x");
      return (yield* drain(5)).length;
    });

    expect(result).toBe(1);
  });

  it("may come from host code; to subscribe takes a process", async () => {
    const pubsub = await PubSub.startLink({ name: "of the host" });
    const received = new Promise<unknown>((resolve) => {
      spawn(function* () {
        PubSub.subscribe("of the host", "t");
        resolve(yield* receive());
      });
    });
    await Promise.resolve().then(() => Promise.resolve());
    PubSub.broadcast("of the host", "t", "hello");

    expect(await received).toBe("hello");
    expect(() => PubSub.subscribe("of the host", "t")).toThrow(NotAProcessError);
    expect(() => PubSub.unsubscribe("of the host", "t")).toThrow(NotAProcessError);
    await GenServer.stop(pubsub);
  });
});

describe("host code acts on the runtime of the pid it gives", () => {
  it("broadcastFrom", async () => {
    const runtime = open();
    const from = await runtime.run(function* () {
      Process.unlink(yield* PubSub.startLink({ name: "of a runtime" }));
      return spawn(() => Process.sleep(Infinity));
    });
    const heard = runtime.run(function* () {
      PubSub.subscribe("of a runtime", "t");
      return yield* receive();
    });
    await runtime.run(() => Process.sleep(0));
    PubSub.broadcastFrom("of a runtime", from, "t", "outside");

    expect(await heard).toBe("outside");
  });
});

describe("a PubSub", () => {
  it("takes its subscribers along when it ends", async () => {
    const result = await run(function* () {
      const one = yield* subscriber("t");
      const ref = Process.monitor(one);
      Process.exit(Process.whereis("news") as Pid, "kill");
      const down = yield* receive((message) => isDown(message, ref));
      return [(down as { reason: unknown }).reason, thrownBy(() => PubSub.broadcast("news", "t", 1)), thrownBy(() => PubSub.subscribe("news", "t"))];
    });

    expect(result[0]).toBe("killed");
    for (const error of result.slice(1)) expect(error).toBeInstanceOf(NoProcessError);
  });

  it("refuses wrong options and wrong arguments at the call", async () => {
    for (const options of [undefined, {}, { name: "" }, { name: 1 }, { name: "p", keys: "unique" }] as never[]) expect(() => PubSub.startLink(options)).toThrow(TypeError);
    const errors = await run(function* () {
      return [
        thrownBy(() => PubSub.broadcastFrom("news", "me" as never, "t", 1)), thrownBy(() => PubSub.subscribe("news", new Map() as never)),
        thrownBy(() => PubSub.broadcast("news", (() => {}) as never, 1)), thrownBy(() => PubSub.broadcast(1 as never, "t", 1)),
      ];
    });
    for (const error of errors) expect(error).toBeInstanceOf(TypeError);
  });

  it("has a child spec, and a name that can be taken", async () => {
    const spec = PubSub.childSpec({ name: "spec" });
    expect(spec).toMatchObject({ id: "spec", restart: "permanent", shutdown: 5000, type: "worker" });
    expect(() => PubSub.childSpec({} as never)).toThrow(TypeError);
    const result = await run(function* () {
      const pid = yield* spec.start() as Iterable<never>;
      PubSub.subscribe("spec", "t");
      PubSub.broadcast("spec", "t", "started");
      const message = yield* receive();
      let error: unknown;
      try {
        yield* PubSub.startLink({ name: "spec" });
      } catch (thrown) {
        error = thrown;
      }
      return [pid === Process.whereis("spec"), message, error instanceof AlreadyStartedError, isExit(message)];
    });
    expect(result).toEqual([true, "started", true, false]);
  });
});
