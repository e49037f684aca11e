// Erlang's receive marker: a receive for a fresh ref does not look at what came before the ref was made.

import { describe, expect, it } from "vitest";
import { Process, createRuntime, exit, isDown, makeRef, receive, self, send, spawn } from "../js/index.ts";
import type { Pid, Ref } from "../js/index.ts";

const EARLIER = 1_000;

/** Receives the first message that matches, and counts at how many it looked. */
function* counting(match: (message: unknown) => boolean, ref: Ref) {
  let looks = 0;
  yield* receive(
    (message) => {
      looks++;
      return match(message);
    },
    { ref },
  );
  return looks;
}

function fillMailbox(): void {
  for (let sent = 0; sent < EARLIER; sent++) send(self(), { earlier: sent });
}

function has(ref: Ref): (message: unknown) => boolean {
  return (message) => typeof message === "object" && message !== null && "ref" in message && message.ref === ref;
}

describe("a receive for a ref", () => {
  it("looks at nothing that came before makeRef", async () => {
    const looks = await createRuntime().run(function* () {
      fillMailbox();
      const ref = makeRef();
      send(self(), { ref });
      return yield* counting(has(ref), ref);
    });

    expect(looks).toBe(1);
  });

  it("looks at nothing that came before the monitor", async () => {
    const result = await createRuntime().run(function* () {
      fillMailbox();
      const ref = Process.monitor(spawn(() => exit("done")));
      const looks = yield* counting((message) => isDown(message, ref), ref);
      return { looks, left: Process.info(self())?.messageQueueLength };
    });

    expect(result).toMatchObject({ looks: 1, left: EARLIER });
  });

  it("looks at everything for a ref that another process made", async () => {
    const looks = await createRuntime().run(function* () {
      fillMailbox();
      const me = self();
      spawn((to: Pid) => send(to, { ref: makeRef(), made: "elsewhere" }), me);
      const message = yield* receive<{ ref: Ref }>((candidate) => typeof candidate === "object" && candidate !== null && "made" in candidate);
      send(me, { ref: message.ref });
      return yield* counting(has(message.ref), message.ref);
    });

    expect(looks).toBe(EARLIER + 1);
  });
});
