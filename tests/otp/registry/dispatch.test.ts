// Who is told: those that dispatch calls, and the listeners.

import { describe, expect, it } from "vitest";
import { Process, Registry, receive, self, send, timeout } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { drain } from "../../support/drain.ts";
import { end } from "../../support/processes.ts";
import { thrownBy } from "../../support/thrown.ts";
import { registriesOfTests, resident } from "./registries.ts";

const { logs, open, run } = registriesOfTests();

describe("dispatch", () => {
  it("may register, unregister and end those it is told of: its entries stay as they were", async () => {
    const result = await run(function* () {
      for (let index = 0; index < 3; index++) yield* resident(() => void Registry.register("many", "k", index));
      const seen: unknown[] = [];
      Registry.dispatch("many", "k", (entries) => {
        for (const [pid, value] of entries) {
          seen.push(value);
          Registry.register("many", "k", "late");
          Process.exit(pid, "kill");
          send(pid, "to the dead");
        }
        Registry.dispatch("many", "k", (inner) => seen.push(inner.length));
        Registry.unregister("many", "k");
        Registry.dispatch("many", "k", () => seen.push("never"));
      });
      return seen;
    });

    expect(result).toEqual([0, 1, 2, 3]);
  });

  it("in which the registry ends goes on with what it has", async () => {
    const result = await run(function* () {
      Registry.register("many", "k", 1);
      const seen: unknown[] = [];
      Registry.dispatch("many", "k", (entries) => {
        Process.exit(Process.whereis("many") as Pid, "kill");
        seen.push(entries.length);
      });
      return [seen, thrownBy(() => Registry.dispatch("many", "k", () => {}))];
    });

    expect(result).toMatchObject([[1], { code: "noproc" }]);
  });
});

describe("listeners", () => {
  it("are told of register and unregister, and not of an end", async () => {
    const result = await open().run(function* () {
      const name = Symbol("rooms");
      Process.register(self(), "listener");
      yield* Registry.startLink({ keys: "duplicate", name, listeners: ["nobody", "listener"] });
      const other = yield* resident(() => {
        Registry.register(name, ["k"], { v: 1 });
        Registry.unregister(name, ["k"]);
        Registry.register(name, "k", 2);
      });
      yield* end(other);
      const events: unknown[] = [];
      for (let event: unknown = yield* receive({ after: 5 }); event !== timeout; event = yield* receive({ after: 5 })) events.push(event);
      return { events, name, other };
    });

    const { name: registry, other: pid } = result;
    expect(result.events).toEqual([
      { type: "register", registry, key: ["k"], pid, value: { v: 1 } },
      { type: "unregister", registry, key: ["k"], pid },
      { type: "register", registry, key: "k", pid, value: 2 },
    ]);
  });

  it("are told of every unregister, and of an unregisterMatch that leaves nothing", async () => {
    const events = await open().run(function* () {
      Process.register(self(), "listener");
      yield* Registry.startLink({ keys: "duplicate", name: "rooms", listeners: ["listener"] });
      for (const value of [1, 2, 3]) Registry.register("rooms", "k", value);
      yield* drain();
      Registry.unregister("rooms", "never had");
      for (const left of [[1, 2, 3], [1, 3], []]) Registry.unregisterMatch("rooms", "k", (value) => !left.includes(value as number));
      Registry.unregisterMatch("rooms", "no more", () => false);
      return yield* drain();
    });

    const [{ pid }] = events as [Registry.Event];
    expect(events).toEqual(["never had", "k", "no more"].map((key) => ({ type: "unregister", registry: "rooms", key, pid })));
  });

  it("with a full mailbox keep nobody from registering", async () => {
    const count = await open().run(function* () {
      Process.spawn(function* () { yield* Process.sleep(Infinity); }, { name: "full", maxMailbox: { size: 1, overflow: "error" } });
      yield* Registry.startLink({ keys: "unique", name: "rooms", listeners: ["full"] });
      Registry.register("rooms", "a");
      Registry.register("rooms", "b");
      return Registry.count("rooms");
    });

    expect(count).toBe(2);
    expect(logs.join()).toContain("MailboxFullError");
  });
});
