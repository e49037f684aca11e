// Servers, tasks and supervisors with each other (§2.6 to §2.8). Twin of otp-together.exs.

import { Process, exit, isDown, isExit, receive, self, send, spawn } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { ServerExitedError } from "../../js/errors.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import * as Task from "../../js/otp/task.ts";
import { outcome, start, told } from "./gen-server.ts";
import { parented, stop, takePid, take, trapping } from "./gen-server-corners.ts";
import { drain, finish, is, queued, reasonOf, watch, type Group, type Log } from "./trace.ts";

/** What a server is told, without the identities. */
function shown(message: unknown): unknown {
  if (isExit(message)) return ["EXIT", message.reason];
  if (isDown(message)) return ["DOWN", message.reason];
  return Array.isArray(message) && message.length === 2 ? ["reply", message[1]] : message;
}

const showing = (log: Log): Log => (event) => log(Array.isArray(event) && event[0] === "info" ? ["info", shown(event[1])] : event);

/** The reason of a call that failed within a call. */
const through = (reason: unknown) => (reason instanceof ServerExitedError ? ["through", reason.reason] : reason);

export const otpTogether: Group = {
  *"55. a server that starts tasks is told of their results, their ends, their EXITs"(log) {
    const pid = yield* start(showing(log), {
      init: trapping,
      cast(way, state) {
        Task.async(() => (way === "value" ? way : exit(way)));
        return { state };
      },
    });
    for (const way of ["value", "normal", "odd"]) {
      GenServer.cast(pid, way);
      yield* Process.sleep(50);
    }
    log(yield* stop(pid));
  },

  *"55. a server that does not trap ends with its task, and one of a nolink task does not"(log) {
    const supervisor = yield* Task.Supervisor.startLink();
    for (const begin of [(body: () => never) => void Task.async(body), (body: () => never) => void Task.Supervisor.asyncNolink(supervisor, body)]) {
      const pid = yield* start(showing(log), {
        cast(way, state) {
          begin(() => exit(way));
          return { state };
        },
      });
      const ref = watch(pid);
      GenServer.cast(pid, "odd");
      yield* Process.sleep(50);
      log(Process.isAlive(pid));
      yield* stop(pid, "shutdown");
      log(yield* reasonOf(ref));
    }
  },

  *"10. a server that awaits in a callback keeps what comes meanwhile, in order"(log) {
    const pid = yield* start(log, {
      *call(_request, _from, state) {
        const task = Task.async(function* () {
          yield* Process.sleep(50);
          return "worked";
        });
        return { reply: yield* Task.await(task), state };
      },
    });
    const parent = self();
    spawn(function* () {
      send(parent, ["result", yield* GenServer.call(pid, "work")]);
    });
    yield* Process.sleep(25);
    send(pid, 1);
    GenServer.cast(pid, 2);
    send(pid, 3);
    log(yield* take("result"));
    log(yield* stop(pid));
  },

  *"35. a failing call within a callback ends the server, its caller, and is theirs to catch"(log) {
    const deepest = yield* start(log, { call: () => exit("odd") });
    const middle = yield* start(() => undefined, {
      *call(request, _from, state) {
        return { reply: yield* GenServer.call(deepest, request), state };
      },
    });
    const ref = watch(middle);
    const result = yield* outcome(GenServer.call(middle, "x"));
    log(Array.isArray(result) ? through(result[1]) : result);
    log(through(yield* reasonOf(ref)));
    const other = yield* start(log, { call: () => exit("odd") });
    const catching = yield* start(log, {
      *call(request, _from, state) {
        return { reply: (yield* outcome(GenServer.call(other, request)))[1], state };
      },
    });
    log(yield* outcome(GenServer.call(catching, "x")));
  },

  *"46. an EXIT that the parent sends by itself ends a server that traps, with any reason"(log) {
    const me = self();
    for (const reason of ["normal", "odd"]) {
      const parent = spawn(function* () {
        const pid = (yield* GenServer.startLink(told(log, { init: trapping }))) as Pid;
        send(me, ["server", pid]);
        yield* receive(is("end_it"));
        Process.exit(pid, reason);
        yield* Process.sleep(Infinity);
      });
      const ref = watch(yield* takePid("server"));
      send(parent, "end_it");
      log(yield* reasonOf(ref));
      Process.exit(parent, "kill");
    }
  },

  *"46. an EXIT from the parent that has unlinked its server comes to handle_info no more than it does else"(log) {
    const [parent, pid] = yield* parented(log, {
      init: trapping,
      cast(from, state) {
        Process.unlink(from as Pid);
        return { state };
      },
    });
    GenServer.cast(pid, parent);
    const down = watch(parent);
    log(yield* outcome(GenServer.call(pid, "x")));
    finish(parent, "odd");
    log(yield* reasonOf(down));
    log(yield* outcome(GenServer.call(pid, "y")));
    log(yield* stop(pid));
  },

  *"39. who starts a server without a link and ends meanwhile leaves it to itself"(log) {
    const me = self();
    const init = function* () {
      send(me, ["in_init", self()]);
      yield* receive(is("go"));
      return { state: "state" };
    };
    const starter = spawn(() => GenServer.start(told(log, { init }), undefined, { name: "left_alone" }));
    const pid = yield* takePid("in_init");
    const down = watch(starter);
    Process.exit(starter, "kill");
    log(yield* reasonOf(down));
    send(pid, "go");
    log(yield* outcome(GenServer.call("left_alone", "x")));
    log(yield* stop(pid));
  },

  *"48. a stop during init waits for it"(log) {
    const me = self();
    const init = function* () {
      send(me, ["in_init", self()]);
      yield* receive(is("go"));
      return { state: "state", continue: "first" };
    };
    spawn(() => GenServer.start(told(log, { init })));
    const pid = yield* takePid("in_init");
    spawn(function* () {
      send(me, ["stopped", yield* stop(pid)]);
    });
    yield* Process.sleep(50);
    send(pid, "go");
    log(yield* take("stopped"));
  },

  *"2. what a process sends, its reply, its EXIT and its DOWN: in this order"(log) {
    Process.flag("trapExit", true);
    const me = self();
    const pid = (yield* GenServer.startLink(told(() => undefined, {
      call(_request, from, state) {
        send(me, "before");
        GenServer.reply(from, "replied");
        send(me, "after");
        return { stop: "odd", state };
      },
    }))) as Pid;
    watch(pid);
    log(yield* outcome(GenServer.call(pid, "x")));
    yield* queued(4);
    const messages = yield* drain();
    log(messages.filter((message) => isExit(message)).map(shown));
    log(messages.filter((message) => !isExit(message)).map(shown));
  },
};
