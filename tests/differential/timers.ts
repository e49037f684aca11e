// Rules 85 and 86, and the table rows of §1.2 about timers. Twin of timers.exs.

import { isRef, makeRef, Process, receive, self, send, spawn, spawnMonitor, System } from "../../js/index.ts";
import { attempt, dead, drain, finish, forever, is, queued, reasonOf, waiting, type Group } from "./trace.ts";

export const timers: Group = {
  *"85. a timer never fires early"(log) {
    for (const ms of [1, 10, 25]) {
      const started = System.monotonicTime();
      Process.sendAfter(self(), "fired", ms);
      yield* receive(is("fired"));
      log(System.monotonicTime() - started >= ms);
    }
  },

  *"85. the message of a timer is an ordinary message, behind those that are there"(log) {
    Process.sendAfter(self(), ["bare", 1], 5);
    send(self(), "before");
    yield* queued(2);
    send(self(), "after");
    log(yield* drain());
  },

  *"85. cancel returns false when the timer has fired, and the message may be there"(log) {
    const timer = Process.sendAfter(self(), "fired", 5);
    yield* queued(1);
    log(Process.cancelTimer(timer));
    log(yield* drain());
  },

  *"85. a cancelled timer does not fire"(log) {
    const timer = Process.sendAfter(self(), "cancelled", 20);
    Process.sendAfter(self(), "kept", 40);
    log(isLeft(Process.cancelTimer(timer), 0, 20));
    log(yield* receive());
    log(yield* drain());
  },

  *"86. a timer to a process that has died vanishes"(log) {
    const pid = waiting();
    const timer = Process.sendAfter(pid, "lost", 10_000);
    const ref = Process.monitor(pid);
    finish(pid, "over");
    log(yield* reasonOf(ref));
    log([Process.readTimer(timer), Process.cancelTimer(timer)]);
  },

  *"86. a timer can be set for a process that is dead"(log) {
    const timer = Process.sendAfter(yield* dead(), "lost", 0);
    log(isRef(timer));
    Process.sendAfter(self(), "fired", 5);
    log(yield* receive());
  },

  *"86. a timer to a name is resolved when it fires: the name may be registered later"(log) {
    Process.sendAfter("registered_later", "fired", 20);
    Process.register(self(), "registered_later");
    log(yield* receive());
  },

  *"86. a timer to a name goes to the process that holds it when it fires"(log) {
    const pid = waiting();
    Process.register(pid, "moved");
    Process.sendAfter("moved", "fired", 20);
    Process.unregister("moved");
    Process.register(self(), "moved");
    log(yield* receive());
    log(Process.info(pid)?.messageQueueLength);
  },

  *"86. a timer to a name that nobody holds when it fires vanishes"(log) {
    log(isRef(Process.sendAfter("nobody_then", "lost", 1)));
    Process.sendAfter(self(), "fired", 20);
    log(yield* receive());
  },

  *"§1.2 send_after with 0 is asynchronous: a send right after it arrives first"(log) {
    Process.sendAfter(self(), "timer", 0);
    send(self(), "sent");
    yield* queued(2);
    log(yield* drain());
  },

  *"§1.2 timers fire in the order of their deadlines"(log) {
    for (const ms of [120, 20, 70]) Process.sendAfter(self(), ms, ms);
    for (let n = 1; n <= 3; n++) log(yield* receive());
  },

  *"§1.2 cancel_timer returns the ms left, then false"(log) {
    const timer = Process.sendAfter(self(), "late", 10_000);
    log(isLeft(Process.cancelTimer(timer), 5_000, 10_000));
    log(Process.cancelTimer(timer));
  },

  *"§1.2 read_timer returns the ms left, or false when fired or cancelled"(log) {
    const fired = Process.sendAfter(self(), "fired", 0);
    const cancelled = Process.sendAfter(self(), "late", 10_000);
    log(isLeft(Process.readTimer(cancelled), 5_000, 10_000));
    Process.cancelTimer(cancelled);
    yield* queued(1);
    log([Process.readTimer(fired), Process.readTimer(cancelled)]);
  },

  *"§1.2 cancel_timer and read_timer of an unknown reference return false"(log) {
    log([Process.cancelTimer(makeRef()), Process.readTimer(makeRef())]);
  },

  *"§1.2 another process can read and cancel a timer"(log) {
    const parent = self();
    const timer = Process.sendAfter(self(), "late", 10_000);
    spawn(() => {
      send(parent, ["read", isLeft(Process.readTimer(timer), 5_000, 10_000)]);
      send(parent, ["cancelled", isLeft(Process.cancelTimer(timer), 5_000, 10_000)]);
    });

    log(yield* receive());
    log(yield* receive());
    log(Process.readTimer(timer));
  },

  *"§1.2 a timer outlives the process that set it"(log) {
    const parent = self();
    const [, ref] = spawnMonitor(() => Process.sendAfter(parent, "fired", 10));
    log(yield* reasonOf(ref));
    log(yield* receive());
  },

  *"§1.2 send_after raises for a negative time"(log) {
    log(attempt(() => Process.sendAfter(self(), "never", -1)));
    log(yield* drain());
  },

  *"§1.2 sleep takes no message: they keep queueing"(log) {
    const parent = self();
    spawn(() => {
      for (const n of [1, 2, 3]) send(parent, n);
    });
    send(self(), 0);
    yield* Process.sleep(20);
    log(yield* drain());
  },

  *"§1.2 a sleeping process can be ended by an exit signal"(log) {
    const [pid, ref] = spawnMonitor(forever);
    Process.exit(pid, "wake_up");
    log(yield* reasonOf(ref));
  },

  *"§1.2 sleepers wake in the order of their deadlines"(log) {
    const parent = self();
    for (const ms of [120, 20, 70]) {
      spawn(function* () {
        yield* Process.sleep(ms);
        send(parent, ms);
      });
    }

    for (let n = 1; n <= 3; n++) log(yield* receive());
  },
};

function isLeft(ms: number | false, least: number, most: number): boolean {
  return ms !== false && ms >= least && ms <= most;
}
