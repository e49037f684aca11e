// Corners of GenServer (§1.6, §2.6, §2.7). Twin of gen-server-corners.exs.

import { AlreadyStartedError, Process, exit, isExit, receive, self, send, spawn, spawnLink, spawnMonitor, timeout } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { boom, exitsOf, outcome, start, started, told, type Told } from "./gen-server.ts";
import { drain, finish, forever, is, queued, reasonOf, tagged, taggedPid, untilFinished, watch, type Group, type Log } from "./trace.ts";

const plain = () => ({ state: "state" });

export function trapping() {
  Process.flag("trapExit", true);
  return { state: "state" };
}

/** Tells the caller of this that it terminates, and goes on when it is told to. */
function waitingToGo() {
  const me = self();
  return function* () {
    send(me, "terminating");
    yield* receive(is("go"));
  };
}

export const stop = (pid: Pid, reason?: unknown, ms?: number) => outcome(GenServer.stop(pid, reason, ms));

/** Calls from a process of its own, which sends the caller what came of it. */
function calling(server: Pid | string, request: unknown): Pid {
  const parent = self();
  return spawn(function* () {
    send(parent, ["outcome", yield* outcome(GenServer.call(server, request))]);
  });
}

export function* take(tag: string) {
  return (yield* receive(tagged(tag)))[1];
}

export function* takePid(tag: string) {
  return (yield* receive(taggedPid(tag)))[1];
}

/** Starts a server from a process of its own, which ends with that reason when it is told. */
export function* parented(log: Log, more: Told) {
  const me = self();
  const parent = spawn(function* () {
    send(me, ["server", yield* GenServer.startLink(told(log, more))]);
    yield* untilFinished();
  });
  return [parent, yield* takePid("server")] as const;
}

/** A callback that keeps its server until it is told to go on. */
function* hold(_request: unknown, state: unknown) {
  yield* receive(is("go"));
  return { state };
}

function named(message: unknown): unknown {
  return message === timeout ? "timeout" : message;
}

