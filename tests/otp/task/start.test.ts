// Tasks that are started in other ways than by async.

import { describe, expect, it } from "vitest";
import { DataCloneError, exit, isDown, Process, receive, self, send, spawnMonitor } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { ended, queueLength } from "./owner.ts";

describe("completed", () => {
  it("is a task without a process, whose result is there", async () => {
    const runtime = silent();
    const result = await runtime.run(function* () {
      const [awaited, yielded, stopped, ignored] = [Task.completed(1), Task.completed(2), Task.completed(3), Task.completed(4)];
      return [awaited.pid, yield* Task.await(awaited), yield* Task.yield(yielded), yield* Task.shutdown(stopped), Task.ignore(ignored), queueLength()];
    });

    expect(result).toEqual([undefined, 1, { ok: true, value: 2 }, { ok: true, value: 3 }, { ok: true, value: 4 }, 0]);
    expectNothingLeft(runtime);
  });

  it("throws for a value that cannot be copied, and leaves nothing", async () => {
    const runtime = silent();

    await expect(runtime.run(() => Task.completed(() => 1))).rejects.toThrow(DataCloneError);
    expectNothingLeft(runtime);
  });
});

describe("start, startLink and childSpec", () => {
  it("start a process that is not linked and does not reply", async () => {
    const result = await silent().run(function* () {
      const pid = Task.start((parent) => send(parent, "hello"), self());
      const links = Process.info(self())?.links;
      const message = yield* receive();
      yield* ended(pid);
      return [message, links, queueLength()];
    });

    expect(result).toEqual(["hello", [], 0]);
  });

  it("start from host code", async () => {
    const message = await new Promise((resolve) => Task.start(resolve as (text: string) => void, "hello"));

    expect(message).toBe("hello");
  });

  it("startLink links", async () => {
    const reason = await silent().run(function* () {
      const [, ref] = spawnMonitor(function* () {
        Task.startLink(() => exit("boom"));
        yield* forever();
      });
      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(reason).toBe("boom");
  });

  it("childSpec is temporary and starts linked", async () => {
    const spec = Task.childSpec(forever);
    const isLinked = await silent().run(function* () {
      const pid = yield* spec.start();
      const isLinked = Process.info(self())?.links[0] === pid;
      Process.unlink(pid);
      Process.exit(pid, "kill");
      return isLinked;
    });

    expect(spec).toMatchObject({ id: "Task", restart: "temporary" });
    expect(Task.childSpec(forever, { id: "mine", restart: "transient" })).toMatchObject({ id: "mine", restart: "transient" });
    expect(isLinked).toBe(true);
  });

  it("childSpec checks what it is told at the call, and takes undefined for nothing told", () => {
    for (const slip of [{ restart: "always" }, { shutdown: "kill" }, { significant: 1 }, { name: "task" }, null, 7]) {
      expect(() => Task.childSpec(forever, slip as never)).toThrow(TypeError);
    }
    expect(() => Task.childSpec(forever, { shutdown: -1 })).toThrow(RangeError);
    expect(Task.childSpec(forever, { id: undefined, restart: undefined } as never)).toMatchObject({ id: "Task", restart: "temporary", shutdown: 5_000 });
  });
});
