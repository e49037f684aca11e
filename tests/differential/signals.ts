// Rules 1 to 6: signals and their order. Twin of signals.exs.

import {
  exit, isDown, isExit, Process, receive, self, send, spawn, spawnLink, spawnMonitor,
} from "../../js/index.ts";
import { attempt, dead, drain, finish, is, reasonOf, untilFinished, waiting, type Group } from "./trace.ts";

export const signals: Group = {
  *"1. messages from one process to another arrive in the order sent"(log) {
    const parent = self();
    spawn(() => {
      for (let n = 1; n <= 5; n++) send(parent, n);
    });

    for (let n = 1; n <= 5; n++) log(yield* receive());
  },

  *"1. messages and exit signals from one process to another keep the order sent"(log) {
    const parent = self();
    const target = spawn(function* () {
      Process.flag("trapExit", true);
      send(parent, "trapping");
      for (let n = 1; n <= 5; n++) log(yield* receive());
      send(parent, "done");
    });
    yield* receive(is("trapping"));

    send(target, "first");
    Process.exit(target, "second");
    send(target, "third");
    Process.exit(target, "fourth");
    send(target, "fifth");

    log(yield* receive(is("done")));
  },

  *"1. a monitor set before an exit signal sees its reason"(log) {
    const target = waiting();
    const ref = Process.monitor(target);
    Process.exit(target, "reason");
    log(yield* reasonOf(ref));
  },

  *"1. a monitor set after an exit signal sees noproc"(log) {
    const target = waiting();
    Process.exit(target, "reason");
    const ref = Process.monitor(target);
    log(yield* reasonOf(ref));
  },

  *"1. a link set before an exit signal sees its reason"(log) {
    Process.flag("trapExit", true);
    const target = waiting();
    Process.link(target);
    Process.exit(target, "reason");
    log(yield* receive());
  },

  *"2. the last message of a process arrives before its EXIT"(log) {
    Process.flag("trapExit", true);
    const parent = self();
    spawnLink(() => {
      send(parent, "last");
      exit("over");
    });

    log(yield* receive());
    log(yield* receive());
  },

  *"2. the last message of a process arrives before its DOWN"(log) {
    const parent = self();
    spawnMonitor(() => {
      send(parent, "last");
      exit("over");
    });

    log(yield* receive());
    log(yield* receive());
  },

  *"2. with a link and a monitor both the EXIT and the DOWN arrive"(log) {
    Process.flag("trapExit", true);
    const [pid, ref] = Process.spawn(() => exit("over"), { link: true, monitor: true });
    log(yield* receive((message) => isExit(message, pid)));
    log(yield* receive((message) => isDown(message, ref)));
    log(yield* drain());
  },

  *"3. a name is released before the DOWN is delivered, and can be taken again"(log) {
    const [first, ref] = spawnMonitor(untilFinished);
    Process.register(first, "released_before_down");
    log(Process.whereis("released_before_down"));
    finish(first, "over");
    log(yield* reasonOf(ref));
    log(Process.whereis("released_before_down"));
    log(attempt(() => Process.register(self(), "released_before_down")));
    log(Process.whereis("released_before_down"));
  },

  *"3. a name is released before the EXIT is delivered"(log) {
    Process.flag("trapExit", true);
    const pid = waiting();
    Process.link(pid);
    Process.register(pid, "released_before_exit");
    finish(pid, "over");

    const { reason } = yield* receive((message) => isExit(message, pid));
    log(reason);
    log(Process.whereis("released_before_exit"));
  },

  *"4. alive? observes the earlier kill of the same caller"(log) {
    const pid = waiting();
    log(Process.isAlive(pid));
    Process.exit(pid, "kill");
    log(Process.isAlive(pid));
  },

  *"4. info observes the earlier kill of the same caller"(log) {
    const pid = waiting();
    Process.exit(pid, "kill");
    log(Process.info(pid));
  },

  *"4. info observes the earlier messages of the same caller"(log) {
    const pid = waiting();
    for (let n = 1; n <= 3; n++) send(pid, n);
    log(Process.info(pid)?.messageQueueLength);
  },

  *"4. alive? observes an exit signal that is ignored"(log) {
    const pid = waiting();
    Process.exit(pid, "normal");
    log(Process.isAlive(pid));
  },

  *"6. send to a dead pid is dropped silently"(log) {
    const pid = yield* dead();
    log(attempt(() => {
      send(pid, "lost");
      return "sent";
    }));
    log(yield* drain());
  },

  *"6. a mailbox is unbounded and send never blocks"(log) {
    const pid = waiting();
    for (let n = 1; n <= 10_000; n++) send(pid, n);
    log(Process.info(pid)?.messageQueueLength);
  },
};
