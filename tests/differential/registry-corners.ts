// Corners of the registry (§1.10, §2.12). Twin of registry-corners.exs.

import { AlreadyStartedError, GenServer, Process, Registry, StartError, exit, isExit, receive, self, send, spawn, timeout, via } from "../../js/index.ts";
import * as Agent from "../../js/otp/agent.ts";
import * as Supervisor from "../../js/otp/supervisor.ts";
import { ended, eventually, registered, resident, start, values } from "./registry.ts";
import { attempt, drain, finish, is, queued, reasonOf, untilFinished, watch, type Group } from "./trace.ts";

const add = (n: unknown) => (n as number) + 1;

export const registryCorners: Group = {
  *"§1.10 a registry whose name is taken"(log) {
    yield* start("c1", "unique");
    try {
      yield* start("c1", "duplicate");
    } catch (error) {
      log(error instanceof AlreadyStartedError);
    }
    log(registered("c1", "k", 1));
  },

  *"§1.10 update_value of nobody's and of another's key, and of a function that raises"(log) {
    yield* start("c2", "unique");
    yield* resident("c2", [["other", 1]]);
    log(Registry.updateValue("c2", "none", add) === undefined);
    log(Registry.updateValue("c2", "other", add) === undefined);
    Registry.register("c2", "own", 1);
    log(attempt(() => Registry.updateValue("c2", "own", () => { throw new Error("boom"); })));
    log(values(Registry.lookup("c2", "own")));
    log(values(Registry.lookup("c2", "other")));
  },

  *"§1.10 unregister of another's key, of nobody's, and of one's own twice"(log) {
    yield* start("c3", "unique");
    const pid = yield* resident("c3", [["other", 1]]);
    for (const key of ["other", "none", "own"]) log(Registry.unregister("c3", key) ?? "ok");
    log(Registry.whereisName("c3", "other") === pid);
    Registry.register("c3", "own", 1);
    for (let time = 0; time < 2; time++) log(Registry.unregister("c3", "own") ?? "ok");
    log(Registry.lookup("c3", "own"));
    log(Registry.count("c3"));
  },

  *"§1.10 keys of a process, with those it has more than once"(log) {
    yield* start("c4", "duplicate");
    for (const key of ["a", "b", "a"]) Registry.register("c4", key, 1);
    log((Registry.keys("c4", self()) as string[]).sort());
    Registry.unregister("c4", "a");
    log(Registry.keys("c4", self()));
    const pid = yield* resident("c4", [["a", 1]]);
    log(Registry.keys("c4", pid));
    yield* ended(pid, "kill");
    yield* eventually(() => Registry.keys("c4", pid).length, 0);
    log(Registry.keys("c4", pid));
    log(Registry.count("c4"));
  },

  *"§1.10 values of a process under a key"(log) {
    yield* start("c5", "duplicate");
    for (const value of [1, 2, 3]) Registry.register("c5", "k", value);
    yield* resident("c5", [["k", 4]]);
    log(Registry.values("c5", "k", self()).sort());
    log(Registry.values("c5", "none", self()));
    log(Registry.lookup("c5", "k").length);
    log(Registry.count("c5"));
  },

  *"§1.10 unregister_match by value, with the last the link"(log) {
    yield* start("c6", "duplicate");
    for (const value of [1, 2, 3]) Registry.register("c6", "k", value);
    Registry.unregisterMatch("c6", "k", (value) => value === 2);
    log(Registry.values("c6", "k", self()).sort());
    Registry.unregisterMatch("c6", "k", () => true);
    log(Registry.lookup("c6", "k"));
    log(Registry.count("c6"));
  },

  *"84. dispatch within which the caller leaves, and with values of one process"(log) {
    yield* start("c7", "duplicate");
    for (const value of [1, 2]) Registry.register("c7", "k", value);
    Registry.dispatch("c7", "k", (entries) => {
      Registry.unregister("c7", "k");
      log(values(entries));
      log(entries.every(([pid]) => pid === self()));
    });
    log(Registry.lookup("c7", "k"));
  },

  *"§1.10 listeners are told of a via, also of one whose init fails"(log) {
    Process.register(self(), "c8_listener");
    yield* start("c8", "unique", ["c8_listener"]);
    const name = via(Registry, "c8", "k", "value");
    yield* Agent.start(() => 1, { name });
    const { type, value } = yield* receive<{ type: string; value: unknown }>();
    log([type, value]);
    yield* Agent.stop(name);
    log(yield* eventually(() => Registry.count("c8"), 0));
    log(yield* drain());
    try {
      yield* Agent.start(() => exit("no"), { name });
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
    }
    log((yield* drain()).map((event) => (event as { type: string }).type));
    log(Registry.lookup("c8", "k"));
  },

  *"§1.10 listeners are told of every unregister, and of an unregister_match that leaves nothing"(log) {
    Process.register(self(), "c11_listener");
    function* told() {
      for (const event of (yield* drain()) as Registry.Event[]) if (event.type === "unregister") log(["unregister", event.key, event.pid === self()]);
      log("told");
    }
    for (const keys of ["duplicate", "unique"] as const) {
      yield* start("c11", keys, ["c11_listener"]);
      Registry.unregister("c11", "never");
      Registry.unregisterMatch("c11", "never", () => true);
      yield* told();
      for (const value of keys === "unique" ? [1] : [1, 2, 2]) Registry.register("c11", "k", value);
      yield* drain();
      for (const value of [3, 2, 1, 1]) {
        Registry.unregisterMatch("c11", "k", (registered) => registered === value);
        yield* told();
      }
      Registry.register("c11", "k", 1);
      for (let time = 0; time < 2; time++) Registry.unregister("c11", "k");
      yield* told();
      yield* GenServer.stop("c11");
    }
  },

  *"§1.10 sending through a via: to its process, and to nobody"(log) {
    yield* start("c9", "unique");
    Registry.register("c9", "k", 1);
    send(via(Registry, "c9", "k"), "hello");
    log(yield* drain());
    log(attempt(() => send(via(Registry, "c9", "none"), "hello")));
    log(GenServer.whereis(via(Registry, "c9", "none")));
    log(GenServer.cast(via(Registry, "c9", "none"), "x") ?? "ok");
  },

  *"83. a registrant that traps exits hears of the registry's end, one that has left does not"(log) {
    const me = self();
    const registrants = [false, true].map((leaves) => spawn(function* () {
      Process.flag("trapExit", true);
      yield* receive(is("register"));
      Registry.register("c10", leaves, 1);
      if (leaves) Registry.unregister("c10", leaves);
      send(me, "ready");
      const exited = yield* receive(isExit, { after: 50 });
      send(me, exited === timeout ? "nothing" : ["exit", exited.reason]);
    }));
    const owner = spawn(function* () {
      yield* start("c10", "unique");
      send(me, "started");
      yield* untilFinished();
    });
    yield* receive(is("started"));
    for (const pid of registrants) send(pid, "register");
    for (let ready = 0; ready < 2; ready++) yield* receive(is("ready"));
    const ref = watch(owner);
    finish(owner, "shutdown");
    log(yield* reasonOf(ref));
    for (let told = 0; told < 2; told++) log(yield* receive());
    log(Process.whereis("c10"));
  },

  *"83. a registry that is stopped tells who is registered shutdown, whatever the reason"(log) {
    for (const reason of ["normal", "shutdown", { shutdown: "x" }, "odd"]) {
      const registry = yield* Registry.startLink({ keys: "unique", name: "c11" });
      Process.unlink(registry);
      const pid = yield* resident("c11", [["k", 1], ["l", 2]]);
      const ref = watch(pid);
      yield* Supervisor.stop(registry, reason);
      log(yield* reasonOf(ref));
    }
  },

  *"83. who has started a registry and is registered hears of its end as both"(log) {
    Process.flag("trapExit", true);
    const registry = yield* Registry.startLink({ keys: "unique", name: "c13" });
    Registry.register("c13", "k", 1);
    yield* Supervisor.stop(registry);
    yield* queued(2);
    log((yield* drain()).filter((message) => isExit(message)).map(({ reason }) => reason).sort());
  },

  *"82. a key is free for others as soon as its holder's DOWN has come"(log) {
    yield* start("c12", "unique");
    for (let n = 1; n <= 5; n++) {
      const pid = yield* resident("c12", [["k", n]]);
      yield* ended(pid, n % 2 === 0 ? "kill" : "odd");
      log(registered("c12", "k", n));
      Registry.unregister("c12", "k");
    }
    log(Registry.count("c12"));
  },
};
