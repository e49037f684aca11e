// Many processes at once: what stands behind their slots is made longer as they come, and each keeps what is its own.

import { describe, expect, it } from "vitest";
import { Process, createRuntime, receive, self, send, spawn } from "../js/index.ts";
import type { Pid } from "../js/index.ts";

const MANY = 20_000;

/** Replies to one message with what it began with. */
function* replier(index: number, parent: Pid) {
  const from = yield* receive<Pid>();
  send(from, [index, self(), Process.info(self())?.parent === parent]);
}

function* spawnMany() {
  const me = self();
  const pids = Array.from({ length: MANY }, (_, index) => spawn(replier, index, me));
  yield* Process.sleep(0);
  // The last first: what is handed to it is handed to nobody below yet.
  for (let index = pids.length - 1; index >= 0; index--) send(pids[index] as Pid, me);
  const replies: unknown[] = [];
  while (replies.length < pids.length) replies.push(yield* receive());
  return { pids, replies };
}

describe("many processes", () => {
  it("have each its pid, its body, its arguments, its parent and what is sent to it", async () => {
    const { pids, replies } = await createRuntime({ logger: false }).run(spawnMany);

    expect(replies).toEqual(pids.map((pid, index) => [index, pid, true]).reverse());
  });

  it("leave the process as it was that spawns them in one turn", async () => {
    const result = await createRuntime({ logger: false }).run(function* () {
      const me = self();
      send(me, "first");
      for (let index = 0; index < MANY; index++) spawn(() => receive());
      return [self() === me, yield* receive(), Process.list().length];
    });

    expect(result).toEqual([true, "first", MANY + 1]);
  });

  it("wait without arguments for messages that are handed to the last of them alone", async () => {
    const answers = await createRuntime({ logger: false }).run(function* () {
      const me = self();
      const pids = Array.from({ length: MANY }, () => spawn(function* () {
        send(me, [self(), yield* receive()]);
      }));
      yield* Process.sleep(0);
      send(pids[MANY - 1] as Pid, "handed");
      return [yield* receive(), pids[MANY - 1]];
    });

    expect(answers[0]).toEqual([answers[1], "handed"]);
  });
});
