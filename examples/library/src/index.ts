// A library with processes inside, and promises outside: a cache that loads each value once, however many ask for it at the
// same time. Its users see nothing of beamlet, and two caches share nothing: each has a runtime of its own.

import { AlreadyStartedError, GenServer, NoProcessError, Process, ServerExitedError, createRuntime, self, until } from "beamlet";

export interface CacheOptions {
  /** Milliseconds for which a value is kept. */
  readonly maxAgeMs: number;
}

export interface Cache<Value> {
  /** The value of a key, which is loaded unless it is there. Rejects with what `load` rejects with, and keeps nothing then. */
  get(key: string): Promise<Value>;
  /** Values that are kept or being loaded at this moment. */
  size(): number;
  /** Gives up what is being loaded and forgets everything. Nothing is left that would keep a program from its end. */
  close(): Promise<void>;
}

export function createCache<Value>(load: (key: string) => Promise<Value>, { maxAgeMs }: CacheOptions): Cache<Value> {
  // What goes wrong is told to those who ask, and not to the console of whoever uses the library.
  const runtime = createRuntime({ logger: false });

  // A process per key. While it loads, those that ask are in its mailbox.
  const Entry = GenServer.define({
    init: (key: string) => ({ state: { key, value: undefined as Value | undefined, isThere: false } }),

    *handleCall(_request: "get", _from, state) {
      if (state.isThere) return { reply: state.value as Value, state };
      const value = yield* until(load(state.key));
      Process.sendAfter(self(), "too old", maxAgeMs);
      return { reply: value, state: { ...state, value, isThere: true } };
    },

    handleInfo: (_tooOld, state) => ({ stop: "normal", state }),
  });

  function* start(key: string) {
    try {
      yield* GenServer.start(Entry, key, { name: key });
    } catch (error) {
      if (!(error instanceof AlreadyStartedError)) throw error;
    }
  }

  function* get(key: string) {
    for (;;) {
      yield* start(key);
      try {
        return yield* GenServer.call<Value>(key, "get", Infinity);
      } catch (error) {
        if (!hasJustEnded(error)) throw error instanceof ServerExitedError ? error.reason : error;
      }
    }
  }

  return {
    get: (key) => runtime.run(get, key),
    size: () => runtime.stats().processes,
    close: () => runtime.stop(),
  };
}

/** True when a value was too old in the very moment in which it was asked for. */
function hasJustEnded(error: unknown): boolean {
  return error instanceof NoProcessError || (error instanceof ServerExitedError && error.reason === "normal");
}
