// Rules 19 to 25: exit reasons. Twin of exit-reasons.exs. Rule 26 (max_heap_size) has no counterpart in beamlet.

import {
  exit, ExitError, isExit, Process, receive, self, send, spawn, spawnLink, spawnMonitor,
} from "../../js/index.ts";
import { dead, drain, forever, is, reasonOf, taggedPid, waiting, type Group } from "./trace.ts";

const cleanupRuns = "docs/semantics.md §3.3: an exit signal closes the generator, so its finally blocks run";

export const exitReasons: Group = {
  *"19. exit(pid, kill) cannot be trapped, and monitors see killed"(log) {
    const parent = self();
    const [pid, ref] = spawnMonitor(function* () {
      Process.flag("trapExit", true);
      send(parent, "trapping");
      log(["trapped", yield* receive()]);
    });

    yield* receive(is("trapping"));
    Process.exit(pid, "kill");
    log(yield* reasonOf(ref));
  },

  *"19. linked processes see killed when one is killed"(log) {
    Process.flag("trapExit", true);
    const pid = spawnLink(forever);
    Process.exit(pid, "kill");
    log(yield* receive());
  },

  *"19. a linked process that does not trap dies with killed"(log) {
    const parent = self();
    const [, ref] = spawnMonitor(function* () {
      send(parent, ["inner", spawnLink(forever)]);
      yield* forever();
    });

    const [, inner] = yield* receive(taggedPid("inner"));
    Process.exit(inner, "kill");
    log(yield* reasonOf(ref));
  },

  *"19. exit(kill) by the process itself is a link signal kill that can be trapped"(log) {
    Process.flag("trapExit", true);
    spawnLink(() => exit("kill"));
    log(yield* receive());
  },

  *"19. exit(kill) by the process itself is not converted for monitors nor for linked processes"(log) {
    const [, inner] = spawnMonitor(() => exit("kill"));
    const [, outer] = spawnMonitor(function* () {
      spawnLink(() => exit("kill"));
      yield* forever();
    });

    log([yield* reasonOf(inner), yield* reasonOf(outer)]);
  },

  *"19. exit(pid, killed) is an ordinary reason and can be trapped"(log) {
    const parent = self();
    const pid = spawn(function* () {
      Process.flag("trapExit", true);
      send(parent, "trapping");
      const { reason } = yield* receive((message) => isExit(message, parent));
      send(parent, ["trapped", reason]);
    });

    yield* receive(is("trapping"));
    Process.exit(pid, "killed");
    log(yield* receive());
  },

  *"20. exit(other, normal) is ignored by a process that does not trap"(log) {
    const parent = self();
    const pid = spawn(function* () {
      yield* receive(is("ping"));
      send(parent, ["pong", yield* drain()]);
    });

    log(Process.exit(pid, "normal"));
    send(pid, "ping");
    log(yield* receive());
  },

  *"20. exit(other, normal) is a message to a process that traps"(log) {
    const parent = self();
    const pid = spawn(function* () {
      Process.flag("trapExit", true);
      send(parent, "trapping");
      const { from, reason } = yield* receive((message) => isExit(message));
      send(parent, [from === parent, reason]);
    });

    yield* receive(is("trapping"));
    Process.exit(pid, "normal");
    log(yield* receive());
  },

  *"21. exit(self, normal) ends a caller that does not trap"(log) {
    const [, ref] = spawnMonitor(function* () {
      Process.exit(self(), "normal");
      yield* receive(is("never"));
    });

    log(yield* reasonOf(ref));
  },

  *"21. exit(self, normal) is a message to a caller that traps"(log) {
    Process.flag("trapExit", true);
    Process.exit(self(), "normal");
    log(yield* receive());
  },

  *"21. exit(self, kill) ends the caller with killed, trapping or not"(log) {
    for (const trapping of [false, true]) {
      const [, ref] = spawnMonitor(function* () {
        Process.flag("trapExit", trapping);
        Process.exit(self(), "kill");
        log(yield* receive());
      });

      log(yield* reasonOf(ref));
    }
  },

  *"21. exit(self, reason) ends a caller that does not trap"(log) {
    const [, ref] = spawnMonitor(function* () {
      Process.exit(self(), "reason");
      yield* receive(is("never"));
    });

    log(yield* reasonOf(ref));
  },

  *"21. exit(self, reason) ends the caller before the next expression"(log) {
    const [, ref] = spawnMonitor(() => {
      Process.exit(self(), "reason");
      log("still_running");
    });

    log(yield* reasonOf(ref));
  },

  *"22. exit(pid, reason) to a process that traps is a message, and the process lives"(log) {
    const parent = self();
    const pid = spawn(function* () {
      Process.flag("trapExit", true);
      send(parent, "trapping");
      const { from, reason } = yield* receive((message) => isExit(message));
      send(parent, ["trapped", from === parent, reason]);
      yield* receive(is("ping"));
      send(parent, "pong");
    });

    yield* receive(is("trapping"));
    Process.exit(pid, "reason");
    log(yield* receive());
    log(Process.isAlive(pid));
    send(pid, "ping");
    log(yield* receive());
  },

  *"22. exit(pid, reason) ends a process that does not trap with that reason"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    log(Process.exit(pid, ["custom", 1]));
    log(yield* reasonOf(ref));
  },

  *"22. the first of several exit signals decides the reason"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    for (const reason of ["first", "second", "kill"]) Process.exit(pid, reason);
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"23. exit(reason) can be caught"(log) {
    try {
      exit("caught");
    } catch (error) {
      log(["caught", error instanceof ExitError && error.reason]);
    }

    log("goes_on");
  },

  *"23. exit(reason), uncaught, runs the cleanup and ends the process with that reason"(log) {
    const [, ref] = spawnMonitor(() => {
      try {
        exit("uncaught");
      } finally {
        log("cleanup");
      }
    });

    log(yield* reasonOf(ref));
  },

  *"23. an exit in the cleanup replaces the reason"(log) {
    const [, ref] = spawnMonitor(() => {
      try {
        exit("first");
      } finally {
        exit("second");
      }
    });

    log(yield* reasonOf(ref));
  },

  *"23. an exit signal cannot be caught"(log) {
    const parent = self();
    const [pid, ref] = spawnMonitor(function* () {
      try {
        send(parent, "ready");
        yield* forever();
      } catch (error) {
        log(error);
      }
    });

    yield* receive(is("ready"));
    Process.exit(pid, "signal");
    log(yield* reasonOf(ref));
  },

  "23. an exit signal runs no cleanup in Elixir": {
    why: cleanupRuns,
    ours: ["cleanup"],
    *body(log, ours) {
      const parent = self();
      const [pid, ref] = spawnMonitor(function* () {
        try {
          send(parent, "ready");
          yield* forever();
        } finally {
          ours("cleanup");
        }
      });

      yield* receive(is("ready"));
      Process.exit(pid, "signal");
      log(yield* reasonOf(ref));
    },
  },

  "23. a link signal runs no cleanup in Elixir": {
    why: cleanupRuns,
    ours: ["cleanup"],
    *body(log, ours) {
      const [, ref] = spawnMonitor(function* () {
        try {
          spawnLink(() => exit("linked"));
          yield* forever();
        } finally {
          ours("cleanup");
        }
      });

      log(yield* reasonOf(ref));
    },
  },

  *"23. kill runs no cleanup"(log) {
    const parent = self();
    const [pid, ref] = spawnMonitor(function* () {
      try {
        send(parent, "ready");
        yield* forever();
      } finally {
        log("cleanup");
      }
    });

    yield* receive(is("ready"));
    Process.exit(pid, "kill");
    log(yield* reasonOf(ref));
  },

  *"24. noproc means that the target did not exist: a real reason is another"(log) {
    const [pid, before] = spawnMonitor(() => exit("real"));
    log(yield* reasonOf(before));
    log(yield* reasonOf(Process.monitor(pid)));
  },

  *"25. an uncaught error is the reason"(log) {
    const [, ref] = spawnMonitor(() => {
      throw new TypeError("boom");
    });

    log(yield* reasonOf(ref));
  },

  *"25. an uncaught throw is wrapped in nocatch"(log) {
    const [, ref] = spawnMonitor(() => {
      throw ["value", 1];
    });

    log(yield* reasonOf(ref));
  },

  *"25. an exit is the bare reason, whatever it is"(log) {
    for (const reason of ["atom", ["tuple", 1], [1, 2], 42, null, "text", { shutdown: "done" }, { key: 1 }]) {
      const [, ref] = spawnMonitor(() => exit(reason));
      log(yield* reasonOf(ref));
    }
  },

  *"25. a body that returns exits normally, and what it returned is discarded"(log) {
    for (const body of [() => "ignored", () => exit("normal")]) {
      const [, ref] = spawnMonitor(body);
      log(yield* reasonOf(ref));
    }
  },

  *"25. a caught error does not end the process"(log) {
    try {
      throw new Error("boom");
    } catch (error) {
      log(error);
    }

    log("goes_on");
  },

  *"§1.2 exit/2 returns true, even for a dead process"(log) {
    log(Process.exit(waiting(), "reason"));
    log(Process.exit(yield* dead(), "reason"));
  },
};
