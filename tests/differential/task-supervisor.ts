// Rules 52, 58, 59, 63, 65, 66 and 69 of docs/semantics.md as they are for Task.Supervisor, and rows of §1.4. Twin of task-supervisor.exs.

import { exit, isExit, NoProcessError, Process, receive, self, send, spawnMonitor, StartError, type Operation, type Pid } from "../../js/index.ts";
import { CallTimeoutError, ServerExitedError } from "../../js/errors.ts";
import * as Supervisor from "../../js/otp/supervisor.ts";
import * as Task from "../../js/otp/task.ts";
import { attempt, drain, forever, is, queued, reasonOf, tagged, taggedPid, type Group } from "./trace.ts";

/** What an await comes to: its value, or why it exited. */
function* outcome(act: () => Operation<unknown>) {
  try {
    return ["value", yield* act()];
  } catch (error) {
    if (error instanceof ServerExitedError) return ["exited", error.reason];
    if (error instanceof CallTimeoutError) return ["exited", "timeout"];
    throw error;
  }
}

/** What Elixir returns where ours throws. */
function* returned(act: () => Operation<unknown>) {
  try {
    return (yield* act()) ?? "ok";
  } catch (error) {
    if (error instanceof StartError) return ["error", "max_children"];
    if (error instanceof NoProcessError) return ["error", "not_found"];
    throw error;
  }
}

function* attemptToCollect(stream: Task.TaskStream<unknown>) {
  try {
    return ["returned", yield* stream.collect()];
  } catch {
    return "raised";
  }
}

/** A result as Elixir has it. */
function tuple(result: Task.TaskResult<unknown, Task.TaskExit & { readonly input?: unknown }> | undefined): unknown {
  if (result === undefined) return undefined;
  if (result.ok) return ["ok", result.value];
  return ["exit", "input" in result ? [result.input, result.reason] : result.reason];
}

/** Whether a process is alive once those who end with others had the time to. */
function* aliveSoon(pid: Pid) {
  yield* Process.sleep(5);
  return Process.isAlive(pid);
}

function oddExits(n: number) {
  return n % 2 === 1 ? exit("odd") : n;
}

function* goes(value: unknown) {
  yield* receive(is("go"));
  return value;
}

