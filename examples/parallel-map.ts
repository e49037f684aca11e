// A parallel map with back-pressure: never more than so many calls at once, and an input is only read when there is room.

import { Process, System, Task, exit, run } from "beamlet";

interface Options {
  readonly maxConcurrency?: number;
  readonly timeout?: number;
}

/** Maps over a collection with bounded concurrency. */
export function* map<Item, Returned>(items: Iterable<Item>, fun: (item: Item) => Returned, options: Options = {}) {
  const { maxConcurrency = System.schedulersOnline(), timeout = 30_000 } = options;
  const results = yield* Task.asyncStream(items, fun, { maxConcurrency, timeout, ordered: true }).collect();
  return results.map((result) => (result.ok ? result.value : exit(result.reason)));
}

export function main(print: (line: string) => void = console.log): Promise<void> {
  return run(function* () {
    let reading = 0;
    let atOnce = 0;
    let most = 0;

    function* userIds() {
      for (let id = 1; id <= 100; id++) {
        reading++;
        yield id;
      }
    }

    function* fetchProfile(id: number) {
      atOnce++;
      most = Math.max(most, atOnce);
      yield* Process.sleep(id % 3);
      atOnce--;
      return `user ${id}`;
    }

    const profiles = yield* map(userIds(), fetchProfile, { maxConcurrency: 20 });
    print(`${profiles.length} profiles, from ${profiles[0]} to ${profiles.at(-1)}, in order`);
    print(`At most ${most} were fetched at once`);

    // The consumer sets the pace: an input is read when there is room and somebody asks for a result. Not a hundred are.
    reading = 0;
    const stream = Task.asyncStream(userIds(), (id) => `user ${id}`, { maxConcurrency: 2 });
    for (let taken = 0; taken < 3; taken++) yield* stream.next();
    yield* Process.sleep(10);
    yield* stream.halt();
    print(`Three results taken, ${reading} inputs read`);
  });
}

if (process.argv[1] === import.meta.filename) await main();
