import { describe, expect, it, vi } from "vitest";
import * as cache from "../examples/cache.ts";
import * as chatRoom from "../examples/chat-room.ts";
import * as counter from "../examples/counter.ts";
import * as crawler from "../examples/crawler.ts";
import * as endlessLoop from "../examples/endless-loop.ts";
import * as exits from "../examples/exits.ts";
import * as fairness from "../examples/fairness.ts";
import * as greeter from "../examples/greeter.ts";
import * as linksAndMonitors from "../examples/links-and-monitors.ts";
import * as rateLimiter from "../examples/rate-limiter.ts";
import * as parallelMap from "../examples/parallel-map.ts";
import * as parallelTasks from "../examples/parallel-tasks.ts";
import * as ring from "../examples/ring.ts";
import * as workerTree from "../examples/worker-tree.ts";

// The examples import the package as their readers do. Here that is the source.
vi.mock("beamlet", () => import("../js/index.ts"));

type Main = (print: (line: string) => void) => Promise<void>;

async function outputOf(main: Main): Promise<readonly string[]> {
  const lines: string[] = [];
  await main((line) => lines.push(line));
  return lines;
}

describe("an example prints what its comments promise", () => {
  it("greeter", async () => {
    expect(await outputOf(greeter.main)).toEqual(["Hello, Alice!", "Hello, Bob!", "Stopping"]);
  });

  it("counter", async () => {
    expect(await outputOf(counter.main)).toEqual(["Count: 42"]);
  });

  it("chat-room", async () => {
    expect(await outputOf(chatRoom.main)).toEqual([
      "in the lobby: alice, bob",
      "alice sees: bob: hello, alice",
      "bob sees: alice: hello",
      "carol sees: nothing",
      "in the lobby: alice",
      "carol sees: bob: it is me",
      "bob sees: nothing",
    ]);
  });

  it("links-and-monitors", async () => {
    expect(await outputOf(linksAndMonitors.main)).toEqual([
      "Process died: Error: boom",
      "The process linked with it died too: Error: boom",
      "Trapped: Error: boom",
    ]);
  });

  it("exits", async () => {
    const lines = (await outputOf(exits.main)).map((line) => line.replace(/^#PID<[\d.]+> /, ""));

    expect(lines).toEqual([
      "failed: TypeError: no such cart: 17",
      "ended: shutdown; its finally block ran",
      "ended: killed; its finally block did not run",
    ]);
  });

  it("cache", async () => {
    expect(await outputOf(cache.main)).toEqual([
      "key: value",
      "5 tasks read ALICE, BOB, ALICE, ALICE, BOB; 2 values were computed",
      "the cache holds 3 values",
    ]);
  });

  it("rate-limiter", async () => {
    expect(await outputOf(rateLimiter.main)).toEqual([
      "alice: yes, yes, yes, no, no",
      "bob: yes, yes, yes, no, no",
      "alice, after the reset: yes",
    ]);
  });

  it("parallel-tasks", async () => {
    const lines = await outputOf(parallelTasks.main);
    expect(lines.map((line) => line.replace(/\d+ ms$/, "N ms"))).toEqual([
      "The task adds up, and its owner is here",
      "The sum is 500000500000",
      "Got the page of https://a.com",
      "Got the page of https://b.com",
      "Got the page of https://c.com",
      "Three requests of 100, 200 and 300 ms took N ms",
    ]);
  });

  it("crawler", async () => {
    expect(await outputOf(crawler.main)).toEqual([
      "A page failed, and nobody with it: Error: 502 Bad Gateway",
      "25 pages, 38200 words",
      "Failed: https://example.com/13: timeout",
      "Failed: https://example.com/14: Error: 502 Bad Gateway",
      "Failed: https://example.com/21: Error: 502 Bad Gateway",
      "Failed: https://example.com/28: Error: 502 Bad Gateway",
      "Failed: https://example.com/7: Error: 502 Bad Gateway",
      "0 tasks are left, and Alice has got a mail",
    ]);
  });

  it("parallel-map", async () => {
    expect(await outputOf(parallelMap.main)).toEqual([
      "100 profiles, from user 1 to user 100, in order",
      "At most 20 were fetched at once",
      "Three results taken, 4 inputs read",
    ]);
  });

  it("worker-tree", async () => {
    expect(await outputOf(workerTree.main)).toEqual([
      "The squares of 1 to 100 add up to 338350",
      "50 kills later, 3 of 3 workers of team red are alive",
      "50 kills later, 3 of 3 workers of team blue are alive",
    ]);
  });

  it("ring", async () => {
    const lines = (await outputOf((print) => ring.main(print, 1_000))).map(withoutMeasures);

    expect(lines).toEqual([
      "1,000 processes started in N ms",
      "N bytes each, of heap and Wasm memory together",
      "1,000 hops in N ms, N ns each",
    ]);
  });

  it("endless-loop", async () => {
    const lines = (await outputOf(endlessLoop.main)).map((line) => line.replace(/[\d,]+(?= (times|reductions))/, "N"));

    expect(lines).toEqual([
      "beside an endless loop, another process answered N times in 200 ms",
      "the loop has done N reductions of work",
      "the loop has ended: killed",
    ]);
  });

  it("fairness", async () => {
    const lines = (await outputOf((print) => fairness.main(print, 100, 50))).map(withoutMeasures);

    expect(lines).toEqual([
      "100 processes were runnable all the time",
      "the host's timer of N ms fired every N ms (median), N ms (p99)",
    ]);
  });
});

/** Times and sizes differ from run to run. */
function withoutMeasures(line: string): string {
  return line.replace(/-?[\d,.]+(?= (ms|ns|bytes)\b)/g, "N");
}
