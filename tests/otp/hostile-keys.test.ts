// Keys whose code throws, changes its mind or never ends: whoever uses one gets the error, and nothing is left half done.

import { describe, expect, it } from "vitest";
import { Agent, Groups, PartitionSupervisor, Process, Registry, self, via } from "../../js/index.ts";
import { runtimesOfTests } from "../support/runtimes.ts";

const { open } = runtimesOfTests();

/** A key that can be read a number of times, and throws then. */
function keyThatThrowsAfter(reads: number): Registry.Key {
  let left = reads;
  return {
    get name() {
      if (left-- === 0) throw new Error("read too often");
      return "lobby";
    },
  };
}

describe("a key that throws", () => {
  it.each([0, 1])("leaves nothing in a registry, read %i times before", async (reads) => {
    const left = await open().run(function* () {
      yield* Registry.startLink({ keys: "unique", name: "rooms" });
      Process.unlink(Process.whereis("rooms")!);
      expect(() => Registry.register("rooms", keyThatThrowsAfter(reads))).toThrow("read too often");
      const state = { count: Registry.count("rooms"), keys: Registry.keys("rooms", self()), links: Process.info(self())?.links };
      Process.exit(Process.whereis("rooms")!, "kill");
      return state;
    });
    expect(left).toEqual({ count: 0, keys: [], links: [] });
  });

  it.each([0, 1, 2])("leaves nothing in the groups, read %i times before", async (reads) => {
    await open().run(() => {
      expect(() => Groups.join(keyThatThrowsAfter(reads))).toThrow("read too often");
      expect(Groups.whichGroups()).toEqual([]);
    });
  });
});

describe("a key that contains itself", () => {
  it("is no key of a registry", async () => {
    await open().run(function* () {
      yield* Registry.startLink({ keys: "unique", name: "rooms" });
      const key: unknown[] = [];
      key.push(key, key);
      expect(() => Registry.register("rooms", key as Registry.Key)).toThrow(TypeError);
    });
  });

  it("leads to a partition, and is not looked through again inside of itself", async () => {
    await open().run(function* () {
      const supervisor = yield* PartitionSupervisor.startLink({ child: Agent.childSpec(() => 0), name: "counters", partitions: 4 });
      let reads = 0;
      const key: unknown[] = [];
      const holder = {
        get key() {
          reads++;
          return key;
        },
      };
      key.push(holder, [holder], new Set([holder]), new Map([[holder, holder]]));
      const first = Process.whereis(via(PartitionSupervisor, "counters", key));
      expect(first).toBeDefined();
      expect(reads).toBe(5);
      expect(Process.whereis(via(PartitionSupervisor, "counters", structuredClone(key)))).toBe(first);
      yield* PartitionSupervisor.stop(supervisor);
    });
  });
});
