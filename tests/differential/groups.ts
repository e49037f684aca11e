// §1.13: groups, which are Erlang's pg. Twin of groups.exs.

import { Groups, Process, self, send } from "../../js/index.ts";
import { drain, finish, queued, reasonOf, waiting, watch, type Group } from "./trace.ts";

/** The scope hears of an end when it does. */
export function* eventually(group: string, count: number) {
  while (Groups.members(group).length !== count) yield* Process.sleep(1);
  return count;
}

function* changes(group: string) {
  const messages = (yield* drain()) as Groups.Change[];
  return messages.filter((change) => change.group === group).map(({ type, pids }) => [type, pids]);
}

export const groups: Group = {
  *"§1.13 members are those who joined; an unknown group has none"(log) {
    log(Groups.members("g1"));
    const pid = waiting();
    log(Groups.join("g1", self()) ?? "ok");
    log(Groups.join("g1", [pid]) ?? "ok");
    const members = Groups.members("g1");
    log([members.length, members.includes(self()), members.includes(pid)]);
  },

  *"§1.13 who joins twice is there twice, and must leave twice"(log) {
    Groups.join("g2", self());
    Groups.join("g2", self());
    log(Groups.members("g2").length);
    log(Groups.leave("g2", self()));
    log(Groups.members("g2").length);
    log(Groups.leave("g2", self()));
    log(Groups.members("g2"));
  },

  *"§1.13 leaving a group that one is not in is not joined"(log) {
    log(Groups.leave("g3", self()));
    Groups.join("g3", waiting());
    log(Groups.leave("g3", self()));
    log(Groups.leave("g3", []));
  },

  *"§1.13 only groups with members are there"(log) {
    log(Groups.whichGroups().includes("g4"));
    Groups.join("g4", self());
    log(Groups.whichGroups().includes("g4"));
    Groups.leave("g4", self());
    log(Groups.whichGroups().includes("g4"));
  },

  *"§1.13 a member that ends leaves all its groups"(log) {
    const pid = waiting();
    for (const group of ["g5", "g5", "g5_other"]) Groups.join(group, pid);
    const ref = watch(pid);
    finish(pid, "done");
    log(yield* reasonOf(ref));
    log(yield* eventually("g5", 0));
    log(yield* eventually("g5_other", 0));
    log(Groups.whichGroups().includes("g5"));
  },

  *"§1.13 a monitor tells who was there, and then of join and leave"(log) {
    const pid = waiting();
    Groups.join("g6", pid);
    const { members } = Groups.monitor("g6");
    log(members);
    Groups.join("g6", [self(), pid]);
    Groups.join("g6_other", pid);
    Groups.leave("g6", pid);
    log(yield* changes("g6"));
    log(yield* drain());
  },

  *"§1.13 a monitor tells of a member that ends"(log) {
    const pid = waiting();
    Groups.join("g7", pid);
    Groups.monitor("g7");
    finish(pid, "done");
    log(yield* eventually("g7", 0));
    yield* queued(1);
    log(yield* changes("g7"));
  },

  *"§1.13 a monitor of the scope tells of all groups"(log) {
    Groups.join("g8", self());
    const { groups } = Groups.monitorAll();
    log(groups.find(([group]) => group === "g8")?.[1]);
    Groups.join("g8_new", self());
    Groups.leave("g8", self());
    const messages = (yield* drain()) as Groups.Change[];
    log(messages.map(({ type, group, pids }) => [type, group, pids]));
  },

  *"§1.13 demonitor takes the messages out, and is false for the second time"(log) {
    const { ref } = Groups.monitor("g9");
    const { ref: other } = Groups.monitor("g9");
    send(self(), "kept");
    Groups.join("g9", self());
    log(Groups.demonitor(ref));
    log(Groups.demonitor(ref));
    Groups.leave("g9", self());
    log((yield* drain()).map((message) => (typeof message === "string" ? message : [(message as Groups.Change).type, (message as Groups.Change).ref === other])));
  },
};
