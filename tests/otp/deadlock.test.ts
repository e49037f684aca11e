// A call that would close a cycle of waiting calls throws DeadlockError at once.

import { describe, expect, it } from "vitest";
import { Process, createRuntime, isDown, receive, self, send, spawn } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { CallTimeoutError, DeadlockError } from "../../js/errors.ts";
import * as GenServer from "../../js/otp/gen-server.ts";

interface Ask {
  /** Whom to call, one after the other. */
  readonly path: readonly (Pid | string)[];
  readonly timeout?: number;
}

/** Calls the next of the path with the rest of it, and replies with the outcome. */
const Relay = GenServer.define({
  init: () => ({ state: 0 }),
  *handleCall({ path, timeout = Infinity }: Ask, _from, state) {
    const [next, ...rest] = path;
    if (next === undefined) return { reply: "arrived" as unknown, state };
    try {
      return { reply: yield* GenServer.call(next, { path: rest, timeout }, timeout), state };
    } catch (error) {
      return { reply: [(error as Error).name, ...((error as DeadlockError).cycle ?? [])], state };
    }
  },
});

function* relays(count: number) {
  const pids: Pid[] = [];
  for (let i = 0; i < count; i++) pids.push((yield* GenServer.start(Relay, undefined, { name: `relay ${i}` })) as Pid);
  return pids;
}

describe("a deadlock", () => {
  it.each([2, 3, 10, 1000])("of %i calls is found at once, and the cycle is named, beginning with the caller", async (count) => {
    const [reply, pids] = await createRuntime({ logger: false }).run(function* () {
      const pids = yield* relays(count);
      const [first, ...others] = pids as [Pid, ...Pid[]];
      return [yield* GenServer.call(first, { path: [...others, first] }), pids] as const;
    });

    expect(reply).toEqual(["DeadlockError", pids[count - 1], ...pids.slice(0, count - 1)]);
  });

  it("is found through names", async () => {
    const reply = await createRuntime({ logger: false }).run(function* () {
      yield* relays(3);
      return yield* GenServer.call("relay 0", { path: ["relay 1", "relay 2", "relay 0"] });
    });

    expect(reply).toHaveLength(4);
  });

  it("that does not go through the first caller is found too, and one with a time limit", async () => {
    const reply = await createRuntime({ logger: false }).run(function* () {
      const [a, b, c] = (yield* relays(3)) as [Pid, Pid, Pid];
      return [yield* GenServer.call(a, { path: [b, c, b], timeout: 60_000 }), b, c];
    });

    expect(reply[0]).toEqual(["DeadlockError", reply[2], reply[1]]);
  });

  it("includes the process that began, when that is who is called", async () => {
    const [error, cycle] = await createRuntime({ logger: false }).run(function* () {
      const [a] = (yield* relays(1)) as [Pid];
      const reply = (yield* GenServer.call(a, { path: [self()] })) as unknown[];
      return [reply[0], reply[1] === a && reply[2] === self()];
    });

    expect([error, cycle]).toEqual(["DeadlockError", true]);
  });

  it("uncaught is the exit reason of who would have closed it", async () => {
    const error = await createRuntime({ logger: false }).run(function* () {
      const Calling = GenServer.define({
        init: () => ({ state: 0 }),
        *handleCall(server: Pid, _from, state) {
          return { reply: yield* GenServer.call(server, self()), state };
        },
      });
      const a = yield* GenServer.start(Calling);
      const b = yield* GenServer.start(Calling);
      const ref = Process.monitor(b);
      spawn(function* () {
        yield* GenServer.call(a, b as Pid);
      });
      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(error).toBeInstanceOf(DeadlockError);
  });

  it("is found for a stop", async () => {
    const name = await createRuntime({ logger: false }).run(function* () {
      const me = self();
      const Stopping = GenServer.define({
        init: () => ({ state: 0 }),
        *handleCall(_request: "stop", _from, state) {
          try {
            yield* GenServer.stop(me);
          } catch (error) {
            return { reply: (error as Error).name, state };
          }
          return { reply: "stopped", state };
        },
      });
      return yield* GenServer.call(yield* GenServer.start(Stopping), "stop");
    });

    expect(name).toBe("DeadlockError");
  });
});

describe("no deadlock", () => {
  it("is a server that calls back after it has replied, before its caller has gone on", async () => {
    const trace = await createRuntime({ logger: false }).run(function* () {
      const parent = self();
      const Answering = GenServer.define({
        init: () => ({ state: 0 }),
        *handleCall(back: Pid, from, state) {
          GenServer.reply(from, "replied");
          send(parent, ["back", yield* GenServer.call(back, { path: [] })]);
          return { state };
        },
      });
      const answering = yield* GenServer.start(Answering);
      const Client = GenServer.define({
        init: () => ({ state: 0 }),
        handleCall: (_request: Ask, _from, state) => ({ reply: "served", state }),
        *handleCast(_request: "go", state) {
          send(parent, ["client", yield* GenServer.call(answering, self())]);
          return { state };
        },
      });
      const client = yield* GenServer.start(Client);
      GenServer.cast(client, "go");
      return [yield* receive(), yield* receive()];
    });

    expect(trace).toEqual([["client", "replied"], ["back", "served"]]);
  });

  it("is a chain whose first caller has given up or was ended", async () => {
    const outcomes = await createRuntime({ logger: false }).run(function* () {
      const parent = self();
      const Late = GenServer.define({
        init: () => ({ state: 0 }),
        *handleCall(back: Pid, _from, state) {
          yield* Process.sleep(10);
          try {
            send(parent, yield* GenServer.call(back, { path: [] }, 50));
          } catch (error) {
            send(parent, (error as Error).name);
          }
          return { state };
        },
      });
      const late = yield* GenServer.start(Late);
      const Client = GenServer.define({
        init: () => ({ state: 0 }),
        handleCall: (_request: Ask, _from, state) => ({ reply: "served", state }),
        *handleCast(_request: "go", state) {
          try {
            yield* GenServer.call(late, self(), 1);
          } catch (error) {
            send(parent, error instanceof CallTimeoutError);
          }
          return { state };
        },
      });
      const client = yield* GenServer.start(Client);
      GenServer.cast(client, "go");
      const outcomes = [yield* receive(), yield* receive()];
      const mortal = spawn(function* () {
        yield* GenServer.call(late, self());
      });
      yield* Process.sleep(0);
      Process.exit(mortal, "kill");
      outcomes.push(yield* receive());
      return outcomes;
    });

    expect(outcomes).toEqual([true, "served", "NoProcessError"]);
  });
});
