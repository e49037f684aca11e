// Corners of the streams of tasks (§2.10). Twin of stream-corners.exs.

import { exit, Process, receive, self, send, spawnMonitor, type Pid } from "../../js/index.ts";
import { CallTimeoutError, NoProcessError } from "../../js/errors.ts";
import * as Supervisor from "../../js/otp/supervisor.ts";
import * as Task from "../../js/otp/task.ts";
import { inputs, tuple } from "./task.ts";
import { drain, forever, is, reasonOf, tagged, taggedPid, watch, type Group, type Log } from "./trace.ts";

type Result = Parameters<typeof tuple>[0];
type Ending = "value" | "killed" | "raise" | "throw" | { readonly exit: unknown };

/** What an enumeration comes to: its results, or why it ended. */
function* outcome(act: () => Iterable<unknown>) {
  try {
    return ["value", yield* act() as Generator<never, unknown, unknown>];
  } catch (error) {
    if (error instanceof CallTimeoutError) return ["exited", "timeout"];
    return error instanceof NoProcessError ? ["exited", "noproc"] : "raised";
  }
}

function* all(stream: Task.TaskStream<unknown, never> | Task.TaskStream<unknown>) {
  return (yield* (stream as Task.TaskStream<unknown>).collect()).map((result) => tuple(result as Result));
}

function* left() {
  const info = Process.info(self());
  return [yield* drain(), info?.links, info?.monitors];
}

/** A body that ends as its input says. */
function ending(input: Ending): unknown {
  if (typeof input === "object") exit(input.exit);
  if (input === "killed") Process.exit(self(), "kill");
  if (input === "raise") throw new Error("boom");
  if (input === "throw") throw "ball";
  return 1;
}

const ways: readonly Ending[] = ["value", { exit: "normal" }, { exit: "shutdown" }, { exit: { shutdown: "x" } }, { exit: "odd" }, "killed", "raise", "throw", "value"];

/** The inputs of a zipped result, as the twin has them. */
function shown(result: unknown): unknown {
  const [tag, what] = result as [string, unknown];
  if (!Array.isArray(what)) return result;
  const [input, reason] = what as [Ending, unknown];
  return [tag, [typeof input === "object" ? ["exit", input.exit] : input, reason]];
}

/** A body that sends who runs it, and does not end. */
function* telling(me: Pid) {
  send(me, ["task", self()]);
  yield* forever();
}

/** A body that says which task it is, and waits until it is told to go. */
function asking(me: Pid) {
  return function* (n: number) {
    send(me, ["task", n, self()]);
    yield* receive(is("go"));
    return n;
  };
}

function* task(n: number) {
  const [, , pid] = yield* receive((message): message is [string, number, Pid] => Array.isArray(message) && message[0] === "task" && message[1] === n);
  return pid;
}

/** Takes all results, each of which it tells to another process. After `rest` it rests until that lets it go on. */
function taking(stream: Task.TaskStream<unknown>, log: Log, me: Pid, rest?: number) {
  return stream.forEach(function* (result) {
    const n = result.ok && result.value;
    log(["took", n]);
    send(me, ["took", n]);
    if (n === rest) yield* receive(is("go"));
  });
}

function* took(n: number) {
  yield* receive((message): message is unknown => Array.isArray(message) && message[0] === "took" && message[1] === n);
}

function* pulled(items: Iterable<number>, log: Log) {
  for (const item of items) {
    log(["pulled", item]);
    yield item;
  }
}

function* take(tag: string) {
  return (yield* receive(taggedPid(tag)))[1];
}

