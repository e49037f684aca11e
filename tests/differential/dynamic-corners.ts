// Corners of the supervisors whose children come and go (§1.4, §1.8, §1.9). Twin of dynamic-corners.exs.

import { AlreadyStartedError, NoProcessError, PartitionSupervisor, Process, StartError, exit, receive, self, send, spawnMonitor, via } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";
import * as Agent from "../../js/otp/agent.ts";
import * as DynamicSupervisor from "../../js/otp/dynamic-supervisor.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import * as Task from "../../js/otp/task.ts";
import { breakable, kill, tracked, waitUntil, worker, type Broken } from "./supervisor.ts";
import { tuple } from "./task.ts";
import { dead, drain, forever, is, reasonOf, watch, type Group } from "./trace.ts";

function* open(options: DynamicSupervisor.DynamicSupervisorOptions = {}) {
  const pid = yield* DynamicSupervisor.startLink(options);
  Process.unlink(pid);
  return pid;
}

function* add(supervisor: Pid, spec: DynamicSupervisor.ChildSpec) {
  try {
    return (yield* DynamicSupervisor.startChild(supervisor, spec)) === undefined ? "nothing" : "started";
  } catch (error) {
    if (error instanceof AlreadyStartedError) return "running";
    if (error instanceof StartError) return ["failed", error.reason === "maxChildren" ? "max_children" : error.reason];
    throw error;
  }
}

function* pids(supervisor: Pid) {
  return (yield* DynamicSupervisor.whichChildren(supervisor)).map(({ child }) => child);
}

function* count(supervisor: Pid) {
  const { specs, active, supervisors, workers } = yield* DynamicSupervisor.countChildren(supervisor);
  return [specs, active, supervisors, workers];
}

function* ended(supervisor: Pid, pid: Pid) {
  try {
    yield* DynamicSupervisor.terminateChild(supervisor, pid);
    return "ok";
  } catch (error) {
    return error instanceof NoProcessError;
  }
}

function* noproc(act: () => Iterable<unknown>) {
  try {
    return yield* act() as Generator<never, unknown, unknown>;
  } catch (error) {
    return error instanceof NoProcessError ? "noproc" : error;
  }
}

const until = (isSo: () => boolean) => waitUntil(function* () {
  return isSo();
});