export const genServerCorners: Group = {
  *"42. continue after each callback comes before the messages that wait"(log) {
    const next = (_: unknown, state: unknown) => ({ state, continue: "next" });
    const pid = yield* start(log, { call: (request, _from, state) => ({ reply: request, state, continue: "after_call" }), cast: next, info: next });
    GenServer.cast(pid, 1);
    send(pid, 2);
    GenServer.cast(pid, 3);
    log(yield* outcome(GenServer.call(pid, 4)));
    log(yield* stop(pid));
  },

  *"42. a continue that stops, with messages waiting"(log) {
    const pid = yield* start(log, { cast: (_, state) => ({ state, continue: "next" }), continue: (_, state) => ({ stop: "over", state }) });
    const ref = watch(pid);
    GenServer.cast(pid, 1);
    send(pid, 2);
    log(yield* reasonOf(ref));
  },

  *"43. the reply of a stop comes although terminate fails"(log) {
    for (const terminate of [() => exit("changed"), boom, () => exit("normal")]) {
      const pid = yield* start(log, { call: (_request, _from, state) => ({ stop: "over", reply: "bye", state }), terminate });
      const ref = watch(pid);
      log(yield* outcome(GenServer.call(pid, "x")));
      log(yield* reasonOf(ref));
    }
  },

  *"43. a stop with a reply of an abnormal reason: the reply, then the EXIT"(log) {
    Process.flag("trapExit", true);
    const pid = (yield* GenServer.startLink(told(log, { call: (_request, _from, state) => ({ stop: "odd", reply: "bye", state }) }))) as Pid;
    log(yield* outcome(GenServer.call(pid, "x")));
    yield* queued(1);
    log(exitsOf(yield* drain()));
  },

  *"44. every callback may ask for a timeout, and every message ends it"(log) {
    const me = self();
    const timed = (_: unknown, state: unknown) => ({ state, timeout: 10 });
    const pid = yield* start((event) => log(Array.isArray(event) ? event.map(named) : event), {
      call: (request, _from, state) => ({ reply: request, state, timeout: 10 }),
      cast: timed,
      info(message, state) {
        if (message === timeout) send(me, "timed out");
        return message === "quiet" || message === timeout ? { state } : { state, timeout: 10 };
      },
      continue: timed,
    });
    function* afterQuiet() {
      send(pid, "quiet");
      yield* Process.sleep(40);
    }
    for (const afterThat of [() => receive(is("timed out")), afterQuiet]) {
      yield* GenServer.call(pid, "call");
      yield* afterThat();
      GenServer.cast(pid, "cast");
      yield* afterThat();
      send(pid, "info");
      yield* afterThat();
    }
    log(yield* stop(pid));
  },

  *"44. a timeout after a continue, and one that asks for the next"(log) {
    const parent = self();
    yield* start(log, {
      init: () => ({ state: 0, continue: "begin" }),
      continue: (_, n) => ({ state: n, timeout: 5 }),
      info(_message, n) {
        if (n !== 3) return { state: (n as number) + 1, timeout: 0 };
        send(parent, "done");
        return { state: 3 };
      },
    });
    log(yield* receive(is("done")));
  },

  *"44. a timeout is not ended by who asks for the state"(log) {
    const parent = self();
    const pid = yield* start(log, {
      init: () => ({ state: "state", timeout: 30 }),
      info(message, state) {
        send(parent, named(message));
        return { state };
      },
    });
    log(yield* GenServer.getState(pid));
    log(yield* GenServer.replaceState(pid, () => "other"));
    yield* receive(is("timeout"));
    log("came");
    log(yield* stop(pid));
  },

  *"46. exit in a callback: the reason, also normal and shutdown, is terminate's and the caller's"(log) {
    for (const reason of ["normal", "shutdown", { shutdown: "x" }, "odd", "kill"]) {
      const pid = yield* start(log, { call: () => exit(reason) });
      const ref = watch(pid);
      log(yield* outcome(GenServer.call(pid, "x")));
      log(yield* reasonOf(ref));
    }
  },

  *"46. the EXIT of the parent waits for its turn among the messages"(log) {
    const [parent, pid] = yield* parented(log, { init: trapping, cast: hold });
    const ref = watch(pid);
    const down = watch(parent);
    GenServer.cast(pid, "hold");
    send(pid, 1);
    finish(parent, "odd");
    yield* reasonOf(down);
    send(pid, "go");
    send(pid, "lost");
    log(yield* reasonOf(ref));
  },

  *"46. the parent's EXIT ends a server that waits for a timeout, without it one that does not trap"(log) {
    for (const init of [() => ({ ...trapping(), timeout: 10_000 }), () => ({ ...plain(), timeout: 10_000 })]) {
      const [parent, pid] = yield* parented(log, { init });
      const ref = watch(pid);
      finish(parent, "odd");
      log(yield* reasonOf(ref));
    }
  },

  *"46. a server that was started without a link is its own parent, and one with a link is not"(log) {
    const call = (reason: unknown, _: unknown, state: unknown) => {
      Process.exit(self(), reason);
      return { reply: reason, state };
    };
    for (const start of [GenServer.start, GenServer.startLink]) {
      for (const reason of ["normal", "shutdown", "odd"]) {
        const me = self();
        const parent = spawn(function* () {
          send(me, ["server", yield* start(told(log, { init: trapping, call }))]);
          yield* forever();
        });
        const pid = yield* takePid("server");
        const ref = watch(pid);
        yield* GenServer.call(pid, reason);
        Process.exit(parent, "kill");
        log(yield* reasonOf(ref));
      }
    }
  },

  *"46. a parent that ends during init: a trapping server hears of it after init"(log) {
    const me = self();
    const parent = spawn(function* () {
      yield* GenServer.startLink(
        told(log, {
          *init() {
            Process.flag("trapExit", true);
            send(me, ["in_init", self()]);
            yield* receive(is("go"));
            return { state: "state" };
          },
        }),
      );
    });
    const pid = yield* takePid("in_init");
    const ref = watch(pid);
    const down = watch(parent);
    Process.exit(parent, "odd");
    log(yield* reasonOf(down));
    send(pid, "go");
    log(yield* reasonOf(ref));
  },

  *"46. a parent that ends during init takes a server along that does not trap, and its name"(log) {
    const me = self();
    const parent = spawn(function* () {
      const init = function* () {
        send(me, ["in_init", self()]);
        yield* Process.sleep(Infinity);
      };
      yield* GenServer.startLink(told(log, { init }), undefined, { name: "in_init" });
    });
    const pid = yield* takePid("in_init");
    const ref = watch(pid);
    Process.exit(parent, "odd");
    log(yield* reasonOf(ref));
    log(Process.whereis("in_init"));
  },

  *"46. an exit signal ends a server within a callback, and one that traps hears of it afterwards"(log) {
    const me = self();
    for (const init of [plain, trapping]) {
      const pid = yield* start(log, {
        init,
        *cast(request, state) {
          send(me, "in_cast");
          return yield* hold(request, state);
        },
      });
      const ref = watch(pid);
      GenServer.cast(pid, "x");
      yield* receive(is("in_cast"));
      Process.exit(pid, "odd");
      send(pid, "go");
      yield* stop(pid);
      log(yield* reasonOf(ref));
    }
  },

  *"48. who stops a server second is told the same, and what comes after the first stop is lost"(log) {
    const me = self();
    const pid = yield* start(log, { cast: hold });
    GenServer.cast(pid, "hold");
    for (const reason of ["first", "second"]) {
      spawn(function* () {
        send(me, ["stopped", [reason, yield* stop(pid, reason)]]);
      });
      yield* Process.sleep(50);
    }
    GenServer.cast(pid, "lost");
    send(pid, "go");
    log(yield* take("stopped"));
    log(yield* take("stopped"));
  },

  *"49. terminate sends what arrives before the end, and may call others"(log) {
    const other = yield* start(log);
    const me = self();
    const pid = yield* start(log, {
      *terminate() {
        send(me, ["farewell", yield* GenServer.call(other, "from_terminate")]);
      },
    });
    const ref = watch(pid);
    GenServer.cast(pid, "x");
    log(yield* stop(pid, "shutdown"));
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"32. a call after one that timed out gets its own reply"(log) {
    const pid = yield* start(log, {
      *call(request, _from, state) {
        if (request !== "slow") return { reply: request, state };
        yield* receive(is("go"));
        return { reply: "late", state };
      },
    });
    log(yield* outcome(GenServer.call(pid, "slow", 5)));
    send(pid, "go");
    for (let n = 1; n <= 3; n++) log(yield* outcome(GenServer.call(pid, n)));
    log(yield* drain());
  },

  *"34. a reply twice, and one to a caller that has ended, are nothing"(log) {
    const me = self();
    const pid = yield* start(log, {
      call(request, from, state) {
        if (request === "give_from") send(me, ["from", from]);
        else for (const n of [1, 2]) GenServer.reply(from, n);
        return { state };
      },
    });
    log(yield* outcome(GenServer.call(pid, "twice")));
    const caller = calling(pid, "give_from");
    const from = (yield* take("from")) as GenServer.From;
    Process.exit(caller, "kill");
    log(["killed", "noproc"].includes((yield* reasonOf(watch(caller))) as string));
    log(GenServer.reply(from, "nobody"));
    log(yield* stop(pid));
  },

  *"35. who called gets the reason of a server that owed a reply"(log) {
    const pid = yield* start(log, { call: (_request, _from, state) => ({ state }), cast: (reason, state) => ({ stop: reason, state }) });
    calling(pid, 1);
    calling(pid, 1);
    yield* Process.sleep(50);
    GenServer.cast(pid, { shutdown: "x" });
    log(yield* take("outcome"));
    log(yield* take("outcome"));
  },

  *"39. who calls a server by its name during init is served afterwards, or gets the reason"(log) {
    const endings = [{ state: "state" }, { stop: "no" }, { ignore: true }];
    for (const [index, ending] of endings.entries()) {
      const me = self();
      const name = `in init ${index}`;
      const init = function* () {
        send(me, ["in_init", self()]);
        yield* receive(is("go"));
        return ending;
      };
      spawn(function* () {
        const result = yield* started(GenServer.start(told(log, { init }), undefined, { name }));
        send(me, ["started", Array.isArray(result) && result[0] === "ok" ? "started" : result]);
      });
      const pid = yield* takePid("in_init");
      calling(name, "x");
      yield* Process.sleep(50);
      send(pid, "go");
      log(yield* take("outcome"));
      log(yield* take("started"));
    }
  },

  *"40. a failed init of a linked caller that traps, in every way"(log) {
    Process.flag("trapExit", true);
    for (const init of [() => ({ stop: "shutdown" }), () => ({ stop: "normal" }), () => exit("gone"), boom]) {
      log(yield* started(GenServer.startLink(told(log, { init }))));
      yield* drain();
    }
  },

  *"40. a failed init of a linked caller that does not trap, by reason"(log) {
    for (const init of [() => ({ stop: "shutdown" }), () => ({ stop: "normal" }), () => exit("gone"), () => exit("normal")]) {
      const [, ref] = spawnMonitor(function* () {
        log(yield* started(GenServer.startLink(told(log, { init }))));
      });
      log(yield* reasonOf(ref));
    }
  },

  *"41. a start that took too long frees the name, and the link"(log) {
    const me = self();
    const init = function* () {
      Process.flag("trapExit", true);
      send(me, ["in_init", self()]);
      yield* Process.sleep(Infinity);
    };
    log(yield* started(GenServer.startLink(told(log, { init }), undefined, { name: "too_long", timeout: 5 })));
    const pid = yield* takePid("in_init");
    log(Process.isAlive(pid));
    log(Process.whereis("too_long"));
    log(yield* drain());
  },

  *"41. an init that is killed"(log) {
    log(yield* started(GenServer.start(told(log, { init: () => Process.exit(self(), "kill") }))));
  },

  *"81. a server that starts another of its own name is told of itself"(log) {
    const init = function* () {
      try {
        yield* GenServer.startLink(told(log), undefined, { name: "own" });
      } catch (error) {
        log(["own", error instanceof AlreadyStartedError && error.pid === self()]);
      }
      return { state: "state" };
    };
    const pid = (yield* GenServer.start(told(log, { init }), undefined, { name: "own" })) as Pid;
    log(yield* stop(pid));
  },

  *"47. the end of a linked process: a message to a server that traps, the end of one that does not"(log) {
    const me = self();
    for (const init of [trapping, plain]) {
      for (const reason of ["normal", "odd"]) {
        const pid = yield* start(log, {
          init,
          cast(_request, state) {
            send(me, ["worker", spawnLink(untilFinished)]);
            return { state };
          },
          info(message, state) {
            if (isExit(message)) log(message.reason);
            return { state };
          },
        });
        const ref = watch(pid);
        GenServer.cast(pid, "spawn");
        const worker = yield* takePid("worker");
        const down = watch(worker);
        finish(worker, reason);
        yield* reasonOf(down);
        log(yield* outcome(GenServer.call(pid, "x")));
        GenServer.cast(pid, "never");
        Process.exit(pid, "kill");
        log(yield* reasonOf(ref));
      }
    }
  },

  *"45. hibernate, and then a continue, a timeout, a message"(log) {
    const pid = yield* start(log, {
      init: () => ({ state: "state", hibernate: true }),
      cast: (_request, state) => ({ state, hibernate: true }),
      call: (request, _from, state) => ({ reply: request, state, hibernate: true }),
    });
    GenServer.cast(pid, 1);
    send(pid, 2);
    log(yield* outcome(GenServer.call(pid, 3)));
    log(yield* stop(pid));
  },

  *"§1.6 stop gives up after its time, and the server ends later all the same"(log) {
    const pid = yield* start(log, { terminate: waitingToGo() });
    const ref = watch(pid);
    log(yield* stop(pid, "shutdown", 10));
    send(pid, "go");
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"§1.6 stop of a server that is ending for another reason"(log) {
    const pid = yield* start(log, {
      terminate: waitingToGo(),
      cast: (reason, state) => ({ stop: reason, state }),
    });
    GenServer.cast(pid, "odd");
    yield* receive(is("terminating"));
    Process.sendAfter(pid, "go", 10);
    log(yield* stop(pid));
    log(yield* drain());
  },
};
