// What a process has in a registry: how it comes, is read, is changed and goes.

import { describe, expect, it } from "vitest";
import { AlreadyRegisteredError, DataCloneError, NoProcessError, NotAProcessError, Process, Registry, exit, self, send, share, spawn, via } from "../../../js/index.ts";
import * as Agent from "../../../js/otp/agent.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { end } from "../../support/processes.ts";
import { thrownBy } from "../../support/thrown.ts";
import { registriesOfTests, resident } from "./registries.ts";

const { run } = registriesOfTests();

describe("register", () => {
  it("throws AlreadyRegisteredError for a taken key, with the key and the holder, for the caller's own too", async () => {
    const result = await run(function* () {
      const other = yield* resident(() => void Registry.register("unique", ["room", 1]));
      Registry.register("unique", "mine");
      const taken = thrownBy(() => Registry.register("unique", ["room", 1])) as AlreadyRegisteredError;
      const own = thrownBy(() => Registry.register("unique", "mine")) as AlreadyRegisteredError;
      return [taken instanceof AlreadyRegisteredError, taken.registeredName, taken.pid === other, own.pid === self(), Registry.count("unique")];
    });

    expect(result).toEqual([true, ["room", 1], true, true, 2]);
  });

  it("copies the value in and out; a shared one stays the same", async () => {
    const result = await run(function* () {
      const value = { list: [1] };
      const same = share({ big: true });
      Registry.register("unique", "k", value);
      Registry.register("unique", "shared", same);
      value.list.push(2);
      (Registry.lookup("unique", "k")[0]?.[1] as { list: number[] }).list.push(3);
      Registry.select("unique", (key, _pid, found) => (key === "k" ? (found as { list: number[] }).list.push(4) : undefined));
      return [Registry.values("unique", "k", self()), Registry.values("unique", "shared", self())[0] === same];
    });

    expect(result).toEqual([[{ list: [1] }], true]);
  });

  it("of a value that cannot be copied changes nothing", async () => {
    const result = await run(function* () {
      const error = thrownBy(() => Registry.register("unique", "k", { act: () => {} }));
      return [error instanceof DataCloneError && error.path, Registry.count("unique"), Registry.whereisName("unique", "k")];
    });

    expect(result).toEqual(["value.act", 0, undefined]);
  });

  it("is only for processes, and so is all that concerns the caller", () => {
    for (const act of [
      () => Registry.register("r", "k"), () => Registry.unregister("r", "k"), () => Registry.updateValue("r", "k", () => 1),
      () => Registry.unregisterMatch("r", "k", () => true),
    ]) expect(act).toThrow(NotAProcessError);
  });

  it("in a finally of a process that was ended leaves nothing", async () => {
    const result = await run(function* () {
      const pid = spawn(function* () {
        try {
          yield* Process.sleep(Infinity);
        } finally {
          Registry.register("unique", "last", 1);
        }
      });
      yield* Process.sleep(0);
      yield* end(pid, "shutdown");
      yield* Process.sleep(0);
      return [Registry.count("unique"), Registry.whereisName("unique", "last")];
    });

    expect(result).toEqual([0, undefined]);
  });
});

describe("unregister", () => {
  it("takes the caller's out and nobody else's, and is no failure when there is nothing", async () => {
    const result = await run(function* () {
      yield* resident(() => {
        Registry.register("unique", "theirs", 1);
        Registry.register("many", "k", "theirs");
      });
      Registry.register("many", "k", 1);
      Registry.register("many", "k", 2);
      Registry.unregister("unique", "theirs");
      Registry.unregister("unique", "nothing");
      Registry.unregister("many", "k");
      return [Registry.count("unique"), Registry.lookup("many", "k").map(([, value]) => value)];
    });

    expect(result).toEqual([1, ["theirs"]]);
  });

  it("unregisterMatch leaves what does not match, and all when the match throws", async () => {
    const result = await run(function* () {
      for (const value of [1, 2, 3, 4]) Registry.register("many", "k", value);
      Registry.unregisterMatch("many", "k", (value) => Number(value) % 2 === 0);
      const left = Registry.values("many", "k", self());
      const error = thrownBy(() => Registry.unregisterMatch("many", "k", (value) => {
        if (value === 3) throw new Error("no match");
        return true;
      }));
      const afterThrow = Registry.values("many", "k", self());
      const mischief = thrownBy(() => Registry.unregisterMatch("many", "k", () => (Registry.unregister("many", "k"), true)));
      Registry.unregisterMatch("many", "k", () => exit("not called"));
      return [left, error instanceof Error, afterThrow, mischief instanceof TypeError, Registry.count("many")];
    });

    expect(result).toEqual([[1, 3], true, [1, 3], true, 0]);
  });

  it("unregisterMatch of the last value ends the link", async () => {
    const links = await run(function* () {
      const links: unknown[] = [];
      yield* resident(() => {
        Registry.register("many", "k", 1);
        Registry.unregisterMatch("many", "k", () => true);
        links.push(Process.info(self())?.links.length);
      });
      return links;
    });

    expect(links).toEqual([0]);
  });
});

