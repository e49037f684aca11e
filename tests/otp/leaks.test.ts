// What servers, tasks, supervisors, registries and groups do leaves nothing behind while they live: after any number of operations
// the counters are where they were. LEAKS=full makes it 100,000 of each. tests/leaks.test.ts does the same to the kernel.

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { Agent, DynamicSupervisor, GenServer, Groups, Process, PubSub, Registry, Supervisor, Task, createRuntime, exit, isDown, receive, self, spawn, spawnLink, spawnMonitor, timeout, via } from "../../js/index.ts";
import type { Pid, Ref, Runtime } from "../../js/index.ts";
import { forever } from "../support/processes.ts";
import { held } from "../support/runtimes.ts";
import { thrownFrom } from "../support/thrown.ts";

const FIRST = 500;
const MORE = env["LEAKS"] === "full" ? 100_000 : 5_000;

/** Those that live through all rounds. */
interface Cast {
  readonly server: Pid;
  readonly supervisor: Pid;
  readonly dynamic: Pid;
  readonly tasks: Pid;
}

/** Does `count` operations in the process that has started the cast, and returns when the others have done their part. */
type Round = (count: number, cast: Cast) => Generator<unknown, void, unknown>;

const Echo = {
  init: (state: unknown) => ({ state }),
  handleCall(request: unknown, from: GenServer.From, state: unknown) {
    if (request === "never") return { state };
    if (request === "crash") return exit("crash");
    if (request === "timed") return { reply: request, state, timeout: 1_000_000 };
    if (request === "late") spawn(() => GenServer.reply(from, "late"));
    return request === "late" ? { state } : { reply: request, state };
  },
  handleInfo: (_message: unknown, state: unknown) => ({ state }),
  terminate: (_reason: unknown, state: unknown) => (state === "stubborn" ? forever() : undefined),
};

const refusing = { init: () => ({ stop: "no" }) };

function* gone(ref: Ref) {
  yield* receive((message) => isDown(message, ref));
}

/** All processes have had their turns, and the mailbox is empty. */
function* settle({ server, supervisor, dynamic, tasks }: Cast) {
  for (const pid of [server, supervisor, dynamic, tasks, "unique", "many"]) yield* GenServer.getState(pid as Pid, Infinity);
  yield* Process.sleep(2);
  while ((yield* receive({ after: 0 })) !== timeout);
}

