// What the library needs of its host, found by feature detection, once. Beside it: host-tasks, host-clone and host-wasm.
// No other files name a host's global.

import { unlessRefused } from "./host-tasks.ts";

/** What the runtime writes its reports to. `console` is one. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Tells the time and calls back later. The host's own, or a test's virtual one. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls back once, not before `ms` milliseconds have passed. Returns a handle for `clearTimeout`. */
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
}

/** The host's `AbortSignal` where its types are known, else what every host's has. */
export type HostAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } } ? Signal : SignalOfFetch;

// Types that declare a class, as those of Cloudflare's Workers do, do not show it in `typeof globalThis`.
type SignalOfFetch = typeof globalThis extends { fetch(input: never, init?: infer Init): unknown } ? SignalIn<NonNullable<Init>> : AbortSignalLike;
type SignalIn<Init> = Init extends { signal?: infer Signal } ? NonNullable<Signal> : AbortSignalLike;

export interface HostAbortController {
  readonly signal: HostAbortSignal;
  abort(reason?: unknown): void;
}

interface HostGlobals {
  readonly console?: Logger;
  readonly performance?: { now(): number };
  readonly AbortController?: new () => HostAbortController;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly process?: { readonly getBuiltinModule?: (name: string) => { readonly availableParallelism?: () => number } | undefined };
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
}

const host = globalThis as unknown as HostGlobals;

/** The longest delay that every host's setTimeout takes; a longer one would fire at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The host's monotonic clock. A call-back may come before its time when that is more than 24 days away. */
export const hostClock: Clock = {
  now: () => (host.performance === undefined ? Date.now() : host.performance.now()),
  setTimeout: (callback, ms) => unlessRefused(() => host.setTimeout(callback, Math.min(ms, LONGEST_TIMEOUT))),
  clearTimeout: (handle) => void unlessRefused(() => host.clearTimeout(handle)),
};

export const hostLogger: Logger | undefined = host.console;

/** Threads that the host runs at once; 1 where it does not tell. Node has no navigator before version 21. */
export function parallelism(): number {
  return host.navigator?.hardwareConcurrency ?? host.process?.getBuiltinModule?.("node:os")?.availableParallelism?.() ?? 1;
}

/** Returns a new controller. @throws TypeError on a host that has none. */
export function createAbortController(): HostAbortController {
  if (host.AbortController === undefined) throw new TypeError("expected a host with AbortController, got one without");
  return new host.AbortController();
}
