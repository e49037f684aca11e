// What a process is charged: its operations, its messages, and its large copies by their size.

import { afterAll, describe, expect, it } from "vitest";
import { Agent, GenServer, Process, createRuntime, receive, self, send, spawn } from "../js/index.ts";
import type { Clock, LongTurn } from "../js/index.ts";

const runtime = createRuntime({ logger: false, reductions: 1_000_000_000 });

afterAll(() => runtime.stop());

/** Reductions that `action` costs the process that does it. */
function costOf(action: () => unknown): Promise<number> {
  return runtime.run(function* () {
    const spent = (): number => Process.info(self())?.reductions ?? 0;
    const before = spent();
    action();
    return spent() - before;
  });
}

describe("a process is charged", () => {
  it("for a message one reduction, whatever its few fields", async () => {
    expect(await costOf(() => send(self(), { type: "add", items: [1, 2, 3] }))).toBe(1);
  });

  it("for a spawn", async () => {
    expect(await costOf(() => spawn(() => {}))).toBe(4);
  });

  it.each([
    ["an array of numbers", (size: number) => Array.from({ length: size }, (_, i) => i), 100_000],
    ["many objects", (size: number) => Array.from({ length: size }, (_, i) => ({ i })), 10_000],
    ["a Map", (size: number) => new Map(Array.from({ length: size }, (_, i) => [i, i])), 10_000],
    ["a Set", (size: number) => new Set(Array.from({ length: size }, (_, i) => i)), 10_000],
    ["bytes", (size: number) => new Uint8Array(size), 1_000_000],
  ])("for the copy of %s by its size", async (_, make, size) => {
    const [small, once, twice] = [make(8), make(size), make(2 * size)];
    const costs = [await costOf(() => send(self(), small)), await costOf(() => send(self(), once)), await costOf(() => send(self(), twice))] as const;

    expect(costs[0]).toBeLessThanOrEqual(2);
    expect(costs[1]).toBeGreaterThan(100);
    expect(costs[2] / costs[1]).toBeCloseTo(2, 1);
  });

  it("so that its turn ends after a large copy", async () => {
    const small = createRuntime({ logger: false });
    const log: string[] = [];
    small.spawn(function* () {
      send(self(), Array.from({ length: 300_000 }, (_, i) => i));
      send(self(), "next");
      yield* receive();
      log.push("sender");
    });
    small.spawn(() => log.push("other"));
    await small.idle();

    expect(log).toEqual(["other", "sender"]);
    await small.stop();
  });
});

let time = 0;

