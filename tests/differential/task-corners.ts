// Corners of tasks (§1.3, §2.8). Twin of task-corners.exs.

import { exit, isDown, isExit, Process, receive, self, send, spawn, spawnMonitor, type Pid } from "../../js/index.ts";
import * as Task from "../../js/otp/task.ts";
import { asked, ended, outcome, stubborn, tuple, type Living } from "./task.ts";
import { drain, finish, is, queued, reasonOf, tagged, untilFinished, watch, type Group } from "./trace.ts";

/** A task that has ended by itself, of which nobody has taken anything. */
function* finished(body: () => unknown) {
  const task: Task.Task = Task.async(body);
  yield* ended(task);
  return task;
}

const isAlive = (task: Task.Task) => Process.isAlive(task.pid!);
const links = () => Process.info(self())?.links;
const monitors = () => Process.info(self())?.monitors;

function* exits() {
  return (yield* drain()).map((message) => (isExit(message) ? ["EXIT", message.reason] : "other"));
}

function* shut(task: Task.Task, how?: number | "brutalKill") {
  return tuple(yield* Task.shutdown(task, how));
}

function* yielded(task: Task.Task, ms?: number) {
  return tuple(yield* Task.yield(task, ms));
}

function* give(task: Living, value: unknown) {
  send(task.pid, ["return", value]);
  yield* ended(task);
}

function* left() {
  return (yield* drain()).map((message) => {
    if (isExit(message)) return ["EXIT", message.reason];
    return isDown(message) ? ["DOWN", message.reason] : ["reply", (message as Task.TaskReply)[1]];
  });
}

function* one() {
  return asked();
}

function throwing(value: unknown): () => never {
  return () => {
    throw value;
  };
}

