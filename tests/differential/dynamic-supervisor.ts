// Rules 69, 71, 73, 74, 76 and 77 of docs/semantics.md, and rows of §1.8. Twin of dynamic-supervisor.exs.

import { exit, isExit, NoProcessError, Process, receive, self, send, spawn, spawnLink, StartError, System, type Operation, type Pid } from "../../js/index.ts";
import * as DynamicSupervisor from "../../js/otp/dynamic-supervisor.ts";
import { drain, finish, queued, reasonOf, tagged, untilFinished, watch, type Group } from "./trace.ts";

type Options = Partial<DynamicSupervisor.ChildSpec>;

/** A child that tells the scenario who it is, and does what it is told. */
function* told(parent: Pid, name: string) {
  send(parent, ["started", name, self()]);
  yield* untilFinished();
}

/** A child that traps exits, and says how it was told to end. */
function* traps(parent: Pid, name: string, answer: "end" | "stay") {
  Process.flag("trapExit", true);
  send(parent, ["started", name, self()]);
  const { reason } = yield* receive(isExit);
  send(parent, ["told", name, reason]);
  if (answer === "stay") yield* Process.sleep(Infinity);
}

function spec(name: string, options: Options = {}): DynamicSupervisor.ChildSpec {
  const parent = self();
  return { id: "child", start: () => spawnLink(told, parent, name), ...options };
}

function trapping(name: string, answer: "end" | "stay", options: Options = {}): DynamicSupervisor.ChildSpec {
  const parent = self();
  return { id: "child", start: () => spawnLink(traps, parent, name, answer), ...options };
}

function* supervisor(options: DynamicSupervisor.DynamicSupervisorOptions = {}) {
  Process.flag("trapExit", true);
  return yield* DynamicSupervisor.startLink(options);
}

function* started(name: string) {
  const [, , pid] = (yield* receive((message): message is [string, string, Pid] => tagged("started")(message) && message[1] === name));
  return pid;
}

/** Kills a process, and waits until it is gone. */
function* kill(pid: Pid) {
  const ref = Process.monitor(pid);
  Process.exit(pid, "kill");
  return yield* reasonOf(ref);
}

function* count(pid: Pid) {
  const { specs, active, supervisors, workers } = yield* DynamicSupervisor.countChildren(pid);
  return [specs, active, supervisors, workers];
}

/** What Elixir returns where ours succeeds or throws. */
function* outcome(act: () => Operation<unknown>, success: (value: unknown) => unknown) {
  try {
    return success(yield* act());
  } catch (error) {
    if (error instanceof StartError) return ["error", error.reason === "maxChildren" ? "max_children" : error.reason];
    if (error instanceof NoProcessError) return ["error", "not_found"];
    throw error;
  }
}

const started_ = (value: unknown) => value ?? "ignore";
const ok = () => "ok";

function* exitOf(pid: Pid) {
  const { reason } = yield* receive((message) => isExit(message, pid));
  return reason;
}

