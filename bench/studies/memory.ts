// What one of everything costs, once garbage is collected: the memory of many, divided. And what ten million idle processes hold.

import { createRuntime, type Pid, Process, receive, type Runtime, self, send, spawn } from "beamlet";
import { type Memory, settledMemory } from "../memory.ts";
import { answer, scaleOfStudy } from "../study.ts";

const scale = scaleOfStudy();
const many = Math.max(1_000, Math.round(1_000_000 * scale));
const idle = Math.max(1_000, Math.round(10_000_000 * scale));

interface Cost {
  readonly name: string;
  readonly count: number;
  /** Heap and Wasm memory. */
  readonly held: number;
  readonly resident: number;
}

/** What `build` leaves behind in a fresh runtime, which is given up afterwards. */
async function costOf(name: string, count: number, build: (runtime: Runtime) => Promise<unknown>): Promise<Cost> {
  const runtime = createRuntime({ maxProcesses: 16_777_215 });
  // What only the first process, message and timer bring about is not of theirs.
  await runtime.run(warmUp);
  const before = await settledMemory();
  const built = await build(runtime);
  const cost = difference(before, await settledMemory());
  if (built === undefined) throw new Error(`nothing was built for ${name}`);
  return { name, count, held: cost.held, resident: cost.resident };
}

function difference(before: Memory, after: Memory): { readonly held: number; readonly resident: number } {
  return { held: after.heap + after.external - before.heap - before.external, resident: after.resident - before.resident };
}

function* warmUp() {
  const pid = spawn(waiter);
  send(pid, 1);
  Process.cancelTimer(Process.sendAfter(self(), "never", 1e9));
}

function* waiter() {
  yield* receive();
}

/** Waits for what nobody sends, and so leaves all else in its mailbox. */
function* deaf() {
  yield* receive((message): message is "wake" => message === "wake");
}

function* start(count: number) {
  return Array.from({ length: count }, () => spawn(waiter));
}

async function waiting(runtime: Runtime, count: number): Promise<readonly Pid[]> {
  const pids = await runtime.run(start, count);
  await runtime.idle();
  return pids;
}

/** A process that waits, in which `each` is done so many times, at its birth. */
function holder(runtime: Runtime, count: number, each: (index: number) => unknown): Promise<Pid> {
  return new Promise((resolve) => {
    runtime.spawn(function* () {
      for (let index = 0; index < count; index++) each(index);
      resolve(self());
      yield* deaf();
    });
  });
}

const processes = await costOf("an idle process, its pid held", many, (runtime) => waiting(runtime, many));
const messageCosts = [
  await costOf("a queued message: a small integer", many, (runtime) => holder(runtime, many, (index) => send(self<number>(), index))),
  await costOf("a queued message: { type, n }", many, (runtime) => holder(runtime, many, (n) => send(self<object>(), { type: "inc", n }))),
];
const timers = await costOf("a timer of sendAfter, its ref held", many, (runtime) => {
  const refs: unknown[] = [];
  return holder(runtime, many, () => refs.push(Process.sendAfter(self<string>(), "late", 1e9))).then((pid) => [pid, refs]);
});
const target = Math.max(1_000, Math.round(many / 10));
const relations = [
  await related("a monitor, its ref held", (refs, pid) => refs.push(Process.monitor(pid))),
  await related("a link", (_, pid) => Process.link(pid)),
];
const tenMillion = await costOf(`${idle.toLocaleString("en-US")} idle processes`, idle, (runtime) => waiting(runtime, idle));
const afterwards = process.memoryUsage.rss();

answer({
  name: "memory",
  title: "Memory",
  text: `Bytes of one, from ${many.toLocaleString("en-US")} of them (monitors and links: ${target.toLocaleString("en-US")}): what the JavaScript heap and the Wasm memory hold after a garbage collection, and by how much the resident pages of the process have grown. The last line is of all together; the whole process has ${gigabytes(afterwards)} GB resident then.`,
  headings: ["", "held", "resident"],
  rows: [
    ...[processes, ...messageCosts, timers, ...relations].map(({ name, count, held, resident }) => [name, `${Math.round(held / count)} B`, `${Math.round(resident / count)} B`]),
    [tenMillion.name, `${gigabytes(tenMillion.held)} GB`, `${gigabytes(tenMillion.resident)} GB`],
  ],
  charts: [],
  figures: scale >= 1 ? { tenMillionGigabytes: afterwards / 2 ** 30 } : {},
});

/** The cost of a relation of one process with each of many, beside what these many cost. */
function related(name: string, relate: (refs: unknown[], pid: Pid) => unknown): Promise<Cost> {
  const runtime = createRuntime();
  return (async () => {
    const pids = await waiting(runtime, target);
    const before = await settledMemory();
    const refs: unknown[] = [];
    const pid = await holder(runtime, target, (index) => relate(refs, pids[index] as Pid));
    const cost = difference(before, await settledMemory());
    if (pid === undefined || refs.length > target) throw new Error(`nothing was built for ${name}`);
    return { name, count: target, ...cost };
  })();
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(2);
}
