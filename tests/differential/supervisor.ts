// Supervisor (§1.7, §2.11). Twin of supervisor.exs.

import { Agent, AlreadyStartedError, GenServer, NoProcessError, Process, StartError, Supervisor, exit, receive, self, send, spawn, spawnLink, spawnMonitor } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import { drain, finish, forever, linksOf, reasonOf, taggedPid, untilFinished, watch, type Group, type Log } from "./trace.ts";

type Manner = "orderly" | "stubborn" | "ignored" | { readonly failing: unknown } | { readonly exiting: unknown };

interface Tracked {
  readonly log: Log;
  readonly id: string;
  readonly manner: Manner;
}

/** A worker that logs its start and its orderly end. */
export const tracked = GenServer.define({
  init(worker: Tracked) {
    Process.flag("trapExit", true);
    worker.log(["start", worker.id]);
    return { state: worker };
  },
  handleCast: (reason: unknown, state) => ({ stop: reason, state }),
  *terminate(reason, { log, id, manner }) {
    log(["stop", id, reason]);
    if (manner === "stubborn") yield* Process.sleep(Infinity);
  },
});

export function worker(log: Log, id: string, more: Partial<Supervisor.ChildSpec> = {}, manner: Manner = "orderly"): Supervisor.ChildSpec {
  const start = () => {
    if (manner === "ignored") return undefined;
    if (typeof manner === "object") return "failing" in manner ? failing(manner.failing) : exit(manner.exiting);
    return GenServer.startLink(tracked, { log, id, manner });
  };
  return { id, start, ...more };
}

/** A server whose init stops. */
export function failing(reason: unknown) {
  return GenServer.startLink(GenServer.define({ init: () => ({ stop: reason }) }));
}

export interface Broken {
  now: boolean;
}

export function breakable(log: Log, id: string, broken: Broken): Supervisor.ChildSpec {
  const start = () => {
    if (!broken.now) return GenServer.startLink(tracked, { log, id, manner: "orderly" as const });
    log(["fail", id]);
    return failing("broken");
  };
  return { id, start };
}

export function nested(log: Log, id: string, more: Partial<Supervisor.ChildSpec>, options: Supervisor.SupervisorOptions): Supervisor.ChildSpec {
  return Supervisor.childSpec(Supervisor.childSpec([worker(log, "leaf")], options), { id, ...more });
}

export function openLinked(children: readonly Supervisor.ChildSpec[], options: Partial<Supervisor.SupervisorOptions> = {}): Operation<Pid> {
  return Supervisor.startLink(children, { strategy: "oneForOne", ...options });
}

/** Not linked, so that its end is none of the scenario's. */
export function* open(children: readonly Supervisor.ChildSpec[], options?: Partial<Supervisor.SupervisorOptions>) {
  const pid = yield* openLinked(children, options);
  Process.unlink(pid);
  return pid;
}

export function* childOf(supervisor: Pid, id: string) {
  const children = yield* Supervisor.whichChildren(supervisor);
  return children.find((child) => child.id === id)?.child as Pid;
}

export function* ids(supervisor: Pid) {
  return (yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id);
}

export function* shape(supervisor: Pid) {
  return (yield* Supervisor.whichChildren(supervisor)).map(({ id, child, type }) => [id, typeof child === "object" ? "pid" : child ?? "undefined", type]);
}

/** Ends a process from outside, and waits until all are told. */
export function* kill(pid: Pid) {
  const ref = watch(pid);
  Process.exit(pid, "kill");
  return yield* reasonOf(ref);
}

export function* finishChild(supervisor: Pid, id: string, reason: unknown) {
  const pid = yield* childOf(supervisor, id);
  const ref = watch(pid);
  GenServer.cast(pid, reason);
  return yield* reasonOf(ref);
}

/** What a function says that starts a child. */
export function* start(operation: Operation<Pid | undefined>) {
  return yield* answer(operation, (pid) => (pid === undefined ? "nothing" : "started"));
}

export function* answer<T>(operation: Operation<T>, say: (value: T) => unknown = () => "ok") {
  try {
    return say(yield* operation);
  } catch (error) {
    if (error instanceof AlreadyStartedError) return "running";
    if (error instanceof NoProcessError) return "not_found";
    if (!(error instanceof StartError)) throw error;
    if (error.reason === "alreadyPresent") return "already_present";
    return error.reason === "restarting" ? "restarting" : ["failed", error.reason];
  }
}

