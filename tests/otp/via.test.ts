// Names that a module keeps: `via(module, ...address)` is a name anywhere a name is taken.

import { describe, expect, it } from "vitest";
import {
  AlreadyRegisteredError, AlreadyStartedError, DataCloneError, NoProcessError, NotAProcessError, Process, StartError, Task, isDown, isPid, receive, self, send, spawn, spawnLink, timeout, via,
} from "../../js/index.ts";
import type { AnyPid, Pid, Via } from "../../js/index.ts";
import { inspect } from "../../js/inspect.ts";
import { homeOfPid } from "../../js/pid.ts";
import * as Agent from "../../js/otp/agent.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { runtimesOfTests } from "../support/runtimes.ts";
import { thrownBy, thrownFrom } from "../support/thrown.ts";

const { logs, open } = runtimesOfTests();

/** A module that keeps names in a Map that its caller holds. */
const Phonebook = {
  name: "Phonebook",
  whereisName: (book: Map<string, AnyPid>, name: string) => book.get(name),
  registerName(pid: AnyPid, book: Map<string, AnyPid>, name: string) {
    const holder = book.get(name);
    if (holder !== undefined) throw new AlreadyRegisteredError(name, holder as Pid);
    book.set(name, pid);
  },
  unregisterName: (book: Map<string, AnyPid>, name: string) => void book.delete(name),
};

function leadingTo(pid: unknown): Via {
  return via({ whereisName: () => pid as Pid, registerName() {}, unregisterName() {} });
}

const nowhere = leadingTo(undefined);