export const dynamicCorners: Group = {
  *"1.8 what is no child takes no place: one that ignores, that fails, that has ended"(log) {
    const pid = yield* open({ maxChildren: 1 });
    log(yield* add(pid, worker(log, "a", {}, "ignored")));
    log(yield* add(pid, worker(log, "b", {}, { failing: "no" })));
    log(yield* add(pid, worker(log, "c", {}, { exiting: "gone" })));
    log(yield* add(pid, worker(log, "d", { restart: "temporary" })));
    log(yield* add(pid, worker(log, "e")));
    for (const child of yield* pids(pid)) log(yield* kill(child as Pid));
    log(yield* add(pid, worker(log, "f")));
    log(yield* add(pid, worker(log, "g")));
    log(yield* count(pid));
    log(yield* add(yield* open({ maxChildren: 0 }), worker(log, "h")));
  },

  *"1.8 a child that is restarting takes its place, and is told to end by its old pid"(log) {
    const broken: Broken = { now: false };
    const supervisor = yield* open({ maxChildren: 1, maxRestarts: 1_000_000 });
    const pid = (yield* DynamicSupervisor.startChild(supervisor, breakable(() => undefined, "a", broken))) as Pid;
    broken.now = true;
    yield* kill(pid);
    yield* waitUntil(function* () {
      return (yield* pids(supervisor))[0] === "restarting";
    });
    log(yield* add(supervisor, worker(log, "b")));
    log(yield* count(supervisor));
    log(yield* ended(supervisor, pid));
    log(yield* ended(supervisor, pid));
    log(yield* count(supervisor));
    log(yield* add(supervisor, worker(log, "c")));
  },

  *"1.8 a restart that ignores is the end of the child"(log) {
    let starts = 0;
    const start = () => (starts++ === 0 ? GenServer.startLink(tracked, { log, id: "a", manner: "orderly" as const }) : undefined);
    const supervisor = yield* open();
    yield* kill((yield* DynamicSupervisor.startChild(supervisor, { id: "a", start })) as Pid);
    yield* waitUntil(function* () {
      return (yield* count(supervisor)).every((number) => number === 0);
    });
    log(yield* pids(supervisor));
  },

  *"1.8 the old pid of a restarted child is no child"(log) {
    const supervisor = yield* open();
    const pid = (yield* DynamicSupervisor.startChild(supervisor, worker(log, "a"))) as Pid;
    yield* kill(pid);
    yield* waitUntil(function* () {
      const [child, ...others] = yield* pids(supervisor);
      return others.length === 0 && child !== pid && child !== undefined;
    });
    log(yield* ended(supervisor, pid));
    log(yield* ended(supervisor, (yield* pids(supervisor))[0] as Pid));
    log(yield* count(supervisor));
  },

  *"1.8 a name that is taken by another child"(log) {
    const supervisor = yield* open();
    const spec = { id: 1, start: () => Agent.startLink(() => 1, { name: "dynamic_name" }) };
    log(yield* add(supervisor, spec));
    log(yield* add(supervisor, spec));
    log(yield* count(supervisor));
  },

  *"76. the end of a dynamic supervisor with children of every kind of shutdown"(log) {
    const supervisor = yield* open();
    const quiet = () => undefined;
    const specs = [worker(quiet, "a", { shutdown: 10 }, "stubborn"), worker(quiet, "b", { shutdown: "brutalKill" }), worker(quiet, "c", { shutdown: Infinity })];
    const refs = [];
    for (const spec of specs) refs.push(watch((yield* DynamicSupervisor.startChild(supervisor, spec)) as Pid));
    yield* DynamicSupervisor.stop(supervisor, { shutdown: "x" });
    for (const ref of refs) log(yield* reasonOf(ref));
  },

  *"1.8 who asks a dynamic supervisor that is not there"(log) {
    const pid = yield* dead();
    log(yield* noproc(() => DynamicSupervisor.startChild(pid, worker(log, "a"))));
    log(yield* noproc(() => DynamicSupervisor.terminateChild(pid, self())));
    log(yield* noproc(() => DynamicSupervisor.whichChildren(pid)));
    log(yield* noproc(() => DynamicSupervisor.stop(pid)));
    log(yield* noproc(() => Task.Supervisor.children(pid)));
    log(yield* noproc(() => Task.Supervisor.startChild(pid, () => 1)));
    log(yield* noproc(() => Task.Supervisor.async(pid, () => 1)));
    log(yield* noproc(() => Task.Supervisor.asyncNolink(pid, () => 1)));
  },

  *"1.4 a task that its supervisor ends: the owner, with a link and without"(log) {
    const supervisor = yield* Task.Supervisor.startLink();
    const end = function* (task: Task.Task) {
      yield* Task.Supervisor.terminateChild(supervisor, task.pid!);
      return "ok";
    };
    const [, ref] = spawnMonitor(function* () {
      log(yield* end(Task.Supervisor.async(supervisor, forever)));
      yield* forever();
    });
    log(yield* reasonOf(ref));
    const told: Task.Task = Task.Supervisor.asyncNolink(supervisor, forever);
    log(yield* end(told));
    log(tuple(yield* Task.yield(told)));
    log(tuple(yield* Task.shutdown(Task.Supervisor.asyncNolink(supervisor, forever))));
    const killed: Task.Task = Task.Supervisor.asyncNolink(supervisor, forever);
    Process.exit(killed.pid!, "kill");
    log(tuple(yield* Task.yield(killed)));
    yield* waitUntil(function* () {
      return (yield* Task.Supervisor.children(supervisor)).length === 0;
    });
    log(yield* drain());
  },

  *"1.4 a permanent task is started again and again, a transient one that returns is not"(log) {
    const supervisor = yield* Task.Supervisor.startLink({ maxRestarts: 3 });
    Process.unlink(supervisor);
    const me = self();
    const ref = watch(supervisor);
    yield* Task.Supervisor.startChild(supervisor, () => send(me, "transient"), { restart: "transient" });
    yield* receive(is("transient"));
    yield* waitUntil(function* () {
      return (yield* Task.Supervisor.children(supervisor)).length === 0;
    });
    yield* Task.Supervisor.startChild(supervisor, () => send(me, "permanent"), { restart: "permanent" });
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"§1.9 partitions: routing, counts, and a restart"(log) {
    const child = { id: "ignored", start: () => Agent.startLink(() => self()) };
    const supervisor = yield* PartitionSupervisor.startLink({ child, name: "parts", partitions: 3 });
    Process.unlink(supervisor);
    const name = (key: unknown) => via(PartitionSupervisor, "parts", key);
    const at = (key: unknown) => GenServer.whereis(name(key));
    log(PartitionSupervisor.partitions("parts"));
    log(yield* PartitionSupervisor.countChildren("parts"));
    log((yield* PartitionSupervisor.whichChildren("parts")).reverse().map(({ id, child: pid, type }) => [id, pid === at(id), type]));
    log([3, 4, -1, -2, -4].map((key) => [0, 1, 2].findIndex((index) => at(index) === at(key))));
    log(at("text") === at("text"));
    log(new Set([0, 1, 2].map(at)).size);
    log((yield* Agent.get(name(1), (pid) => pid)) === at(1));
    const old = at(1) as Pid;
    const others = [at(0), at(2)] as Pid[];
    yield* kill(old);
    yield* until(() => at(1) !== undefined && at(1) !== old);
    log(at(0) === others[0] && at(2) === others[1]);
    log((yield* Agent.get(name(1), (pid) => pid)) === at(1));
    yield* PartitionSupervisor.stop("parts");
    log(yield* noproc(() => Agent.get(name(0), (pid) => pid)));
    log(Agent.cast(name(0), (pid) => pid) ?? "ok");
    log(others.map((pid) => Process.isAlive(pid)));
  },

  *"§1.9 a partition that does not start, and one strategy for all"(log) {
    Process.flag("trapExit", true);
    const failing = { id: 1, start: () => Agent.startLink(() => exit("no")) as Operation<Pid> };
    try {
      yield* PartitionSupervisor.startLink({ child: failing, name: "failing_parts", partitions: 2 });
    } catch (error) {
      const { shutdown } = (error as StartError).reason as { shutdown: { failedToStartChild: unknown; reason: unknown } };
      log([shutdown.failedToStartChild, shutdown.reason]);
    }
    log(Process.whereis("failing_parts"));
    const child = { id: 1, start: () => Agent.startLink(() => 1) };
    yield* PartitionSupervisor.startLink({ child, name: "parts_for_all", partitions: 2, strategy: "oneForAll" });
    const at = (key: number) => GenServer.whereis(via(PartitionSupervisor, "parts_for_all", key));
    const [one, other] = [at(0), at(1)] as [Pid, Pid];
    yield* kill(one);
    yield* until(() => at(0) !== undefined && at(0) !== one && at(1) !== undefined && at(1) !== other);
    log(Process.isAlive(other));
  },
};
