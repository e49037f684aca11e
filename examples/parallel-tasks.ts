// Tasks in parallel: start them, do something else, await what they have found.

import { Process, Task, run } from "beamlet";

/** Stands for a request to a server that takes its time. */
function* get(url: string, ms: number) {
  yield* Process.sleep(ms);
  return `the page of ${url}`;
}

export function main(print: (line: string) => void = console.log): Promise<void> {
  return run(function* () {
    // A task is a process with one thing to do. It works while its owner goes on.
    const sum = Task.async(() => {
      let total = 0;
      for (let n = 1; n <= 1_000_000; n++) total += n;
      return total;
    });
    print("The task adds up, and its owner is here");
    print(`The sum is ${yield* Task.await(sum, 10_000)}`);

    // Three at once take as long as the slowest of them. The results come in the order of the tasks.
    const urls = ["https://a.com", "https://b.com", "https://c.com"];
    const began = performance.now();
    const tasks = urls.map((url, index) => Task.async(get, url, 100 * (3 - index)));
    for (const page of yield* Task.awaitMany(tasks, 15_000)) print(`Got ${page}`);
    print(`Three requests of 100, 200 and 300 ms took ${Math.round(performance.now() - began)} ms`);
  });
}

if (process.argv[1] === import.meta.filename) await main();
