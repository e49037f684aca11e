// §1.10 and §2.12: the registry. Twin of registry.exs.

import { AlreadyRegisteredError, AlreadyStartedError, Process, Registry, exit, receive, self, send, spawn, via } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import * as Agent from "../../js/otp/agent.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { attempt, drain, forever, is, reasonOf, tagged, watch, type Group } from "./trace.ts";

export function* start(name: string, keys: "unique" | "duplicate", listeners: string[] = []) {
  yield* Registry.startLink({ keys, name, listeners });
}

/** What register answers, without the pid of the registry. */
export function registered(registry: string, key: Registry.Key, value: unknown): unknown {
  try {
    Registry.register(registry, key, value);
    return "registered";
  } catch (error) {
    if (!(error instanceof AlreadyRegisteredError)) throw error;
    return error.pid;
  }
}

/** A process that registers, says so, and waits to be ended. */
export function* resident(registry: string, entries: readonly (readonly [Registry.Key, unknown])[]) {
  const parent = self();
  const pid = spawn(function* () {
    for (const [key, value] of entries) Registry.register(registry, key, value);
    send(parent, "resident");
    yield* forever();
  });
  yield* receive(is("resident"));
  return pid;
}

export function* ended(pid: Pid, reason: unknown) {
  const ref = watch(pid);
  Process.exit(pid, reason);
  return yield* reasonOf(ref);
}

/** The registry hears of an end when it does. */
export function* eventually(act: () => unknown, expected: unknown) {
  while (act() !== expected) yield* Process.sleep(1);
  return expected;
}

export function values(entries: readonly (readonly [Pid, unknown])[]): unknown[] {
  return entries.map(([, value]) => value).sort();
}

