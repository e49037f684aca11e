// Corners of supervisors (§1.7, §2.11). Twin of supervisor-corners.exs.

import { GenServer, Process, StartError, Supervisor, exit } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import { CallTimeoutError } from "../../js/errors.ts";
import { told } from "./gen-server.ts";
import { answer, breakable, childOf, failing, finishChild, ids, kill, nested, open, shape, start, tracked, waitUntil, worker, type Broken } from "./supervisor.ts";
import { reasonOf, watch, type Group, type Log } from "./trace.ts";

type Spec = Supervisor.ChildSpec;
type More = Partial<Spec>;

const all = (log: Log, more?: More) => ["a", "b", "c"].map((id) => worker(log, id, more));

const startTracked = (log: Log, id: string) => GenServer.startLink(tracked, { log, id, manner: "orderly" as const });

/** Children whose starts fail as often as `left` says, each by its id. */
function flaky(log: Log, id: string, left: Map<string, number>): Spec {
  const startIt = (): Operation<Pid> => {
    const failures = left.get(id) ?? 0;
    if (failures === 0) return startTracked(log, id) as Operation<Pid>;
    left.set(id, failures - 1);
    log(["fail", id]);
    return failing("flaky") as Operation<never>;
  };
  return { id, start: startIt };
}

/** A child that ignores its start of that number. */
function ignoring(log: Log, id: string, number: number, more: More = {}): Spec {
  let starts = 0;
  return { id, start: () => (starts++ === number ? undefined : startTracked(log, id)), ...more };
}

function* running(supervisor: Pid, count: number) {
  yield* waitUntil(function* () {
    return (yield* Supervisor.countChildren(supervisor)).active === count;
  });
}

function trapping() {
  Process.flag("trapExit", true);
  return { state: "state" };
}

function* failure(operation: Operation<unknown>) {
  try {
    return yield* operation;
  } catch (error) {
    return error instanceof StartError ? error.reason : error;
  }
}

