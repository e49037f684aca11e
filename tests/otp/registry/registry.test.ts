// A registry as a process: its start, its child spec, its runtime, and how much it holds.

import { describe, expect, it } from "vitest";
import { NoProcessError, Process, Registry, receive, self, send, spawn } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { end } from "../../support/processes.ts";
import { thrownBy, thrownFrom } from "../../support/thrown.ts";
import { registriesOfTests, resident } from "./registries.ts";

const { logs, open, run } = registriesOfTests();

describe("a registry", () => {
  it("refuses wrong options at the call", () => {
    for (const options of [undefined, {}, { name: "r" }, { keys: "unique" }, { keys: "some", name: "r" }, { keys: "unique", name: "" }, { keys: "unique", name: 1 }, { keys: "unique", name: "r", listeners: "l" },
      { keys: "unique", name: "r", listeners: [1] }, { keys: "unique", name: "r", partitions: 2 }]) {
      expect(() => Registry.startLink(options as never), JSON.stringify(options)).toThrow(TypeError);
    }
    for (const act of [null, 1, "x"] as never[]) {
      expect(() => Registry.dispatch("r", "k", act)).toThrow(TypeError);
      expect(() => Registry.select("r", act)).toThrow(TypeError);
      expect(() => Registry.match("r", "k", act)).toThrow(TypeError);
      expect(() => Registry.keys("r", act)).toThrow(TypeError);
      expect(() => Registry.count(act)).toThrow(act === "x" ? NoProcessError : TypeError);
    }
  });

  it("that is taken by name is AlreadyStarted, and another process's name is no registry", async () => {
    const result = await run(function* () {
      Process.register(self(), "me");
      return [yield* thrownFrom(() => Registry.startLink({ keys: "unique", name: "unique" })), thrownBy(() => Registry.count("me")), thrownBy(() => Registry.register("nowhere", "k"))];
    });

    expect(result).toMatchObject([{ code: "alreadyStarted" }, { code: "noproc", target: "me" }, { code: "noproc", target: "nowhere" }]);
  });

  it("has a child spec", async () => {
    const spec = Registry.childSpec({ keys: "unique", name: "spec", restart: "transient" });
    expect(spec).toMatchObject({ id: "spec", restart: "transient", shutdown: 5000, type: "worker", significant: false });
    expect(() => Registry.childSpec({ name: "spec" } as never)).toThrow(TypeError);
    const isFound = await open().run(function* () {
      const pid = yield* spec.start() as Iterable<never>;
      return pid === Process.whereis("spec") && Registry.count("spec") === 0;
    });
    expect(isFound).toBe(true);
  });

  it("lives through messages that are none of its business, and an EXIT from a registrant that lives", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      Registry.register("unique", "k");
      const other = yield* resident(() => {
        Registry.register("unique", "theirs");
        Process.exit(registry, "please");
      });
      send(registry, { type: "EXIT", from: other, reason: "x" });
      yield* Process.sleep(0);
      const before = Registry.lookup("unique", "theirs").length;
      yield* end(other);
      yield* Process.sleep(0);
      return [before, Process.isAlive(registry), Registry.count("unique"), yield* GenServer.getState(registry)];
    });

    expect(result).toEqual([1, true, 1, undefined]);
    expect(logs).toEqual([]);
  });

  it("is of one runtime: the same name in another is another", async () => {
    await run(function* () { Registry.register("unique", "k"); });
    const error = await open().run(() => { try { return Registry.lookup("unique", "k"); } catch (error) { return error; } });
    expect(error).toBeInstanceOf(NoProcessError);
  });

  it("holds a million keys", { timeout: 60_000 }, async () => {
    const result = await run(function* () {
      for (let index = 0; index < 1_000_000; index++) Registry.register("unique", index);
      const found = Registry.whereisName("unique", 999_999) === self();
      const count = Registry.count("unique");
      for (let index = 0; index < 1_000_000; index++) Registry.unregister("unique", index);
      return [found, count, Registry.count("unique")];
    });

    expect(result).toEqual([true, 1_000_000, 0]);
  });

  it("lets go of 100,000 keys of one process, and of 100,000 processes under one key, in linear time", { timeout: 60_000 }, async () => {
    const result = await run(function* () {
      const spent: number[] = [];
      for (const size of [10_000, 100_000]) {
        const one = yield* resident(() => {
          for (let index = 0; index < size; index++) Registry.register("many", index % 2 === 0 ? "same" : index);
        });
        const crowd: Pid[] = [];
        for (let index = 0; index < size; index++) {
          crowd.push(spawn(function* () {
            Registry.register("many", "same");
            yield* receive();
            if (index % 2 === 0) Registry.unregister("many", "same");
          }));
        }
        while (Registry.count("many") < 2 * size) yield* Process.sleep(0);
        const begun = performance.now();
        Process.exit(one, "kill");
        for (const pid of crowd) send(pid, "end");
        while (Registry.count("many") > 0) yield* Process.sleep(0);
        spent.push(performance.now() - begun);
      }
      return spent;
    });

    const [small = 0, large = 0] = result;
    expect(large, String(result)).toBeLessThan(50 * small + 100); // quadratic would be a hundred times as long
  });
});

describe("host code acts on the runtime of the pid it gives", () => {
  it("keys and values", async () => {
    const runtime = open();
    const pid = await runtime.run(function* () {
      Process.unlink(yield* Registry.startLink({ keys: "duplicate", name: "of a runtime" }));
      return yield* resident(() => Registry.register("of a runtime", "key", { seats: 4 }));
    });

    expect(Registry.keys("of a runtime", pid)).toEqual(["key"]);
    expect(Registry.values("of a runtime", "key", pid)).toEqual([{ seats: 4 }]);
    expect(() => Registry.count("of a runtime")).toThrow(NoProcessError);
  });
});
