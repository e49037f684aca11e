// A child that cannot be restarted is tried again and again: everybody else gets their turns meanwhile.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, Process, Supervisor, createRuntime, exit, isExit, receive, spawnLink } from "../../js/index.ts";
import type { ChildSpec } from "../../js/otp/supervisor.ts";

const FOR_EVER = 1_000_000;

/** A child that ends as soon as it runs, and does not start a second time. */
function once(tried: () => void): ChildSpec {
  let starts = 0;
  return {
    id: "once",
    start() {
      tried();
      if (starts++ > 0) throw new Error("no second time");
      return spawnLink(() => exit("done"));
    },
  };
}

describe("a restart that fails each time", () => {
  it.each(["Supervisor", "DynamicSupervisor"])("is tried once a turn by a %s", async (kind) => {
    let tries = 0;
    const runtime = createRuntime({ logger: false });
    const most = await runtime.run(function* () {
      Process.flag("trapExit", true);
      const child = once(() => tries++);
      const supervisor = yield* kind === "Supervisor"
        ? Supervisor.startLink([child], { strategy: "oneForOne", maxRestarts: FOR_EVER })
        : DynamicSupervisor.startLink({ maxRestarts: FOR_EVER });
      if (kind === "DynamicSupervisor") yield* DynamicSupervisor.startChild(supervisor, child);
      let most = 0;
      for (let turn = 0; turn < 50; turn++) {
        const before = tries;
        yield* Process.sleep(0);
        most = Math.max(most, tries - before);
      }
      Process.exit(supervisor, "kill");
      yield* receive(isExit);
      return most;
    });
    expect(tries).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(2);
    await runtime.idle();
    expect(runtime.stats()).toMatchObject({ processes: 0, messages: 0, timers: 0, relations: 0 });
  });
});
