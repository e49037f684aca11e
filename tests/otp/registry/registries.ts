// Registries that the tests share, and processes that are in them.

import { Process, Registry, receive, self, send, spawn } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import type { Runtimes } from "../../support/runtimes.ts";

export interface Registries extends Runtimes {
  /** Runs a body with the registries "unique" and "many". */
  run<T>(body: () => Generator<unknown, T, never>): Promise<T>;
}

/** For the top of a test file. */
export function registriesOfTests(): Registries {
  const runtimes = runtimesOfTests();

  return {
    ...runtimes,
    run: <T>(body: () => Generator<unknown, T, never>) =>
      runtimes.open().run(function* () {
        Process.flag("trapExit", true);
        yield* Registry.startLink({ keys: "unique", name: "unique" });
        yield* Registry.startLink({ keys: "duplicate", name: "many" });
        return yield* body() as Generator<unknown, T, unknown>;
      }) as Promise<T>,
  };
}

/** Starts a process that acts, and then waits to be ended. */
export function* resident(act: () => void): Generator<unknown, Pid, unknown> {
  const parent = self();
  const pid = spawn(function* () {
    act();
    send(parent, "acted");
    yield* Process.sleep(Infinity);
  });
  yield* receive((message) => message === "acted");
  return pid;
}
