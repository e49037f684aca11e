// Kills at random, against a model.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, Process, StartError, createRuntime, exit, isDown, receive, send } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { createRandom } from "../../core/random.ts";
import { hostTurn, settled } from "../../support/clock.ts";
import { expectNothingLeft } from "../../support/runtimes.ts";
import { caught } from "../../support/thrown.ts";
import { start } from "./children.ts";
import type { ChildSpec, Restart } from "./children.ts";

describe("under a storm of kills", () => {
  const REASONS = ["kill", "normal", "shutdown", { shutdown: 1 }, "oops"];
  const RESTARTS: readonly Restart[] = ["permanent", "transient", "temporary"];

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("has the children that the model has: seed %i", { timeout: 60_000 }, async (seed) => {
    const { upTo, pick, chance } = createRandom(seed);
    const runtime = createRuntime({ logger: false, seed });
    /** By name: a restarted child has the same. */
    const model = new Map<string, Restart>();
    const maxChildren = 30;
    let named = 0;

    function* untilTold() {
      exit(yield* receive());
    }
    const spec = (name: string, restart: Restart): ChildSpec => ({ id: name, restart, start: () => Process.spawn(untilTold, { link: true, name }) });

    const differences = await runtime.run(function* () {
      const supervisor = yield* start({ maxChildren, maxRestarts: 1_000_000 });
      const differences: unknown[] = [];
      for (let step = 0; step < 600; step++) {
        for (let action = upTo(4); action >= 0; action--) {
          const names = [...model.keys()];
          if (names.length === 0 || chance(0.4)) {
            const name = `child ${named++}`;
            const restart = pick(RESTARTS);
            const error = yield* caught(() => DynamicSupervisor.startChild(supervisor, spec(name, restart)));
            if (error instanceof StartError !== (model.size === maxChildren)) differences.push([step, "room", model.size]);
            if (!(error instanceof StartError)) model.set(name, restart);
          } else if (chance(0.2)) {
            const name = pick(names);
            yield* DynamicSupervisor.countChildren(supervisor);
            yield* DynamicSupervisor.terminateChild(supervisor, Process.whereis(name)!);
            model.delete(name);
          } else {
            const name = pick(names);
            const reason = pick(REASONS);
            yield* DynamicSupervisor.countChildren(supervisor); // it has heard of all ends before
            const pid = Process.whereis(name)!;
            const ref = Process.monitor(pid);
            if (reason === "kill") Process.exit(pid, "kill");
            else send(pid, reason);
            yield* receive((message) => isDown(message, ref));
            const isAbnormal = reason === "kill" || reason === "oops";
            const restart = model.get(name);
            if (restart === "temporary" || (restart === "transient" && !isAbnormal)) model.delete(name);
          }
        }
        const pids = (yield* DynamicSupervisor.whichChildren(supervisor)).map((shown) => shown.child as Pid);
        const found = pids.map((pid) => Process.info(pid)?.registeredName).sort();
        if (JSON.stringify(found) !== JSON.stringify([...model.keys()].sort())) differences.push([step, found, [...model.keys()]]);
      }
      yield* DynamicSupervisor.stop(supervisor);
      return differences;
    });

    expect(differences).toEqual([]);
    expect(named).toBeGreaterThan(100);
    await settled(runtime);
    await hostTurn();
    expectNothingLeft(runtime);
  });
});
