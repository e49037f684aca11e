// What compiles and what does not: read by tsc (make check), never run. Each @ts-expect-error fails when its line compiles.

import { Agent, GenServer, Supervisor, Task, spawnLink } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function check<A, B>(equal: Equal<A, B>): void;

const Counter = GenServer.define({ init: (start: number) => ({ state: start }) });
const counter = GenServer.childSpec(Counter, 1, { name: "counter" });
const options = { strategy: "oneForOne" } as const;

// The specs of every module are children, those of supervisors too, and so is a spec written out.
export function* children() {
  const supervisor = yield* Supervisor.startLink(
    [
      counter,
      Agent.childSpec(() => 0, { id: 7 }),
      Task.childSpec(() => "done"),
      Supervisor.childSpec([counter], { ...options, id: "inner" }),
      { id: Symbol("own"), start: () => GenServer.startLink(Counter, 1), restart: "transient", shutdown: "brutalKill", significant: true },
      { id: "generator", *start() { return yield* GenServer.startLink(Counter, 1); } },
      { id: "async", start: async () => await GenServer.startLink(Counter, 1) },
      { id: "pid", start: () => spawnLink(() => 1) },
      { id: "nothing", start: () => undefined, shutdown: Infinity },
    ],
    { ...options, maxRestarts: 1, maxSeconds: 2, autoShutdown: "anySignificant", name: Symbol("name") },
  );
  check<typeof supervisor, Pid>(true);
}

// What the functions give.
export function* results(supervisor: Pid<never>) {
  const [info] = yield* Supervisor.whichChildren(supervisor);
  check<typeof info, Supervisor.ChildInfo | undefined>(true);
  check<Supervisor.ChildInfo["child"], Pid | "restarting" | undefined>(true);
  const { specs, active, supervisors, workers } = yield* Supervisor.countChildren("name");
  check<typeof specs & typeof active & typeof supervisors & typeof workers, number>(true);
  check<ReturnType<typeof Supervisor.startChild>, Operation<Pid | undefined>>(true);
  check<ReturnType<typeof Supervisor.restartChild>, Operation<Pid | undefined>>(true);
  check<ReturnType<typeof Supervisor.terminateChild>, Operation<void>>(true);
  check<ReturnType<typeof Supervisor.deleteChild>, Operation<void>>(true);
  check<ReturnType<typeof Supervisor.stop>, Operation<void>>(true);
  // A spec that was made can be started by hand.
  const pid = yield* counter.start();
  check<typeof pid, GenServer.ServerOf<typeof Counter>>(true);
  const inner = yield* Supervisor.childSpec([counter], options).start();
  check<typeof inner, Pid | undefined>(true);
  check<typeof counter.shutdown, number | "brutalKill">(true);
}

// What is refused.
export function slips(supervisor: Pid) {
  // @ts-expect-error no strategy
  Supervisor.startLink([], {});
  // @ts-expect-error Elixir's spelling
  Supervisor.startLink([], { strategy: "one_for_one" });
  // @ts-expect-error an unknown option
  Supervisor.startLink([], { ...options, maxRestart: 1 });
  // @ts-expect-error children as an object
  Supervisor.startLink({}, options);
  // @ts-expect-error no start
  Supervisor.startChild(supervisor, { id: 1 });
  // @ts-expect-error no id
  Supervisor.startChild(supervisor, { start: () => undefined });
  // @ts-expect-error a start that gives no pid
  Supervisor.startChild(supervisor, { id: 1, start: () => "pid" });
  // @ts-expect-error an unknown restart
  Supervisor.childSpec(counter, { restart: "always" });
  // @ts-expect-error a supervisor that is neither a pid nor a name
  Supervisor.whichChildren(7);
  // @ts-expect-error overrides of one spec are not options of a supervisor
  Supervisor.childSpec(counter, options);
  // @ts-expect-error a supervisor needs its strategy
  Supervisor.childSpec([counter], { id: 1 });
}
