// What an operation costs beside ten processes, messages or timers, and beside ten times as many, and so on: it should not matter.

import { createRuntime, makeRef, type Pid, Process, receive, type Ref, run, self, send, spawn } from "beamlet";
import { median } from "../stats.ts";
import { answer, type Chart, scaleOfStudy } from "../study.ts";

const scale = scaleOfStudy();
const operations = Math.max(1_000, Math.round(100_000 * scale));
const samples = 5;

/** Powers of ten from 10 up to `most`, at the full scale. */
function sizesTo(most: number): readonly number[] {
  const top = Math.max(2, Math.floor(Math.log10(most * Math.min(1, scale)) + 1e-9));
  return Array.from({ length: top }, (_, index) => 10 ** (index + 1));
}

/** Nanoseconds per operation: the median of some samples, after one that warms up. */
function* timed(work: () => Generator<unknown, void, unknown>): Generator<unknown, number, unknown> {
  const taken: number[] = [];
  for (let sample = 0; sample <= samples; sample++) {
    const start = performance.now();
    yield* work();
    taken.push(((performance.now() - start) * 1e6) / operations);
  }
  return median(taken.slice(1));
}

type Points = [x: number, y: number][];

interface Echo {
  readonly from: Pid<number>;
}

function* echo() {
  for (;;) {
    const { from } = yield* receive<Echo>();
    send(from, 1);
  }
}

function* empty() {}

/** Round trips between two processes, round trips with one of all by chance, and births with their ends. */
function* besideProcesses() {
  const curves: Record<"round trip of two" | "round trip with any" | "spawn and exit", Points> = { "round trip of two": [], "round trip with any": [], "spawn and exit": [] };
  const pids: Pid<Echo>[] = [];
  const partner = spawn(echo);
  for (const size of sizesTo(10_000_000)) {
    while (pids.length < size) {
      pids.push(spawn(echo));
      // So that what is started comes to rest before there is more.
      if (pids.length % 10_000 === 0) yield* Process.sleep(0);
    }
    yield* Process.sleep(0);
    const from = self<number>();
    let chance = 1;
    curves["round trip of two"].push([size, yield* timed(function* () {
      for (let left = operations; left > 0; left--) {
        send(partner, { from });
        yield* receive<number>();
      }
    })]);
    curves["round trip with any"].push([size, yield* timed(function* () {
      for (let left = operations; left > 0; left--) {
        chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
        send(pids[chance % size] ?? partner, { from });
        yield* receive<number>();
      }
    })]);
    curves["spawn and exit"].push([size, yield* timed(function* () {
      for (let left = operations; left > 0; left--) {
        spawn(empty);
        if (left % 1_000 === 0) yield* Process.sleep(0);
      }
    })]);
  }
  return curves;
}

interface Reply {
  readonly ref: Ref;
}

function* replier() {
  for (;;) {
    const { from, ref } = yield* receive<{ readonly from: Pid<object>; readonly ref: Ref }>();
    send(from, { ref });
  }
}

/** A message to oneself and the oldest of those that wait, and a request whose reply is found behind all of them. */
function* besideMessages() {
  const curves: Record<"send and receive the oldest" | "request and selective receive", Points> = { "send and receive the oldest": [], "request and selective receive": [] };
  const own = self<object>();
  const server = spawn(replier);
  let queued = 0;
  for (const size of [1, ...sizesTo(1_000_000)]) {
    for (; queued < size; queued++) send(own, { type: "unwanted", n: queued });
    curves["send and receive the oldest"].push([size, yield* timed(function* () {
      for (let left = operations; left > 0; left--) {
        send(own, { type: "unwanted", n: left });
        yield* receive<object>();
      }
    })]);
    curves["request and selective receive"].push([size, yield* timed(function* () {
      for (let left = operations; left > 0; left--) {
        const ref = makeRef();
        send(server, { from: own, ref });
        yield* receive((message): message is Reply => (message as Reply).ref === ref, { ref });
      }
    })]);
  }
  return curves;
}

/** A timer that is started and cancelled again, beside others that stay. */
function* besideTimers() {
  const curves: Record<"start and cancel", Points> = { "start and cancel": [] };
  const own = self<string>();
  let chance = 1;
  /** Up to an hour from now, so that the timers lie all over the wheel. */
  const later = () => {
    chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
    return 600_000 + (chance % 3_000_000);
  };
  let pending = 0;
  for (const size of [1, ...sizesTo(1_000_000)]) {
    for (; pending < size; pending++) Process.sendAfter(own, "late", later());
    curves["start and cancel"].push([size, yield* timed(function* () {
      for (let left = operations; left > 0; left--) Process.cancelTimer(Process.sendAfter(own, "never", later()));
    })]);
  }
  return curves;
}

const processes = await createRuntime({ maxProcesses: 16_777_215 }).run(besideProcesses);
const messages = await run(besideMessages);
const timers = await run(besideTimers);

const charts: readonly Chart[] = [
  chart("growth-processes", "One operation beside ever more idle processes", "idle processes", processes),
  chart("growth-messages", "One operation beside ever more queued messages", "queued messages", messages),
  chart("growth-timers", "One operation beside ever more timers", "pending timers", timers),
];

answer({
  name: "growth",
  title: "Growth",
  text: `Nanoseconds of one operation, the median of ${samples} samples of ${operations.toLocaleString("en-US")}, beside so many others.`,
  headings: ["", ...sizesTo(10_000_000).map((size) => size.toLocaleString("en-US"))],
  rows: charts.flatMap(({ curves }) => curves.map(({ name, points }) => [name, ...sizesTo(10_000_000).map((size) => points.find(([x]) => x === size)?.[1].toFixed(0) ?? "")])),
  charts,
  figures: {},
});

function chart(name: string, title: string, x: string, curves: Readonly<Record<string, Points>>): Chart {
  return { name, title, x, y: "ns", curves: Object.entries(curves).map(([curve, points]) => ({ name: curve, points })) };
}
