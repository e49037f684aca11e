// Rule 88 and the table rows of §1.1 and §1.2 about spawn, flags and info. Twin of spawn-and-info.exs.

import {
  exit, isPid, isRef, makeRef, Process, receive, self, send, spawn, spawnMonitor, type Pid, type Ref,
} from "../../js/index.ts";
import { dead, drain, is, isOnly, linksOf, queued, reasonOf, untilFinished, waiting, type Group } from "./trace.ts";

export const spawnAndInfo: Group = {
  *"88. the message queue length counts unread messages, those that were skipped included"(log) {
    const parent = self();
    const pid = spawn(function* () {
      yield* receive(is("marker"));
      send(parent, "skipped");
      yield* untilFinished();
    });

    for (const message of [1, 2, 3, "marker"]) send(pid, message);
    yield* receive(is("skipped"));
    log(Process.info(pid)?.messageQueueLength);
    for (const message of [4, 5]) send(pid, message);
    log(Process.info(pid)?.messageQueueLength);
  },

  *"88. the message queue length counts EXIT and DOWN messages"(log) {
    Process.flag("trapExit", true);
    Process.spawn(() => exit("over"), { link: true, monitor: true });
    yield* queued(2);
    log(Process.info(self())?.messageQueueLength);
    yield* drain();
    log(Process.info(self())?.messageQueueLength);
  },

  *"§1.1 spawn gives a process with an empty mailbox, no links and no monitors"(log) {
    const [, ref] = spawnMonitor(() => {
      const info = Process.info(self());
      exit([info?.messageQueueLength, info?.links, info?.monitors]);
    });

    log(yield* reasonOf(ref));
  },

  *"§1.1 spawn returns before the child has run, and a message sent at once arrives"(log) {
    const parent = self();
    const pid = spawn(function* () {
      send(parent, ["got", yield* receive()]);
    });
    send(pid, "at_once");
    log(yield* receive());
  },

  *"§1.1 a child that crashes does not disturb the one that spawned it"(log) {
    const [pid, ref] = spawnMonitor(() => {
      throw new Error("boom");
    });

    log([yield* reasonOf(ref), Process.isAlive(pid), yield* drain()]);
  },

  *"§1.1 make_ref is unique, and equal to itself"(log) {
    const [a, b] = [makeRef(), makeRef()];
    log([new Set([a, a]).size === 1, a === b, isRef(a), isPid(a), isPid(self()), isRef(self())]);
  },

  *"§1.1 a pid and a reference in a message arrive as the same"(log) {
    const ref = makeRef();
    send(self(), [self(), ref, { nested: [self(), ref] }]);
    const [pid, same, { nested }] = yield* receive<[Pid, Ref, { nested: [Pid, Ref] }]>();
    log([pid === self(), same === ref, nested[0] === self() && nested[1] === ref]);
  },

  *"§1.2 spawn with link and monitor gives a pid and a reference"(log) {
    Process.flag("trapExit", true);
    const [pid, ref] = Process.spawn(() => exit("over"), { link: true, monitor: true });
    log([isPid(pid), isRef(ref)]);
    yield* queued(2);
    log((yield* drain()).length);
  },

  *"§1.2 spawn with link gives a pid, and spawn with nothing too"(log) {
    Process.flag("trapExit", true);
    log(isPid(Process.spawn(() => exit("over"), { link: true })));
    log(yield* receive());
    log(isPid(Process.spawn(() => exit("over"), {})));
  },

  *"§1.2 alive? is true for oneself, and false for a process that has ended"(log) {
    log([Process.isAlive(self()), Process.isAlive(waiting()), Process.isAlive(yield* dead())]);
  },

  *"§1.2 flag returns the old value"(log) {
    log([Process.flag("trapExit", true), Process.flag("trapExit", true), Process.flag("trapExit", false)]);
    log([Process.flag("priority", "high"), Process.flag("priority", "normal")]);
  },

  *"§1.2 info shows whether the process traps exits, and its priority"(log) {
    log([Process.info(self())?.trapExit, Process.info(self())?.priority]);
    Process.flag("trapExit", true);
    Process.flag("priority", "low");
    log([Process.info(self())?.trapExit, Process.info(self())?.priority]);
  },

  *"§1.2 info of a dead process is nothing"(log) {
    log(Process.info(yield* dead()));
  },

  *"§1.2 info shows the status: running for oneself, waiting in a receive"(log) {
    const parent = self();
    const pid = spawn(function* () {
      send(parent, "up");
      yield* untilFinished();
    });

    yield* receive(is("up"));
    while (Process.info(pid)?.status !== "waiting") yield* Process.sleep(0);
    log([Process.info(self())?.status, Process.info(pid)?.status]);
  },

  *"§1.2 info shows links on both sides"(log) {
    const peer = waiting();
    Process.link(peer);
    log([isOnly(linksOf(self()), peer), isOnly(linksOf(peer), self())]);
    Process.unlink(peer);
    log([linksOf(self()), linksOf(peer)]);
  },

  *"§1.2 info shows the parent"(log) {
    const pid = waiting();
    log(Process.info(pid)?.parent === self());
  },

  *"§1.2 list holds the processes that are alive"(log) {
    const [alive, ended] = [waiting(), yield* dead()];
    const list = Process.list();
    log([list.includes(self()), list.includes(alive), list.includes(ended)]);
  },
};
