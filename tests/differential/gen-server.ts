// GenServer (§1.6, §2.6, §2.7) and Agent (§1.5). Twin of gen-server.exs.

import { Process, exit, isExit, receive, self, send, spawn, spawnMonitor, timeout } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import { AlreadyStartedError, CallTimeoutError, CallingSelfError, NoProcessError, ServerExitedError, StartError } from "../../js/errors.ts";
import * as Agent from "../../js/otp/agent.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { dead, drain, is, reasonOf, tagged, watch, type Group, type Log } from "./trace.ts";

export interface Told {
  init?(): unknown;
  call?(request: unknown, from: GenServer.From, state: unknown): unknown;
  cast?(request: unknown, state: unknown): unknown;
  info?(message: unknown, state: unknown): unknown;
  continue?(arg: unknown, state: unknown): unknown;
  terminate?(reason: unknown, state: unknown): unknown;
}

export type AnyServer = Parameters<typeof GenServer.start>[0];

/** Callbacks that log, and do what `more` says. */
export function told(log: Log, more: Told = {}): AnyServer {
  const run = (name: keyof Told, args: readonly unknown[], otherwise: unknown): unknown => {
    log([name, args[0]]);
    const callback = more[name] as ((...args: readonly unknown[]) => unknown) | undefined;
    return callback === undefined ? otherwise : callback(...args);
  };
  const callbacks = {
    init() {
      log("init");
      return more.init === undefined ? { state: "state" } : more.init();
    },
    handleCall: (request: unknown, from: unknown, state: unknown) => run("call", [request, from, state], { reply: request, state }),
    handleCast: (request: unknown, state: unknown) => run("cast", [request, state], { state }),
    handleInfo: (message: unknown, state: unknown) => run("info", [message, state], { state }),
    handleContinue: (arg: unknown, state: unknown) => run("continue", [arg, state], { state }),
    terminate: (reason: unknown, state: unknown) => run("terminate", [reason, state], undefined),
  };
  return callbacks as AnyServer;
}

export function* start(log: Log, more: Told = {}) {
  return (yield* GenServer.start(told(log, more))) as Pid;
}

export function* outcome(operation: Operation<unknown>) {
  try {
    return ["replied", yield* operation];
  } catch (error) {
    if (error instanceof CallTimeoutError) return "timeout";
    if (error instanceof NoProcessError) return "noproc";
    if (error instanceof CallingSelfError) return "calling_self";
    if (error instanceof ServerExitedError) return ["exited", error.reason];
    throw error;
  }
}

export function* started(operation: Operation<unknown>) {
  try {
    const pid = yield* operation;
    return pid === undefined ? "ignore" : ["ok", pid];
  } catch (error) {
    if (error instanceof StartError) return ["error", error.reason];
    throw error;
  }
}

export function exitsOf(messages: readonly unknown[]): unknown[] {
  return messages.filter((message) => isExit(message)).map(({ reason }) => reason);
}

export function boom(): never {
  throw new Error("boom");
}

