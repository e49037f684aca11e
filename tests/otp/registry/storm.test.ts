// Kills at random, against a model, and what is left when all are gone.

import { describe, expect, it } from "vitest";
import { AlreadyRegisteredError, Process, Registry, exit, isDown, isExit, receive, self, send, share, spawn, spawnMonitor } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { createRandom } from "../../core/random.ts";
import { registriesOfTests } from "./registries.ts";

const { open, run } = registriesOfTests();

describe("under random kill storms", () => {
  it.each([1, 2, 3, 4, 5])("holds what a model holds: seed %i", async (seed) => {
    const { upTo } = createRandom(seed);
    await run(function* () {
      const alive: Pid[] = [];
      const model = new Map<Pid, Map<string, number[]>>(); // of "many"
      const unique = new Map<string, Pid>();
      const parent = self();
      const act = (pid: Pid, what: () => unknown) => {
        send(pid, share(what));
        return receive((message) => message === pid);
      };
      for (let step = 0; step < 600; step++) {
        const kind = upTo(8);
        const pid = alive[upTo(Math.max(1, alive.length))];
        const key = `k${upTo(6)}`;
        if (kind === 0 || pid === undefined) {
          const born: Pid = spawn(function* () {
            for (;;) {
              const what = (yield* receive()) as () => unknown;
              what();
              send(parent, self());
            }
          });
          alive.push(born);
          model.set(born, new Map());
        } else if (kind === 1) {
          Process.exit(pid, ["kill", "shutdown", "oops"][upTo(3)]);
          alive.splice(alive.indexOf(pid), 1);
          model.delete(pid);
          for (const [name, holder] of unique) if (holder === pid) unique.delete(name);
        } else if (kind <= 4) {
          yield* act(pid, () => Registry.register("many", key, step));
          const keys = model.get(pid) as Map<string, number[]>;
          keys.set(key, [...(keys.get(key) ?? []), step]);
        } else if (kind === 5) {
          yield* act(pid, () => Registry.unregister("many", key));
          model.get(pid)?.delete(key);
        } else {
          const holder = unique.get(key);
          yield* act(pid, () => {
            try {
              Registry.register("unique", key, step);
              if (holder !== undefined) exit("taken twice");
            } catch (error) {
              if (!(error instanceof AlreadyRegisteredError) || error.pid !== holder) throw error;
            }
          });
          if (holder === undefined) unique.set(key, pid);
        }
        for (const one of alive) {
          const keys = model.get(one) as Map<string, number[]>;
          expect([...keys].map(([name]) => [name, Registry.values("many", name, one)])).toEqual([...keys]);
        }
        for (let name = 0; name < 6; name++) {
          expect(Registry.whereisName("unique", `k${name}`)).toBe(unique.get(`k${name}`));
          const expected = [...model].flatMap(([one, keys]) => (keys.get(`k${name}`) ?? []).map((value) => `${String(one)} ${value}`));
          expect(Registry.lookup("many", `k${name}`).map(([one, value]) => `${String(one)} ${String(value)}`).sort()).toEqual(expected.sort());
        }
      }
      for (const pid of alive) Process.exit(pid, "kill");
      // The registry hears of the ends in its own time; a test that waits for ever fails.
      while (Registry.count("many") + Registry.count("unique") > 0) yield* Process.sleep(0);
    });
  });
});

describe("what is over leaves nothing", () => {
  it("of registries, registrants and names", async () => {
    const runtime = open();
    const round = () => runtime.run(function* () {
      Process.flag("trapExit", true);
      const registry = yield* Registry.startLink({ keys: "duplicate", name: "rooms", listeners: ["nobody"] });
      for (let index = 0; index < 100; index++) {
        spawn(() => void Registry.register("rooms", [index], index));
        const [pid] = spawnMonitor(function* () {
          Registry.register("rooms", "k");
          yield* receive();
          Registry.unregister("rooms", "k");
          Registry.register("rooms", "k");
        });
        send(pid, "go");
        yield* receive(isDown);
      }
      yield* Process.sleep(0);
      expect(Registry.count("rooms")).toBe(0);
      expect(Process.info(registry)?.links).toEqual([self()]);
      yield* GenServer.stop("rooms");
      yield* receive(isExit);
    });
    await round();
    const { memoryBytes } = runtime.stats();
    for (let index = 0; index < 10; index++) await round();
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, relations: 0, timers: 0, memoryBytes });
  });
});