export const taskCorners: Group = {
  *"56. shutdown after an await that gave up still waits for the end"(log) {
    const ways = [[one, 5000], [one, "brutalKill"], [one, Infinity], [stubborn, 5], [stubborn, "brutalKill"]] as const;
    for (const [make, how] of ways) {
      const task = yield* make();
      log(yield* outcome(() => Task.await(task, 0)));
      log(yield* shut(task, how));
      log(isAlive(task));
      log(yield* drain());
      log(links());
    }
  },

  *"56. shutdown after ignore, and after await_many that gave up"(log) {
    const task = asked();
    log(tuple(Task.ignore(task)));
    log(yield* shut(task));
    log(isAlive(task));
    const first = asked();
    const second = yield* stubborn();
    log(yield* outcome(() => Task.awaitMany([first, second], 0)));
    log(yield* shut(first));
    log(yield* shut(second, 5));
    log([isAlive(first), isAlive(second)]);
    log(yield* drain());
  },

  *"56. shutdown after an await that gave up, of a task that then returned"(log) {
    const task = asked();
    log(yield* outcome(() => Task.await(task, 0)));
    yield* give(task, 1);
    log(yield* shut(task));
    log(yield* drain());
  },

  *"56. shutdown of a task that has ended, by its reason, asked in both ways"(log) {
    Process.flag("trapExit", true);
    for (const reason of ["normal", "shutdown", { shutdown: "x" }, "killed", "odd"]) {
      for (const how of [5000, "brutalKill"] as const) {
        log([reason, how === 5000 ? how : "brutal_kill", yield* shut(yield* finished(() => exit(reason)), how)]);
        log(yield* exits());
      }
    }
    log(yield* shut(yield* finished(() => 1), "brutalKill"));
    log(yield* exits());
  },

  *"56. shutdown of a trapping task, by the reason with which it then ends"(log) {
    for (const ending of [() => exit("normal"), () => exit("shutdown"), () => exit({ shutdown: "x" }), () => exit("odd"), () => "value"]) {
      const parent = self();
      const task = Task.async(function* () {
        Process.flag("trapExit", true);
        send(parent, "trapping");
        const { reason } = yield* receive(isExit);
        send(parent, ["got", reason]);
        return ending();
      });
      yield* receive(is("trapping"));
      log(yield* shut(task));
      log(yield* drain());
    }
  },

  *"56. shutdown with no time kills what traps, and takes a yielded task as gone"(log) {
    const trapping = yield* stubborn();
    log(yield* shut(trapping, 0));
    log(isAlive(trapping));
    const task = asked();
    send(task.pid, ["return", 1]);
    log(yield* yielded(task));
    log(yield* shut(task));
    log(yield* yielded(task, 0));
    log(yield* drain());
  },

  *"56. shutdown twice"(log) {
    const task = asked();
    log(yield* shut(task));
    log(yield* shut(task));
    log(yield* shut(task, "brutalKill"));
    log(yield* outcome(() => Task.await(task, 0)));
    log(yield* drain());
  },

  *"52. a shutdown of a failing task does not end the owner, nor does one that was unlinked by ignore"(log) {
    log(yield* shut(asked(), "brutalKill"));
    const ignored = asked();
    Task.ignore(ignored);
    Process.exit(ignored.pid, "odd");
    yield* ended(ignored);
    log("lives");
  },

  *"53. await of a killed task, of one that raises, of one that throws"(log) {
    Process.flag("trapExit", true);
    const task = asked();
    Process.exit(task.pid, "kill");
    log(yield* outcome(() => Task.await(task)));
    log(yield* outcome(() => Task.await(Task.async(throwing(new Error("boom"))))));
    log(yield* outcome(() => Task.await(Task.async(throwing("ball")))));
    yield* queued(3);
    log((yield* drain()).length);
  },

  *"54. await without time finds what is there"(log) {
    const done = yield* finished(() => 1);
    log(yield* outcome(() => Task.await(done, 0)));
    const gone = yield* finished(() => exit("normal"));
    log(yield* outcome(() => Task.await(gone, 0)));
    log(yield* outcome(() => Task.await(Task.completed(2), 0)));
    const task = Task.completed(3);
    yield* Task.await(task);
    log(yield* outcome(() => Task.await(task, 0)));
    log(yield* drain());
    log(monitors());
  },

  *"54. await_many without time finds what is there, and drops what is not"(log) {
    const tasks = [yield* finished(() => 1), yield* finished(() => 2)];
    log(yield* outcome(() => Task.awaitMany(tasks, 0)));
    const done = yield* finished(() => 1);
    const late = asked();
    log(yield* outcome(() => Task.awaitMany([done, late], 0)));
    yield* give(late, 2);
    log(yield* drain());
    log(monitors());
  },

  *"56. yield without a result, then the end, then nothing"(log) {
    const task = asked();
    log(yield* yielded(task, 0));
    log(yield* yielded(task, 1));
    send(task.pid, ["return", null]);
    log(yield* yielded(task));
    log(yield* yielded(task, 0));
    log(yield* drain());
    log(monitors());
  },

  *"57. yield of what has failed, in each way"(log) {
    Process.flag("trapExit", true);
    for (const body of [() => exit("odd"), () => exit({ shutdown: 1 }), throwing(new Error("boom")), throwing("ball")]) {
      log(yield* yielded(yield* finished(body), 0));
      yield* drain();
    }
  },

  *"1.3 yield_many of tasks that failed, and of one that is there twice"(log) {
    Process.flag("trapExit", true);
    const done = yield* finished(() => 1);
    const failed = yield* finished(() => exit("odd"));
    const late: Task.Task = asked();
    log((yield* Task.yieldMany([failed, late, done, late], { timeout: 0 })).map(([, result]) => tuple(result)));
    log((yield* Task.yieldMany([], { timeout: 0 })).map(([, result]) => tuple(result)));
    log((yield* drain()).length);
    log(yield* shut(late));
  },

  *"1.3 ignore: of a task that failed, and of one that is ignored again"(log) {
    Process.flag("trapExit", true);
    log(tuple(Task.ignore(yield* finished(() => exit("odd")))));
    log((yield* drain()).length);
    const task = asked();
    log(tuple(Task.ignore(task)));
    log(tuple(Task.ignore(task)));
    log(yield* outcome(() => Task.await(task, 0)));
    log(isAlive(task));
    log(links());
    log(monitors());
  },

  *"58. the end of an owner: its tasks end with the same reason, those that trap are told"(log) {
    const me = self();
    const owner = spawn(function* () {
      const task = asked();
      const trapping = Task.async(function* () {
        Process.flag("trapExit", true);
        send(me, "trapping");
        const { reason } = yield* receive(isExit);
        send(me, ["told", reason]);
      });
      send(me, ["tasks", [task.pid, trapping.pid]]);
      yield* untilFinished();
    });
    yield* receive(is("trapping"));
    const [, pids] = yield* receive(tagged("tasks"));
    const [task, trapping] = pids as [Pid, Pid];
    const first = watch(task);
    const second = watch(trapping);
    finish(owner, "odd");
    log(yield* reasonOf(first));
    log((yield* receive(tagged("told")))[1]);
    log(yield* reasonOf(second));
  },

  *"58. an owner that returns leaves its tasks, whose replies go nowhere"(log) {
    const me = self();
    const [, ref] = spawnMonitor(() => send(me, ["task", asked().pid]));
    const task = (yield* receive(tagged("task")))[1] as Pid;
    log(yield* reasonOf(ref));
    const down = watch(task);
    send(task, ["return", 1]);
    log(yield* reasonOf(down));
  },

  *"1.3 start and start_link: their end, and that nothing is sent"(log) {
    Process.flag("trapExit", true);
    yield* reasonOf(Process.monitor(Task.start(() => exit("odd"))));
    for (const body of [() => exit("odd"), () => "value"]) {
      Task.startLink(body);
      yield* queued(1);
      log(yield* exits());
    }
  },

  *"55. what a task leaves that is not awaited: the reply, the DOWN, the EXIT"(log) {
    Process.flag("trapExit", true);
    yield* finished(() => 1);
    yield* queued(3);
    log(yield* left());
    yield* finished(() => exit("odd"));
    yield* queued(2);
    log(yield* left());
  },
};
