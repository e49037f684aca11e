// Whether a timer of the host fires in time while 10,000 processes are runnable all the time.

import { createRuntime, receive, self, send } from "beamlet";
import { quantile } from "../stats.ts";
import { answer, scaleOfStudy } from "../study.ts";

const tickMs = 10;
const processes = 10_000;
const durationMs = Math.max(200, 10_000 * scaleOfStudy());

/** Always has something to do: its next message. */
function* busy() {
  for (;;) {
    send(self(), "again");
    yield* receive();
  }
}

const runtime = createRuntime();
for (let left = processes; left > 0; left--) runtime.spawn(busy);
// The first gap is that of the start.
const gaps = (await tick(durationMs)).slice(1);
await runtime.stop();

answer({
  name: "fairness",
  title: "Fairness",
  text: `An interval of the host of ${tickMs} ms beside ${processes.toLocaleString("en-US")} processes that always have a message: the time between its ticks, over ${durationMs / 1_000} s.`,
  headings: ["ticks", "median, ms", "p99, ms", "longest, ms"],
  rows: [[`${gaps.length}`, quantile(gaps, 0.5).toFixed(1), quantile(gaps, 0.99).toFixed(1), quantile(gaps, 1).toFixed(1)]],
  charts: [],
  figures: { p99Ms: quantile(gaps, 0.99) },
});

/** The times between the ticks of an interval. */
function tick(forMs: number): Promise<readonly number[]> {
  return new Promise((resolve) => {
    const start = performance.now();
    const gaps: number[] = [];
    let last = start;
    const interval = setInterval(() => {
      const now = performance.now();
      gaps.push(now - last);
      last = now;
      if (now - start < forMs) return;
      clearInterval(interval);
      resolve(gaps);
    }, tickMs);
  });
}
