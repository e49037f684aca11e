// Whoever starts a server waits for its init: an init that calls its starter would close a circle, as a call would.

import { describe, expect, it } from "vitest";
import { DeadlockError, GenServer, Process, StartError, Supervisor, createRuntime, receive, self } from "../../js/index.ts";
import type { Pid, Runtime } from "../../js/index.ts";

function open(): Runtime {
  return createRuntime({ logger: false });
}

/** A server whose init asks a supervisor for its children. */
const Curious = GenServer.define({
  *init(supervisor: Pid | string) {
    return { state: yield* Supervisor.countChildren(supervisor) };
  },
  handleCall: (_request: "state", _from, state) => ({ reply: state, state }),
});

/** A server whose init never returns. */
const Endless = GenServer.define({
  *init() {
    yield* receive();
    return { state: 0 };
  },
});

describe("an init that calls whoever waits for it", () => {
  it("gets a DeadlockError that names the circle, and the supervisor goes on", async () => {
    const runtime = open();
    const [reason, supervisor, children] = await runtime.run(function* () {
      const supervisor = yield* Supervisor.startLink([], { strategy: "oneForOne", name: "supervisor" });
      let reason: unknown;
      try {
        yield* Supervisor.startChild(supervisor, GenServer.childSpec(Curious, "supervisor"));
      } catch (error) {
        reason = (error as StartError).reason;
      }
      const children = yield* Supervisor.countChildren(supervisor);
      yield* Supervisor.stop(supervisor);
      return [reason, supervisor, children] as const;
    });
    expect(reason).toBeInstanceOf(DeadlockError);
    expect((reason as DeadlockError).cycle[1]).toBe(supervisor);
    expect(children).toMatchObject({ specs: 0, active: 0 });
    await runtime.idle();
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });

  it("gets it through the calls and starts of others", async () => {
    const Starter = GenServer.define({
      *init(starter: Pid) {
        return { state: yield* GenServer.start(Curious, starter) };
      },
    });
    const reason = await open().run(function* () {
      try {
        yield* GenServer.start(Starter, self());
      } catch (error) {
        return ((error as StartError).reason as StartError).reason;
      }
      return undefined;
    });
    expect(reason).toBeInstanceOf(DeadlockError);
    expect((reason as DeadlockError).cycle).toHaveLength(3);
  });

  it("does not when the start is over, whether it has succeeded or taken too long", async () => {
    const asked = await open().run(function* () {
      const asked: string[] = [];
      const Starter = GenServer.define({
        *init() {
          const lasting = yield* GenServer.start(Late, self());
          try {
            yield* GenServer.start(Endless, undefined, { timeout: 1 });
          } catch {}
          return { state: lasting };
        },
        handleCall(request: string, _from, state) {
          asked.push(request);
          return { reply: "yes", state };
        },
      });
      const Late = GenServer.define({
        init: (starter: Pid) => ({ state: starter, timeout: 2 }),
        *handleInfo(_message, state) {
          asked.push(String(yield* GenServer.call(state, "may I?")));
          return { state };
        },
      });
      yield* GenServer.start(Starter, undefined);
      yield* Process.sleep(10);
      return asked;
    });
    expect(asked).toEqual(["may I?", "yes"]);
  });
});