export const streamCorners: Group = {
  *"65. every way to end, in a caller that traps"(log) {
    Process.flag("trapExit", true);
    for (const zipInputOnExit of [false, true]) {
      for (const ordered of [true, false]) {
        const stream = Task.asyncStream(ways, ending, { maxConcurrency: 1, zipInputOnExit: zipInputOnExit as false, ordered });
        log((yield* all(stream)).map(shown));
      }
    }
    log(yield* left());
  },

  *"65. every way to end, in a caller that does not trap"(log) {
    for (const input of ways.filter((way) => way !== "value" && !(typeof way === "object" && way.exit === "odd"))) {
      if (input === ways[1]) {
        const [, ref] = spawnMonitor(function* () {
          log(yield* all(Task.asyncStream(["value" as Ending], ending)));
        });
        log(["ended", yield* reasonOf(ref)]);
      }
      const [, ref] = spawnMonitor(function* () {
        log(yield* all(Task.asyncStream([input], ending)));
      });
      log(["ended", yield* reasonOf(ref)]);
    }
  },

  *"66. without time left: killed, zipped, ordered or not, the slots go on"(log) {
    const body = (n: number) => (n % 2 === 0 ? forever() : n);
    for (const ordered of [true, false]) {
      for (const zipInputOnExit of [true, false]) {
        const options = { timeout: 50, onTimeout: "killTask", ordered, zipInputOnExit: zipInputOnExit as false, maxConcurrency: 1 } as const;
        log(yield* all(Task.asyncStream([1, 2, 3, 4, 5], body, options)));
      }
    }
    log(yield* left());
  },

  *"66. without time left the stream ends, its tasks too, whether or not the caller traps"(log) {
    for (const trap of [false, true]) {
      Process.flag("trapExit", trap);
      const me = self();
      const body = function* () {
        Process.flag("trapExit", true);
        yield* telling(me);
      };
      log(yield* outcome(() => Task.asyncStream(inputs(() => undefined), body, { timeout: 50, maxConcurrency: 2 }).collect()));
      log((yield* drain()).map((message) => Process.isAlive((message as [string, Pid])[1])));
    }
    log(yield* drain());
  },

  *"63. the tasks are gone when the input is closed, and trapping does not help them"(log) {
    const pids: Pid[] = [];
    const body = function* (n: number) {
      if (n === 0) {
        yield* Process.sleep(100);
        return "first";
      }
      Process.flag("trapExit", true);
      pids.push(self());
      return yield* forever();
    };
    function* items() {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        log(["closed", pids.length, pids.some((pid) => Process.isAlive(pid))]);
      }
    }
    const stream = Task.asyncStream(items(), body, { maxConcurrency: 3 });
    const { value } = yield* stream.next();
    yield* stream.halt();
    log([tuple(value)]);
    log(yield* left());
  },

  *"64. a consumer that raises: the tasks end, the input is closed, the same error comes"(log) {
    const stream = Task.asyncStream(inputs(log), (n) => (n === 0 ? 0 : forever()), { maxConcurrency: 2 });
    const raise = () => {
      throw new Error("enough");
    };
    log(yield* outcome(() => stream.forEach(raise)));
    log(yield* left());
  },

  *"60. never more tasks than places, whatever they do"(log) {
    let now = 0;
    let most = 0;
    const body = function* (n: number) {
      most = Math.max(most, ++now);
      if (n % 3 === 0) yield* Process.sleep(2);
      now--;
      return n;
    };
    const items = Array.from({ length: 20 }, (_, index) => index + 1);
    log((yield* Task.asyncStream(items, body, { maxConcurrency: 4 }).collect()).length);
    log(most <= 4);
  },

  *"62. a slow head does not hold the others up"(log) {
    const me = self();
    const [, ref] = spawnMonitor(function* () {
      const body = function* (n: number) {
        if (n === 1) {
          send(me, ["head", self()]);
          yield* receive(is("go"));
        } else {
          send(me, ["ran", n]);
        }
        return n;
      };
      log((yield* Task.asyncStream([1, 2, 3, 4, 5, 6], body, { maxConcurrency: 2 }).collect()).map((result) => result.ok && result.value));
    });
    const head = yield* take("head");
    for (let n = 2; n <= 6; n++) log(yield* receive(tagged("ran")));
    send(head, "go");
    log(yield* reasonOf(ref));
  },

  *"62. what is ready behind a slow head goes out before more is pulled"(log) {
    const me = self();
    const body = (n: number) => ([0, 4, 7, 8, 9].includes(n) ? asking(me)(n) : n);
    const [, ref] = spawnMonitor(() => taking(Task.asyncStream(pulled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], log), body, { maxConcurrency: 3 }), log, me));
    const zero = yield* task(0);
    const four = yield* task(4);
    const seven = yield* task(7);
    send(zero, "go");
    const eight = yield* task(8);
    send(four, "go");
    for (const pid of [seven, eight, yield* task(9)]) send(pid, "go");
    log(yield* reasonOf(ref));
  },

  *"61. of two tasks that end while the consumer rests, each result goes out before the place of the next is filled"(log) {
    for (const ordered of [true, false]) {
      const me = self();
      const [owner, ref] = spawnMonitor(() => taking(Task.asyncStream(pulled([0, 1, 2, 3], log), asking(me), { maxConcurrency: 2, ordered }), log, me, 0));
      const zero = yield* task(0);
      const one = yield* task(1);
      send(zero, "go");
      yield* took(0);
      const down = watch(one);
      send(one, "go");
      log(yield* reasonOf(down));
      yield* Process.sleep(10);
      send(owner, "go");
      for (const n of [2, 3]) {
        send(yield* task(n), "go");
        yield* took(n);
      }
      log(yield* reasonOf(ref));
    }
  },

  *"67. a time-out comes after the results that came before it, and the other tasks run on until then"(log) {
    for (const ordered of [true, false]) {
      const me = self();
      const [owner, ref] = spawnMonitor(function* () {
        const stream = Task.asyncStream([0, 1, 2, 3, 4], asking(me), { maxConcurrency: 4, timeout: 200, ordered });
        log(yield* outcome(() => taking(stream, log, me, 1)));
      });
      const tasks: Pid[] = [];
      for (const n of [0, 1, 2, 3]) tasks.push(yield* task(n));
      const [zero, one, two, three] = tasks as [Pid, Pid, Pid, Pid];
      yield* Process.sleep(100);
      send(zero, "go");
      const four = yield* task(4);
      send(one, "go");
      yield* took(1);
      const downs = [watch(two), watch(three)] as const;
      send(two, "go");
      log([yield* reasonOf(downs[0]), yield* reasonOf(downs[1])]);
      yield* Process.sleep(10);
      log(Process.isAlive(four));
      send(owner, "go");
      log(yield* reasonOf(ref));
    }
  },

  *"61. a stream of nothing, of a single one, and of fewer than there are places"(log) {
    for (const items of [[], [1], [1, 2]]) log(yield* all(Task.asyncStream(items, (n) => n, { maxConcurrency: 5 })));
    log(yield* left());
  },

  *"65. a caller that is told to end from outside takes its tasks along"(log) {
    const me = self();
    for (const reason of ["odd", "kill", "shutdown"]) {
      const [owner, ref] = spawnMonitor(() => Task.asyncStream([1], () => telling(me)).collect());
      const down = watch(yield* take("task"));
      Process.exit(owner, reason);
      log(yield* reasonOf(ref));
      log(yield* reasonOf(down));
    }
  },

  *"68. the body sees its enumerating process as its caller"(log) {
    const me = self();
    log(yield* all(Task.asyncStream([1], () => {
      const callers = Process.info(self())?.callers ?? [];
      return callers.length === 1 && callers[0] === me;
    })));
  },

  *"67. a stream in a stream"(log) {
    const inner = function* (n: number) {
      return (yield* Task.asyncStream([n, n * 10], (m) => m + 1).collect()).map((result) => result.ok && result.value);
    };
    log(yield* all(Task.asyncStream([1, 2], inner)));
    log(yield* left());
  },

  *"65. a task of a nolink stream that its supervisor ends, and one whose supervisor ends"(log) {
    const supervisor = yield* Task.Supervisor.startLink();
    Process.unlink(supervisor);
    const me = self();
    const [, ref] = spawnMonitor(function* () {
      const stream = Task.Supervisor.asyncStreamNolink(supervisor, [1, 2], () => telling(me), { maxConcurrency: 2 });
      log(yield* outcome(() => all(stream)));
      log(yield* left());
    });
    const one = yield* take("task");
    yield* take("task");
    yield* Task.Supervisor.terminateChild(supervisor, one);
    log("ok");
    yield* Supervisor.stop(supervisor);
    log(yield* reasonOf(ref));
  },

  *"65. a linked stream whose supervisor is stopped ends its caller with the tasks' reason"(log) {
    const supervisor = yield* Task.Supervisor.startLink();
    Process.unlink(supervisor);
    const me = self();
    const [, ref] = spawnMonitor(() => Task.Supervisor.asyncStream(supervisor, [1], () => telling(me)).collect());
    yield* take("task");
    yield* Supervisor.stop(supervisor);
    log(yield* reasonOf(ref));
  },
};
