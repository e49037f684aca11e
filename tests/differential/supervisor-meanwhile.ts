// What happens while a supervisor starts a child, and what comes of one end after another (§2.11). Twin of supervisor-meanwhile.exs.

import { AlreadyStartedError, GenServer, Process, Supervisor, exit, receive, self, send, spawn, spawnLink } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import { ServerExitedError } from "../../js/errors.ts";
import { take, takePid } from "./gen-server-corners.ts";
import { told } from "./gen-server.ts";
import { childOf, finishChild, kill, open, openLinked, shape, waitUntil, worker } from "./supervisor.ts";
import { drain, is, reasonOf, untilFinished, watch, type Group, type Log } from "./trace.ts";

/** A child whose init waits until it is told to go on. */
function slow(log: Log, id: string): Supervisor.ChildSpec {
  const me = self();
  const init = function* () {
    Process.flag("trapExit", true);
    send(me, ["in_init", self()]);
    yield* receive(is("go"));
    return { state: id };
  };
  return { id, start: () => GenServer.startLink(told(log, { init })) as Operation<Pid> };
}

const inInit = () => takePid("in_init");

/** Opens a supervisor from a process of its own. */
function opening(specs: readonly Supervisor.ChildSpec[]): Pid {
  return spawn(function* () {
    yield* openLinked(specs);
    yield* untilFinished();
  });
}

function asking(act: () => Generator<unknown, unknown, unknown>): Pid {
  const me = self();
  return spawn(function* () {
    send(me, ["answer", yield* act()]);
  });
}

function* adding(supervisor: Pid, spec: Supervisor.ChildSpec) {
  try {
    yield* Supervisor.startChild(supervisor, spec);
    return "ok";
  } catch (error) {
    return error instanceof ServerExitedError ? error.reason : error;
  }
}

export const supervisorMeanwhile: Group = {
  *"80. who asks a supervisor that starts a child waits"(log) {
    const pid = yield* open([worker(log, "a")]);
    const spec = slow(log, "b");
    asking(() => adding(pid, spec));
    const child = yield* inInit();
    asking(function* () {
      return (yield* Supervisor.whichChildren(pid)).length;
    });
    yield* Process.sleep(50);
    log(yield* drain());
    send(child, "go");
    log(yield* take("answer"));
    log(yield* take("answer"));
  },

  *"80. the end of the parent waits for the start that is under way"(log) {
    const parent = opening([worker(log, "a"), slow(log, "b")]);
    const child = yield* inInit();
    const ref = watch(child);
    const down = watch(parent);
    Process.exit(parent, "odd");
    log(yield* reasonOf(down));
    yield* Process.sleep(50);
    log(Process.isAlive(child));
    send(child, "go");
    log(yield* reasonOf(ref));
    yield* Process.sleep(50);
  },

  *"80. a supervisor that is killed while a child starts takes the others along"(log) {
    const pid = yield* open([worker(log, "a")]);
    const first = yield* childOf(pid, "a");
    const spec = slow(log, "b");
    asking(() => adding(pid, spec));
    const child = yield* inInit();
    const refs = [watch(child), watch(first)];
    Process.exit(pid, "kill");
    log(yield* take("answer"));
    send(child, "go");
    for (const ref of refs) log(yield* reasonOf(ref));
  },

  *"80. who has asked for a child and ends meanwhile, leaves it"(log) {
    const pid = yield* open([]);
    const spec = slow(log, "a");
    const asker = asking(() => adding(pid, spec));
    const child = yield* inInit();
    log(yield* kill(asker));
    send(child, "go");
    log(yield* shape(pid));
    log((yield* childOf(pid, "a")) === child);
  },

  *"80. a sibling that fails while a child starts is restarted afterwards"(log) {
    const pid = yield* open([worker(log, "a")]);
    const first = yield* childOf(pid, "a");
    const spec = slow(log, "b");
    asking(() => adding(pid, spec));
    const child = yield* inInit();
    log(yield* kill(first));
    send(child, "go");
    log(yield* take("answer"));
    log(yield* shape(pid));
    log((yield* childOf(pid, "a")) !== first);
  },

  *"71. a child that ends as soon as it has started"(log) {
    for (const [restart, reason] of [["transient", "normal"], ["temporary", "odd"], ["transient", "odd"]] as const) {
      const start = () => spawnLink(() => exit(reason));
      const pid = yield* open([worker(log, "a"), { id: "b", restart, start }], { maxRestarts: 2 });
      const ref = watch(pid);
      if (restart === "transient" && reason === "odd") {
        log(yield* reasonOf(ref));
      } else {
        yield* Process.sleep(50);
        log(yield* shape(pid));
      }
    }
  },

  *"72. a temporary child that fails in the middle disturbs neither those before nor those after"(log) {
    for (const strategy of ["restForOne", "oneForAll"] as const) {
      const pid = yield* open([worker(log, "a"), worker(log, "b", { restart: "temporary" }), worker(log, "c")], { strategy, maxRestarts: 0 });
      yield* finishChild(pid, "b", "odd");
      log(yield* shape(pid));
    }
  },

  *"75. giving up goes up the tree"(log) {
    const inner = () => openLinked([worker(log, "leaf")], { maxRestarts: 1 });
    const outer = yield* open([worker(log, "a"), { id: "inner", type: "supervisor", start: inner }], { maxRestarts: 1 });
    const ref = watch(outer);
    const reasons = [];
    for (let time = 0; time < 4; time++) {
      yield* waitUntil(function* () {
        const child = yield* childOf(outer, "inner");
        return typeof child === "object" && Process.isAlive(child);
      });
      reasons.push(yield* kill(yield* childOf(yield* childOf(outer, "inner"), "leaf")));
      yield* Process.sleep(50);
    }
    log(reasons);
    log(yield* reasonOf(ref));
  },

  *"81. a supervisor whose name is taken starts no child"(log) {
    const pid = yield* openLinked([worker(log, "a")], { name: "the_tree" });
    try {
      yield* openLinked([worker(log, "b")], { name: "the_tree" });
    } catch (error) {
      log(error instanceof AlreadyStartedError && error.pid === pid);
    }
    log(yield* shape(pid));
    yield* Supervisor.stop("the_tree");
    log(Process.whereis("the_tree"));
  },
};
