// Tests that a host cannot pass or fail: for each, why it does not run there, or undefined where it does.

/** In Cloudflare's Workers, time passes between turns of the host's loop only. */
const hasFrozenClock = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === "Cloudflare-Workers";

export const notApplicable: Readonly<Record<string, Readonly<Record<string, () => string | undefined>>>> = {
  "tests/copy/clone.test.ts": {
    "copy, against structuredClone > passes the memory of a SharedArrayBuffer, not a copy of it": () => (typeof SharedArrayBuffer === "undefined" ? "no SharedArrayBuffer: the page is not isolated from other origins" : undefined),
  },
  "tests/copy/refusals.test.ts": {
    "copy, refusals > refuses the namespace of a module": () => "the modules of a bundle are no module namespaces",
  },
  "tests/preempt/everywhere.test.ts": {
    "an endless loop in compiled code > that cannot give up the turn is reported while it runs, and killed by the hook": () => (hasFrozenClock ? "the clock stands still while code runs" : undefined),
  },
};
