import { spawn as spawnProgram } from "node:child_process";
import { existsSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Process, createRuntime, receive, self, send, spawn, until, via } from "../js/index.ts";
import type { Pid, Runtime, RuntimeOptions } from "../js/index.ts";
import { createClock, hostTurn, settled } from "./support/clock.ts";
import { best, tickP99 } from "./support/ticks.ts";

// The sources where there is a Node that runs TypeScript, else what was built of them.
const typescriptNode = fileURLToPath(new URL("../node_modules/node24/bin/node", import.meta.url));
const isNodeThere = existsSync(typescriptNode);
const library = new URL(isNodeThere ? "../js/index.ts" : "../dist/index.js", import.meta.url);

const silent = (options: RuntimeOptions = {}): Runtime => createRuntime({ logger: false, ...options });

/** Processes that are always runnable, of the kind that `turn` makes. Returns how to end them. */
function crowd(runtime: Runtime, count: number, turn: (pid: Pid) => Generator<unknown, void, unknown>): () => Promise<void> {
  const pids = Array.from({ length: count }, () =>
    runtime.spawn(function* () {
      for (const me = self(); ; ) yield* turn(me);
    }),
  );
  return async () => {
    for (const pid of pids) Process.exit(pid, "kill");
    await runtime.idle();
  };
}

function* yieldTurn(): Generator<unknown, void, unknown> {
  yield* Process.sleep(0);
}

function* talkToItself(me: Pid): Generator<unknown, void, unknown> {
  send(me, "go on");
  yield* receive();
}

/** Milliseconds until setTimeout(0) and setImmediate have both called back. */
async function hostLatency(): Promise<number> {
  const began = performance.now();
  await Promise.all([hostTurn(), new Promise((resolve) => setTimeout(resolve, 0))]);
  return performance.now() - began;
}

describe("the event loop", () => {
  it("gets its turn every 10 ms beside 10,000 processes that always run, 20 ms at the latest", { timeout: 150_000 }, async () => {
    const p99 = await best(async () => {
      const end = crowd(silent(), 10_000, yieldTurn);
      const crowded = await tickP99();
      await end();
      return crowded;
    }, 20);

    expect(p99).toBeLessThanOrEqual(20);
  });

  it("gets its turn beside processes that send and receive without end", { timeout: 60_000 }, async () => {
    const end = crowd(silent(), 1_000, talkToItself);

    expect(await best(hostLatency, 40)).toBeLessThanOrEqual(40);
    await end();
  });

  it("gets its turn beside a process and a promise that wake each other", async () => {
    const runtime = silent();
    let isOver = false;
    const result = runtime.run(function* () {
      while (!isOver) yield* until(Promise.resolve());
    });

    expect(await best(hostLatency, 40)).toBeLessThanOrEqual(40);
    isOver = true;
    await result;
  });

  it("gets its turn beside async bodies that only await operations", async () => {
    const runtime = silent();
    let isOver = false;
    const results = Array.from({ length: 10 }, () =>
      runtime.run(async () => {
        while (!isOver) await Process.sleep(0);
      }),
    );

    expect(await best(hostLatency, 40)).toBeLessThanOrEqual(40);
    isOver = true;
    await Promise.all(results);
  });

  it("gets its turn beside an async body that works between its operations", async () => {
    const runtime = silent();
    let isOver = false;
    const result = runtime.run(async () => {
      while (!isOver) {
        await Process.sleep(0);
        for (const began = performance.now(); performance.now() - began < 1; );
      }
    });

    const latency = await best(hostLatency, 40);
    isOver = true;
    await result;

    expect(latency).toBeLessThanOrEqual(40);
  });

  it("hears of no rejection that an async body awaits, however long the body waits for its turn", async () => {
    const runtime = silent();
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    const end = crowd(runtime, 1_000, yieldTurn);

    process.on("unhandledRejection", note);
    const caught = await runtime.run(async () => {
      const errors: unknown[] = [];
      for (let round = 0; round < 5; round++) await until(Promise.reject(new Error("no"))).then(null, (error: unknown) => errors.push(error));
      return errors.length;
    });
    await hostTurn();
    process.off("unhandledRejection", note);
    await end();

    expect([caught, unhandled]).toEqual([5, []]);
  });

  it("gets its turn while a great many timers are over", async () => {
    const MANY = 100_000;
    let time = 0;
    const runtime = silent({ clock: { now: () => (time += 1), setTimeout, clearTimeout } });
    let fired = 0;
    const nobody = via({ whereisName: () => void fired++, registerName() {}, unregisterName() {} });
    await runtime.run(() => {
      for (let index = 0; index < MANY; index++) Process.sendAfter(nobody, "tick", 5_000);
    });
    time += 5_000;
    const most: number[] = [];

    for (let before = 0; fired < MANY; before = fired) {
      runtime.spawn(() => {});
      await hostTurn();
      most.push(fired - before);
    }
    await runtime.idle();

    expect(Math.max(...most)).toBeLessThanOrEqual(MANY / 2);
    expect(fired).toBe(MANY);
  });

  it("gets its turn although the clock is set back", async () => {
    let ahead = 3_600_000;
    const runtime = silent({ clock: { now: () => performance.now() + ahead, setTimeout, clearTimeout } });
    const end = crowd(runtime, 10, yieldTurn);
    await hostTurn();
    runtime.spawn(() => (ahead = 0));

    const began = performance.now();
    await hostTurn();
    await hostTurn();

    expect(performance.now() - began).toBeLessThan(2_000);
    await end();
  });

  it("gets its turn although the clock stands still", async () => {
    const runtime = silent({ clock: createClock() });
    const end = crowd(runtime, 10, talkToItself);

    await hostTurn();
    await hostTurn();

    expect(runtime.stats().processes).toBe(10);
    await end();
  });

  it("gets its turn although the clock stands still and each slice is short", async () => {
    const runtime = silent({ clock: createClock() });
    let isOver = false;
    const result = runtime.run(function* () {
      while (!isOver) yield* until(Promise.resolve());
    });

    await hostTurn();
    await hostTurn();

    isOver = true;
    await result;
  });
});