export const registry: Group = {
  *"82. whereis does not find a holder that has ended, and register replaces it"(log) {
    yield* start("R1", "unique");
    const pid = yield* resident("R1", [["k", "old"]]);
    log(Registry.whereisName("R1", "k") === pid);
    log(yield* ended(pid, "kill"));
    log(Registry.whereisName("R1", "k") === undefined);
    log(registered("R1", "k", "new"));
    log(Registry.whereisName("R1", "k") === self());
    log(values(Registry.lookup("R1", "k")));
  },

  *"82. what a process had registered goes after it has ended"(log) {
    yield* start("R2", "duplicate");
    const pid = yield* resident("R2", [["a", 1], ["a", 2], ["b", 3]]);
    registered("R2", "a", 4);
    log(values(Registry.lookup("R2", "a")));
    log(yield* ended(pid, "kill"));
    log(yield* eventually(() => Registry.count("R2"), 1));
    log(values(Registry.lookup("R2", "a")));
    log(values(Registry.lookup("R2", "b")));
  },

  *"83. register links the caller to the registry, whose end takes it along"(log) {
    yield* start("R3", "unique");
    Process.flag("trapExit", true);
    const parent = self();
    const pid = spawn(function* () {
      const owner = Registry.register("R3", "k", 1);
      send(parent, ["owner", [owner, Process.info(self())?.links.includes(owner)]]);
      yield* forever();
    });
    const ref = Process.monitor(pid);
    const [, [owner, isLinked]] = (yield* receive(tagged("owner"))) as unknown as [string, [Pid, boolean]];
    log(isLinked);
    Process.exit(owner, "kill");
    log(yield* reasonOf(ref));
  },

  *"84. dispatch calls its function in the caller, with all entries"(log) {
    yield* start("R4", "duplicate");
    registered("R4", "k", 1);
    registered("R4", "k", 2);
    Registry.dispatch("R4", "k", (entries) => {
      log(self() === entries[0]?.[0]);
      log(values(entries));
    });
  },

  *"84. dispatch without entries calls nothing"(log) {
    yield* start("R5", "duplicate");
    Registry.dispatch("R5", "k", () => log("called"));
    log("done");
  },

  *"84. what the function of dispatch throws is thrown by dispatch"(log) {
    yield* start("R6", "duplicate");
    registered("R6", "k", 1);
    log(attempt(() => Registry.dispatch("R6", "k", () => { throw new Error("boom"); })));
    log(Registry.count("R6"));
  },

  *"81. starting under a via that is taken is already started, without a second init"(log) {
    yield* start("R7", "unique");
    const name = via(Registry, "R7", "agent");
    const first = yield* Agent.startLink(() => (log("init"), 1), { name });
    try {
      yield* Agent.startLink(() => (log("init"), 2), { name });
    } catch (error) {
      log(error instanceof AlreadyStartedError && error.pid === first);
    }
    log(yield* Agent.get(name, (n) => n));
  },

  *"§1.10 a via leads to its process, and to nobody when that has ended"(log) {
    yield* start("R8", "unique");
    const name = via(Registry, "R8", "agent");
    const pid = yield* Agent.start(() => 1, { name });
    yield* Agent.update(name, (n: number) => n + 1);
    Agent.cast(name, (n: number) => n * 10);
    log(yield* Agent.get(name, (n) => n));
    log(GenServer.whereis(name) === pid);
    yield* Agent.stop(name);
    log(GenServer.whereis(name));
    GenServer.cast(name, "nobody");
    log("ok");
  },

  *"§1.10 a via with a value registers the value"(log) {
    yield* start("R9", "unique");
    const pid = yield* Agent.start(() => 1, { name: via(Registry, "R9", "agent", "value") });
    const entries = Registry.lookup("R9", "agent");
    log(entries.length === 1 && entries[0]?.[0] === pid && entries[0][1] === "value");
  },

  *"§1.10 a unique key is taken for everybody, its holder included"(log) {
    yield* start("R10", "unique");
    const pid = yield* resident("R10", [["k", 1]]);
    log(registered("R10", "k", 2) === pid);
    log(registered("R10", "mine", 1));
    log(registered("R10", "mine", 2) === self());
    log(Registry.keys("R10", self()));
  },

  *"§1.10 a key that is shared may be registered many times by one process"(log) {
    yield* start("R11", "duplicate");
    for (const value of [1, 2, 3]) log(registered("R11", "k", value));
    log(Registry.keys("R11", self()));
    log(Registry.values("R11", "k", self()).sort());
    log(Registry.count("R11"));
  },

  *"§1.10 unregister takes out all of the caller under the key, and nobody else"(log) {
    yield* start("R12", "duplicate");
    yield* resident("R12", [["k", "theirs"]]);
    for (const value of [1, 2]) registered("R12", "k", value);
    registered("R12", "other", 3);
    log(Registry.unregister("R12", "k") ?? "ok");
    log(Registry.unregister("R12", "nothing") ?? "ok");
    log(values(Registry.lookup("R12", "k")));
    log(Registry.count("R12"));
  },

  *"§1.10 unregister of the last key ends the link"(log) {
    yield* start("R13", "duplicate");
    const parent = self();
    spawn(() => {
      const count = () => Process.info(self())?.links.length;
      for (const key of ["a", "b"]) Registry.register("R13", key, 1);
      const both = count();
      Registry.unregister("R13", "a");
      const one = count();
      Registry.unregister("R13", "b");
      send(parent, [both, one, count()]);
    });
    log(yield* receive());
  },

  *"§1.10 unregister_match takes out what matches"(log) {
    yield* start("R14", "duplicate");
    for (const value of [1, 2, 1, 3]) registered("R14", "k", value);
    log(Registry.unregisterMatch("R14", "k", (value) => value === 1) ?? "ok");
    log(Registry.values("R14", "k", self()).sort());
  },

  *"§1.10 update_value changes the caller's own value, and tells the new and the old"(log) {
    yield* start("R15", "unique");
    yield* resident("R15", [["theirs", 1]]);
    registered("R15", "mine", 1);
    const add = (n: number) => n + 1;
    log(Registry.updateValue("R15", "mine", add));
    log(Registry.updateValue("R15", "theirs", add) === undefined);
    log(Registry.updateValue("R15", "nobody", add) === undefined);
    log(Registry.values("R15", "mine", self()));
  },

  *"§1.10 update_value and via raise where keys are shared"(log) {
    yield* start("R16", "duplicate");
    registered("R16", "k", 1);
    log(attempt(() => Registry.updateValue("R16", "k", (value) => value)));
    log(attempt(() => Registry.whereisName("R16", "k")));
  },

  *"§1.10 match, count_match and select choose among the entries"(log) {
    yield* start("R17", "duplicate");
    for (const value of [1, 2, 2]) registered("R17", "k", value);
    registered("R17", "other", 2);
    log(Registry.match("R17", "k", (value) => value === 2).length);
    log(Registry.countMatch("R17", "k", (value) => value === 2));
    log(Registry.select("R17", (key, _pid, value) => (value === 2 ? key : undefined)).sort());
  },

  *"§1.10 meta is put, found and deleted"(log) {
    yield* start("R18", "unique");
    log(Registry.getMeta("R18", "m") === undefined);
    log(Registry.putMeta("R18", "m", [1, 2]) ?? "ok");
    log(Registry.getMeta("R18", "m"));
    log(Registry.deleteMeta("R18", "m") ?? "ok");
    log(Registry.getMeta("R18", "m") === undefined);
  },

  *"§1.10 listeners are told of register and unregister, and not of an end"(log) {
    const told = (events: unknown[]) =>
      (events as Registry.Event[]).map((event) => (event.type === "register" ? ["register", event.key, event.pid === self(), event.value] : ["unregister", event.key, event.pid === self()]));
    Process.register(self(), "r19_listener");
    yield* start("R19", "duplicate", ["r19_listener"]);
    registered("R19", "k", 1);
    log(told(yield* drain()));
    Registry.unregister("R19", "k");
    log(told(yield* drain()));
    const pid = yield* resident("R19", [["k", 2]]);
    log((yield* drain()).length);
    log(yield* ended(pid, "kill"));
    log(yield* eventually(() => Registry.count("R19"), 0));
    log(yield* drain());
  },

  *"§1.10 an unknown registry raises"(log) {
    log(attempt(() => Registry.register("R20", "k", 1)));
    log(attempt(() => Registry.lookup("R20", "k")));
    log(attempt(() => Registry.count("R20")));
    log(attempt(() => Registry.dispatch("R20", "k", () => exit("called"))));
  },

  *"§1.10 keys are compared by value"(log) {
    yield* start("R21", "unique");
    for (const [key, value] of [[{ room: 1 }, 1], [["room", 2], 2], ["1", 3], [1, 4]] as const) log(registered("R21", key, value));
    log(values(Registry.lookup("R21", { room: 1 })));
    log(values(Registry.lookup("R21", ["room", 2])));
    log(values(Registry.lookup("R21", 1)));
    log(values(Registry.lookup("R21", "1")));
  },
};