export const genServer: Group = {
  *"32. a late reply is dropped, and the server still does the work"(log) {
    const pid = yield* start(log, {
      init: () => ({ state: 0 }),
      *call(request, _from, state) {
        if (request === "get") return { reply: state, state };
        yield* receive(is("go"));
        return { reply: "late", state: (state as number) + 1 };
      },
    });
    log(yield* outcome(GenServer.call(pid, "slow", 5)));
    send(pid, "go");
    log(yield* outcome(GenServer.call(pid, "get")));
    log(yield* drain());
  },

  *"35. the caller exits when the server ends during the call, whatever the reason"(log) {
    for (const reason of ["normal", "shutdown", { shutdown: "x" }, "odd"]) {
      const pid = yield* start(log, { call: (_request, _from, state) => ({ stop: reason, state }) });
      log(yield* outcome(GenServer.call(pid, "x")));
    }
  },

  *"35. an exception in handle_call is the reason for both"(log) {
    const pid = yield* start(log, { call: boom });
    const ref = watch(pid);
    log(yield* outcome(GenServer.call(pid, "x")));
    log(yield* reasonOf(ref));
  },

  *"36. a trapping caller that is linked gets the exit of the call and the EXIT"(log) {
    Process.flag("trapExit", true);
    const pid = (yield* GenServer.startLink(told(log, { call: (_request, _from, state) => ({ stop: "over", state }) }))) as Pid;
    log(yield* outcome(GenServer.call(pid, "x")));
    log(exitsOf(yield* drain()));
  },

  *"37. calling oneself is found at once"(log) {
    Process.register(self(), "me");
    log(yield* outcome(GenServer.call(self(), "x")));
    log(yield* outcome(GenServer.call("me", "x")));
    log(yield* outcome(GenServer.stop(self())));
  },

  *"38. nobody there is noproc to a call and to a stop, and nothing to a cast"(log) {
    const pid = yield* dead();
    log(yield* outcome(GenServer.call(pid, "x")));
    log(yield* outcome(GenServer.call("nobody", "x")));
    log(yield* outcome(GenServer.stop(pid)));
    log(yield* outcome(GenServer.stop("nobody")));
    GenServer.cast(pid, "x");
    GenServer.cast("nobody", "x");
  },

  *"39. start_link returns after init, and the name is registered before"(log) {
    const parent = self();
    const pid = yield* GenServer.startLink(
      told(log, {
        init() {
          log(Process.whereis("named") === self());
          log(Process.whereis("named") === parent);
          return { state: "state" };
        },
      }),
      undefined,
      { name: "named" },
    );
    log(["started", GenServer.whereis("named") === pid]);
  },

  *"39. the name is free when the caller is told that init failed"(log) {
    for (const init of [() => ({ stop: "no" }), () => ({ ignore: true }), boom]) {
      log(yield* started(GenServer.start(told(log, { init }), undefined, { name: "failing" })));
      log(Process.whereis("failing"));
    }
  },

  *"40. init stop ends a linked caller that does not trap"(log) {
    const [, ref] = spawnMonitor(function* () {
      log(yield* started(GenServer.startLink(told(log, { init: () => ({ stop: "no" }) }))));
    });
    log(yield* reasonOf(ref));
  },

  *"40. init stop is an error to a caller that traps"(log) {
    Process.flag("trapExit", true);
    log(yield* started(GenServer.startLink(told(log, { init: () => ({ stop: "no" }) }))));
  },

  *"41. init ignore: no terminate, and the linked caller lives"(log) {
    log(yield* started(GenServer.startLink(told(log, { init: () => ({ ignore: true }) }))));
    log(yield* drain());
  },

  *"41. init that takes too long is killed"(log) {
    log(yield* started(GenServer.start(told(log, { init: () => Process.sleep(Infinity) }), undefined, { timeout: 5 })));
  },

  *"81. a name that is taken: already started, and no second init"(log) {
    const pid = yield* GenServer.startLink(told(log), undefined, { name: "once" });
    try {
      yield* GenServer.startLink(told(log), undefined, { name: "once" });
    } catch (error) {
      log(["already_started", error instanceof AlreadyStartedError && error.pid === pid]);
    }
    log(yield* drain());
  },

  *"42. continue comes before any message, and chains"(log) {
    const pid = yield* start(log, {
      init() {
        send(self(), "early");
        return { state: "state", continue: 1 };
      },
      continue: (n, state) => ((n as number) < 3 ? { state, continue: (n as number) + 1 } : { state }),
    });
    log(yield* outcome(GenServer.call(pid, "x")));
  },

  *"42. a crash in continue comes after a start that succeeded"(log) {
    Process.flag("trapExit", true);
    yield* GenServer.startLink(told(log, { init: () => ({ state: "state", continue: 1 }), continue: () => exit("later") }));
    const { reason } = yield* receive((message) => isExit(message));
    log(reason);
  },

  *"43. stop with a reply: terminate, then the reply, then the exit"(log) {
    const pid = yield* start(log, { call: (_request, _from, state) => ({ stop: "over", reply: "bye", state }) });
    const ref = watch(pid);
    log(yield* outcome(GenServer.call(pid, "x")));
    log(yield* reasonOf(ref));
  },

  *"44. a timeout fires once, for the next wait only"(log) {
    const parent = self();
    yield* start(log, {
      init: () => ({ state: "state", timeout: 5 }),
      info(message, state) {
        send(parent, message === timeout ? "timeout" : message);
        return { state };
      },
    });
    yield* Process.sleep(30);
    log((yield* drain()).length);
  },

  *"44. a message cancels the timeout, and one that is queued wins over 0"(log) {
    const pid = yield* start(log, {
      init() {
        send(self(), "queued");
        return { state: "state", timeout: 0 };
      },
    });
    yield* Process.sleep(10);
    log(yield* outcome(GenServer.stop(pid)));
  },

  *"46. terminate is called on a stop, an exception, an exit, a bad return"(log) {
    for (const cast of [(_request: unknown, state: unknown) => ({ stop: "stopped", state }), boom, () => exit("exited")]) {
      const pid = yield* start(log, { cast });
      const ref = watch(pid);
      GenServer.cast(pid, "x");
      log(yield* reasonOf(ref));
    }
  },

  *"46. terminate is called when the parent ends and the server traps, whatever the reason"(log) {
    for (const reason of ["normal", "shutdown", "odd"]) {
      const parent = self();
      const starter = spawn(function* () {
        yield* GenServer.startLink(
          told(log, {
            init() {
              Process.flag("trapExit", true);
              send(parent, self());
              return { state: "state" };
            },
          }),
        );
        yield* receive(is("end"));
        exit(reason);
      });
      send(starter, "end");
      const pid = yield* receive<Pid>();
      const ended = yield* reasonOf(watch(pid));
      log(ended === reason || ended === "noproc");
    }
  },

  *"46. terminate is not called on an exit signal that is not trapped, nor on kill"(log) {
    for (const reason of ["shutdown", "odd", "kill"]) {
      const pid = yield* start(log);
      const ref = watch(pid);
      Process.exit(pid, reason);
      log(yield* reasonOf(ref));
    }
  },

  *"47. an EXIT that is not the parent's goes to handle_info"(log) {
    const pid = yield* start(log, {
      init() {
        Process.flag("trapExit", true);
        return { state: "state" };
      },
    });
    Process.exit(pid, "from_the_starter");
    log(yield* outcome(GenServer.stop(pid)));
  },

  *"48. what was queued before the stop is handled before terminate"(log) {
    const pid = yield* start(log);
    send(pid, 1);
    GenServer.cast(pid, 2);
    log(yield* outcome(GenServer.stop(pid, "shutdown")));
  },

  *"49. terminate that exits or raises changes the reason, and stop exits"(log) {
    for (const terminate of [() => exit("changed"), boom]) {
      const pid = yield* start(log, { terminate });
      log(yield* outcome(GenServer.stop(pid)));
    }
  },

  *"51. a missing handle_info is survived, a missing handle_cast is not"(log) {
    const pid = yield* GenServer.start({ init: (state: number) => ({ state }), handleCall: (_request: "get", _from: GenServer.From, state: number) => ({ reply: state, state }) }, 7);
    send(pid, "what");
    log(yield* outcome(GenServer.call(pid, "get")));
    const ref = watch(pid);
    GenServer.cast(pid as Pid, "x");
    log((yield* reasonOf(ref)) !== "normal");
  },

  *"§1.6 a reply may come from another process, later"(log) {
    const parent = self();
    const pid = yield* start(log, {
      call(_request, from, state) {
        send(parent, ["from", from]);
        return { state };
      },
    });
    spawn(function* () {
      send(parent, ["outcome", yield* outcome(GenServer.call(pid, "x"))]);
    });
    const [, from] = yield* receive(tagged("from"));
    GenServer.reply(from as GenServer.From, "replied_later");
    const [, result] = yield* receive(tagged("outcome"));
    log(result);
  },

  *"§1.5 an agent: get, update, get_and_update, cast"(log) {
    const agent = yield* Agent.startLink(() => 1);
    log(yield* Agent.get(agent, (n) => n + 100));
    yield* Agent.update(agent, (n) => n + 1);
    log(yield* Agent.getAndUpdate(agent, (n) => [n, n * 10]));
    Agent.cast(agent, (n) => n + 1);
    log(yield* Agent.get(agent, (n) => n));
    log(yield* outcome(Agent.stop(agent)));
  },

  *"§1.5 an agent ends with what its function raises, and so does the caller"(log) {
    const agent = yield* Agent.start(() => 1);
    const ref = watch(agent);
    log(yield* outcome(Agent.get(agent, boom)));
    log(yield* reasonOf(ref));
  },
};
