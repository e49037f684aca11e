// Rules 27 to 31: monitors. Twin of monitors.exs.

import { exit, isDown, isRef, Process, receive, self, send, spawn, spawnMonitor } from "../../js/index.ts";
import { attempt, dead, drain, finish, forever, is, queued, reasonOf, tagged, waiting, watch, type Group } from "./trace.ts";

export const monitors: Group = {
  *"27. monitors stack: n monitors make n DOWNs, and each fires once"(log) {
    const pid = waiting();
    const refs = [Process.monitor(pid), Process.monitor(pid), Process.monitor(pid)];
    log(new Set(refs).size);
    finish(pid, "over");

    const reasons: unknown[] = [];
    for (const ref of refs) reasons.push(yield* reasonOf(ref));
    log(reasons);
    log(yield* drain());
  },

  *"27. the DOWNs of one process come in the order in which its monitors were made"(log) {
    const pid = waiting();
    const refs = Array.from({ length: 5 }, () => Process.monitor(pid));
    finish(pid, "over");

    for (let index = 0; index < refs.length; index++) log(refs.indexOf((yield* receive(isDown)).ref));
  },

  *"27. a monitor is one-way: the death of the watcher does nothing to the watched"(log) {
    const pid = waiting();
    const [, watcher] = spawnMonitor(() => {
      Process.monitor(pid);
      exit("watcher_over");
    });

    log(yield* reasonOf(watcher));
    log(Process.isAlive(pid));
    const ref = Process.monitor(pid);
    finish(pid, "watched_over");
    log(yield* reasonOf(ref));
  },

  *"27. a monitor does not end a watcher that does not trap"(log) {
    const [pid, ref] = spawnMonitor(() => exit("abnormal"));
    log([yield* receive(), pid, ref]);
  },

  *"27. every watcher is told"(log) {
    const parent = self();
    const pid = waiting();
    for (const n of [1, 2, 3]) {
      spawn(function* () {
        const ref = watch(pid);
        send(parent, "watching");
        send(parent, [`watcher${n}`, yield* reasonOf(ref)]);
      });
      yield* receive(is("watching"));
    }

    finish(pid, "over");
    for (const n of [1, 2, 3]) log(yield* receive(tagged(`watcher${n}`)));
  },

  *"28. a monitor on a dead process is an immediate DOWN with noproc"(log) {
    const pid = yield* dead();
    const ref = Process.monitor(pid);
    log([yield* receive(), pid, ref]);
  },

  *"28. a monitor on an unknown name is an immediate DOWN with noproc"(log) {
    const ref = Process.monitor("nobody_here");
    log([yield* receive(), ref]);
  },

  *"29. a monitor by name is a DOWN with the name as its object"(log) {
    const pid = waiting();
    Process.register(pid, "watched_by_name");
    Process.monitor("watched_by_name");
    finish(pid, "over");
    log(yield* receive());
  },

  *"29. a monitor by name does not follow the name to another process"(log) {
    const [first, second] = [waiting(), waiting()];
    Process.register(first, "moving_name");
    const ref = Process.monitor("moving_name");
    Process.unregister("moving_name");
    Process.register(second, "moving_name");

    const other = Process.monitor(second);
    finish(second, "second_over");
    log(yield* reasonOf(other));
    log(yield* drain());
    finish(first, "first_over");
    log(yield* reasonOf(ref));
  },

  *"29. a monitor by pid has the pid as its object, after a watcher by name that died with the watched"(log) {
    const named = waiting();
    Process.register(named, "died_together");
    const [, watcherRef] = spawnMonitor(function* () {
      Process.link(named);
      Process.monitor("died_together");
      finish(named, "together");
      yield* forever();
    });

    log(yield* reasonOf(watcherRef));
    const pids = [waiting(), waiting(), waiting(), waiting(), waiting()];
    for (const pid of pids) Process.monitor(pid);
    for (const pid of pids) finish(pid, "over");

    const objects = new Set<unknown>();
    for (const _ of pids) objects.add((yield* receive((message) => isDown(message))).object);
    log(pids.every((pid) => objects.has(pid)));
  },

  *"30. demonitor before the death: no DOWN arrives"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    const other = Process.monitor(pid);
    log(Process.demonitor(ref));
    finish(pid, "over");
    log(yield* reasonOf(other));
    log(yield* drain());
  },

  *"30. demonitor without flush leaves a DOWN that is queued already"(log) {
    const [, ref] = spawnMonitor(() => exit("over"));
    yield* queued(1);
    log(Process.demonitor(ref));
    log(yield* drain());
  },

  *"30. demonitor with flush removes a DOWN that is queued already"(log) {
    const [, ref] = spawnMonitor(() => exit("over"));
    const [, other] = spawnMonitor(() => exit("other_over"));
    yield* queued(2);
    send(self(), "kept");
    log(Process.demonitor(ref, { flush: true }));
    log([yield* reasonOf(other), yield* drain()]);
  },

  *"30. demonitor with flush before the death: no DOWN arrives"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    const other = Process.monitor(pid);
    log(Process.demonitor(ref, { flush: true }));
    finish(pid, "over");
    log(yield* reasonOf(other));
    log(yield* drain());
  },

  *"31. a monitor delivers normal, shutdown and {shutdown, term} too"(log) {
    for (const reason of ["normal", "shutdown", { shutdown: "term" }]) {
      spawnMonitor(() => exit(reason));
      log(yield* receive());
    }
  },

  *"31. a monitor does not care whether the watcher or the watched traps exits"(log) {
    Process.flag("trapExit", true);
    const [pid, ref] = spawnMonitor(() => {
      Process.flag("trapExit", true);
      exit("over");
    });

    log(yield* reasonOf(ref));
    log([Process.isAlive(pid), yield* drain()]);
  },

  *"§1.2 demonitor with info tells whether the monitor was still there"(log) {
    const ref = Process.monitor(waiting());
    log(Process.demonitor(ref, { info: true }));
    log(Process.demonitor(ref, { info: true }));
  },

  *"§1.2 demonitor with info returns false after the DOWN, and leaves it"(log) {
    const [, ref] = spawnMonitor(() => exit("over"));
    yield* queued(1);
    log(Process.demonitor(ref, { info: true }));
    log(yield* drain());
  },

  *"§1.2 demonitor with flush and info returns false after the DOWN, and removes it"(log) {
    const [, ref] = spawnMonitor(() => exit("over"));
    yield* queued(1);
    log(Process.demonitor(ref, { flush: true, info: true }));
    log(yield* drain());
  },

  *"§1.2 demonitor with flush and info returns false after the DOWN was received"(log) {
    const [, ref] = spawnMonitor(() => exit("over"));
    log(yield* reasonOf(ref));
    log(Process.demonitor(ref, { flush: true, info: true }));
  },

  *"§1.2 demonitor twice returns true twice"(log) {
    const ref = Process.monitor(waiting());
    log([Process.demonitor(ref), Process.demonitor(ref)]);
  },

  *"§1.2 demonitor of one monitor leaves the others"(log) {
    const pid = waiting();
    const [first, second, third] = [Process.monitor(pid), Process.monitor(pid), Process.monitor(pid)];
    Process.demonitor(second);
    finish(pid, "over");
    log([yield* reasonOf(first), yield* reasonOf(third), yield* drain()]);
  },

  *"§1.2 a monitor on oneself is a reference that never fires"(log) {
    const parent = self();
    spawn(function* () {
      Process.flag("trapExit", true);
      const ref = Process.monitor(self());
      send(parent, [isRef(ref), yield* drain(), Process.info(self())?.monitors]);
    });

    log(yield* receive());
  },

  *"§1.2 demonitor of another process's monitor changes nothing"(log) {
    const parent = self();
    const pid = waiting();
    const ref = Process.monitor(pid);
    spawn(() => {
      send(parent, ["demonitored", attempt(() => Process.demonitor(ref))]);
      send(parent, ["with_info", attempt(() => Process.demonitor(ref, { info: true }))]);
    });

    log(yield* receive());
    log(yield* receive());
    finish(pid, "over");
    log(yield* reasonOf(ref));
  },

  *"§1.1 spawn_monitor is atomic: a child that exits at once is a DOWN with its own reason"(log) {
    for (const reason of ["at_once", "normal"]) {
      const [, ref] = spawnMonitor(() => exit(reason));
      log(yield* reasonOf(ref));
    }
  },

  *"§1.2 info shows monitors on one side and monitoredBy on the other"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    log(Process.info(self())?.monitors.includes(pid));
    log(Process.info(pid)?.monitoredBy.includes(self()));
    Process.demonitor(ref);
    log(Process.info(self())?.monitors.length === 0);
    log(Process.info(pid)?.monitoredBy.includes(self()));
  },
};
