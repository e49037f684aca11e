// Limits of the mailboxes of servers: rule 9 of docs/semantics.md §3.

import { describe, expect, it } from "vitest";
import { Agent, CallTimeoutError, GenServer, MailboxFullError, Process, ServerExitedError, receive, self, send, spawn, until } from "../../js/index.ts";
import type { MailboxLimit, Operation } from "../../js/index.ts";
import { runtimesOfTests } from "../support/runtimes.ts";
import { thrownFrom } from "../support/thrown.ts";

const { open } = runtimesOfTests();

/** Keeps what it was asked and told; a cast of "sit" keeps it busy until `stand` is called. */
function sitter() {
  let stand = (): void => {};
  const standing = new Promise<void>((resolve) => void (stand = resolve));
  const callbacks = GenServer.define({
    init: () => ({ state: [] as unknown[] }),
    handleCall: (request: unknown, _from, state) => ({ reply: request, state: [...state, request] }),
    *handleCast(request: unknown, state) {
      if (request === "sit") yield* until(standing);
      return { state: [...state, request] };
    },
  });
  return { callbacks, stand };
}

/** Starts a server that sits, with `size` casts in its mailbox: full. */
function* fullServer(overflow: MailboxLimit["overflow"], size = 2) {
  const { callbacks, stand } = sitter();
  const server = yield* GenServer.start(callbacks, undefined, { maxMailbox: { size, overflow } });
  GenServer.cast(server, "sit");
  yield* Process.sleep(0);
  for (let sent = 1; sent <= size; sent++) GenServer.cast(server, sent);
  expect(Process.info(server)?.messageQueueLength).toBe(size);
  return { server, stand };
}

describe("a full server that refuses with an error", () => {
  it("throws MailboxFullError where the call is, and leaves neither a monitor nor a wait", async () => {
    await open().run(function* () {
      const { server } = yield* fullServer("error");
      const other = yield* GenServer.start(sitter().callbacks);

      const error = yield* thrownFrom(() => GenServer.call(server, "one more"));
      expect(error).toBeInstanceOf(MailboxFullError);
      expect(error).toMatchObject({ pid: server, limit: 2 });
      expect(Process.info(self())).toMatchObject({ monitors: [], messageQueueLength: 0 });
      expect(Process.info(server)?.messageQueueLength).toBe(2);
      expect(yield* GenServer.call(other, "fine")).toBe("fine");
    });
  });

  it("throws MailboxFullError where the cast is", async () => {
    await open().run(function* () {
      const { server } = yield* fullServer("error");

      expect(() => GenServer.cast(server, "one more")).toThrow(MailboxFullError);
    });
  });

  it("rejects a call from host code", async () => {
    const runtime = open();
    const { server } = await runtime.run(() => fullServer("error"));

    await expect(Promise.resolve(GenServer.call(server, "one more"))).rejects.toBeInstanceOf(MailboxFullError);
  });

  it("takes calls when there is room", async () => {
    await open().run(function* () {
      const server = yield* GenServer.start(sitter().callbacks, undefined, { maxMailbox: { size: 1, overflow: "error" } });
      for (let asked = 0; asked < 10; asked++) expect(yield* GenServer.call(server, asked)).toBe(asked);
    });
  });
});

describe("a full server that drops", () => {
  it("drops the newest call, which times out; what comes later is answered", async () => {
    await open().run(function* () {
      const { server, stand } = yield* fullServer("dropNewest");

      expect(yield* thrownFrom(() => GenServer.call(server, "dropped", 5))).toBeInstanceOf(CallTimeoutError);
      stand();
      yield* Process.sleep(1);
      expect(yield* GenServer.call(server, "asked")).toBe("asked");
      expect(yield* GenServer.getState(server)).toEqual(["sit", 1, 2, "asked"]);
      expect(Process.info(self())).toMatchObject({ monitors: [], messageQueueLength: 0 });
    });
  });

  it("drops the oldest call, which times out, and gives each of the others its own reply", async () => {
    await open().run(function* () {
      const me = self();
      const { server, stand } = yield* fullServer("dropOldest");
      for (const name of ["first", "second", "third"]) {
        spawn(function* () {
          const error = yield* thrownFrom(function* () {
            send(me, [name, yield* GenServer.call(server, name, 20)]);
          });
          if (error instanceof CallTimeoutError) send(me, [name, "timed out"]);
        });
        yield* Process.sleep(0);
      }
      stand();

      expect([yield* receive(), yield* receive(), yield* receive()]).toEqual([["second", "second"], ["third", "third"], ["first", "timed out"]]);
    });
  });
});

