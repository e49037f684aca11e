// What the library asks of hosts that it cannot be tested on here, by taking away what Node has and they have not.

import { afterEach, describe, expect, it, vi } from "vitest";

type Tasks = typeof import("../bindings/host-tasks.ts");
type Library = typeof import("../js/index.ts");

const [ownTimeout, ownImmediate] = [setTimeout, setImmediate];
const all = ["setImmediate", "scheduler", "MessageChannel"];

/** Loads the library as a host does that has these globals, and of those that Node has only the ones named. */
async function loaded<Module>(file: string, kept: readonly string[], globals: Readonly<Record<string, unknown>> = {}): Promise<Module> {
  vi.resetModules();
  for (const name of all) if (!kept.includes(name)) vi.stubGlobal(name, undefined);
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  return (await import(/* @vite-ignore */ file)) as Module;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const postTask = (callback: () => void): Promise<void> => new Promise((resolve) => ownTimeout(() => resolve(callback()), 0));

/** The library knows Firefox by its errors. */
class ErrorOfGecko extends Error {
  fileName = "";
}

const gecko = { Error: ErrorOfGecko, InternalError: Error };

describe("a macrotask", () => {
  it.each([
    ["an immediate", ["setImmediate", "MessageChannel"], {}],
    ["a posted task", ["MessageChannel"], { scheduler: { postTask } }],
    ["a channel where the scheduler posts no tasks", ["MessageChannel"], { scheduler: { wait: () => {} } }],
    ["a channel", ["MessageChannel"], {}],
    ["a timer", [], {}],
    ["a timer that a task sets in Firefox", ["MessageChannel"], gecko],
    ["a task in a hidden page of Firefox", ["MessageChannel"], { ...gecko, document: { hidden: true }, setTimeout: undefined }],
    ["a timer where tasks belong to requests", ["setImmediate", "MessageChannel"], { WebSocketPair: class {} }],
  ])("is %s: one after the other, and the host has its turn before it", async (_, kept, globals) => {
    const { queueMacrotask } = await loaded<Tasks>("../bindings/host-tasks.ts", kept, globals);
    const order: string[] = [];

    await new Promise<void>((resolve) => {
      expect(queueMacrotask(() => order.push("first"))).toBe(true);
      queueMacrotask(() => order.push("second"));
      queueMacrotask(resolve);
      queueMicrotask(() => order.push("microtask"));
    });

    expect(order).toEqual(["microtask", "first", "second"]);
  });

  // Firefox makes a timer that another one sets wait for 4 ms, and takes one of 0 ms for a task.
  it("is a timer of 1 ms in Firefox, and not set by another one", async () => {
    let depth = 0; // of timers, as code runs
    const timers: { ms: number; depth: number }[] = [];
    const setTimeout = (callback: () => void, ms: number): unknown => {
      const inner = depth + 1;
      timers.push({ ms, depth: inner });
      return ownTimeout(() => {
        depth = inner;
        callback();
        depth = 0;
      }, ms);
    };
    const { queueMacrotask } = await loaded<Tasks>("../bindings/host-tasks.ts", ["MessageChannel"], { ...gecko, setTimeout });

    await new Promise<void>((resolve) => queueMacrotask(() => void queueMacrotask(() => void queueMacrotask(resolve))));

    expect(timers).toEqual([1, 1, 1].map((ms) => ({ ms, depth: 1 })));
  });

  it("opens no channel before it is asked for", async () => {
    let channels = 0;
    class Channel extends MessageChannel {
      constructor() {
        super();
        channels++;
        ownImmediate(() => this.port1.close());
      }
    }
    const { queueMacrotask } = await loaded<Tasks>("../bindings/host-tasks.ts", ["MessageChannel"], { MessageChannel: Channel });
    const before = channels;
    queueMacrotask(() => {});

    expect([before, channels]).toEqual([0, 1]);
  });

  it("does not look at import for immediates that the host loads when they are looked at, and once later", async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "setImmediate")!;
    let looks = 0;
    Object.defineProperty(globalThis, "setImmediate", { configurable: true, get: () => (looks++, ownImmediate) });
    try {
      const { queueMacrotask } = await import("../bindings/host-tasks.ts");
      const before = looks;
      await new Promise<void>((resolve) => {
        queueMacrotask(() => {});
        queueMacrotask(resolve);
      });

      expect([before, looks]).toEqual([0, 1]);
    } finally {
      Object.defineProperty(globalThis, "setImmediate", own);
    }
  });
});

describe("a microtask", () => {
  it("is the host's own, whatever a test puts into its place after the import", async () => {
    const { run, receive, self, send } = await loaded<Library>("../js/index.ts", all);
    vi.stubGlobal("queueMicrotask", () => {});

    const result = await run(async () => {
      send(self(), "hello");
      return receive();
    });

    expect(result).toBe("hello");
  });
});

/** A host that ties timers to requests: `inRequest` runs code in one, and what is left over when the request ends is dropped. */
function requests(): { globals: Record<string, unknown>; inRequest<T>(code: () => T | Promise<T>): Promise<T>; pending(): number } {
  let current: Set<unknown> | undefined;
  const setTimeout = (callback: () => void, ms: number): unknown => {
    const request = current;
    if (request === undefined) throw new Error("Disallowed operation called within global scope");
    const handle = ownTimeout(() => {
      if (!request.delete(handle)) return;
      current = request;
      callback();
    }, ms);
    request.add(handle);
    return handle;
  };
  async function inRequest<T>(code: () => T | Promise<T>): Promise<T> {
    const request = new Set<unknown>();
    current = request;
    try {
      return await code();
    } finally {
      request.clear();
      current = undefined;
    }
  }
  return { globals: { WebSocketPair: class {}, setTimeout }, inRequest, pending: () => current?.size ?? 0 };
}

