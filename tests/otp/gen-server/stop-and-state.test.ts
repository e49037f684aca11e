// What may be asked of every server: its end, its state, its child spec.

import { describe, expect, it } from "vitest";
import { Process, exit, self } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { CallTimeoutError, DataCloneError, ServerExitedError } from "../../../js/errors.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { Counter } from "./servers.ts";

const { open } = runtimesOfTests();

describe("stop, getState, replaceState, childSpec", () => {
  it("stop takes reasons that are equal, not the same", async () => {
    await open().run(function* () {
      const server = yield* GenServer.start(Counter, 1);
      yield* GenServer.stop(server, { shutdown: ["x", { y: 1 }] });
      const boom = new Error("boom");
      yield* GenServer.stop(yield* GenServer.start(Counter, 1), boom);
    });
  });

  it.each([
    ["a Map", () => new Map([["at", { y: 1 }]]), () => new Map([["at", { y: 2 }]])],
    ["a Set", () => new Set([1]), () => new Set([2])],
    ["a Date", () => new Date(5), () => new Date(6)],
    ["a RegExp", () => /x/g, () => /x/],
    ["an Error", () => new RangeError("late"), () => new RangeError("early")],
    ["a typed array", () => new Uint8Array([1]), () => new Uint8Array([2])],
  ])("stop takes a reason that holds %s: one that is equal, and no other", async (_what, asked, other) => {
    const errors = await open().run(function* () {
      for (const reason of [{ shutdown: asked() }, { shutdown: [asked()] }]) yield* GenServer.stop(yield* GenServer.start(Counter, 1), reason);
      const stubborn = { init: () => ({ state: 0 }), terminate: () => exit({ shutdown: other() }) };
      const server = yield* GenServer.start(stubborn);
      return [yield* thrownFrom(() => GenServer.stop(server, { shutdown: asked() }))];
    });

    expect(errors[0]).toBeInstanceOf(ServerExitedError);
  });

  it("stop with a timeout gives up", async () => {
    const error = await open().run(function* () {
      const server = yield* GenServer.start({
        init: () => ({ state: 0 }),
        *terminate() {
          yield* Process.sleep(Infinity);
        },
      });
      return yield* thrownFrom(() => GenServer.stop(server, "normal", 1));
    });

    expect(error).toBeInstanceOf(CallTimeoutError);
  });

  it("getState copies, replaceState runs in the server, and what it throws is thrown in the caller", async () => {
    const [before, after, error, refused, state] = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 1);
      const before = yield* GenServer.getState(server);
      const after = yield* GenServer.replaceState(server, (state) => state + (self() === server ? 10 : 0));
      const error = yield* thrownFrom(() => GenServer.replaceState(server, () => { throw new RangeError("no"); }));
      const functions = yield* GenServer.start({ init: () => ({ state: () => {} }) });
      const refused = yield* thrownFrom(() => GenServer.getState(functions));
      return [before, after, error, refused, yield* GenServer.call(server, "get")];
    });

    expect([before, after, state]).toEqual([1, 11, 11]);
    expect(error).toBeInstanceOf(RangeError);
    expect(refused).toBeInstanceOf(DataCloneError);
  });

  it("childSpec has Elixir's defaults, and starts a linked server", async () => {
    const value = await open().run(function* () {
      const spec = GenServer.childSpec(Counter, 5, { name: "child" });
      expect(spec).toMatchObject({ id: "child", restart: "permanent", shutdown: 5000, type: "worker", significant: false });
      expect(GenServer.childSpec(Counter, 5, { id: 7, restart: "temporary", shutdown: "brutalKill" })).toMatchObject({ id: 7, restart: "temporary", shutdown: "brutalKill" });
      const pid = (yield* spec.start()) as Pid;
      return [yield* GenServer.call("child", "get"), Process.info(self())?.links.includes(pid)];
    });

    expect(value).toEqual([5, true]);
  });
});