const rounds: Record<string, Round> = {
  *"calls that give up, and whose reply comes late"(count, { server }) {
    for (let index = 0; index < count; index += 2) {
      yield* thrownFrom(() => GenServer.call(server, "never", 0));
      yield* thrownFrom(() => GenServer.call(server, "late", 0));
      if (index % 100 === 0) yield* Process.sleep(0);
    }
  },

  *"calls by who ends meanwhile, and of who ends"(count, { server }) {
    for (let index = 0; index < count; index += 2) {
      const caller = spawn(() => GenServer.call(server, "never"));
      yield* Process.sleep(0);
      Process.exit(caller, "kill");
      const ending = (yield* GenServer.start(Echo, 0)) as Pid;
      yield* thrownFrom(() => GenServer.call(ending, "crash"));
    }
  },

  *"timeouts of a server that a call or a question ends"(count, { server }) {
    for (let index = 0; index < count; index++) {
      yield* GenServer.call(server, "timed");
      if (index % 10 === 0) yield* GenServer.getState(server);
    }
    yield* GenServer.call(server, "echo");
  },

  *"servers with names, and starts that fail"(count) {
    for (let index = 0; index < count; index += 4) {
      yield* GenServer.start(Echo, 0, { name: "named" });
      yield* thrownFrom(() => GenServer.start(Echo, 0, { name: "named" }));
      yield* GenServer.stop("named");
      yield* thrownFrom(() => GenServer.start(refusing, undefined, { name: "named" }));
      if (index % 100 === 0) yield* thrownFrom(() => GenServer.start({ init: forever as never }, undefined, { name: "named", timeout: 0 }));
    }
  },

  *"stops that give up"(count) {
    for (let index = 0; index < count / 10; index++) {
      const server = (yield* GenServer.start(Echo, "stubborn")) as Pid;
      yield* thrownFrom(() => GenServer.stop(server, "normal", 0));
      yield* Process.sleep(0);
      Process.exit(server, "kill");
    }
  },

  *"tasks that are awaited, given up and shut down"(count) {
    for (let index = 0; index < count; index += 4) {
      yield* Task.await(Task.async(() => index));
      const late = Task.async(forever);
      yield* thrownFrom(() => Task.await(late, 0));
      yield* Task.shutdown(late, index % 8 === 0 ? "brutalKill" : 5_000);
      const ignored = Task.async(() => index);
      Task.ignore(ignored);
      yield* Task.shutdown(ignored);
      yield* Task.await(Task.completed(index));
    }
  },

  *"tasks that are asked together"(count) {
    for (let index = 0; index < count; index += 4) {
      const tasks = [Task.async(forever), Task.async(() => {})];
      yield* thrownFrom(() => Task.awaitMany(tasks, 0));
      for (const task of tasks) yield* Task.shutdown(task, "brutalKill");
      yield* Task.yieldMany([Task.async(forever), Task.async(() => {})], { timeout: 0, onTimeout: "killTask" });
    }
  },

  *"tasks whose owner ends"(count) {
    for (let index = 0; index < count; index++) {
      const [, ref] = spawnMonitor(() => {
        Task.async(forever);
        exit("odd");
      });
      yield* gone(ref);
    }
  },

  *"streams that are halted, left, and out of time"(count, { tasks }) {
    for (let index = 0; index < count; index += 10) {
      const body = (n: number) => (n === 1 ? n : forever());
      const halted = Task.asyncStream([1, 2, 3, 4], body, { maxConcurrency: 3 });
      yield* halted.next();
      yield* halted.halt();
      const nolink = Task.Supervisor.asyncStreamNolink(tasks, [1, 2, 3], body, { maxConcurrency: 2 });
      yield* nolink.next();
      yield* nolink.halt();
      const [owner, ref] = spawnMonitor(() => Task.asyncStream([2, 3], body, { maxConcurrency: 2 }).next());
      yield* Process.sleep(0);
      Process.exit(owner, index % 20 === 0 ? "kill" : "odd");
      yield* gone(ref);
      if (index % 200 === 0) yield* thrownFrom(() => Task.asyncStream([2, 3], body, { timeout: 1, maxConcurrency: 2 }).collect());
    }
  },

  *"children that come and go"(count, { supervisor, dynamic, tasks }) {
    const start = () => spawnLink(forever);
    for (let index = 0; index < count; index += 4) {
      yield* Supervisor.startChild(supervisor, { id: index, start });
      const { child } = (yield* Supervisor.whichChildren(supervisor))[0]!;
      Process.exit(child as Pid, "kill");
      yield* Supervisor.terminateChild(supervisor, index);
      yield* Supervisor.deleteChild(supervisor, index);
      yield* DynamicSupervisor.terminateChild(dynamic, yield* DynamicSupervisor.startChild(dynamic, { id: 0, start }));
      Process.exit(yield* DynamicSupervisor.startChild(dynamic, { id: 0, start, restart: "temporary" }), "kill");
      yield* Task.shutdown(Task.Supervisor.asyncNolink(tasks, forever));
    }
  },

  *"supervisors with children"(count) {
    const start = () => spawnLink(forever);
    for (let index = 0; index < count; index += 5) {
      yield* Supervisor.stop(yield* Supervisor.startLink([{ id: 1, start }, { id: 2, start }], { strategy: "oneForAll" }));
      yield* thrownFrom(() => Supervisor.startLink([{ id: 1, start }, { id: 2, start: () => exit("no") }], { strategy: "oneForAll" }));
    }
  },

  *"names and entries in registries"(count) {
    for (let index = 0; index < count; index += 5) {
      Registry.register("unique", index, { index });
      Registry.updateValue("unique", index, () => index);
      Registry.unregister("unique", index);
      Registry.register("many", "key", index);
      Registry.unregisterMatch("many", "key", () => true);
      const [, ref] = spawnMonitor(() => void Registry.register("many", index));
      yield* gone(ref);
      const name = via(Registry, "unique", `name ${index}`);
      yield* Agent.start(() => index, { name });
      yield* thrownFrom(() => Agent.update(name, (n: number) => n + 1, 0));
      yield* Agent.stop(name);
      yield* thrownFrom(() => GenServer.start(refusing, undefined, { name }));
    }
  },

  *"groups and topics"(count) {
    for (let index = 0; index < count; index += 5) {
      const group = `group ${index}`;
      Groups.join(group, [self(), self()]);
      Groups.leave(group, [self(), self()]);
      const { ref } = Groups.monitor(group);
      const [, down] = spawnMonitor(() => {
        Groups.join([group, "other"]);
        Groups.join(group);
        Groups.monitorAll();
        PubSub.subscribe("topics", group);
      });
      yield* gone(down);
      Groups.demonitor(ref);
      PubSub.subscribe("topics", group);
      PubSub.unsubscribe("topics", group);
    }
  },
};

function* opened() {
  Process.flag("trapExit", true);
  yield* Registry.startLink({ keys: "unique", name: "unique" });
  yield* Registry.startLink({ keys: "duplicate", name: "many" });
  yield* PubSub.startLink({ name: "topics" });
  return {
    server: (yield* GenServer.startLink(Echo, 0)) as Pid,
    supervisor: yield* Supervisor.startLink([], { strategy: "oneForOne", maxRestarts: Number.MAX_SAFE_INTEGER }),
    dynamic: yield* DynamicSupervisor.startLink({ maxRestarts: Number.MAX_SAFE_INTEGER }),
    tasks: yield* Task.Supervisor.startLink(),
  };
}

/** What the runtime, and the process that has done the operations, hold. */
function counts(runtime: Runtime): unknown {
  const { links, monitors } = Process.info(self())!;
  return [held(runtime), links.length, monitors.length, Groups.whichGroups().length, Registry.count("unique"), Registry.count("many")];
}

describe("while they live nothing is left behind", () => {
  it.each(Object.entries(rounds))("of %s", { timeout: 300_000 }, async (_, round) => {
    const runtime = createRuntime({ logger: false });
    const [first, last] = await runtime.run(function* () {
      const cast = yield* opened();
      yield* round(FIRST, cast);
      yield* settle(cast);
      const first = counts(runtime);
      yield* round(MORE, cast);
      yield* settle(cast);
      return [first, counts(runtime)];
    });
    await runtime.stop();

    expect(last).toEqual(first);
  });
});
