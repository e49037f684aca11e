// A cache that many processes share: an agent keeps the map, and the functions that read and change it run inside the agent.

import { Agent, Task, run } from "beamlet";

const cache = "cache";

type Values = Map<string, string>;

/** Returns the value of a key. The first who asks computes it, in the agent, and everybody else waits: it is computed once. */
export function fetchOrCompute(key: string, compute: (key: string) => string) {
  return Agent.getAndUpdate(cache, (values: Values) => [values.get(key) ?? keep(values, key, compute(key)), values]);
}

// The map never leaves the agent, so it may be changed in place: only what is read from it is copied out.
function keep(values: Values, key: string, value: string): string {
  values.set(key, value);
  return value;
}

export function main(print: (line: string) => void = console.log): Promise<void> {
  return run(function* () {
    yield* Agent.startLink((): Values => new Map(), { name: cache });

    yield* Agent.update(cache, (values: Values) => values.set("key", "value"));
    const value = yield* Agent.get(cache, (values: Values) => values.get("key"));
    print(`key: ${value}`);

    let computed = 0;
    const shout = (key: string): string => {
      computed += 1;
      return key.toUpperCase();
    };
    const readers = ["alice", "bob", "alice", "alice", "bob"].map((name) => Task.async(() => fetchOrCompute(name, shout)));
    const names = yield* Task.awaitMany(readers);
    print(`${names.length} tasks read ${names.join(", ")}; ${computed} values were computed`);

    const size = yield* Agent.get(cache, (values: Values) => values.size);
    print(`the cache holds ${size} values`);
  });
}

if (process.argv[1] === import.meta.filename) await main();
