// The option `module`: a core that the host has compiled. Here one whose memory may not grow far.

import { describe, expect, it } from "vitest";
import { compileModule } from "../bindings/host-wasm.ts";
import type { WebAssemblyModule } from "../bindings/host-wasm.ts";
import { coreText } from "../bindings/load/core-bytes.ts";
import { bytesOf } from "../bindings/load/core-text.ts";
import { CoreMismatchError, GenServer, Process, SystemLimitError, Task, createRuntime, receive, self, send, spawn, spawnLink, spawnMonitor } from "../js/index.ts";
import type { Pid } from "../js/index.ts";

const PAGES = 8;

/** The core, with a maximum in its memory section: id 5, one memory, no maximum, 1 page. */
function smallCore(): WebAssemblyModule {
  const bytes = [...bytesOf(coreText)];
  const section = bytes.findIndex((_, at) => [5, 3, 1, 0, 1].every((byte, offset) => bytes[at + offset] === byte));
  bytes.splice(section, 5, 5, 4, 1, 1, 1, PAGES);
  return compileModule(new Uint8Array(bytes));
}

function* echo(): Generator<unknown, void, unknown> {
  for (;;) {
    const { from, value } = (yield* receive()) as { from: Pid; value: unknown };
    send(from, value);
  }
}

function limitOf(action: () => unknown): unknown {
  try {
    for (;;) action();
  } catch (error) {
    return error instanceof SystemLimitError ? error.resource : error;
  }
}

describe("a module of the host's", () => {
  it("runs processes", async () => {
    const runtime = createRuntime({ module: smallCore() });

    const result = await runtime.run(function* () {
      send(spawn(echo), { from: self(), value: 42 });
      return yield* receive();
    });

    expect(result).toBe(42);
  });

  it("is refused when it is not the core", () => {
    const empty = compileModule(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

    expect(() => createRuntime({ module: empty })).toThrow(CoreMismatchError);
  });
});

describe("a runtime whose memory is exhausted", () => {
  it("says so at the call, and everything that ran before goes on", async () => {
    const runtime = createRuntime({ module: smallCore(), logger: false });

    const result = await runtime.run(function* () {
      const me = self();
      const before = spawn(echo);
      yield* Process.sleep(0);
      const limits = [limitOf(() => send(me, "filler")), limitOf(() => spawn(echo)), limitOf(() => Process.sendAfter(me, "late", 1_000_000))];
      for (let left = Process.info(me)?.messageQueueLength ?? 0; left > 0; left--) yield* receive();
      send(before, { from: me, value: "still here" });
      return [...limits, yield* receive()];
    });

    expect(result).toEqual(["memory", "memory", "memory", "still here"]);
    expect(runtime.stats().memoryBytes).toBeLessThanOrEqual(PAGES * 65_536);
  });

  interface Others {
    readonly live: Pid;
    readonly dead: Pid;
    readonly server: Pid;
  }

  const operations: Readonly<Record<string, (others: Others) => unknown>> = {
    send: () => send(self(), 1),
    sendAfter: () => Process.sendAfter(self(), 1, 1_000_000),
    spawn: () => spawn(echo),
    spawnLink: () => spawnLink(echo),
    spawnMonitor: () => spawnMonitor(echo),
    "Process.spawn": () => Process.spawn(echo, { name: "echo", link: true, monitor: true }),
    link: ({ live }) => Process.link(live),
    monitor: ({ live }) => Process.monitor(live, { alias: "replyDemonitor" }),
    "monitor of one that has ended": ({ dead }) => Process.monitor(dead, { alias: "explicitUnalias" }),
    alias: () => Process.alias(),
    sleep: () => Process.sleep(10),
    "receive with after": () => receive(() => false, { after: 10 }),
    "GenServer.call": ({ server }) => GenServer.call(server, 1, 1_000_000),
    "GenServer.stop": ({ server }) => GenServer.stop(server),
    "GenServer.start": () => GenServer.start({ init: () => ({ state: 0 }) }, undefined),
    "Task.async": () => Task.async(() => 1),
  };

  /** Takes what memory there is, but for the records of one kind that has some already: those may be used still. */
  function exhaust(kept: string, { live }: Others): void {
    const through = Process.alias();
    const kinds: Readonly<Record<string, () => unknown>> = {
      relations: () => Process.alias(),
      timers: () => Process.sendAfter(live, 1, 1_000_000),
      processes: () => spawn(echo),
      messages: () => send(through, 1),
      "plain messages": () => send(live, 1),
    };
    for (const _ of [1, 2]) for (const [kind, take] of Object.entries(kinds)) if (kind !== kept) limitOf(take);
  }

  it.each(Object.keys(operations).flatMap((name) => ["nothing", "relations", "timers", "processes", "messages"].map((kept) => [name, kept] as const)))("fails %s with a SystemLimitError and nothing half done, or does it: %s left", async (name, kept) => {
    const runtime = createRuntime({ module: smallCore(), logger: false });
    const held = (): unknown => ({ ...runtime.stats(), runnable: 0, info: { ...Process.info(self()), status: "", reductions: 0 }, echo: Process.whereis("echo") });

    const [error, before, after] = await runtime.run(function* () {
      const server = yield* GenServer.start({ init: () => ({ state: 0 }), handleCall: (request: number, _from, state: number) => ({ reply: request, state }) }, undefined);
      const others = { live: spawn(() => Process.sleep(Infinity)), dead: spawn(() => {}), server };
      yield* Process.sleep(0);
      exhaust(kept, others);
      const before = held();
      try {
        const result = operations[name]?.(others);
        if (typeof result === "object" && result !== null && Symbol.iterator in result && !Array.isArray(result)) {
          yield* result as Iterable<never>;
        }
        return [undefined, before, before];
      } catch (error) {
        yield* Process.sleep(0);
        yield* Process.sleep(0);
        return [error, before, held()];
      }
    });

    if (error !== undefined) expect(error).toBeInstanceOf(SystemLimitError);
    expect(after).toEqual(before);
    if (kept === "nothing") expect(error).toBeDefined();
  });
});