export function* waitUntil(isSo: () => Generator<unknown, boolean, unknown>) {
  while (!(yield* isSo())) yield* Process.sleep(1);
}

/** The reason of a failed start of a supervisor, as OTP's tuple. */
function failedStart(reason: unknown): readonly [id: unknown, reason: unknown] {
  const { shutdown } = reason as { shutdown: { failedToStartChild: unknown; reason: unknown } };
  return [shutdown.failedToStartChild, shutdown.reason];
}

export const supervisor: Group = {
  *"69. children start in order and stop in reverse, told shutdown whatever the reason"(log) {
    const pid = yield* open(["a", "b", "c"].map((id) => worker(log, id)));
    yield* Supervisor.stop(pid, { shutdown: "enough" });
  },

  *"70. one_for_one restarts the child alone"(log) {
    const pid = yield* open(["a", "b", "c"].map((id) => worker(log, id)));
    log(yield* kill(yield* childOf(pid, "b")));
    log(yield* shape(pid));
  },

  *"70. one_for_all stops the others in reverse and starts all in order"(log) {
    const pid = yield* open(["a", "b", "c"].map((id) => worker(log, id)), { strategy: "oneForAll" });
    yield* kill(yield* childOf(pid, "b"));
    log(yield* shape(pid));
  },

  *"70. rest_for_one stops the later ones in reverse and starts it and them in order"(log) {
    const pid = yield* open(["a", "b", "c", "d"].map((id) => worker(log, id)), { strategy: "restForOne" });
    yield* kill(yield* childOf(pid, "b"));
    log(yield* shape(pid));
  },

  *"70. a terminated child is started again with one_for_all, a temporary one is gone"(log) {
    const pid = yield* open([worker(log, "a"), worker(log, "b"), worker(log, "c", { restart: "temporary" })], { strategy: "oneForAll" });
    yield* Supervisor.terminateChild(pid, "b");
    log(yield* shape(pid));
    yield* kill(yield* childOf(pid, "a"));
    log(yield* shape(pid));
  },

  *"70. a restarted child keeps its place, an added one comes last"(log) {
    const pid = yield* open([worker(log, "a"), worker(log, "b")]);
    yield* kill(yield* childOf(pid, "a"));
    log(yield* start(Supervisor.startChild(pid, worker(log, "c"))));
    log(yield* ids(pid));
  },

  *"71. who is restarted, by restart type and reason"(log) {
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      for (const reason of ["normal", "shutdown", { shutdown: "x" }, "odd"]) {
        const pid = yield* open([worker(log, "a", { restart })]);
        yield* finishChild(pid, "a", reason);
        log([restart, reason, yield* shape(pid)]);
      }
    }
  },

  *"71. a killed transient child is restarted"(log) {
    const pid = yield* open([worker(log, "a", { restart: "transient" })]);
    yield* kill(yield* childOf(pid, "a"));
    log(yield* shape(pid));
  },

  *"72. a normal end does not disturb the siblings of one_for_all"(log) {
    const pid = yield* open([worker(log, "a", { restart: "transient" }), worker(log, "b"), worker(log, "c", { restart: "temporary" })], { strategy: "oneForAll" });
    yield* finishChild(pid, "a", "normal");
    yield* finishChild(pid, "c", "normal");
    log(yield* shape(pid));
  },

  *"73. three restarts are fine, the fourth ends the supervisor with shutdown"(log) {
    Process.flag("trapExit", true);
    const pid = yield* openLinked(["a", "b", "c"].map((id) => worker(log, id)));
    const ref = watch(pid);
    for (let time = 0; time < 4; time++) log(yield* kill(yield* childOf(pid, "b")));
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"73. with max_restarts 0 the first failure is too many"(log) {
    const pid = yield* open([worker(log, "a"), worker(log, "b")], { maxRestarts: 0 });
    const ref = watch(pid);
    Process.exit(yield* childOf(pid, "a"), "kill");
    log(yield* reasonOf(ref));
  },

  *"73. one failure of one_for_all counts once"(log) {
    const pid = yield* open(["a", "b", "c"].map((id) => worker(log, id)), { strategy: "oneForAll", maxRestarts: 1 });
    yield* kill(yield* childOf(pid, "c"));
    log(yield* shape(pid));
  },

  *"74. a restart that fails is tried again, each try counts"(log) {
    const broken = { now: false };
    const pid = yield* open([worker(log, "z"), breakable(log, "a", broken)]);
    const ref = watch(pid);
    broken.now = true;
    Process.exit(yield* childOf(pid, "a"), "kill");
    log(yield* reasonOf(ref));
  },

  *"74. a child is restarting between two tries, and the supervisor answers"(log) {
    const broken = { now: false };
    const quiet = () => {};
    const pid = yield* open([breakable(quiet, "a", broken)], { maxRestarts: 1_000_000 });
    broken.now = true;
    yield* kill(yield* childOf(pid, "a"));
    log(yield* shape(pid));
    log(yield* Supervisor.countChildren(pid));
    log(yield* start(Supervisor.restartChild(pid, "a")));
    log(yield* answer(Supervisor.deleteChild(pid, "a")));
    log(yield* start(Supervisor.startChild(pid, worker(quiet, "a"))));
    log(yield* answer(Supervisor.terminateChild(pid, "a")));
    log(yield* shape(pid));
    broken.now = false;
    log(yield* start(Supervisor.restartChild(pid, "a")));
    log(yield* shape(pid));
  },

  *"74. one_for_all starts over when a start fails on the way"(log) {
    let starts = 0;
    const flaky = () => {
      starts++;
      if (starts !== 2 && starts !== 3) return GenServer.startLink(tracked, { log, id: "b", manner: "orderly" as const });
      log(["fail", "b"]);
      return failing("flaky");
    };
    const pid = yield* open([worker(log, "a"), { id: "b", start: flaky }, worker(log, "c")], { strategy: "oneForAll", maxRestarts: 10 });
    yield* kill(yield* childOf(pid, "a"));
    yield* waitUntil(function* () {
      return (yield* Supervisor.countChildren(pid)).active === 3;
    });
    log(yield* shape(pid));
  },

  *"75. a supervisor that gave up is restarted as a permanent child, not as a transient one"(log) {
    for (const restart of ["transient", "permanent"] as const) {
      const outer = yield* open([nested(log, "inner", { restart }, { strategy: "oneForOne", maxRestarts: 0 })]);
      const inner = yield* childOf(outer, "inner");
      const ref = watch(inner);
      Process.exit(yield* childOf(inner, "leaf"), "kill");
      log(yield* reasonOf(ref));
      log(yield* shape(outer));
    }
  },

  *"76. brutal_kill kills at once, without terminate"(log) {
    const pid = yield* open([worker(log, "a", { shutdown: "brutalKill" })]);
    const ref = watch(yield* childOf(pid, "a"));
    log(yield* answer(Supervisor.terminateChild(pid, "a")));
    log(yield* reasonOf(ref));
  },

  *"76. a child that does not end in time is killed"(log) {
    const pid = yield* open([worker(log, "a", { shutdown: 20 }, "stubborn"), worker(log, "b")]);
    const ref = watch(yield* childOf(pid, "a"));
    yield* Supervisor.stop(pid);
    log(yield* reasonOf(ref));
  },

  *"76. a child that has unlinked itself is ended all the same"(log) {
    const loner = () => {
      const parent = self();
      return spawnLink(function* () {
        Process.unlink(parent);
        yield* forever();
      });
    };
    const pid = yield* open([{ id: "loner", start: loner }]);
    const child = yield* childOf(pid, "loner");
    yield* waitUntil(function* () {
      return linksOf(child).length === 0;
    });
    const ref = watch(child);
    log(yield* answer(Supervisor.terminateChild(pid, "loner")));
    log(yield* reasonOf(ref));
  },

  *"77. the EXIT of the parent, also normal, ends it, the children first"(log) {
    for (const reason of ["normal", "odd"]) {
      const me = self();
      const parent = spawn(function* () {
        send(me, ["supervisor", yield* openLinked([worker(log, "a"), worker(log, "b")])]);
        yield* untilFinished();
      });
      const [, pid] = yield* receive(taggedPid("supervisor"));
      const ref = watch(pid);
      finish(parent, reason);
      log(yield* reasonOf(ref));
    }
  },

  *"77. the exit signal of a stranger is ignored"(log) {
    const pid = yield* open([worker(log, "a")]);
    const [, ref] = spawnMonitor(() => void Process.exit(pid, "odd"));
    log(yield* reasonOf(ref));
    log(yield* shape(pid));
  },

  *"77. kill bypasses the orderly stop"(log) {
    const pid = yield* open([worker(log, "a")]);
    const ref = watch(yield* childOf(pid, "a"));
    log(yield* kill(pid));
    log(yield* reasonOf(ref));
  },

  *"78. a child that ignores keeps its spec, unless it is temporary"(log) {
    const pid = yield* open([worker(log, "a", {}, "ignored"), worker(log, "b", { restart: "temporary" }, "ignored"), worker(log, "c")]);
    log(yield* start(Supervisor.startChild(pid, worker(log, "d", {}, "ignored"))));
    log(yield* start(Supervisor.startChild(pid, worker(log, "e", { restart: "temporary" }, "ignored"))));
    log(yield* start(Supervisor.restartChild(pid, "a")));
    log(yield* shape(pid));
    log(yield* Supervisor.countChildren(pid));
  },

  *"§1.7 a child that does not start ends those before it, and a caller that does not trap"(log) {
    const [, ref] = spawnMonitor(function* () {
      yield* openLinked([worker(log, "a"), worker(log, "b"), worker(log, "c", {}, { failing: "no" })]);
    });
    log({ shutdown: ["failed_to_start_child", ...failedStart(yield* reasonOf(ref))] });
  },

  *"§1.7 a caller that traps gets the reason"(log) {
    Process.flag("trapExit", true);
    for (const manner of [{ failing: "no" }, { exiting: "no" }]) {
      try {
        yield* openLinked([worker(log, "a"), worker(log, "b", {}, manner)]);
      } catch (error) {
        log(failedStart((error as StartError).reason));
      }
    }
  },

  *"§1.7 start_child: added, running, already present, failed"(log) {
    const pid = yield* open([worker(log, "a")]);
    log(yield* start(Supervisor.startChild(pid, worker(log, "b"))));
    log(yield* start(Supervisor.startChild(pid, worker(log, "a"))));
    yield* Supervisor.terminateChild(pid, "a");
    log(yield* start(Supervisor.startChild(pid, worker(log, "a"))));
    log(yield* start(Supervisor.startChild(pid, worker(log, "c", {}, { failing: "no" }))));
    log(yield* start(Supervisor.restartChild(pid, "c")));
    log(yield* shape(pid));
  },

  *"§1.7 start_child of a child whose name is taken"(log) {
    const spec = (id: string) => Agent.childSpec(() => 1, { id, name: "taken_by_a_child" });
    const pid = yield* open([spec("a")]);
    log(yield* start(Supervisor.startChild(pid, spec("b"))));
    log(yield* ids(pid));
  },

  *"§1.7 terminate_child: repeated, temporary, unknown"(log) {
    const pid = yield* open([worker(log, "a"), worker(log, "b", { restart: "temporary" })]);
    for (const id of ["a", "a", "b", "b", "c"]) log([id, yield* answer(Supervisor.terminateChild(pid, id))]);
    log(yield* shape(pid));
  },

  *"§1.7 restart_child and delete_child: running, stopped, unknown"(log) {
    const pid = yield* open([worker(log, "a"), worker(log, "b")]);
    log(yield* start(Supervisor.restartChild(pid, "a")));
    log(yield* answer(Supervisor.deleteChild(pid, "a")));
    yield* Supervisor.terminateChild(pid, "a");
    log(yield* start(Supervisor.restartChild(pid, "a")));
    yield* Supervisor.terminateChild(pid, "a");
    log(yield* answer(Supervisor.deleteChild(pid, "a")));
    log(yield* start(Supervisor.restartChild(pid, "a")));
    log(yield* answer(Supervisor.deleteChild(pid, "a")));
    log(yield* shape(pid));
  },

  *"§1.7 count_children and which_children of a tree"(log) {
    const pid = yield* open([worker(log, "a"), nested(log, "inner", {}, { strategy: "oneForOne" }), worker(log, "c")]);
    yield* Supervisor.terminateChild(pid, "c");
    log(yield* Supervisor.countChildren(pid));
    log(yield* shape(pid));
    yield* Supervisor.stop(pid);
  },
};