export const dynamicSupervisor: Group = {
  *"1.8 ids are not unique, and the children are shown without one"(log) {
    const pid = yield* supervisor();
    const first = yield* DynamicSupervisor.startChild(pid, spec("a"));
    yield* DynamicSupervisor.startChild(pid, spec("b", { type: "supervisor" }));
    const children = yield* DynamicSupervisor.whichChildren(pid);
    log(children.length);
    log(children.filter(({ child }) => child === first).map(({ id, type }) => [id ?? "undefined", type]));
    log(yield* count(pid));
  },

  *"1.8 nothing is kept of a child that had nothing to start"(log) {
    const pid = yield* supervisor({ maxChildren: 1 });
    log(yield* outcome(() => DynamicSupervisor.startChild(pid, { id: 1, start: () => undefined }), started_));
    log(yield* count(pid));
    yield* DynamicSupervisor.startChild(pid, spec("a"));
    log(yield* outcome(() => DynamicSupervisor.startChild(pid, spec("b")), started_));
  },

  *"1.8 the reason of a start that failed"(log) {
    const pid = yield* supervisor();
    log(yield* outcome(() => DynamicSupervisor.startChild(pid, { id: 1, start: () => { throw new StartError("down"); } }), started_));
    log(yield* outcome(() => DynamicSupervisor.startChild(pid, { id: 1, start: () => exit("left") }), started_));
    log(yield* outcome(() => DynamicSupervisor.startChild(pid, { id: 1, start: () => { throw "thrown"; } }), started_));
    log(yield* count(pid));
  },

  *"1.8 terminateChild ends a child and waits, and knows no other"(log) {
    const pid = yield* supervisor();
    const child = (yield* DynamicSupervisor.startChild(pid, trapping("a", "end")))!;
    yield* started("a");
    log(yield* outcome(() => DynamicSupervisor.terminateChild(pid, child), ok));
    log(Process.isAlive(child));
    log(yield* outcome(() => DynamicSupervisor.terminateChild(pid, child), ok));
    log(yield* outcome(() => DynamicSupervisor.terminateChild(pid, self()), ok));
    log(yield* drain());
  },

  *"71. who is restarted after which reason"(log) {
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      for (const reason of ["normal", "shutdown", { shutdown: "x" }, "oops"]) {
        const pid = yield* supervisor();
        const child = (yield* DynamicSupervisor.startChild(pid, spec("a", { restart })))!;
        yield* started("a");
        const ref = watch(child);
        finish(child, reason);
        yield* reasonOf(ref);
        yield* Process.sleep(2);
        log([restart, reason, yield* count(pid)]);
        Process.unlink(pid);
        yield* DynamicSupervisor.stop(pid);
      }
    }
  },

  *"73. the restart that is one too many ends the supervisor, and the other children"(log) {
    const pid = yield* supervisor({ maxRestarts: 2 });
    yield* DynamicSupervisor.startChild(pid, trapping("other", "end", { restart: "temporary" }));
    yield* started("other");
    yield* DynamicSupervisor.startChild(pid, spec("a"));
    for (let round = 0; round < 3; round++) log(yield* kill(yield* started("a")));
    log(["exit", yield* exitOf(pid)]);
    log(yield* drain());
  },

  *"74. a restart that fails is tried again until it succeeds, and each try counts"(log) {
    const pid = yield* supervisor({ maxRestarts: 3 });
    const me = self();
    let tries = 0;
    const start = () => {
      tries++;
      return tries === 1 || tries > 3 ? spawnLink(told, me, "trying") : exit("down");
    };
    yield* DynamicSupervisor.startChild(pid, { id: 1, start });
    yield* kill(yield* started("trying"));
    const again = yield* started("trying");
    log(tries);
    log(yield* count(pid));
    yield* kill(again);
    log(["shutdown", "noproc"].includes((yield* reasonOf(Process.monitor(pid))) as string));
  },

  *"76. a child that does not end in its time is killed, and one without time at once"(log) {
    const pid = yield* supervisor();
    const slow = (yield* DynamicSupervisor.startChild(pid, trapping("slow", "stay", { shutdown: 20 })))!;
    const none = (yield* DynamicSupervisor.startChild(pid, trapping("none", "end", { shutdown: "brutalKill" })))!;
    yield* started("slow");
    yield* started("none");
    const refs = [watch(slow), watch(none)] as const;
    yield* DynamicSupervisor.stop(pid);
    log("ok");
    log([yield* reasonOf(refs[0]), yield* reasonOf(refs[1])]);
    log(yield* exitOf(pid));
    log(yield* drain());
  },

  *"69. all children are told at once, not one after another"(log) {
    const pid = yield* supervisor();
    for (const name of ["a", "b", "c"]) {
      yield* DynamicSupervisor.startChild(pid, trapping(name, "stay", { shutdown: 200 }));
      yield* started(name);
    }
    const before = System.monotonicTime();
    yield* DynamicSupervisor.stop(pid);
    log(System.monotonicTime() - before < 400);
    const told = (yield* drain()).filter(tagged("told")).map(([, ...rest]) => rest);
    log(told.sort());
  },

  *"77. exit signals of others are ignored, those of the parent end it"(log) {
    const me = self();
    const parent = spawn(function* () {
      const pid = yield* DynamicSupervisor.startLink();
      yield* DynamicSupervisor.startChild(pid, { id: 1, start: () => spawnLink(traps, me, "a", "end") });
      send(me, ["started", "supervisor", pid]);
      yield* untilFinished();
    });
    const pid = yield* started("supervisor");
    yield* started("a");
    Process.exit(pid, "oops");
    log(yield* count(pid));
    const ref = watch(pid);
    finish(parent, "normal");
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"77. a kill of the supervisor reaches its children as killed"(log) {
    const pid = yield* supervisor();
    const child = (yield* DynamicSupervisor.startChild(pid, trapping("a", "end")))!;
    yield* started("a");
    const ref = watch(child);
    log(yield* kill(pid));
    log(yield* reasonOf(ref));
    log((yield* drain()).sort((one) => (isExit(one) ? -1 : 1)));
  },

  *"1.8 a stopped supervisor tells its children shutdown, whatever the reason"(log) {
    const pid = yield* supervisor();
    yield* DynamicSupervisor.startChild(pid, trapping("a", "end"));
    yield* started("a");
    yield* DynamicSupervisor.stop(pid, { shutdown: "now" });
    log("ok");
    yield* queued(2);
    log(yield* drain());
  },
};
