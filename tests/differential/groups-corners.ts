// Corners of groups (§1.13). Twin of groups-corners.exs.

import { Groups, makeRef, self } from "../../js/index.ts";
import type { Ref } from "../../js/index.ts";
import { eventually } from "./groups.ts";
import { drain, finish, queued, waiting, type Group } from "./trace.ts";

function told(messages: readonly unknown[], refs?: readonly Ref[]): unknown[] {
  return (messages as Groups.Change[]).map(({ ref, type, group, pids }) => (refs === undefined ? [type, group, pids] : [refs.indexOf(ref), type, group, pids]));
}

export const groupsCorners: Group = {
  *"§1.13 the end of a member that joined twice, as a monitor tells it"(log) {
    const pid = waiting();
    for (let time = 0; time < 3; time++) Groups.join("h1", pid);
    Groups.monitor("h1");
    finish(pid, "done");
    log(yield* eventually("h1", 0));
    yield* queued(3);
    log(told(yield* drain()));
  },

  *"§1.13 joins and leaves of several at once, as a monitor tells them"(log) {
    const [one, other] = [waiting(), waiting()];
    Groups.monitor("h2");
    Groups.join("h2", [one, other, one]);
    log(Groups.members("h2").length);
    log(Groups.leave("h2", [one, other]));
    log(Groups.members("h2"));
    log(Groups.leave("h2", one));
    log(Groups.leave("h2", one));
    const order = [one, other];
    const changes = (yield* drain()) as Groups.Change[];
    log(changes.map(({ type, group, pids }) => [type, group, [...pids].sort((a, b) => order.indexOf(a) - order.indexOf(b))]));
  },

  *"§1.13 several monitors of one process, and the end of one"(log) {
    const first = Groups.monitor("h3").ref;
    const second = Groups.monitor("h3").ref;
    Groups.join("h3", self());
    log(told(yield* drain(), [first, second]));
    Groups.demonitor(first);
    Groups.leave("h3", self());
    log(told(yield* drain(), [first, second]));
  },

  *"§1.13 members of equal names, by value"(log) {
    Groups.join([1, "a"], self());
    log(Groups.members([1, "a"])[0] === self());
    log(Groups.members([1, "b"]));
    Groups.leave([1, "a"], self());
    log(Groups.whichGroups().some((group) => Array.isArray(group) && group[1] === "a"));
  },

  *"§1.13 demonitor of what is no monitor, and of another's"(log) {
    const me = self();
    const { ref } = Groups.monitor("h5");
    log(Groups.demonitor(makeRef()));
    Groups.join("h5", me);
    log(told(yield* drain()).length);
    log(Groups.demonitor(ref));
    Groups.leave("h5", me);
    log(yield* drain());
  },
};
