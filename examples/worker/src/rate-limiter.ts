// A rate limiter: a server process that counts, and forgets what it has counted when its time is over. Its object lives
// longer than a request, and so do its runtime, its state and its timers.

import { DurableObject } from "cloudflare:workers";
import { GenServer, Process, createRuntime, self } from "beamlet";

const MAX_REQUESTS = 5;
const WINDOW_MS = 1_000;

const Limiter = GenServer.define({
  init: () => ({ state: { taken: 0 } }),

  handleCall(_request: "take", _from, state) {
    if (state.taken === MAX_REQUESTS) return { reply: false, state };
    if (state.taken === 0) Process.sendAfter(self(), "window over", WINDOW_MS);
    return { reply: true, state: { taken: state.taken + 1 } };
  },

  handleInfo: (_windowOver) => ({ state: { taken: 0 } }),
});

export class RateLimiter extends DurableObject {
  readonly #runtime = createRuntime();
  readonly #limiter = this.#runtime.run(function* () {
    return yield* GenServer.start(Limiter);
  });

  /** Whether one more request is allowed now. */
  async take(): Promise<boolean> {
    return await GenServer.call(await this.#limiter, "take");
  }
}
