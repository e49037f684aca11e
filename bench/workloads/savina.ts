// The programs of the Savina suite that are about messages, 1 to 15, 18 and 30, each at the suite's default size and with its
// one right answer. What a scale moves is the number of rounds or messages; the number of processes stays, where it is another.

import { dictionaryRequest, listRequest, numbersOf } from "../savina/requests.ts";
import { nextTerm } from "../savina/compute.ts";
import { balance, tellersNumbers, transfer } from "../savina/transfers.ts";
import { checked, sized, type Workload } from "../workload.ts";

interface Plan {
  readonly name: string;
  readonly unit: string;
  readonly operations: (scale: number) => number;
  /** The integers of the program for so many operations, and the answer. */
  readonly task: (operations: number) => { readonly integers: readonly number[]; readonly answer: number };
}

/** Each is in the suite's order; its comment gives what stays the same at every scale. */
const plans: readonly Plan[] = [
  { name: "ping-pong", unit: "round trip", operations: sized(40_000), task: (pings) => ({ integers: [pings], answer: pings }) },
  { name: "counting", unit: "message", operations: sized(1_000_000), task: (count) => ({ integers: [count], answer: count }) },
  { name: "fork-join-create", unit: "process", operations: sized(40_000), task: (processes) => ({ integers: [processes], answer: processes }) },
  // 60 workers.
  { name: "fork-join-throughput", unit: "message", operations: sized(600_000, 60), task: (messages) => ({ integers: [60, messages / 60], answer: messages }) },
  // A ring of 100. The answer is the member where the ping ends, plus the members that end after it.
  { name: "thread-ring", unit: "hop", operations: sized(100_000), task: (hops) => ({ integers: [100, hops], answer: (hops % 100) + 100 }) },
  // 100 creatures. Both partners count a meeting.
  { name: "chameneos", unit: "meeting", operations: sized(200_000), task: (meetings) => ({ integers: [100, meetings], answer: 2 * meetings }) },
  // 120 processes.
  { name: "big", unit: "round trip", operations: sized(2_400_000, 120), task: (pings) => ({ integers: [120, pings / 120], answer: pings }) },
  // 20 workers, of whose requests 10 % write.
  { name: "dictionary", unit: "request", operations: sized(200_000, 20), task: (requests) => ({ integers: [20, requests / 20, 10], answer: keysWritten(20, requests / 20, 10) }) },
  // 20 workers, of whose requests 10 % add and 1 % ask for the size.
  { name: "sorted-list", unit: "request", operations: sized(160_000, 20), task: (requests) => ({ integers: [20, requests / 20, 10, 1], answer: valuesAdded(20, requests / 20, 10, 1) }) },
  // 40 producers, 40 consumers, a buffer of 50, a cost of 25 on both sides.
  { name: "bounded-buffer", unit: "item", operations: sized(40_000, 40), task: (items) => ({ integers: [40, 40, 50, items / 40, 25], answer: items }) },
  // 20 philosophers.
  { name: "philosophers", unit: "meal", operations: sized(200_000, 20), task: (meals) => ({ integers: [20, meals / 20], answer: meals }) },
  // 1,000 seats, and up to 1,000 draws of work for a customer who comes and for a haircut.
  { name: "sleeping-barber", unit: "haircut", operations: sized(5_000), task: (haircuts) => ({ integers: [haircuts, 1_000, 1_000, 1_000], answer: haircuts }) },
  // 200 smokers.
  { name: "cigarette-smokers", unit: "round", operations: sized(1_000), task: (rounds) => ({ integers: [rounds, 200], answer: rounds }) },
  // 10 series.
  { name: "logistic-map", unit: "term", operations: sized(250_000, 10), task: (terms) => ({ integers: [10, terms / 10], answer: sumOfSeries(10, terms / 10) }) },
  // 1,000 accounts.
  { name: "bank-transaction", unit: "transfer", operations: sized(50_000), task: (count) => ({ integers: [1_000, count], answer: balances(1_000, count) }) },
  // Filters of 1,000 primes. A candidate is an odd number.
  { name: "sieve", unit: "candidate", operations: sized(50_000), task: (candidates) => ({ integers: [2 * candidates, 1_000], answer: primesBelow(2 * candidates) }) },
  // Of 25 at the full size, and of less by whole numbers.
  { name: "fibonacci", unit: "process", operations: (scale) => callsOf(inverse(callsOf, callsOf(25) * scale)), task: fibonacciTask },
];

/** The 17 workloads. They have one target: their geometric mean (targets.ts). */
export const savina: readonly Workload[] = plans.map(({ name, unit, operations, task }) => ({
  name: `savina-${name}`,
  unit,
  measures: "nanoseconds",
  operations,
  async run(adapter, count) {
    const { integers, answer } = task(count);
    return checked(await adapter.run(`savina-${name}`, ...integers), answer);
  },
}));

/** How many keys the workers write, between them. */
function keysWritten(workers: number, requests: number, writePercent: number): number {
  const keys = new Set<number>();
  for (let worker = 0; worker < workers; worker++) {
    const random = numbersOf(worker, requests, writePercent);
    for (let left = requests; left > 0; left--) {
      const { type, key } = dictionaryRequest(random, writePercent);
      if (type === "write") keys.add(key);
    }
  }
  return keys.size;
}

function valuesAdded(workers: number, requests: number, writePercent: number, sizePercent: number): number {
  let added = 0;
  for (let worker = 0; worker < workers; worker++) {
    const random = numbersOf(worker, requests, writePercent, sizePercent);
    for (let left = requests; left > 0; left--) if (listRequest(random, writePercent, sizePercent).type === "add") added += 1;
  }
  return added;
}

/** In millionths, which leaves out in what order the terms were added up. */
function sumOfSeries(series: number, terms: number): number {
  let sum = 0;
  for (let i = 0; i < series; i++) {
    let term = i * 0.0025;
    for (let left = terms; left > 0; left--) term = nextTerm(term, 3.46 + i * 0.0025);
    sum += term;
  }
  return Math.round(sum * 1e6);
}

/** Every final balance times the ordinal of its account: each transfer moves its amount from one ordinal to another. */
function balances(accounts: number, count: number): number {
  const random = tellersNumbers();
  let sum = (balance * accounts * (accounts + 1)) / 2;
  for (let left = count; left > 0; left--) {
    const { from, to, amount } = transfer(random, accounts);
    sum += amount * (to - from);
  }
  return sum;
}

function primesBelow(limit: number): number {
  const isComposite = new Uint8Array(limit);
  let primes = 0;
  for (let candidate = 2; candidate < limit; candidate++) {
    if (isComposite[candidate] === 1) continue;
    primes += 1;
    for (let multiple = candidate * candidate; multiple < limit; multiple += candidate) isComposite[multiple] = 1;
  }
  return Math.max(1, primes);
}

function fibonacciTask(calls: number): { integers: readonly number[]; answer: number } {
  const n = inverse(callsOf, calls);
  return { integers: [n], answer: fibonacci(n) };
}

function fibonacci(n: number): number {
  let [last, next] = [0, 1];
  for (let left = n; left > 0; left--) [last, next] = [next, last + next];
  return last;
}

/** How many processes fib(n) takes: itself and those of both its parts. */
function callsOf(n: number): number {
  return 2 * fibonacci(n) - 1;
}

/** The largest number from 1 on whose value is at most `limit`. */
function inverse(value: (n: number) => number, limit: number): number {
  let n = 2;
  while (value(n + 1) <= limit) n += 1;
  return n;
}