export const taskSupervisor: Group = {
  *"1.4 async gives a task that is a child, awaited like another"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const task = Task.Supervisor.async(pid, goes, 42);
    const children = yield* Task.Supervisor.children(pid);
    log(children.length === 1 && children[0] === task.pid);
    send(task.pid, "go");
    log(yield* Task.await(task));
    yield* Process.sleep(2);
    log(yield* Task.Supervisor.children(pid));
    log(yield* drain());
  },

  *"58. a task works for its callers, under its supervisor"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const me = self();
    const task = Task.Supervisor.async(pid, function* () {
      const inner = Task.Supervisor.asyncNolink(pid, () => {
        const { callers, parent } = Process.info(self())!;
        return { callers, parent };
      });
      const { callers, parent } = yield* Task.await(inner);
      return [callers.length === 2 && callers[0] === self() && callers[1] === me, parent === pid];
    });
    log(yield* Task.await(task));
  },

  *"52. a task that fails ends its owner, one without a link does not"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const [, ref] = spawnMonitor(function* () {
      Task.Supervisor.async(pid, () => exit("boom"));
      yield* forever();
    });
    log(yield* reasonOf(ref));
    const task = Task.Supervisor.asyncNolink(pid, () => exit("boom"));
    log(yield* outcome(() => Task.await(task)));
    log(tuple(yield* Task.yield(Task.Supervisor.asyncNolink(pid, () => exit("boom")))));
    log(yield* drain());
  },

  *"1.4 a task ends with its owner, one without a link goes on"(log) {
    const pid = yield* Task.Supervisor.startLink();
    for (const start of [Task.Supervisor.async, Task.Supervisor.asyncNolink]) {
      const me = self();
      const [owner, ref] = spawnMonitor(function* () {
        send(me, ["task", start(pid, forever).pid]);
        yield* forever();
      });
      const [, task] = yield* receive(taggedPid("task"));
      Process.exit(owner, "bye");
      yield* reasonOf(ref);
      log(yield* aliveSoon(task));
    }
  },

  *"59. a task is not restarted when it fails"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const task = Task.Supervisor.asyncNolink(pid, () => {
      log("ran");
      exit("boom");
    });
    log(tuple(yield* Task.yield(task)));
    yield* Process.sleep(2);
    log(yield* Task.Supervisor.children(pid));
  },

  *"1.4 startChild restarts a transient task after failures only"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const counter = [0, 0] as [number, number];
    yield* Task.Supervisor.startChild(pid, () => (++counter[0] < 3 ? exit("boom") : forever()), { restart: "transient" });
    yield* Task.Supervisor.startChild(pid, () => ++counter[1], { restart: "transient" });
    yield* Task.Supervisor.startChild(pid, () => exit("boom"));
    yield* Process.sleep(20);
    log(counter);
    log((yield* Task.Supervisor.children(pid)).length);
  },

  *"1.4 terminateChild ends a task, and knows no other"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const task = Task.Supervisor.asyncNolink(pid, forever);
    log(yield* returned(() => Task.Supervisor.terminateChild(pid, task.pid)));
    log(tuple(yield* Task.yield(task)));
    log(yield* returned(() => Task.Supervisor.terminateChild(pid, task.pid)));
    log(yield* returned(() => Task.Supervisor.terminateChild(pid, self())));
  },

  *"1.4 a supervisor with as many tasks as it may takes no more until one ends"(log) {
    const pid = yield* Task.Supervisor.startLink({ maxChildren: 1 });
    const task = Task.Supervisor.async(pid, goes, "went");
    log(attempt(() => Task.Supervisor.async(pid, () => 1)));
    log(attempt(() => Task.Supervisor.asyncNolink(pid, () => 1)));
    log(yield* returned(() => Task.Supervisor.startChild(pid, () => 1)));
    send(task.pid, "go");
    log(yield* Task.await(task));
    yield* Process.sleep(2);
    log(yield* Task.await(Task.Supervisor.async(pid, () => 2)));
    log(yield* drain());
  },

  *"69. the end of a supervisor is the end of its tasks, each as its shutdown says"(log) {
    Process.flag("trapExit", true);
    const pid = yield* Task.Supervisor.startLink();
    const me = self();
    const trapping = function* (name: string) {
      Process.flag("trapExit", true);
      send(me, ["ready", name]);
      const { reason } = yield* receive(isExit);
      send(me, ["told", name, reason]);
      yield* forever();
    };
    const tasks = [
      Task.Supervisor.asyncNolink(pid, { shutdown: 20 }, trapping, "slow"),
      Task.Supervisor.asyncNolink(pid, { shutdown: "brutalKill" }, trapping, "killed"),
      Task.Supervisor.asyncNolink(pid, forever),
    ];
    yield* queued(2);
    yield* drain();
    yield* Supervisor.stop(pid);
    const results = [];
    for (const task of tasks) results.push(tuple(yield* Task.yield<unknown>(task)));
    log(results);
    log((yield* drain()).filter(tagged("told")).map(([, ...rest]) => rest));
  },

  *"65. a stream without links makes results of failures, and leaves the mailbox clean"(log) {
    const pid = yield* Task.Supervisor.startLink();
    log((yield* Task.Supervisor.asyncStreamNolink(pid, [1, 2, 3], oddExits).collect()).map(tuple));
    log((yield* Task.Supervisor.asyncStreamNolink(pid, [1, 2], oddExits, { zipInputOnExit: true }).collect()).map(tuple));
    yield* Process.sleep(2);
    log(yield* Task.Supervisor.children(pid));
    log(yield* drain());
  },

  *"65. a stream with links ends a caller that does not trap exits"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const [, ref] = spawnMonitor(() => Task.Supervisor.asyncStream(pid, [1, 2], oddExits).collect());
    log(yield* reasonOf(ref));
    Process.flag("trapExit", true);
    log((yield* Task.Supervisor.asyncStream(pid, [1, 2], oddExits).collect()).map(tuple));
    log(yield* drain());
  },

  *"63. a stream that finds its supervisor full is closed, and fails"(log) {
    const pid = yield* Task.Supervisor.startLink({ maxChildren: 2 });
    log(yield* attemptToCollect(Task.Supervisor.asyncStreamNolink(pid, [1, 2, 3, 4, 5, 6, 7, 8, 9], forever, { maxConcurrency: 3 })));
    yield* Process.sleep(2);
    log(yield* Task.Supervisor.children(pid));
    log(yield* drain());
  },

  *"63. the tasks of a stream end with the process that enumerates, those without links go on"(log) {
    const pid = yield* Task.Supervisor.startLink();
    for (const stream of [Task.Supervisor.asyncStream, Task.Supervisor.asyncStreamNolink]) {
      const [owner, ref] = spawnMonitor(() => stream(pid, [1, 2], forever, { maxConcurrency: 2 }).collect());
      yield* Process.sleep(5);
      log((yield* Task.Supervisor.children(pid)).length);
      Process.exit(owner, "bye");
      log(yield* reasonOf(ref));
      yield* Process.sleep(5);
      log((yield* Task.Supervisor.children(pid)).length);
    }
  },

  *"66. a task of a stream without time left is killed, and the stream goes on"(log) {
    const pid = yield* Task.Supervisor.startLink();
    const body = (n: number) => (n === 2 ? forever() : n);
    log((yield* Task.Supervisor.asyncStreamNolink(pid, [1, 2, 3], body, { timeout: 20, onTimeout: "killTask" }).collect()).map(tuple));
    log(yield* outcome(() => Task.Supervisor.asyncStreamNolink(pid, [1, 2, 3], body, { timeout: 20 }).collect()));
    log(yield* drain());
  },
};