describe("a message from host code", () => {
  it("starts processes before the host does anything else", async () => {
    const runtime = silent();
    const order: string[] = [];
    const pid = runtime.spawn(function* () {
      for (;;) order.push(String(yield* receive()));
    });
    await settled(runtime);

    const immediate = new Promise<void>((resolve) => setImmediate(() => resolve(void order.push("immediate"))));
    send(pid, "first");
    send(pid, "second");
    order.push("sent");
    await immediate;

    expect(order).toEqual(["sent", "first", "second", "immediate"]);
  });

  it("starts them from a timer, an immediate and a microtask of the host as well", async () => {
    const runtime = silent();
    const order: string[] = [];
    const pid = runtime.spawn(function* () {
      for (;;) order.push(String(yield* receive()));
    });
    const from = (name: string, queue: (callback: () => void) => unknown) =>
      new Promise<void>((resolve) => {
        queue(() => {
          send(pid, name);
          order.push(`after ${name}`);
          setImmediate(resolve);
        });
      });

    await Promise.all([from("timer", (callback) => setTimeout(callback, 0)), from("immediate", setImmediate), from("microtask", queueMicrotask)]);

    for (const name of ["timer", "immediate", "microtask"]) expect(order[order.indexOf(`after ${name}`) + 1]).toBe(name);
  });

  it("waits for the slice that runs, and runs nothing inside of a send", async () => {
    const runtime = silent();
    const order: string[] = [];

    await runtime.run(() => {
      const pid = spawn(function* () {
        order.push(`got ${String(yield* receive())}`);
      });
      runtime.send(pid, "hello");
      order.push("sent");
    });
    await settled(runtime);

    expect(order).toEqual(["sent", "got hello"]);
  });
});

describe("idle", () => {
  it("resolves at once when nothing was ever started", async () => {
    await silent().idle();
  });

  it("waits for a promise that a process waits for", async () => {
    const runtime = silent();
    const order: string[] = [];
    runtime.spawn(function* () {
      yield* until(hostTurn().then(hostTurn));
      order.push("settled");
    });

    await runtime.idle();

    expect(order).toEqual(["settled"]);
  });

  it("resolves for all who wait, and again", async () => {
    const runtime = silent();
    runtime.spawn(function* () {
      yield* Process.sleep(2);
    });

    await Promise.all([runtime.idle(), runtime.idle()]);
    runtime.spawn(function* () {
      yield* Process.sleep(2);
    });
    await Promise.all([runtime.idle(), runtime.idle()]);

    expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0 });
  });

  it("counts processes that wait for a message as idle", async () => {
    const runtime = silent();
    runtime.spawn(() => receive());

    await runtime.idle();

    expect(runtime.stats().processes).toBe(1);
  });
});

describe.skipIf(!existsSync(library))("a Node program", () => {
  it.each([
    ["imports the library", ""],
    ["ran a process to its end", "await run(function* () { yield* Process.sleep(1); });"],
    ["has a process that waits for a message", "spawn(() => receive());"],
    ["cancelled its last timer", "const pid = spawn(() => receive()); Process.cancelTimer(Process.sendAfter(pid, 1, 3_600_000));"],
    ["killed the process that slept", "const pid = spawn(() => Process.sleep(3_600_000)); setTimeout(() => Process.exit(pid, 'kill'), 20);"],
    ["has a process that waits for a promise nobody settles", "spawn(() => until(new Promise(() => {})));"],
    ["stopped a runtime that had timers", "const r = createRuntime(); r.spawn(() => Process.sleep(3_600_000)); await r.stop();"],
  ])("ends by itself when it %s", async (_, program) => {
    const { code, output } = await runProgram(`${program} console.log("end of program");`);

    expect([code, output]).toEqual([0, "end of program\n"]);
  });

  it.each([
    ["at the top level, by a code that says so", 13, "await run(() => receive());"],
    ["beside it, as if nothing were", 0, "run(() => receive()).then(() => console.log('never'));"],
  ])("ends when a run waits for what nobody sends: %s", async (_, expected, program) => {
    const { code, output } = await runProgram(`console.log("begun"); ${program}`);

    expect([code, output]).toEqual([expected, "begun\n"]);
  });

  it.each([
    ["a sleeping process", "spawn(function* () { yield* Process.sleep(150); console.log('late'); });"],
    ["a timer to a process", "Process.sendAfter(spawn(function* () { console.log(yield* receive()); }), 'late', 150);"],
    ["a receive with after", "spawn(function* () { yield* receive({ after: 150 }); console.log('late'); });"],
  ])("stays alive for %s", async (_, program) => {
    const { code, output } = await runProgram(`${program} console.log("end of program");`);

    expect([code, output]).toEqual([0, "end of program\nlate\n"]);
  });
});

function runProgram(program: string): Promise<{ code: number | null; output: string }> {
  const source = `import { Process, createRuntime, receive, run, spawn, until } from ${JSON.stringify(library.href)};\n${program}`;
  return new Promise((resolve) => {
    const child = spawnProgram(isNodeThere ? typescriptNode : execPath, ["--no-warnings", "--input-type=module", "--eval", source], { timeout: 15_000 });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("close", (code) => resolve({ code, output }));
  });
}
