// Processes that never give up their turn, and a timer of the host that must not suffer from it.

import { createRuntime, receive, self, send } from "beamlet";

const TICK_MS = 10;

/** Always has something to do: its next message. After 4,000 reductions the scheduler takes the turn away. */
function* busy() {
  while (true) {
    send(self(), "again");
    yield* receive();
  }
}

export async function main(
  print: (line: string) => void = console.log,
  processes = 10_000,
  durationMs = 2_000,
): Promise<void> {
  const runtime = createRuntime();
  for (let left = processes; left > 0; left--) runtime.spawn(busy);

  const gaps = await tick(durationMs);
  await runtime.stop();

  print(`${processes.toLocaleString("en-US")} processes were runnable all the time`);
  print(
    `the host's timer of ${TICK_MS} ms fired every ${ms(quantile(gaps, 0.5))} (median), ${ms(quantile(gaps, 0.99))} (p99)`,
  );
}

/** The time between the ticks of an interval of the host. */
function tick(durationMs: number): Promise<readonly number[]> {
  return new Promise((resolve) => {
    const start = performance.now();
    const gaps: number[] = [];
    let last = start;
    const interval = setInterval(() => {
      const now = performance.now();
      gaps.push(now - last);
      last = now;
      if (now - start < durationMs) return;
      clearInterval(interval);
      resolve(gaps);
    }, TICK_MS);
  });
}

function quantile(amounts: readonly number[], part: number): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function ms(amount: number): string {
  return `${amount.toFixed(1)} ms`;
}

if (process.argv[1] === import.meta.filename) await main();
