// Rules 52 to 68 of docs/semantics.md, and rows of §1.3. Twin of task.exs.

import { exit, isExit, Process, receive, self, send, spawnMonitor, type Pid } from "../../js/index.ts";
import { CallTimeoutError, ServerExitedError } from "../../js/errors.ts";
import * as Task from "../../js/otp/task.ts";
import { attempt, drain, is, queued, reasonOf, tagged, type Group, type Log } from "./trace.ts";

/** What an await comes to: its value, or why it exited. */
export function* outcome(act: () => Task.TaskStream<unknown> | PromiseLike<unknown>) {
  try {
    return ["value", yield* act() as unknown as Iterable<never>];
  } catch (error) {
    if (error instanceof ServerExitedError) return ["exited", error.reason];
    if (error instanceof CallTimeoutError) return ["exited", "timeout"];
    throw error;
  }
}

/** A result as Elixir has it. */
export function tuple(result: Task.TaskResult<unknown, Task.TaskExit & { readonly input?: unknown }> | undefined): unknown {
  if (result === undefined) return undefined;
  if (result.ok) return ["ok", result.value];
  return ["exit", "input" in result ? [result.input, result.reason] : result.reason];
}

/** A task with a process. */
export type Living = Task.Task & { readonly pid: Pid };

/** A task that no shutdown ends. */
export function* stubborn() {
  const parent = self();
  const task = Task.async(function* () {
    Process.flag("trapExit", true);
    send(parent, "trapping");
    yield* Process.sleep(Infinity);
  });
  yield* receive(is("trapping"));
  return task as Living;
}

/** A task that waits until it is told what to return. */
export function asked(): Task.Task<unknown> & { readonly pid: Pid } {
  return Task.async(function* () {
    const [, value] = yield* receive(tagged("return"));
    return value;
  }) as Task.Task<unknown> & { readonly pid: Pid };
}

export function* ended({ pid }: Task.Task) {
  return yield* reasonOf(Process.monitor(pid!));
}

/** Inputs that log when they are pulled, and when they are closed. */
export function* inputs(log: Log) {
  try {
    for (let n = 0; ; n++) {
      log(["pulled", n]);
      yield n;
    }
  } finally {
    log("closed");
  }
}

function firstReturns(n: number) {
  return n === 0 ? 0 : Process.sleep(Infinity);
}

export function* trapping(parent: Pid) {
  Process.flag("trapExit", true);
  send(parent, "trapping");
  const { reason } = yield* receive(isExit);
  return ["got", reason];
}

