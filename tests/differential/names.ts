// The table rows of §1.1 and §1.2 about registered names. Twin of names.exs.

import { exit, Process, self, send, spawnMonitor } from "../../js/index.ts";
import { attempt, dead, drain, finish, reasonOf, waiting, type Group } from "./trace.ts";

export const names: Group = {
  *"§1.2 register gives a pid a name that whereis, registered and send know"(log) {
    log(Process.register(self(), "known"));
    log([Process.whereis("known") === self(), Process.registered().includes("known")]);
    send("known", "by_name");
    log(yield* drain());
  },

  *"§1.2 another process can be registered"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    Process.register(pid, "another");
    finish("another", "told_by_name");
    log(yield* reasonOf(ref));
  },

  *"§1.2 whereis of an unknown name finds nothing"(log) {
    log(Process.whereis("unknown"));
  },

  *"§1.2 register raises when the name is taken by another process"(log) {
    const pid = waiting();
    Process.register(pid, "taken");
    log(attempt(() => Process.register(self(), "taken")));
    log(Process.whereis("taken") === pid);
  },

  *"§1.2 register raises when the name is taken by the same process"(log) {
    Process.register(self(), "twice");
    log(attempt(() => Process.register(self(), "twice")));
    log(Process.whereis("twice") === self());
  },

  *"§1.2 register raises when the process has another name"(log) {
    Process.register(self(), "one_name");
    log(attempt(() => Process.register(self(), "other_name")));
    log([Process.whereis("one_name") === self(), Process.whereis("other_name")]);
  },

  *"§1.2 register raises when the process is dead"(log) {
    const pid = yield* dead();
    log(attempt(() => Process.register(pid, "for_the_dead")));
    log(Process.whereis("for_the_dead"));
  },

  *"§1.2 unregister frees the name, and the process can take another"(log) {
    Process.register(self(), "old");
    log(Process.unregister("old"));
    log(Process.whereis("old"));
    log(Process.register(self(), "new"));
    log(Process.whereis("new") === self());
  },

  *"§1.2 unregister raises for an unknown name"(log) {
    log(attempt(() => Process.unregister("unknown")));
  },

  *"§1.1 send raises for an unregistered name"(log) {
    log(attempt(() => send("unknown", "lost")));
    Process.register(self(), "short_lived");
    Process.unregister("short_lived");
    log(attempt(() => send("short_lived", "lost")));
    log(yield* drain());
  },

  *"§1.1 send raises for the name of a process that has died"(log) {
    const pid = waiting();
    const ref = Process.monitor(pid);
    Process.register(pid, "died");
    finish(pid, "over");
    log(yield* reasonOf(ref));
    log(attempt(() => send("died", "lost")));
    log(Process.registered().includes("died"));
  },

  *"§1.1 send to an unregistered name, uncaught, ends the sender abnormally"(log) {
    const [, ref] = spawnMonitor(() => {
      send("unknown", "lost");
      exit("normal");
    });

    log((yield* reasonOf(ref)) !== "normal");
  },

  *"§1.2 a process that is told to end by a signal frees its name"(log) {
    const pid = waiting();
    Process.register(pid, "killed_name");
    Process.exit(pid, "kill");
    log(Process.isAlive(pid));
    log(Process.whereis("killed_name"));
    log(Process.register(self(), "killed_name"));
  },

  *"§1.2 info shows the registered name"(log) {
    log(Process.info(self())?.registeredName === undefined);
    Process.register(self(), "shown");
    log(Process.info(self())?.registeredName);
  },
};
