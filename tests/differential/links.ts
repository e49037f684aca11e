// Rules 12 to 18: links. Twin of links.exs.

import { exit, isExit, Process, receive, self, send, spawn, spawnLink, spawnMonitor, type Pid } from "../../js/index.ts";
import {
  attempt, dead, drain, finish, forever, is, isOnly, linksOf, queued, reasonOf, tagged, taggedPid, untilFinished, waiting, watch,
  type Group,
} from "./trace.ts";

export const links: Group = {
  *"12. a link is bidirectional: the linked process dies with the one that linked"(log) {
    const parent = self();
    const peer = waiting();
    const ref = watch(peer);
    const linker = spawn(function* () {
      Process.link(peer);
      send(parent, "linked");
      yield* untilFinished();
    });

    yield* receive(is("linked"));
    finish(linker, "over");
    log(yield* reasonOf(ref));
  },

  *"12. a link is bidirectional: the one that linked dies with the linked process"(log) {
    const peer = waiting();
    const [linker, ref] = spawnMonitor(function* () {
      Process.link(peer);
      finish(peer, "over");
      yield* forever();
    });

    log(yield* reasonOf(ref));
    log(Process.isAlive(linker));
  },

  *"12. linking is idempotent: two links of one pair make one EXIT"(log) {
    Process.flag("trapExit", true);
    const peer = waiting();
    log(Process.link(peer));
    log(Process.link(peer));
    log(isOnly(linksOf(self()), peer));
    finish(peer, "over");
    log(yield* receive());
    log(yield* drain());
  },

  *"12. a single unlink removes the link, however often it was made"(log) {
    const peer = waiting();
    const ref = Process.monitor(peer);
    Process.link(peer);
    Process.link(peer);
    log(Process.unlink(peer));
    log(linksOf(self()));
    finish(peer, "over");
    log(yield* reasonOf(ref));
  },

  *"12. an unlink from the other side removes the link too"(log) {
    const parent = self();
    const peer = spawn(function* () {
      yield* receive(is("linked"));
      Process.unlink(parent);
      exit("over");
    });

    Process.link(peer);
    const ref = Process.monitor(peer);
    send(peer, "linked");
    log(yield* reasonOf(ref));
    log(linksOf(self()));
  },

  *"12. a link that was unlinked can be made again"(log) {
    Process.flag("trapExit", true);
    const peer = waiting();
    Process.link(peer);
    Process.unlink(peer);
    Process.link(peer);
    finish(peer, "over");
    log(yield* receive());
  },

  *"12. a link to oneself does nothing"(log) {
    log(Process.link(self()));
    log(linksOf(self()));
  },

  *"12. an unlink of what is not linked does nothing"(log) {
    log(Process.unlink(waiting()));
    log(Process.unlink(yield* dead()));
  },

  *"13. an exit signal cascades through the link graph with the same reason"(log) {
    const parent = self();
    const [a, aRef] = spawnMonitor(function* () {
      const inner = spawnLink(function* () {
        send(parent, ["c", spawnLink(untilFinished)]);
        yield* forever();
      });
      send(parent, ["b", inner]);
      yield* forever();
    });

    const [, b] = yield* receive(taggedPid("b"));
    const [, c] = yield* receive(taggedPid("c"));
    const bRef = watch(b);
    const cRef = watch(c);
    finish(c, "deep");
    log([yield* reasonOf(cRef), yield* reasonOf(bRef), yield* reasonOf(aRef)]);
    log([a, b, c].map((pid) => Process.isAlive(pid)));
  },

  *"13. a ring of links dies once, and the cascade ends"(log) {
    const parent = self();
    const [a, b, c] = [linker(parent), linker(parent), linker(parent)];
    const refs = [a, b, c].map(watch);
    yield* linkFrom(a, b);
    yield* linkFrom(b, c);
    yield* linkFrom(c, a);

    finish(b, "ring");
    const reasons: unknown[] = [];
    for (const ref of refs) reasons.push(yield* reasonOf(ref));
    log(reasons);
    log(yield* drain());
  },

  *"13. a process that traps exits stops the cascade"(log) {
    const parent = self();
    const [outer, outerRef] = spawnMonitor(function* () {
      const inner = spawnLink(function* () {
        Process.flag("trapExit", true);
        const origin = spawnLink(() => exit("deep"));
        const { reason } = yield* receive((message) => isExit(message, origin));
        send(parent, ["trapped", reason]);
        yield* forever();
      });
      send(parent, ["middle", inner]);
      yield* untilFinished();
    });

    const [, middle] = yield* receive(taggedPid("middle"));
    log(yield* receive(tagged("trapped")));
    log([Process.isAlive(middle), Process.isAlive(outer)]);
    finish(outer, "normal");
    log(yield* reasonOf(outerRef));
  },

  *"13. an exception ends the linked process with the same reason"(log) {
    const [, ref] = spawnMonitor(function* () {
      spawnLink(() => {
        throw new Error("boom");
      });
      yield* forever();
    });

    log(yield* reasonOf(ref));
  },

  *"13. shutdown and {shutdown, term} end linked processes as any abnormal reason does"(log) {
    for (const reason of ["shutdown", { shutdown: "restart" }]) {
      const [, ref] = spawnMonitor(function* () {
        spawnLink(() => exit(reason));
        yield* forever();
      });

      log(yield* reasonOf(ref));
    }
  },

  *"13. the EXIT of a cascade comes from the process that was linked, not from the origin"(log) {
    Process.flag("trapExit", true);
    const parent = self();
    const middle = spawnLink(function* () {
      send(parent, ["origin", spawnLink(untilFinished)]);
      yield* forever();
    });

    const [, origin] = yield* receive(taggedPid("origin"));
    finish(origin, "deep");
    const { from, reason } = yield* receive((message) => isExit(message));
    log([from === middle, reason]);
  },

  *"14. a normal exit is dropped by a linked process that does not trap"(log) {
    const parent = self();
    const pid = spawn(function* () {
      const [, ref] = Process.spawn(() => "ok", { link: true, monitor: true });
      send(parent, ["child", yield* reasonOf(ref)]);
      yield* receive(is("ping"));
      send(parent, ["pong", yield* drain()]);
    });

    log(yield* receive(tagged("child")));
    send(pid, "ping");
    log(yield* receive(tagged("pong")));
  },

  *"14. a normal exit is a message to a linked process that traps"(log) {
    Process.flag("trapExit", true);
    spawnLink(() => "ok");
    log(yield* receive());
  },

  *"15. trapping is judged when the signal is received: setting trap_exit later does not revive"(log) {
    const pid = spawn(function* () {
      yield* receive(is("trap"));
      Process.flag("trapExit", true);
    });
    const ref = Process.monitor(pid);
    Process.exit(pid, "first");
    send(pid, "trap");
    log(yield* reasonOf(ref));
  },

  *"15. a process that traps before the signal is received lives"(log) {
    const parent = self();
    const pid = spawn(function* () {
      yield* receive(is("trap"));
      Process.flag("trapExit", true);
      send(parent, "trapping");
      const { reason } = yield* receive((message) => isExit(message));
      send(parent, ["trapped", reason]);
    });

    send(pid, "trap");
    yield* receive(is("trapping"));
    Process.exit(pid, "first");
    log(yield* receive());
  },

  *"15. a process that stops trapping dies of the next signal, and keeps what was trapped"(log) {
    const parent = self();
    const [pid, ref] = spawnMonitor(function* () {
      Process.flag("trapExit", true);
      send(parent, "trapping");
      yield* receive(is("stop_trapping"));
      log(yield* drain());
      Process.flag("trapExit", false);
      send(parent, "stopped");
      yield* forever();
    });

    yield* receive(is("trapping"));
    Process.exit(pid, "trapped");
    send(pid, "stop_trapping");
    yield* receive(is("stopped"));
    Process.exit(pid, "fatal");
    log(yield* reasonOf(ref));
  },

  *"16. after unlink no EXIT from that link arrives"(log) {
    Process.flag("trapExit", true);
    const peer = waiting();
    Process.link(peer);
    const ref = Process.monitor(peer);
    Process.unlink(peer);
    finish(peer, "over");
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"16. after unlink no EXIT comes of a process that was told to end before"(log) {
    const peer = waiting();
    Process.link(peer);
    const ref = Process.monitor(peer);
    Process.exit(peer, "over");
    Process.unlink(peer);
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"16. an EXIT that is queued already stays queued after unlink"(log) {
    Process.flag("trapExit", true);
    const peer = spawnLink(() => exit("over"));
    yield* queued(1);
    log(Process.unlink(peer));
    log(yield* drain());
  },

  *"17. a link to a dead process raises when the caller does not trap"(log) {
    const pid = yield* dead();
    log(attempt(() => Process.link(pid)));
    log(yield* drain());
  },

  *"17. a link to a dead process, uncaught, ends the caller with noproc"(log) {
    const pid = yield* dead();
    const [, ref] = spawnMonitor(() => Process.link(pid));
    log(yield* reasonOf(ref));
  },

  *"17. a link to a dead process is an EXIT message with noproc when the caller traps"(log) {
    Process.flag("trapExit", true);
    const pid = yield* dead();
    log(attempt(() => Process.link(pid)));
    log(yield* receive());
  },

  *"18. the normal death of the parent does not end a linked child"(log) {
    const parent = self();
    const [, ref] = spawnMonitor(() => {
      const pid = spawnLink(function* () {
        yield* receive(is("ping"));
        send(parent, "pong");
      });
      send(parent, ["child", pid]);
    });

    const [, child] = yield* receive(taggedPid("child"));
    log(yield* reasonOf(ref));
    log(Process.isAlive(child));
    send(child, "ping");
    log(yield* receive());
  },

  *"18. the abnormal death of the parent ends a linked child"(log) {
    const parent = self();
    const [middle] = spawnMonitor(function* () {
      send(parent, ["child", spawnLink(forever)]);
      yield* untilFinished();
    });

    const [, child] = yield* receive(taggedPid("child"));
    const ref = watch(child);
    finish(middle, "abnormal");
    log(yield* reasonOf(ref));
  },

  *"§1.1 spawn_link is atomic: a child that exits at once is an EXIT with its own reason"(log) {
    Process.flag("trapExit", true);
    for (const reason of ["at_once", "normal"]) {
      spawnLink(() => exit(reason));
      log(yield* receive());
    }
  },
};

/** A process that links to whom it is told, answers, and ends as it is told. */
function linker(parent: Pid): Pid {
  return spawn(function* () {
    const [, to] = yield* receive(taggedPid("link"));
    Process.link(to);
    send(parent, "linked");
    yield* untilFinished();
  });
}

function* linkFrom(from: Pid, to: Pid) {
  send(from, ["link", to]);
  yield* receive(is("linked"));
}