export const task: Group = {
  *"1.3 await takes the reply and its DOWN, and leaves the rest"(log) {
    send(self(), "before");
    const task = Task.async(() => 42);
    yield* ended(task);
    send(self(), "after");
    log(yield* Task.await(task));
    log(yield* drain());
  },

  *"52. a failing task kills a non-trapping owner before it awaits, with the bare reason"(log) {
    Task.async(() => exit("boom"));
    yield* Process.sleep(Infinity);
    log("unreached");
  },

  *"53. with a trapping owner await still exits, and the EXIT comes too"(log) {
    Process.flag("trapExit", true);
    const task = Task.async(() => exit("boom"));
    log(yield* outcome(() => Task.await(task)));
    yield* queued(1);
    log(yield* drain());
  },

  *"53. with a trapping owner the EXIT of a task that succeeded stays"(log) {
    Process.flag("trapExit", true);
    log(yield* Task.await(Task.async(() => 1)));
    yield* queued(1);
    log(yield* drain());
  },

  *"54. a caught timeout of await leaves the task running, and its late reply is dropped"(log) {
    const task = asked();
    log(yield* outcome(() => Task.await(task, 0)));
    log(Process.isAlive(task.pid));
    send(task.pid, ["return", 1]);
    yield* ended(task);
    log(yield* drain());
  },

  *"54. an await that exits also for the reason normal"(log) {
    log(yield* outcome(() => Task.await(Task.async(() => exit("normal")))));
  },

  *"54. the second await of a task times out"(log) {
    const task = Task.async(() => 1);
    log(yield* Task.await(task));
    log(yield* outcome(() => Task.await(task, 0)));
  },

  *"55. a task that is not awaited leaves its reply and its DOWN"(log) {
    Task.async(() => 42);
    yield* queued(2);
    log(yield* drain());
  },

  *"56. a yield without a result keeps the task awaitable"(log) {
    const task = asked();
    log(tuple(yield* Task.yield(task, 0)));
    send(task.pid, ["return", 1]);
    log(tuple(yield* Task.yield(task)));
    log(yield* drain());
  },

  *"56. shutdown returns the value of a task that has finished meanwhile"(log) {
    const task = Task.async(() => 1);
    yield* ended(task);
    log(tuple(yield* Task.shutdown(task)));
    log(yield* drain());
  },

  *"56. shutdown returns the value with which a trapping task answers"(log) {
    const task = Task.async(trapping, self());
    yield* receive(is("trapping"));
    log(tuple(yield* Task.shutdown(task)));
    log(yield* drain());
  },

  *"1.3 shutdown returns nothing for a task that ends as asked, and its reason else"(log) {
    Process.flag("trapExit", true);
    log(tuple(yield* Task.shutdown(asked())));
    log(tuple(yield* Task.shutdown(asked(), "brutalKill")));
    const task = Task.async(() => exit("boom"));
    yield* ended(task);
    log(tuple(yield* Task.shutdown(task)));
  },

  *"1.3 shutdown kills a task that does not end in time"(log) {
    const task = yield* stubborn();
    log(tuple(yield* Task.shutdown(task, 5)));
    log(yield* drain());
  },

  *"1.3 shutdown of a task that was awaited is noproc"(log) {
    const task = Task.async(() => 1);
    log(yield* Task.await(task));
    log(tuple(yield* Task.shutdown(task)));
  },

  *"57. yield is an exit with normal for a task that exits before it replies"(log) {
    log(tuple(yield* Task.yield(Task.async(() => exit("normal")))));
  },

  *"58. the callers of a task are its caller and that one's callers"(log) {
    const parent = self();
    const isOnly = (found: readonly Pid[] | undefined, ...pids: Pid[]) => found?.length === pids.length && found.every((pid, place) => pid === pids[place]);
    const task = Task.async(function* () {
      const middle = self();
      // A pid of another process is that pid.
      const inner = yield* Task.await(Task.async(() => Process.info(self())?.callers));
      return [isOnly(Process.info(self())?.callers, parent), isOnly(inner, middle, parent)];
    });
    log(yield* Task.await(task));
  },

  *"2.9 only the owner may await, yield, shut down or ignore"(log) {
    const task = asked();
    for (const act of [Task.await, Task.yield, Task.shutdown, Task.ignore]) {
      const [, ref] = spawnMonitor(() => log(attempt(() => act(task))));
      log(yield* reasonOf(ref));
    }
    yield* Task.shutdown(task);
  },

  *"1.3 await_many gives the values in the order of the tasks"(log) {
    const slow = asked();
    const quick = Task.async(() => "quick");
    yield* ended(quick);
    send(slow.pid, ["return", "slow"]);
    log(yield* Task.awaitMany([slow, quick]));
    log(yield* Task.awaitMany([]));
    log(yield* drain());
  },

  *"1.3 await_many exits with the first failure, and the others run on unheard"(log) {
    Process.flag("trapExit", true);
    const waiting = asked();
    const failing = Task.async(() => exit("boom"));
    log(yield* outcome(() => Task.awaitMany([waiting, failing])));
    log(Process.isAlive(waiting.pid));
    Process.unlink(waiting.pid);
    send(waiting.pid, ["return", 1]);
    yield* ended(waiting);
    yield* queued(1);
    log(yield* drain());
  },

  *"1.3 yield_many gives a result for each task in order"(log) {
    const done: Task.Task = Task.async(() => 1);
    const waiting = asked();
    const left: Task.Task = Task.async(() => exit("normal"));
    yield* ended(done);
    yield* ended(left);
    log((yield* Task.yieldMany([done, waiting, left], { timeout: 0 })).map(([, result]) => tuple(result)));
    send(waiting.pid, ["return", 2]);
    log(yield* Task.await(waiting));
    log(yield* drain());
  },

  *"1.3 ignore returns a result that is there, else nothing, and nothing comes later"(log) {
    Process.flag("trapExit", true);
    const done = Task.async(() => 1);
    yield* queued(3);
    log(tuple(Task.ignore(done)));
    log(yield* drain());
    const waiting = asked();
    log(tuple(Task.ignore(waiting)));
    send(waiting.pid, ["return", 2]);
    yield* ended(waiting);
    log(yield* drain());
  },

  *"1.3 completed is a task without a process"(log) {
    const task = Task.completed(1);
    log(task.pid);
    log(yield* Task.await(task));
    log(yield* drain());
  },

  *"61. taking one result with two places pulls two inputs, and 63. halting closes the input"(log) {
    const stream = Task.asyncStream(inputs(log), firstReturns, { maxConcurrency: 2 });
    const { value } = yield* stream.next();
    yield* stream.halt();
    log([tuple(value)]);
    log(yield* drain());
    log(Process.info(self())?.links);
    log(Process.info(self())?.monitors);
  },

  *"62. results come in the order of the inputs, or as they come"(log) {
    const body = function* (kind: string) {
      if (kind === "slow") {
        Process.register(self(), "slow_task");
        yield* receive(is("go"));
      } else {
        yield* Process.sleep(1);
        send("slow_task", "go");
      }
      return kind;
    };
    log((yield* Task.asyncStream(["slow", "quick"], body, { maxConcurrency: 2 }).collect()).map(tuple));
  },

  *"64. an input that raises ends the stream with the same error"(log) {
    function* items() {
      yield 1;
      yield 2;
      throw new Error("no more");
    }
    try {
      yield* Task.asyncStream(items(), () => Process.sleep(Infinity), { maxConcurrency: 5 }).collect();
    } catch {
      log("raised");
    }
    log(yield* drain());
    log(Process.info(self())?.links);
  },

  *"65. a task's exit kills a caller that does not trap, with the bare reason"(log) {
    log("begun");
    yield* Task.asyncStream([1, 2], () => exit("boom")).collect();
    log("unreached");
  },

  *"65. a trapping caller gets it as a result, and its mailbox stays clean"(log) {
    Process.flag("trapExit", true);
    const body = (n: number) => (n === 2 ? exit("boom") : n);
    log((yield* Task.asyncStream([1, 2, 3], body).collect()).map(tuple));
    log((yield* Task.asyncStream([1, 2, 3], body, { zipInputOnExit: true }).collect()).map(tuple));
    log(yield* drain());
  },

  *"66. a task without time left ends the caller's stream, or is a result"(log) {
    const body = (n: number) => (n === 2 ? Process.sleep(Infinity) : n);
    log((yield* Task.asyncStream([1, 2, 3], body, { timeout: 20, onTimeout: "killTask" }).collect()).map(tuple));
    log(yield* outcome(() => Task.asyncStream([1, 2, 3], body, { timeout: 20 }).collect()));
    log(yield* drain());
  },

  *"68. enumerating twice runs twice"(log) {
    const body = (n: number) => {
      log(["ran", n]);
      return n;
    };
    const stream = Task.asyncStream([1, 2], body, { maxConcurrency: 1 });
    log((yield* stream.collect()).map(tuple));
    log((yield* stream.collect()).map(tuple));
  },
};