/** A clock that only sleep and `busy` move: a pause of the machine is nobody's turn. */
const clock: Clock = {
  now: () => time,
  setTimeout: (callback, ms) => setTimeout(() => { time += ms; callback(); }),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Holds the thread. */
function busy(ms: number): void {
  time += ms;
}

describe("a long turn", () => {
  async function longTurnsOf(body: () => unknown, options: { readonly longTurnMs?: number } = {}): Promise<{ turns: LongTurn[]; lines: string[] }> {
    const turns: LongTurn[] = [];
    const lines: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (line: string) => lines.push(line) };
    const watched = createRuntime({ clock, logger, onLongTurn: (turn) => turns.push(turn), ...options });
    await watched.run(body);
    await watched.stop();
    return { turns, lines };
  }

  it("is told to the hook and the logger, with the process, its label and its body", async () => {
    const { turns, lines } = await longTurnsOf(function* crunching() {
      Process.setLabel("cart 17");
      busy(60);
    });

    expect(turns).toHaveLength(1);
    expect(turns[0]).toMatchObject({ isOver: true, stack: undefined, suspects: [{ label: "cart 17", body: "crunching" }] });
    expect(turns[0]!.ms).toBeGreaterThanOrEqual(50);
    expect(lines[0]).toMatch(/^Process #PID<[\d.]+> \(cart 17\) in crunching held the thread for \d+ ms in one turn, .*"use beamlet"/);
  });

  it("is told with the registered name, also of a process that has ended by then", async () => {
    const { turns, lines } = await longTurnsOf(function* () {
      Process.spawn(function* worker() {
        Process.setLabel("cart 17");
        busy(60);
      }, { name: "payer" });
      yield* Process.sleep(10);
    });

    expect(turns[0]?.suspects).toMatchObject([{ registeredName: "payer", label: "cart 17", body: "worker" }]);
    expect(lines[0]).toMatch(/^Process payer #PID<[\d.]+> \(cart 17\) in worker held the thread for 60 ms in one turn, /);
  });

  it("of a server is told with what the server is, and the callback that was called last", async () => {
    class Ledger {
      init(): { state: number } {
        return { state: 0 };
      }
      handleCast(ms: number, state: number): { state: number } {
        busy(ms);
        return { state };
      }
    }
    const init = (): { state: number } => ({ state: 0 });
    const { turns, lines } = await longTurnsOf(function* () {
      for (const callbacks of [GenServer.define({ init, handleCast: (ms: number, state) => (busy(ms), { state }) }), new Ledger()]) {
        GenServer.cast(yield* GenServer.start(callbacks, undefined, { name: callbacks instanceof Ledger ? "ledger" : "billing" }), 60);
        yield* Process.sleep(2_000);
      }
      Agent.cast(yield* Agent.start(() => 0), (n) => (busy(60), n));
      yield* Process.sleep(2_000);
      yield* GenServer.start({ init: () => (busy(60), { ignore: true }) }, undefined);
      yield* Process.sleep(2_000);
    });

    expect(turns.map(({ suspects: [first] }) => first?.body)).toEqual(["GenServer, last in handleCast", "Ledger, last in handleCast", "Agent, last in handleCast", "GenServer"]);
    expect(lines[0]).toMatch(/^Process billing #PID<[\d.]+> in GenServer, last in handleCast held the thread for 60 ms/);
  });

  it("names the body of a generator that goes on", async () => {
    const { turns } = await longTurnsOf(function* cart() {
      yield* Process.sleep(1);
      busy(60);
      yield* Process.sleep(1);
    });

    expect(turns[0]?.suspects).toMatchObject([{ body: "cart" }]);
  });

  it("of an async body is told too, and of an async callback", async () => {
    const { turns } = await longTurnsOf(async function cart() {
      await Process.sleep(1);
      busy(60);
      const server = await GenServer.start({ init: () => ({ state: 0 }), handleCall: async (_request: string) => (await Process.sleep(2_000), busy(70), { reply: 0, state: 0 }) }, undefined);
      await GenServer.call(server!, "crunch");
    });

    expect(turns.map(({ ms, suspects }) => [ms, suspects[0]?.body])).toEqual([[60, "cart"], [70, "GenServer, last in handleCall"]]);
  });

  it("is told to the hook each time, and to the logger once a second at most", async () => {
    const { turns, lines } = await longTurnsOf(function* () {
      for (let n = 0; n < 3; n++) {
        yield* Process.sleep(1);
        busy(60);
      }
    });

    expect(turns).toHaveLength(3);
    expect(lines).toHaveLength(1);
  });

  it("is not told below the limit, nor when there is none", async () => {
    expect((await longTurnsOf(() => busy(10))).turns).toEqual([]);
    expect((await longTurnsOf(() => busy(60), { longTurnMs: Infinity })).turns).toEqual([]);
  });

  it("is told to the logger with all its suspects, and alone when it comes again", async () => {
    const { turns, lines } = await longTurnsOf(function* main() {
      spawn(function* worker() {
        busy(3_000);
        yield* Process.sleep(1);
        busy(60);
      });
      spawn(function* other() {});
      for (const _ of [1, 2, 3]) spawn(function* idler() { yield* Process.sleep(10); });
      yield* Process.sleep(4_000);
    });

    expect(turns.map(({ suspects }) => suspects.map(({ body }) => body))).toEqual([["worker", "other"], ["worker"]]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^One or more of the processes #PID<[\d.]+> in worker, #PID<[\d.]+> in other held the thread for 3000 ms in one turn or in 2 that followed each other, if .*"use beamlet".* named alone$/);
    expect(lines[1]).toMatch(/^Process #PID<[\d.]+> in worker held the thread for 60 ms in one turn, /);
  });

  it.each([
    ["not of many short ones", (n: number) => (n < 32 ? 4 : 0), 0],
    ["of one that is as long as ten limits", (n: number) => (n === 7 ? 500 : 0), 1],
  ])("with several suspects is told to the logger, %s", async (_, msOf, told) => {
    const { turns, lines } = await longTurnsOf(function* main() {
      for (let n = 0; n < 254; n++) spawn(() => {}); // after so many quick ones, a burst is of 128 turns
      for (let n = 0; n < 128; n++) spawn(() => busy(msOf(n)));
      yield* Process.sleep(10);
    });

    expect(turns.map(({ suspects }) => suspects.length)).toEqual([128]);
    expect(lines).toHaveLength(told);
  });

  it("names both who had the same slot, one after the other", async () => {
    const { turns } = await longTurnsOf(function* () {
      for (const _ of [1, 2]) spawn(() => {}); // the burst after theirs is of four turns
      spawn(function* gone() {});
      spawn(function* parent() {
        spawn(function* heir() {
          busy(60);
          yield* Process.sleep(1);
        });
      });
      spawn(function* other() {});
      yield* Process.sleep(100);
    });

    expect(turns[0]?.suspects.map(({ body }) => body)).toEqual(["gone", "heir", "parent", "other"]);
  });

  it("among many short ones names its suspects, and is known when it comes again", async () => {
    const turns: LongTurn[] = [];
    const lines: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (line: string) => lines.push(line) };
    const watched = createRuntime({ clock, logger, longTurnMs: 20, onLongTurn: (turn) => turns.push(turn) });
    for (let i = 0; i < 100; i++) {
      watched.spawn(function* () {
        for (let n = 0; n < 1_000; n++) yield* Process.sleep(0);
      });
    }
    const pid = watched.spawn(function* () {
      for (let n = 0; n < 1_000; n++) {
        if (n === 300 || n === 310) busy(40);
        yield* Process.sleep(0);
      }
    });
    await watched.idle();
    const mine = turns.filter(({ suspects }) => suspects.some((one) => one.pid === pid));

    expect(mine).toHaveLength(2);
    expect(mine[0]!.suspects.length).toBeGreaterThan(1);
    expect(mine[0]!.suspects.length).toBeLessThanOrEqual(128);
    expect(mine[1]!.suspects).toHaveLength(1);
    expect(lines.filter((line) => / or #PID/.test(line))).toEqual([]);
    await watched.stop();
  });

  it("that comes again later is told with fewer suspects each time, and alone the fourth time", async () => {
    const turns: LongTurn[] = [];
    const watched = createRuntime({ clock, logger: false, longTurnMs: 20, onLongTurn: (turn) => turns.push(turn) });
    let isOver = false;
    for (let i = 0; i < 200; i++) {
      watched.spawn(function* () {
        while (!isOver) yield* Process.sleep(0);
      });
    }
    const pid = watched.spawn(function* () {
      for (let n = 0; n < 4; n++) {
        for (const end = time + 150; time < end; time++) yield* Process.sleep(0);
        busy(40);
        yield* Process.sleep(0);
      }
      isOver = true;
    });
    await watched.idle();
    const sizes = turns.map(({ suspects }) => suspects.length);

    expect(turns.every(({ suspects }) => suspects.some((one) => one.pid === pid))).toBe(true);
    expect(sizes).toHaveLength(4);
    expect(sizes[0]).toBeGreaterThan(16);
    [128, 16, 4, 1].forEach((most, n) => expect(sizes[n]).toBeLessThanOrEqual(most));
    await watched.stop();
  });

  it.each([[{ longTurnMs: 0 }, RangeError], [{ longTurnMs: "50" }, TypeError], [{ onLongTurn: 5 }, TypeError]])("refuses %j", (options, error) => {
    expect(() => createRuntime(options as never)).toThrow(error);
  });
});
