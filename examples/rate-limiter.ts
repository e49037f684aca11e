// A rate limiter: a server that counts the requests of each key, and forgets all counts once a second.

import { GenServer, Process, run, self } from "beamlet";

const name = "rateLimiter";

interface Options {
  readonly maxPerSecond?: number;
  /** Milliseconds between two resets. Default: a second. */
  readonly interval?: number;
}

const RateLimiter = GenServer.define({
  init({ maxPerSecond = 10, interval = 1_000 }: Options) {
    scheduleReset(interval);
    return { state: { max: maxPerSecond, interval, counts: new Map<string, number>() } };
  },

  handleCall({ key }: { readonly type: "check"; readonly key: string }, _from, state) {
    const count = state.counts.get(key) ?? 0;
    if (count >= state.max) return { reply: false, state };
    state.counts.set(key, count + 1);
    return { reply: true, state };
  },

  handleInfo(_message: "reset", state) {
    scheduleReset(state.interval);
    return { state: { ...state, counts: new Map<string, number>() } };
  },
});

function scheduleReset(interval: number): void {
  Process.sendAfter(self(), "reset", interval);
}

export function startLink(options: Options) {
  return GenServer.startLink(RateLimiter, options, { name });
}

/** Whether a request of `key` may go on. Asked by name: whoever asks needs not know which process answers. */
export function isAllowed(key: string) {
  return GenServer.call<boolean>(name, { type: "check", key });
}

export function main(print: (line: string) => void = console.log): Promise<void> {
  return run(function* () {
    yield* startLink({ maxPerSecond: 3, interval: 300 });

    for (const user of ["alice", "bob"]) {
      const answers: string[] = [];
      for (let request = 1; request <= 5; request += 1) answers.push((yield* isAllowed(user)) ? "yes" : "no");
      print(`${user}: ${answers.join(", ")}`);
    }

    yield* Process.sleep(320);
    print(`alice, after the reset: ${(yield* isAllowed("alice")) ? "yes" : "no"}`);

    yield* GenServer.stop(name); // else its timer would keep the program from ending
  });
}

if (process.argv[1] === import.meta.filename) await main();
