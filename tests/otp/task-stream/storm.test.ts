// Streams that end in every way, at random.

import { describe, expect, it } from "vitest";
import { createRuntime, exit, Process } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { createClock, pass, settled } from "../../support/clock.ts";
import { forever } from "../../support/processes.ts";

describe("storms", () => {
  it("leave nothing behind, however streams and their owners end", async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      const clock = createClock();
      const runtime = createRuntime({ logger: false, clock, seed, reductions: random(3) === 0 ? 20 : 4_000 });
      const open = { count: 0 };
      const owners = Array.from({ length: 5 }, () => runtime.spawn(enumerating, random, open));
      for (let step = 0; step < 5; step++) {
        await pass(runtime, clock, random(40));
        runtime.spawn(() => Process.exit(owners[random(5)]!, ["kill", "boom", "normal"][random(3)]));
      }
      await pass(runtime, clock, 10_000);
      runtime.spawn(() => owners.forEach((owner) => Process.exit(owner, "kill")));
      await settled(runtime);

      expect([seed, runtime.stats(), open.count]).toMatchObject([seed, { processes: 0, messages: 0, timers: 0, relations: 0 }, 0]);
    }
  });

  type Random = (limit: number) => number;

  function randomFrom(seed: number): Random {
    let state = seed;
    return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
  }

  function* inputs(random: Random, open: { count: number }) {
    open.count++;
    try {
      for (let n = 0; n < 20; n++) {
        if (random(60) === 0) throw new Error("no more");
        yield n;
      }
    } finally {
      open.count--;
    }
  }

  function* task(what: number) {
    if (what === 0) yield* forever();
    if (what === 1) exit("boom");
    if (what < 8) yield* Process.sleep(what);
    if (what === 8) Process.flag("trapExit", true);
    return what;
  }

  function* enumerating(random: Random, open: { count: number }) {
    Process.flag("trapExit", random(2) === 0);
    const input = inputs(random, open);
    const options = { maxConcurrency: 1 + random(5), ordered: random(2) === 0, timeout: random(2) === 0 ? 30 : Infinity, onTimeout: random(2) === 0 ? "exit" : "killTask" } as const;
    const stream = Task.asyncStream(random(2) === 0 ? input : asyncOf(input), () => task(random(40)), options);
    for (let taken = random(25); taken > 0; taken--) if ((yield* stream.next()).done) return;
    if (random(2) === 0) yield* Process.sleep(random(100));
    if (random(2) === 0) yield* stream.halt();
    else yield* stream.collect();
  }

  async function* asyncOf(input: Generator<number>) {
    yield* input;
  }
});