describe("via", () => {
  it("is a destination of send, at the time of the send", async () => {
    const result = await open().run(function* () {
      const book = new Map<string, AnyPid>();
      const me = via(Phonebook, book, "me");
      const before = thrownBy(() => send(me, "lost"));
      book.set("me", self());
      send(me, { text: "hello" });
      return [before, yield* receive()];
    });

    expect(result).toMatchObject([{ code: "noproc" }, { text: "hello" }]);
    expect(result[0]).toBeInstanceOf(NoProcessError);
  });

  it("copies the message before it looks for anybody", async () => {
    const error = await open().run(() => thrownBy(() => send(nowhere, () => {})));

    expect(error).toBeInstanceOf(DataCloneError);
  });

  it("86. is looked up by a timer when it fires, and nobody there is no error", async () => {
    const received = await open().run(function* () {
      const book = new Map<string, AnyPid>();
      Process.sendAfter(via(Phonebook, book, "me"), "tick", 5);
      Process.sendAfter(nowhere, "lost", 5);
      book.set("me", self());
      return yield* receive();
    });

    expect(received).toBe("tick");
    expect(logs).toEqual([]);
  });

  it("belongs to the runtime of the timer, not to the default one", async () => {
    const received = await open().run(function* () {
      const seen: unknown[] = [];
      Process.sendAfter(via({ whereisName: () => void seen.push(Process.list().length), registerName() {}, unregisterName() {} }), "lost", 1);
      yield* Process.sleep(10);
      return [seen, Process.list().length];
    });

    expect(received).toEqual([[1], 1]);
  });

  it("that throws is thrown at a send, and logged by a timer", async () => {
    const error = new Error("no book");
    const broken = via({ whereisName: () => { throw error; }, registerName() {}, unregisterName() {} });
    const thrown = await open().run(function* () {
      Process.sendAfter(broken, "lost", 1);
      yield* Process.sleep(10);
      return thrownBy(() => send(broken, "lost"));
    });

    expect(thrown).toBe(error);
    expect(logs.join()).toContain("no book");
  });

  it("is what DOWN and Process.info show of a monitor by via", async () => {
    const result = await open().run(function* () {
      const other = spawn(() => {});
      const name = leadingTo(other);
      const ref = Process.monitor(name);
      const monitors = Process.info(self())?.monitors;
      const down = yield* receive((message) => isDown(message, ref));
      Process.monitor(nowhere);
      const second = yield* receive(isDown);
      return [monitors?.[0] === name, down.object === name, down.reason, second.object === nowhere, second.reason];
    });

    expect(result).toEqual([true, true, "normal", true, "noproc"]);
  });

  it("is a name to Process.register, whereis, unregister and spawn", async () => {
    const result = await open().run(function* () {
      const book = new Map<string, AnyPid>();
      const me = via(Phonebook, book, "me");
      Process.register(self(), me);
      const taken = thrownBy(() => Process.spawn(() => {}, { name: me }));
      const child = Process.spawn(() => {}, { name: via(Phonebook, book, "child") });
      const found = [Process.whereis(me) === self(), Process.whereis(via(Phonebook, book, "child")) === child];
      Process.unregister(me);
      yield* Process.sleep(0);
      return [found, Process.whereis(me), thrownBy(() => Process.unregister(me)), taken, Process.list().length, Process.info(self())?.registeredName];
    });

    expect(result).toMatchObject([[true, true], undefined, { code: "noproc" }, { code: "alreadyRegistered" }, 1, undefined]);
  });

  it("does not lead to a process that has ended, nor register one", async () => {
    const result = await open().run(function* () {
      const dead = spawn(() => {});
      yield* Process.sleep(0);
      const book = new Map<string, AnyPid>();
      const name = via(Phonebook, book, "dead");
      const refused = thrownBy(() => Process.register(dead, name));
      book.set("dead", dead);
      return [refused, Process.whereis(name), GenServer.whereis(name), thrownBy(() => send(name, 1))];
    });

    expect(result).toMatchObject([{ code: "noproc" }, undefined, undefined, { code: "noproc" }]);
  });

  it("81. is a name to start, call, cast and stop of a server", async () => {
    const result = await open().run(function* () {
      const book = new Map<string, AnyPid>();
      const name = via(Phonebook, book, "counter");
      const agent = yield* Agent.startLink(() => 1, { name });
      const again = yield* thrownFrom(() => Agent.startLink(() => 2, { name }));
      Agent.cast(via(Phonebook, book, "counter"), (n: number) => n + 1);
      const count = yield* Agent.get(name, (n: number) => n);
      yield* Agent.stop(name);
      Agent.cast(nowhere, (n: number) => n);
      return [count, again instanceof AlreadyStartedError && again.pid === agent, yield* thrownFrom(() => Agent.get(name, (n) => n))];
    });

    expect(result).toMatchObject([2, true, { code: "noproc" }]);
  });

  it("38. that throws, or leads to no process, drops a cast, which never fails for its destination, and is reported", async () => {
    const throwing = via({ whereisName() { throw new RangeError("no book"); }, registerName() {}, unregisterName() {} });
    const result = await open().run(() => [throwing, leadingTo(5)].map((name) => {
      GenServer.cast(name, "request");
      Agent.cast(name, (n: number) => n);
      return thrownBy(() => GenServer.cast(name, () => {}));
    }));

    expect(result).toEqual([expect.any(DataCloneError), expect.any(DataCloneError)]);
    expect(logs.filter((line) => line.includes("cast"))).toHaveLength(4);
  });

  it("that cannot be registered fails the start with its error", async () => {
    const result = await open().run(function* () {
      const name = via({ whereisName: () => undefined, registerName() { throw new RangeError("no room"); }, unregisterName() {} });
      return yield* thrownFrom(() => Agent.start(() => 1, { name }));
    });

    expect(result).toBeInstanceOf(StartError);
    expect(result).toMatchObject({ reason: { message: "no room" } });
  });

  it("arrives in a message as the same via", async () => {
    const received = await open().run(function* () {
      send(self(), [nowhere, { to: nowhere }]);
      return (yield* receive()) as [Via, { to: Via }];
    });

    expect(received[0]).toBe(nowhere);
    expect(received[1].to).toBe(nowhere);
  });

  it("is looked up in the runtime that sends", async () => {
    const [one, other] = [open(), open()];
    const name = via({ whereisName: () => Process.whereis("receiver"), registerName() {}, unregisterName() {} });
    const [first, second] = [one, other].map((runtime) => runtime.run(function* () {
      Process.register(self(), "receiver");
      return yield* receive({ after: 100 });
    }));
    await Promise.resolve().then(() => Promise.resolve());
    other.send(name, "to the other");

    expect(await Promise.all([first, second])).toEqual([timeout, "to the other"]);
  });

  it("asked by host code or by a timer has no process to act for", async () => {
    const runtime = open();
    const target = runtime.spawn(() => receive());
    const actions = [self, Process.alias, () => spawnLink(() => {}), () => Process.monitor(target), () => Process.link(target), () => Process.put("key", 1), () => Task.completed(1)];
    const thrown: unknown[] = [];
    const asked = via({ whereisName: () => void thrown.push(...actions.map((action) => thrownBy(action))), registerName() {}, unregisterName() {} });

    expect(thrownBy(() => runtime.send(asked, 1))).toBeInstanceOf(NoProcessError);
    await runtime.run(function* () {
      Process.sendAfter(asked, 1, 1);
      yield* Process.sleep(5);
    });

    expect(thrown.map((error) => error instanceof NotAProcessError)).toEqual([...actions, ...actions].map(() => true));
    expect(runtime.stats()).toMatchObject({ processes: 1, relations: 0 });
  });

  it("has a module that is host code where no process calls: in host code, in another runtime and in a timer", async () => {
    const runtime = open();
    const other = open();
    const names = { self, alias: () => Process.alias(), trap: () => Process.flag("trapExit", true), put: () => Process.put("key", 1), take: () => receive()[Symbol.iterator]().next() };
    const seen: unknown[] = [];
    const look = (): undefined => {
      seen.push(...Object.values(names).map((use) => (thrownBy(use) as { code?: unknown } | undefined)?.code));
      const spawned = spawn(() => {}); // in the runtime that asks
      seen.push(homeOfPid(spawned));
    };
    const nosy = via({ whereisName: look, registerName: look, unregisterName: look });
    const pid = runtime.spawn(() => receive({ after: 20 }));
    Process.register(pid, nosy);
    thrownBy(() => runtime.send(nosy, "lost"));
    await other.run(() => thrownBy(() => runtime.send(nosy, "lost")));
    await runtime.run(() => void Process.sendAfter(nosy, "lost", 1));
    await runtime.idle();

    const once = [...Object.keys(names).map(() => "notAProcess"), homeOfPid(pid)];
    expect(seen).toEqual([...once, ...once, ...once, ...once]);
  });

  it("that leads to what is no process of the runtime is a TypeError", async () => {
    const foreign = await open().run(() => self());
    const errors = await open().run(() => [foreign, "pid", null].map((found) => thrownBy(() => Process.whereis(leadingTo(found)))));

    for (const error of errors) expect(error).toBeInstanceOf(TypeError);
  });

  it("of what is no module is a TypeError", () => {
    for (const module of [undefined, null, "Registry", {}, { whereisName() {} }, { whereisName() {}, registerName() {} }]) {
      expect(() => via(module as never)).toThrow(TypeError);
    }
    class Names {
      static whereisName = (): undefined => undefined;
      static registerName(): void {}
      static unregisterName(): void {}
    }
    expect(inspect(via(Names))).toBe("via(Names)");
  });

  it("is a class of its own: what only looks alike is no name", async () => {
    const errors = await open().run(() => [
      thrownBy(() => send({ whereisName: () => self(), registerName() {}, unregisterName() {} } as never, 1)),
      thrownBy(() => Process.whereis(Object.create(nowhere) as Via)),
    ]);

    for (const error of errors) expect(error).toBeInstanceOf(TypeError);
  });

  it("is shown by its module and its address", () => {
    expect(inspect(via(Phonebook, new Map(), "me"))).toBe('via(Phonebook, #Map<>, "me")');
    expect(inspect(nowhere)).toBe("via(…)");
    expect(new NoProcessError(via(Phonebook, new Map(), "me")).message).toContain('via(Phonebook, #Map<>, "me")');
    expect(isPid(nowhere)).toBe(false);
  });
});
