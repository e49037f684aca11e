// What compiles, and what must not: DynamicSupervisor, Task.Supervisor and PartitionSupervisor. Checked by tsc, never run.

import { Agent, DynamicSupervisor, GenServer, PartitionSupervisor, Process, Supervisor, Task, spawnLink, via } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<A, B>(_isSame: Same<A, B>): void {}

export function* dynamic() {
  const supervisor = yield* DynamicSupervisor.startLink({ maxChildren: 10, maxRestarts: 1, maxSeconds: 1, name: "rooms" });
  check<typeof supervisor, Pid>(true);
  const child = yield* DynamicSupervisor.startChild(supervisor, { id: 1, start: () => Agent.startLink(() => 0), restart: "transient", shutdown: "brutalKill" });
  check<typeof child, Agent.Agent<number>>(true);
  const [first] = yield* DynamicSupervisor.whichChildren("rooms");
  check<NonNullable<typeof first>["child"], Pid | "restarting">(true);
  check<NonNullable<typeof first>["id"], undefined>(true);
  yield* DynamicSupervisor.terminateChild(via(PartitionSupervisor, "rooms", 1), supervisor);

  // @ts-expect-error a dynamic supervisor has one strategy
  DynamicSupervisor.startLink({ strategy: "oneForAll" });
  // @ts-expect-error an unknown restart
  DynamicSupervisor.startChild(supervisor, { id: 1, start: () => undefined, restart: "sometimes" });
  // @ts-expect-error no id
  DynamicSupervisor.startChild(supervisor, { start: () => undefined });
  // @ts-expect-error a start that gives no pid
  DynamicSupervisor.startChild(supervisor, { id: 1, start: () => 7 });
  // @ts-expect-error children are ended by pid
  DynamicSupervisor.terminateChild(supervisor, "child");
}

/** A child is as typed as what starts it. */
export function* children(supervisor: Pid, spec: Supervisor.ChildSpec) {
  const Room = GenServer.define({ init: (topic: string) => ({ state: topic }), handleCall: (_request: "topic", _from, state) => ({ reply: state, state }) });
  const Maybe = { init: (isOpen: boolean) => (isOpen ? { state: 0 } : { ignore: true as const }) };

  const room = yield* DynamicSupervisor.startChild(supervisor, GenServer.childSpec(Room, "cats"));
  check<typeof room, GenServer.ServerOf<typeof Room>>(true);
  const topic = yield* GenServer.call(room, "topic");
  check<typeof topic, string>(true);
  // @ts-expect-error not what it is asked
  GenServer.call(room, "size");
  const agent = yield* Supervisor.startChild(supervisor, Agent.childSpec(() => 42));
  check<typeof agent, Agent.Agent<number>>(true);
  const maybe = yield* DynamicSupervisor.startChild(supervisor, { id: 1, start: () => GenServer.startLink(Maybe, true) });
  check<undefined extends typeof maybe ? true : false, true>(true);
  const generated = yield* Supervisor.startChild(supervisor, { id: 2, *start() { return yield* Agent.startLink(() => "text"); } });
  check<typeof generated, Agent.Agent<string>>(true);
  const awaited = yield* Supervisor.startChild(supervisor, { id: 3, start: async () => await Agent.startLink(() => "text") });
  check<typeof awaited, Agent.Agent<string>>(true);
  const typed = yield* Supervisor.startChild(supervisor, { id: 4, start: () => spawnLink<string>(() => {}) });
  check<typeof typed, Pid<string>>(true);
  const any = yield* Supervisor.startChild(supervisor, spec);
  check<typeof any, Pid | undefined>(true);

  // @ts-expect-error an unknown option
  Supervisor.startChild(supervisor, { id: 5, start: () => undefined, shutDown: 5 });
}

export function* tasks() {
  const supervisor = yield* Task.Supervisor.startLink();
  const add = (a: number, b: number): number => a + b;

  const task = Task.Supervisor.async(supervisor, add, 1, 2);
  check<(typeof task)["pid"], Pid>(true);
  const value = yield* Task.await(task);
  check<typeof value, number>(true);
  const plain = yield* Task.Supervisor.asyncNolink(supervisor, { shutdown: 10 }, async (text: string) => text.length, "text");
  check<typeof plain, Task.Task<number>>(true);
  const generated = yield* Task.await(Task.Supervisor.async("tasks", function* () {
    yield* Process.sleep(0);
    return "text";
  }));
  check<typeof generated, string>(true);
  const values = yield* Task.awaitMany([Task.Supervisor.async(supervisor, () => 1), Task.async(() => "a")] as const);
  check<typeof values, [number, string]>(true);
  const pid = yield* Task.Supervisor.startChild(supervisor, add, { args: [1, 2], restart: "permanent" });
  check<typeof pid, Pid>(true);
  const pids = yield* Task.Supervisor.children(supervisor);
  check<typeof pids, Pid[]>(true);

  const results = yield* Task.Supervisor.asyncStreamNolink(supervisor, ["a"], (text) => text.length, { shutdown: 1, ordered: false }).collect();
  check<typeof results, Task.TaskResult<number>[]>(true);
  const zipped = yield* Task.Supervisor.asyncStream(supervisor, ["a"], (text) => text.length, { zipInputOnExit: true }).collect();
  check<typeof zipped, Task.TaskResult<number, Task.ZippedExit<string>>[]>(true);

  // @ts-expect-error an argument is missing
  Task.Supervisor.async(supervisor, add, 1);
  // @ts-expect-error an argument of another type
  Task.Supervisor.async(supervisor, {}, add, 1, "2");
  // @ts-expect-error tasks that are awaited are never restarted
  Task.Supervisor.async(supervisor, { restart: "permanent" }, () => 1);
  // @ts-expect-error a wrong use of the result
  const wrong: string = yield* Task.await(task);
  // @ts-expect-error the arguments do not fit the body
  Task.Supervisor.startChild(supervisor, add, { args: ["1", 2] });
  // @ts-expect-error a body of items of another type
  Task.Supervisor.asyncStream(supervisor, ["a"], (n: number) => n);
  return wrong;
}

export function* partitions() {
  yield* PartitionSupervisor.startLink({ child: (partition) => Agent.childSpec(() => partition), name: "counters", partitions: 2 });
  const before = yield* PartitionSupervisor.resize("counters", 1);
  check<typeof before, number>(true);
  const count = PartitionSupervisor.partitions(via(PartitionSupervisor, "counters", 0));
  check<typeof count, number>(true);

  // @ts-expect-error no name
  PartitionSupervisor.startLink({ child: Agent.childSpec(() => 0) });
  // @ts-expect-error no child
  PartitionSupervisor.startLink({ name: "counters" });
  // @ts-expect-error no key
  via(PartitionSupervisor, "counters");
  // @ts-expect-error a name that is none
  via(PartitionSupervisor, 7, "key");
}