describe("a runtime on a host that ties timers to requests", () => {
  async function host(): Promise<Library & Omit<ReturnType<typeof requests>, "globals">> {
    const { globals, ...rest } = requests();
    const library = await loaded<Library>("../js/index.ts", [], globals);
    return { ...library, ...rest };
  }

  function* busy({ Process }: Library, rounds: number): Generator<unknown, string, unknown> {
    for (let round = 0; round < rounds; round++) yield* Process.sleep(0);
    return "done";
  }

  it("is made and used outside of a request, and runs on in the next", async () => {
    const { inRequest, ...library } = await host();
    const runtime = library.createRuntime({ logger: false, sliceMs: 1 });
    const results: unknown[] = [];
    runtime.spawn(() => library.Process.sleep(5));
    void runtime.run(() => busy(library, 10_000)).then((result) => results.push(result));
    await new Promise((resolve) => ownTimeout(resolve, 50));

    await inRequest(() => runtime.run(() => library.Process.sleep(10)));
    await inRequest(() => runtime.run(() => busy(library, 10_000)));

    expect(results).toEqual(["done"]);
    expect(runtime.stats().processes).toBe(0);
  });

  it("goes on after a request that ended before its processes did", async () => {
    const { inRequest, ...library } = await host();
    const runtime = library.createRuntime({ logger: false, sliceMs: 1 });
    await inRequest(() => void runtime.spawn(() => busy(library, 200_000)));
    await inRequest(() => new Promise<void>((resolve) => ownTimeout(() => resolve(void runtime.spawn(() => busy(library, 200_000))), 5)));

    expect(await inRequest(() => runtime.run(() => busy(library, 10)))).toBe("done");
  });

  it("goes on after a request that ended before its timers did", async () => {
    const { inRequest, ...library } = await host();
    const runtime = library.createRuntime({ logger: false });
    await inRequest(() => void runtime.spawn(() => library.Process.sleep(50)));
    await inRequest(async () => {
      runtime.spawn(() => library.Process.sleep(20));
      await null;
    });

    await inRequest(() => runtime.run(() => library.Process.sleep(60)));

    expect(runtime.stats()).toMatchObject({ processes: 0, timers: 0 });
  });

  it("becomes idle in a request that only waits for that", async () => {
    const { inRequest, ...library } = await host();
    const runtime = library.createRuntime({ logger: false, sliceMs: 1 });
    await inRequest(async () => {
      runtime.spawn(() => library.Process.sleep(20));
      runtime.spawn(() => busy(library, 10_000));
      await null;
    });

    await inRequest(() => runtime.idle());

    expect(runtime.stats().processes).toBe(0);
  });

  it("asks once in a request, however often it is woken there", async () => {
    const { inRequest, ...library } = await host();
    const runtime = library.createRuntime({ logger: false, sliceMs: 1 });
    const end = runtime.run(() => busy(library, 100_000));
    const pid = await inRequest(() => runtime.spawn<string, []>(() => library.receive()));
    const timers = vi.fn(setTimeout);

    await inRequest(async () => {
      vi.stubGlobal("setTimeout", timers);
      for (let count = 0; count < 1_000; count++) library.send(pid, "hello");
      expect(timers.mock.calls.length).toBeLessThanOrEqual(2);
      await end;
    });
  });

  it("has one task with the host for each that was asked for, however long they go on", async () => {
    const { inRequest, pending, ...library } = await host();
    const runtime = library.createRuntime({ logger: false, sliceMs: 1 });
    let isOver = false;
    const timers = vi.fn(setTimeout);

    const left = await inRequest(async () => {
      const end = runtime.run(function* () {
        while (!isOver) yield* library.Process.sleep(0);
      });
      for (let count = 0; count < 100; count++) {
        runtime.spawn(() => {});
        await new Promise((resolve) => ownImmediate(resolve));
      }
      vi.stubGlobal("setTimeout", timers);
      await new Promise((resolve) => ownTimeout(resolve, 300));
      const left = pending();
      isOver = true;
      await end;
      return left;
    });

    expect(left).toBeLessThanOrEqual(103);
    // One after each slice, and ten at most, each after twice as long, for each of the others.
    expect(timers.mock.calls.filter(([, ms]) => ms! > 0).length).toBeLessThanOrEqual(1_000);
  });

  it.each([
    ["something still runs", false],
    ["only a timer is left", true],
  ])("goes on in one of two requests when the other ends, which had the first turn, and %s", async (_, isOver) => {
    let current = "";
    const tasks: { readonly request: string; readonly callback: () => void }[] = [];
    const setTimeout = (callback: () => void): unknown => tasks.push({ request: current, callback });
    const pause = (ms = 0): Promise<void> => new Promise((resolve) => ownTimeout(resolve, ms));
    const library = await loaded<Library>("../js/index.ts", [], { WebSocketPair: class {}, setTimeout });
    const runtime = library.createRuntime({ logger: false, sliceMs: 1 });
    async function fire(request: string): Promise<void> {
      const due = tasks.filter((task) => task.request === request);
      for (const task of due) tasks.splice(tasks.indexOf(task), 1);
      current = request;
      for (const task of due) task.callback();
      await pause(2);
    }

    current = "first";
    let isBusy = true;
    runtime.spawn(function* () {
      while (isBusy) yield* library.Process.sleep(0);
    });
    await pause();
    current = "second";
    const result = runtime.run(() => library.Process.sleep(1)).then(() => "done");
    await pause();
    if (isOver) isBusy = false;
    await fire("first"); // which ends then, and its tasks with it
    isBusy = false;
    for (let count = 0; count < 5; count++) await fire("second");

    expect(await Promise.race([result, pause()])).toBe("done");
  });
});
