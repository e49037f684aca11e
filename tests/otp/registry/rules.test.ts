// Rules 81 to 84 of docs/semantics.md §2.12.

import { describe, expect, it } from "vitest";
import { AlreadyStartedError, NoProcessError, Process, Registry, exit, isDown, isExit, receive, self, send, spawn, via } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import * as Agent from "../../../js/otp/agent.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { end } from "../../support/processes.ts";
import { thrownBy, thrownFrom } from "../../support/thrown.ts";
import { registriesOfTests, resident } from "./registries.ts";

const { run } = registriesOfTests();

describe("§2.12 names and registry", () => {
  it("81. a conflict is AlreadyStarted with the holder, and init is not called", async () => {
    const result = await run(function* () {
      const name = via(Registry, "unique", "agent");
      let inits = 0;
      const first = yield* Agent.startLink(() => ++inits, { name });
      const error = yield* thrownFrom(() => Agent.startLink(() => ++inits, { name }));
      return [inits, error instanceof AlreadyStartedError && error.pid === first, Process.isAlive(first)];
    });

    expect(result).toEqual([1, true, true]);
  });

  it("81. of those that start at once under one name, one wins", async () => {
    const result = await run(function* () {
      const me = self();
      for (let racer = 0; racer < 10; racer++) {
        spawn(function* () {
          send(me, (yield* thrownFrom(() => Agent.start(() => racer, { name: via(Registry, "unique", "race") }))) === "nothing");
        });
      }
      const outcomes: unknown[] = [];
      while (outcomes.length < 10) outcomes.push(yield* receive());
      return outcomes.filter((hasWon) => hasWon === true).length;
    });

    expect(result).toBe(1);
  });

  it("82. whereis and via do not find a dead holder, and register replaces it, before the registry has heard of its end", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      const holder = yield* resident(() => Registry.register("unique", "k", "old"));
      Process.exit(holder, "kill"); // it has not even had its last turn
      const before = [Registry.whereisName("unique", "k"), Registry.lookup("unique", "k"), Registry.keys("unique", holder), Registry.values("unique", "k", holder), Registry.count("unique")];
      Registry.register("unique", "k", "new");
      yield* Process.sleep(0);
      while ((Process.info(registry)?.messageQueueLength ?? 0) > 0) yield* Process.sleep(0);
      return [before, Registry.whereisName("unique", "k") === self(), Registry.values("unique", "k", self()), Registry.count("unique")];
    });

    expect(result).toEqual([[undefined, [], [], [], 1], true, ["new"], 1]);
  });

  it("82. what a process had goes, soon after it has ended", async () => {
    const result = await run(function* () {
      const one = yield* resident(() => {
        for (let index = 0; index < 5; index++) Registry.register("many", index % 2, index);
      });
      yield* resident(() => void Registry.register("many", 0, "other"));
      const before = Registry.count("many");
      yield* end(one);
      yield* Process.sleep(0);
      return [before, Registry.count("many"), Registry.lookup("many", 0).map(([, value]) => value), Registry.lookup("many", 1)];
    });

    expect(result).toEqual([6, 1, ["other"], []]);
  });

  it("83. register links the caller to the registry, whose end takes its registrants along", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      const registrant = yield* resident(() => {
        if (Registry.register("unique", "k", 1) !== registry) exit("another pid");
      });
      const links = Process.info(registrant)?.links;
      const ref = Process.monitor(registrant);
      Process.exit(registry, "kill");
      const down = yield* receive((message) => isDown(message, ref));
      return [links?.length === 1 && links[0] === registry, down.reason, thrownBy(() => Registry.lookup("unique", "k"))];
    });

    expect(result.slice(0, 2)).toEqual([true, "killed"]);
    expect(result[2]).toBeInstanceOf(NoProcessError);
  });

  it("83. a registry that is stopped in order takes its registrants along too, and one that traps exits is told", async () => {
    const result = await run(function* () {
      Registry.register("unique", "mine");
      const other = yield* resident(() => void Registry.register("unique", "theirs"));
      const ref = Process.monitor(other);
      yield* GenServer.stop("unique", "shutdown");
      const down = yield* receive((message) => isDown(message, ref));
      const exited = yield* receive(isExit);
      return [down.reason, exited.reason];
    });

    expect(result).toEqual(["shutdown", "shutdown"]);
  });

  it.each(["normal", "shutdown", { shutdown: "x" }, "odd"])("83. a registry that is stopped tells its registrants shutdown, here by %j", async (reason) => {
    const result = await run(function* () {
      const refs = [];
      for (const registry of ["unique", "many"]) {
        for (const key of ["a", "b"]) refs.push(Process.monitor(yield* resident(() => void Registry.register(registry, key))));
        yield* GenServer.stop(registry, reason);
      }
      const reasons = [];
      for (const ref of refs) reasons.push((yield* receive((message) => isDown(message, ref))).reason);
      return reasons;
    });

    expect(result).toEqual(["shutdown", "shutdown", "shutdown", "shutdown"]);
  });

  it("83. the link goes with the last key, except that with the process that started the registry", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("many") as Pid;
      const counts: unknown[] = [];
      yield* resident(() => {
        const links = () => Process.info(self())?.links.length;
        Registry.register("many", "a");
        Registry.register("many", "a");
        Registry.register("many", "b");
        counts.push(links());
        Registry.unregister("many", "a");
        counts.push(links());
        Registry.unregister("many", "b");
        counts.push(links());
      });
      Registry.register("many", "mine");
      Registry.unregister("many", "mine");
      return [counts, Process.info(self())?.links.includes(registry)];
    });

    expect(result).toEqual([[1, 1, 0], true]);
  });

  it("84. dispatch runs in the caller, what it throws is thrown, and without entries nothing is called", async () => {
    const result = await run(function* () {
      const calls: unknown[] = [];
      Registry.dispatch("many", "k", () => calls.push("never"));
      Registry.register("many", "k", 1);
      Registry.register("many", "k", 2);
      Registry.dispatch("many", "k", (entries) => calls.push(self(), entries.map(([pid, value]) => [pid === self(), value])));
      const boom = new Error("boom");
      const error = thrownBy(() => Registry.dispatch("many", "k", () => { throw boom; }));
      return [calls[0] === self(), calls[1], calls.length, error === boom, Registry.count("many")];
    });

    expect(result).toEqual([true, [[true, 1], [true, 2]], 2, true, 2]);
  });
});