describe("reading", () => {
  it("keys, values, count, match, countMatch and select tell what there is", async () => {
    const result = await run(function* () {
      const other = yield* resident(() => void Registry.register("many", "a", 3));
      Registry.register("many", "a", 1);
      Registry.register("many", "a", 2);
      Registry.register("many", ["b"], { c: 1 });
      return [
        Registry.keys("many", self()), Registry.keys("many", other), Registry.values("many", "a", self()), Registry.values("many", "x", self()),
        Registry.count("many"), Registry.countMatch("many", "a", (value) => Number(value) > 1), Registry.match("many", "a", (value) => value === 3).map(([pid]) => pid === other),
        Registry.select("many", (key, pid, value) => (pid === other ? [key, value] : undefined)), Registry.select("many", (_key, _pid, value) => value).length,
      ];
    });

    expect(result).toEqual([["a", "a", ["b"]], ["a"], [1, 2], [], 4, 2, [true], [["a", 3]], 4]);
  });

  it("meta is kept in the registry, copied, and forgotten", async () => {
    const result = await run(function* () {
      const meta = { list: [1] };
      const before = Registry.getMeta("unique", "m");
      Registry.putMeta("unique", "m", meta);
      meta.list.push(2);
      (Registry.getMeta("unique", "m") as typeof meta).list.push(3);
      const kept = Registry.getMeta("unique", "m");
      Registry.deleteMeta("unique", "m");
      return [before, kept, Registry.getMeta("unique", "m"), Registry.count("unique")];
    });

    expect(result).toEqual([undefined, { list: [1] }, undefined, 0]);
  });

  it("is there for the host, where the default runtime counts", async () => {
    const registry = await Registry.startLink({ keys: "unique", name: "of the host" });
    const agent = await Agent.start(() => 1, { name: via(Registry, "of the host", "agent", "value") });
    expect(await Agent.get(via(Registry, "of the host", "agent"), (n: number) => n)).toBe(1);
    expect(Registry.lookup("of the host", "agent")).toEqual([[agent, "value"]]);
    await Agent.stop(agent);
    expect(Registry.whereisName("of the host", "agent")).toBe(undefined);
    await GenServer.stop(registry);
    expect(() => Registry.count("of the host")).toThrow(NoProcessError);
  });
});

describe("updateValue", () => {
  it("changes the caller's own value, and returns the new and the old", async () => {
    const result = await run(function* () {
      yield* resident(() => void Registry.register("unique", "theirs", 1));
      Registry.register("unique", "mine", { n: 1 });
      const changed = Registry.updateValue("unique", "mine", (value: { n: number }) => ({ n: value.n + 1 }));
      return [changed, Registry.updateValue("unique", "theirs", () => 2), Registry.updateValue("unique", "nobody's", () => 2), Registry.values("unique", "mine", self())];
    });

    expect(result).toEqual([[{ n: 2 }, { n: 1 }], undefined, undefined, [{ n: 2 }]]);
  });

  it("changes nothing when its function throws, returns what cannot be copied, or unregisters", async () => {
    const result = await run(function* () {
      Registry.register("unique", "k", 1);
      const errors = [
        thrownBy(() => Registry.updateValue("unique", "k", () => { throw new RangeError(); })),
        thrownBy(() => Registry.updateValue<unknown>("unique", "k", () => () => {})),
      ];
      const kept = Registry.values("unique", "k", self());
      errors.push(thrownBy(() => Registry.updateValue("unique", "k", (n: number) => (Registry.unregister("unique", "k"), n))));
      return [errors.map((error) => (error as Error).name), kept, Registry.count("unique")];
    });

    expect(result).toEqual([["RangeError", "DataCloneError", "TypeError"], [1], 0]);
  });

  it("is a TypeError where keys are not unique, and so is via", async () => {
    const errors = await run(function* () {
      Registry.register("many", "k", 1);
      return [
        thrownBy(() => Registry.updateValue("many", "k", () => 2)),
        thrownBy(() => Registry.whereisName("many", "k")),
        thrownBy(() => Registry.registerName(self(), "many", "k")),
        thrownBy(() => Registry.unregisterName("many", "k")),
        thrownBy(() => send(via(Registry, "many", "k"), 1)),
      ];
    });

    for (const error of errors) expect(error).toBeInstanceOf(TypeError);
    expect(errors).toHaveLength(5);
  });
});