describe("a full server that exits", () => {
  it("ends with MailboxFullError, which the caller gets as the reason in a ServerExitedError", async () => {
    await open().run(function* () {
      const { server } = yield* fullServer("exit");

      const error = yield* thrownFrom(() => GenServer.call(server, "one more"));
      expect(error).toBeInstanceOf(ServerExitedError);
      expect(error).toMatchObject({ reason: { code: "mailboxFull", limit: 2 } });
      expect(Process.isAlive(server)).toBe(false);
    });
  });
});

describe("what the runtime asks of a full server", () => {
  for (const overflow of ["error", "dropNewest", "dropOldest", "exit"] as const) {
    it(`is neither refused nor dropped: ${overflow}`, async () => {
      await open().run(function* () {
        const me = self();
        const { server, stand } = yield* fullServer(overflow);
        const ask = (operation: () => Operation<unknown>) => spawn(function* () {
          send(me, yield* operation());
        });
        ask(() => GenServer.getState(server));
        ask(() => GenServer.replaceState(server, (state) => [...state, "replaced"]));
        ask(() => GenServer.stop(server));
        yield* Process.sleep(0);
        expect(Process.info(server)?.messageQueueLength).toBe(5);
        if (overflow === "dropOldest") for (let sent = 3; sent < 10; sent++) GenServer.cast(server, sent);
        stand();

        const state = overflow === "dropOldest" ? ["sit"] : ["sit", 1, 2];
        expect([yield* receive(), yield* receive(), yield* receive()]).toEqual([state, [...state, "replaced"], undefined]);
      });
    });
  }

  it("wakes a server without a place in its limit: an async callback that leaves a receive behind", async () => {
    await open().run(function* () {
      const Racing = GenServer.define({
        init: () => ({ state: 0 }),
        handleCall: (_request: "state", _from, state) => ({ reply: state, state }),
        async handleCast(_request: "race", state) {
          await Promise.race([receive((message) => message === "never sent"), new Promise((resolve) => setTimeout(resolve, 5))]);
          return { state: state + 1 };
        },
      });
      const server = yield* GenServer.start(Racing, undefined, { maxMailbox: { size: 1, overflow: "error" } });
      GenServer.cast(server, "race");
      yield* Process.sleep(0);
      expect(yield* GenServer.call(server, "state")).toBe(1);
    });
  });
});

describe("a server with a limit", () => {
  it("has it before init runs, and can be an agent, or a child", async () => {
    await open().run(function* () {
      const maxMailbox = { size: 1, overflow: "dropNewest" } as const;
      const inInit: unknown[] = [];
      const Told = GenServer.define({
        init: () => {
          send(self(), "kept");
          send(self(), "dropped");
          inInit.push(Process.info(self())?.messageQueueLength);
          return { state: 0 };
        },
        handleInfo: (message, state) => {
          inInit.push(message);
          return { state };
        },
      });
      const server = yield* GenServer.startLink(Told, undefined, { maxMailbox });
      yield* GenServer.getState(server);
      expect(inInit).toEqual([1, "kept"]);

      const agent = yield* Agent.start(() => 0, { maxMailbox: { size: 1, overflow: "error" } });
      for (let sent = 0; sent < 2; sent++) Agent.cast(agent, (n) => n + 1); // the first is handed to it
      expect(() => Agent.cast(agent, (n) => n)).toThrow(MailboxFullError);
      yield* Agent.stop(agent);

      const { callbacks } = sitter();
      const child = yield* GenServer.childSpec(callbacks, undefined, { maxMailbox: { size: 1, overflow: "error" } }).start();
      for (let sent = 0; sent < 2; sent++) GenServer.cast(child!, sent);
      expect(() => GenServer.cast(child!, 2)).toThrow(MailboxFullError);
    });
  });

  it("is refused when the limit is none", () => {
    expect(() => GenServer.start(sitter().callbacks, undefined, { maxMailbox: { size: 0, overflow: "error" } })).toThrow(RangeError);
    expect(() => Agent.start(() => 0, { maxMailbox: 10 as never })).toThrow(TypeError);
  });
});
