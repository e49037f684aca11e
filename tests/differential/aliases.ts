// The table rows of §1.1 and §1.2 about aliases. Twin of aliases.exs.

import { makeRef, Process, receive, self, send, spawn, spawnMonitor, type Pid, type Ref } from "../../js/index.ts";
import { attempt, dead, drain, finish, queued, reasonOf, waiting, type Group } from "./trace.ts";

export const aliases: Group = {
  *"§1.2 an alias delivers to its owner until unalias"(log) {
    const alias = Process.alias("explicitUnalias");
    send(alias, 1);
    send(alias, 2);
    log(yield* drain());
    log(Process.unalias(alias));
    send(alias, "dropped");
    log(yield* drain());
  },

  *"§1.2 another process can send to an alias"(log) {
    const alias = Process.alias();
    spawn(() => send(alias, "from_elsewhere"));
    log(yield* receive());
  },

  *"§1.2 unalias is true once: for an inactive or unknown alias it is false"(log) {
    const alias = Process.alias();
    log([Process.unalias(alias), Process.unalias(alias), Process.unalias(makeRef())]);
  },

  *"§1.2 unalias of another process's alias is false, and changes nothing"(log) {
    const parent = self();
    const alias = Process.alias();
    spawn(() => send(parent, attempt(() => Process.unalias(alias))));
    log(yield* receive());
    send(alias, "delivered");
    log(yield* drain());
  },

  *"§1.2 a monitor on oneself with an alias is no alias"(log) {
    for (const mode of ["explicitUnalias", "demonitor", "replyDemonitor"] as const) {
      const ref = Process.monitor(self(), { alias: mode });
      send(ref, "dropped");
      log([yield* drain(), Process.unalias(ref)]);
    }
  },

  *"§1.2 an alias of mode reply ends with the first message through it"(log) {
    const alias = Process.alias("reply");
    for (const n of [1, 2, 3]) send(alias, n);
    log(yield* drain());
    log(Process.unalias(alias));
  },

  *"§1.2 an alias of mode reply can be ended before any reply"(log) {
    const alias = Process.alias("reply");
    log(Process.unalias(alias));
    send(alias, "dropped");
    log(yield* drain());
  },

  *"§1.2 messages that are queued already stay after unalias"(log) {
    const alias = Process.alias();
    send(alias, "queued");
    yield* queued(1);
    log(Process.unalias(alias));
    send(alias, "dropped");
    log(yield* drain());
  },

  *"§1.2 messages through an alias and to the pid keep the order sent"(log) {
    const alias = Process.alias();
    for (const n of [1, 2, 3, 4]) send(n % 2 === 0 ? alias : self(), n);
    log(yield* drain());
  },

  *"§1.1 a message to an inactive alias, or to a reference that is none, is dropped"(log) {
    const alias = Process.alias();
    Process.unalias(alias);
    log(attempt(() => sendLost(alias)));
    log(attempt(() => sendLost(makeRef())));
    log(yield* drain());
  },

  *"§1.1 a message to an alias of a dead process is dropped"(log) {
    const parent = self();
    const [, ref] = spawnMonitor(() => send(parent, Process.alias()));
    const alias = yield* receive<Ref>();
    log(yield* reasonOf(ref));
    log(attempt(() => sendLost(alias)));
  },

  *"§1.2 an alias that is the monitor's: explicitUnalias outlives the DOWN"(log) {
    const [ref, pid] = aliased("explicitUnalias");
    finish(pid, "over");
    log(yield* reasonOf(ref));
    send(ref, "after_down");
    log(yield* drain());
    log(Process.unalias(ref));
    send(ref, "dropped");
    log(yield* drain());
  },

  *"§1.2 an alias that is the monitor's: explicitUnalias outlives demonitor and messages"(log) {
    const [ref] = aliased("explicitUnalias");
    send(ref, "first");
    Process.demonitor(ref);
    send(ref, "after_demonitor");
    log(yield* drain());
    log(Process.unalias(ref));
  },

  *"§1.2 an alias that is the monitor's: unalias leaves the monitor"(log) {
    const [ref, pid] = aliased("explicitUnalias");
    log(Process.unalias(ref));
    send(ref, "dropped");
    finish(pid, "over");
    log(yield* reasonOf(ref));
    log(yield* drain());
  },

  *"§1.2 an alias that is the monitor's: demonitor outlives messages, and ends with demonitor"(log) {
    const [ref] = aliased("demonitor");
    send(ref, 1);
    send(ref, 2);
    yield* queued(2);
    Process.demonitor(ref);
    send(ref, "dropped");
    log(yield* drain());
    log(Process.unalias(ref));
  },

  *"§1.2 an alias that is the monitor's: demonitor ends with the DOWN"(log) {
    const [ref, pid] = aliased("demonitor");
    finish(pid, "over");
    log(yield* reasonOf(ref));
    send(ref, "dropped");
    log(yield* drain());
    log(Process.unalias(ref));
  },

  *"§1.2 an alias that is the monitor's: replyDemonitor ends alias and monitor with the first message"(log) {
    const [ref, pid] = aliased("replyDemonitor");
    const other = Process.monitor(pid);
    send(ref, 1);
    send(ref, 2);
    log(yield* drain());
    log(Process.demonitor(ref, { info: true }));
    finish(pid, "over");
    log(yield* reasonOf(other));
    log(yield* drain());
  },

  *"§1.2 an alias that is the monitor's: replyDemonitor ends with the DOWN"(log) {
    const [ref, pid] = aliased("replyDemonitor");
    finish(pid, "over");
    log(yield* reasonOf(ref));
    send(ref, "dropped");
    log(yield* drain());
  },

  *"§1.2 an alias that is the monitor's: replyDemonitor ends with demonitor"(log) {
    const [ref] = aliased("replyDemonitor");
    log(Process.demonitor(ref, { info: true }));
    send(ref, "dropped");
    log(yield* drain());
  },

  *"§1.2 a monitor without alias is no alias"(log) {
    const ref = Process.monitor(waiting());
    send(ref, "dropped");
    log(yield* drain());
    log(Process.unalias(ref));
  },

  *"§1.2 a monitor with an alias on a dead process: the DOWN is noproc"(log) {
    const ref = Process.monitor(yield* dead(), { alias: "demonitor" });
    log(yield* reasonOf(ref));
    send(ref, "dropped");
    log(yield* drain());
  },
};

/** The reference of a monitor that is an alias too, and the process it watches. */
function aliased(alias: "explicitUnalias" | "demonitor" | "replyDemonitor"): [Ref, Pid] {
  const pid = waiting();
  return [Process.monitor(pid, { alias }), pid];
}

function sendLost(dest: Ref): string {
  send(dest, "lost");
  return "sent";
}