export const supervisorCorners: Group = {
  *"79. any_significant: which end of which child ends the supervisor"(log) {
    for (const [restart, reason] of [["transient", "normal"], ["transient", { shutdown: "x" }], ["temporary", "normal"], ["temporary", "odd"]] as const) {
      const specs = [worker(log, "a"), worker(log, "b", { restart, significant: true }), worker(log, "c")];
      const pid = yield* open(specs, { autoShutdown: "anySignificant" });
      const ref = watch(pid);
      yield* finishChild(pid, "b", reason);
      log(yield* reasonOf(ref));
    }
  },

  *"79. any_significant: a transient that fails is restarted, one that is not significant is nothing"(log) {
    const specs = [worker(log, "a", { restart: "transient", significant: true }), worker(log, "b", { restart: "transient" })];
    const pid = yield* open(specs, { autoShutdown: "anySignificant" });
    yield* finishChild(pid, "a", "odd");
    yield* finishChild(pid, "b", "normal");
    log(yield* shape(pid));
    log(yield* answer(Supervisor.terminateChild(pid, "a")));
    log(yield* shape(pid));
  },

  *"79. all_significant: the last one ends the supervisor, one that does not run does not count"(log) {
    const specs = [
      worker(log, "a", { restart: "transient", significant: true }),
      worker(log, "b", { restart: "temporary", significant: true }),
      worker(log, "c", { restart: "transient", significant: true }),
      worker(log, "d"),
    ];
    const pid = yield* open(specs, { autoShutdown: "allSignificant" });
    const ref = watch(pid);
    log(yield* answer(Supervisor.terminateChild(pid, "a")));
    yield* finishChild(pid, "b", "odd");
    log(yield* shape(pid));
    yield* finishChild(pid, "c", "shutdown");
    log(yield* reasonOf(ref));
  },

  *"79. a significant child that a sibling's restart ends ends nobody"(log) {
    for (const autoShutdown of ["anySignificant", "allSignificant"] as const) {
      const specs = [worker(log, "a"), worker(log, "b", { restart: "temporary", significant: true }), worker(log, "c", { restart: "transient", significant: true })];
      const pid = yield* open(specs, { autoShutdown, strategy: "oneForAll" });
      yield* kill(yield* childOf(pid, "a"));
      log(yield* shape(pid));
      const ref = watch(pid);
      yield* finishChild(pid, "c", "normal");
      log(yield* reasonOf(ref));
    }
  },

  *"79. all_significant: a child that ignored at a restart counts no more"(log) {
    const specs = [ignoring(log, "a", 1, { restart: "transient", significant: true }), worker(log, "b", { restart: "transient", significant: true })];
    const pid = yield* open(specs, { autoShutdown: "allSignificant" });
    const ref = watch(pid);
    yield* finishChild(pid, "a", "odd");
    log(yield* shape(pid));
    yield* finishChild(pid, "b", "normal");
    log(yield* reasonOf(ref));
  },

  *"74. rest_for_one: a later child fails to start, and is tried again with those after it"(log) {
    const left = new Map<string, number>();
    const specs = [worker(log, "a"), worker(log, "b"), flaky(log, "c", left), worker(log, "d")];
    const pid = yield* open(specs, { strategy: "restForOne", maxRestarts: 10 });
    left.set("c", 2);
    yield* kill(yield* childOf(pid, "b"));
    yield* running(pid, 4);
    log(yield* ids(pid));
  },

  *"74. rest_for_one: the failed child itself fails to start again"(log) {
    const left = new Map<string, number>();
    const pid = yield* open([worker(log, "a"), flaky(log, "b", left), worker(log, "c")], { strategy: "restForOne", maxRestarts: 10 });
    left.set("b", 2);
    yield* kill(yield* childOf(pid, "b"));
    yield* running(pid, 3);
    log(yield* ids(pid));
  },

  *"74. one_for_all: what had started is ended again when a later one fails, until it is too much"(log) {
    const left = new Map<string, number>();
    const pid = yield* open([worker(log, "a"), flaky(log, "b", left), worker(log, "c")], { strategy: "oneForAll", maxRestarts: 3 });
    const ref = watch(pid);
    left.set("b", 10);
    yield* kill(yield* childOf(pid, "c"));
    log(yield* reasonOf(ref));
  },

  *"74. a restart that fails with temporary siblings, which are gone"(log) {
    const left = new Map<string, number>();
    const specs = [flaky(log, "a", left), worker(log, "b", { restart: "temporary" }), worker(log, "c")];
    const pid = yield* open(specs, { strategy: "oneForAll", maxRestarts: 10 });
    left.set("a", 1);
    yield* kill(yield* childOf(pid, "c"));
    yield* running(pid, 2);
    log(yield* shape(pid));
  },

  *"74. a child that ignores its restart keeps its spec, and may be restarted"(log) {
    for (const strategy of ["oneForOne", "oneForAll"] as const) {
      const pid = yield* open([ignoring(log, "a", 1), worker(log, "b")], { strategy });
      yield* kill(yield* childOf(pid, "a"));
      log(yield* shape(pid));
      log(yield* start(Supervisor.restartChild(pid, "a")));
      log(yield* shape(pid));
    }
  },

  *"73. one failure more than the limit, whoever fails, ends a rest_for_one"(log) {
    const pid = yield* open(all(log), { strategy: "restForOne", maxRestarts: 2 });
    const ref = watch(pid);
    for (const id of ["c", "b", "a"]) log(yield* kill(yield* childOf(pid, id)));
    log(yield* reasonOf(ref));
  },

  *"73. restarts that are asked for, terminated and transient normal ends do not count"(log) {
    const pid = yield* open([worker(log, "a", { restart: "transient" }), worker(log, "b")], { maxRestarts: 1 });
    for (let round = 0; round < 3; round++) {
      yield* Supervisor.terminateChild(pid, "a");
      log(yield* start(Supervisor.restartChild(pid, "a")));
      yield* finishChild(pid, "a", "normal");
      log(yield* start(Supervisor.restartChild(pid, "a")));
    }
    yield* kill(yield* childOf(pid, "b"));
    log(yield* shape(pid));
  },

  *"73. a supervisor that gives up ends its children in reverse, the failed one is gone"(log) {
    const pid = yield* open(all(log), { maxRestarts: 0, strategy: "oneForAll" });
    const ref = watch(pid);
    yield* finishChild(pid, "b", "odd");
    log(yield* reasonOf(ref));
  },

  *"70. two that fail at once: one_for_all starts all once more, and counts twice only what it was told twice"(log) {
    const pid = yield* open(all(log, { shutdown: "brutalKill" }), { strategy: "oneForAll", maxRestarts: 1 });
    const pids = [yield* childOf(pid, "a"), yield* childOf(pid, "b")];
    const refs = pids.map(watch);
    for (const child of pids) Process.exit(child, "kill");
    const reasons = [];
    for (const ref of refs) reasons.push(yield* reasonOf(ref));
    log(yield* shape(pid));
    log(reasons);
  },

  *"76. which ends of a child that is told to are taken, for each restart"(log) {
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      for (const reason of ["normal", "shutdown", { shutdown: "x" }, "odd"]) {
        const spec = { id: "a", restart, start: () => GenServer.startLink(told(log, { init: trapping, terminate: () => exit(reason) })) as Operation<Pid> };
        const pid = yield* open([spec, worker(log, "b")]);
        const ref = watch(yield* childOf(pid, "a"));
        log(yield* answer(Supervisor.terminateChild(pid, "a")));
        log(yield* reasonOf(ref));
        log(yield* shape(pid));
      }
    }
  },

  *"76. brutal_kill, a time and infinity in one tree"(log) {
    const specs = [worker(log, "a", { shutdown: Infinity }), worker(log, "b", { shutdown: "brutalKill" }), worker(log, "c", { shutdown: 10 }, "stubborn"), worker(log, "d", { shutdown: 0 })];
    const pid = yield* open(specs);
    const refs = [];
    for (const id of ["a", "b", "c"]) refs.push(watch(yield* childOf(pid, id)));
    yield* Supervisor.terminateChild(pid, "d");
    yield* Supervisor.stop(pid);
    for (const ref of refs) log(yield* reasonOf(ref));
  },

  *"76. the stop of a supervisor gives up after its time, and goes on"(log) {
    const pid = yield* open([worker(log, "a", { shutdown: 50 }, "stubborn"), worker(log, "b")]);
    const ref = watch(pid);
    try {
      yield* Supervisor.stop(pid, "shutdown", 10);
    } catch (error) {
      log(error instanceof CallTimeoutError ? "timeout" : error);
    }
    log(yield* reasonOf(ref));
  },

  *"77. the order of a tree's end"(log) {
    const tree = (id: string) => Supervisor.childSpec(Supervisor.childSpec([worker(log, `${id}1`), worker(log, `${id}2`)], { strategy: "oneForOne" }), { id });
    const pid = yield* open([worker(log, "first"), tree("x"), tree("y"), worker(log, "last")]);
    yield* Supervisor.stop(pid);
  },

  *"77. the kill of a nested supervisor ends its children, and it is started again"(log) {
    const outer = yield* open([nested(log, "inner", {}, { strategy: "oneForOne" }), worker(log, "b")]);
    const ref = watch(yield* childOf(yield* childOf(outer, "inner"), "leaf"));
    yield* kill(yield* childOf(outer, "inner"));
    log(yield* reasonOf(ref));
    yield* running(outer, 2);
    log(yield* shape(outer));
    log(yield* shape(yield* childOf(outer, "inner")));
  },

  *"§1.7 restart_child whose start fails or ignores keeps the spec"(log) {
    const left = new Map<string, number>();
    const pid = yield* open([flaky(log, "a", left), worker(log, "b")]);
    yield* Supervisor.terminateChild(pid, "a");
    left.set("a", 1);
    log(yield* failure(Supervisor.restartChild(pid, "a")));
    log(yield* shape(pid));
    log(yield* start(Supervisor.restartChild(pid, "a")));
    log(yield* shape(pid));
  },

  *"§1.7 terminate_child of one that is restarting ends the tries"(log) {
    const broken: Broken = { now: false };
    const pid = yield* open([breakable(() => undefined, "a", broken), worker(log, "b")], { maxRestarts: 1_000_000 });
    broken.now = true;
    yield* kill(yield* childOf(pid, "a"));
    log(yield* answer(Supervisor.terminateChild(pid, "a")));
    log(yield* answer(Supervisor.deleteChild(pid, "a")));
    log(yield* shape(pid));
    log(yield* Supervisor.countChildren(pid));
  },

  *"§1.7 a start that exits, or fails"(log) {
    Process.flag("trapExit", true);
    for (const startIt of [() => exit("gone"), () => failing("no") as Operation<never>, () => exit("normal")]) {
      const pid = yield* open([worker(log, "a")]);
      log(yield* failure(Supervisor.startChild(pid, { id: "b", start: startIt })));
      log(yield* shape(pid));
    }
  },

  *"71. a permanent child that ends normally again and again is too much"(log) {
    const pid = yield* open([worker(log, "a"), worker(log, "b")], { maxRestarts: 2 });
    const ref = watch(pid);
    for (let round = 0; round < 3; round++) log(yield* finishChild(pid, "a", "normal"));
    log(yield* reasonOf(ref));
  },

  *"70. rest_for_one with a terminated later child starts it too"(log) {
    const pid = yield* open(all(log), { strategy: "restForOne" });
    yield* Supervisor.terminateChild(pid, "c");
    yield* kill(yield* childOf(pid, "a"));
    log(yield* shape(pid));
    yield* Supervisor.terminateChild(pid, "a");
    yield* kill(yield* childOf(pid, "b"));
    log(yield* shape(pid));
  },

  *"70. a transient child that ended normally is started again for its siblings' sake"(log) {
    const pid = yield* open([worker(log, "a", { restart: "transient" }), worker(log, "b")], { strategy: "oneForAll" });
    yield* finishChild(pid, "a", "normal");
    log(yield* shape(pid));
    yield* kill(yield* childOf(pid, "b"));
    log(yield* shape(pid));
  },
};
