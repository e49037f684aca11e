// Rules 87 and 88 of docs/semantics.md §2.14. Rule 89 is with the streams of tasks.

import { describe, expect, it } from "vitest";
import { createRuntime, isDown, Process, receive, self, send, spawn, spawnMonitor } from "../../js/index.ts";
import { forever } from "../support/processes.ts";

describe("inheritance and limits", () => {
  it("87. the process dictionary, trapExit, links and names are not inherited", async () => {
    const runtime = createRuntime({ logger: false });
    const inherited: unknown[] = [];

    await runtime.run(function* () {
      Process.put("key", "value");
      Process.flag("trapExit", true);
      Process.register(self(), "parent");
      Process.link(spawn(forever));
      const [, ref] = spawnMonitor(() => {
        const info = Process.info(self());
        inherited.push(Process.get("key"), info?.trapExit, info?.links, info?.registeredName);
      });
      yield* receive((message) => isDown(message, ref));
    });

    expect(inherited).toEqual([undefined, false, [], undefined]);
  });

  it("88. messageQueueLength counts unread messages, those that were skipped included", async () => {
    const runtime = createRuntime({ logger: false });

    const lengths = await runtime.run(function* () {
      for (const message of ["skipped", "skipped", "wanted"]) send(self(), message);
      const before = Process.info(self())?.messageQueueLength;
      yield* receive((message) => message === "wanted");

      return [before, Process.info(self())?.messageQueueLength];
    });

    expect(lengths).toEqual([3, 2]);
  });
});
