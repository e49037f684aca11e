// Runtimes that outlive the request in which they were used, where the host drops what belongs to a request.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install, isBuilt, pack, run, tool, write } from "./consumer.ts";
import { miniflare, serve } from "./miniflare.ts";
import type { Worker } from "./miniflare.ts";

const esbuild = tool("esbuild/bin/esbuild");

const source = `
import { Process, createRuntime, receive, self, send, spawn } from "beamlet";

function* count() {
  for (let times = 1; ; times++) send((yield* receive()).from, times);
}
function* sleep(ms) { yield* Process.sleep(ms); return "slept"; }
function* work(rounds) {
  for (let round = 0; round < rounds; round++) { send(self(), round); yield* receive(); }
  finished++;
  return "worked";
}
function* ask(pid) { send(pid, { from: self() }); return yield* receive(); }

// At module scope, where the host allows neither tasks nor timers.
let finished = 0;
const runtime = createRuntime({ logger: false });
const counter = runtime.spawn(count);
runtime.spawn(function* () { yield* sleep(10); finished++; });
runtime.spawn(work, 100_000);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const orTooLate = (promise) => Promise.race([promise, pause(5_000).then(() => "too late")]);

const answers = {
  count: () => runtime.run(ask, counter),
  sleep: () => runtime.run(sleep, 30),
  work: () => runtime.run(work, 300_000),
  finished: async () => { await pause(50); return finished; },
  // These answer before their processes have ended.
  leaveSleeping: () => void runtime.spawn(function* () { yield* sleep(200); finished++; }),
  leaveWorking: () => void runtime.spawn(work, 500_000),
  manyWakeUps: async () => {
    for (let round = 0; round < 1_000; round++) { runtime.spawn(work, 10); await null; }
    return runtime.run(sleep, 1);
  },
  fresh: async () => {
    await using own = createRuntime({ logger: false });
    return await own.run(function* () { const pid = spawn(count); yield* ask(pid); return yield* ask(pid); });
  },
  cost: async () => {
    const began = Date.now();
    for (let count = 0; count < 100; count++) await createRuntime({ logger: false }).run(() => {});
    return (Date.now() - began) / 100;
  },
};

export default {
  async fetch(request, env) {
    const path = new URL(request.url).pathname.slice(1);
    if (path.startsWith("object/")) return env.OBJECT.get(env.OBJECT.idFromName("one")).fetch(request);
    return new Response(String(await orTooLate(answers[path]())));
  },
};

export class Counter {
  constructor() {
    this.runtime = createRuntime({ logger: false });
    this.pid = this.runtime.spawn(count);
    this.ticks = 0;
    const ticked = () => this.ticks++;
    this.runtime.spawn(function* () { for (;;) { yield* Process.sleep(10); ticked(); } });
  }
  async fetch(request) {
    if (request.url.endsWith("ticks")) return new Response(String(this.ticks));
    if (request.url.endsWith("leave")) { this.runtime.spawn(work, 200_000); return new Response("left"); }
    return new Response(String(await orTooLate(this.runtime.run(ask, this.pid))));
  }
}
`;

// The second is as old as a deployed worker may be that nobody has touched: no setImmediate there, and no MessageChannel.
describe.skipIf(!isBuilt || esbuild === undefined || miniflare === undefined).each(["2026-04-01", "2023-01-01"])("a worker of %s", { timeout: 60_000 }, (compatibilityDate) => {
  let worker: Worker;

  beforeAll(async () => {
    const folder = install(pack());
    write(folder, "worker.js", source);
    run(esbuild ?? "", ["worker.js", "--bundle", "--format=esm", "--target=es2022", "--conditions=workerd", "--loader:.wasm=copy", "--outdir=worker"], { cwd: folder });
    worker = await serve(join(folder, "worker"), "worker.js", { compatibilityDate, durableObjects: { OBJECT: "Counter" } });
  }, 60_000);

  afterAll(() => worker.stop());

  it("runs what was started at module scope once there is a request", async () => {
    expect(await worker.get("count")).toBe("1");
    expect(await worker.get("work")).toBe("worked");
    expect(Number(await worker.get("finished"))).toBeGreaterThanOrEqual(3);
  });

  it("goes on in the next request after one that ended before its timer", async () => {
    await worker.get("leaveSleeping");

    expect(await worker.get("sleep")).toBe("slept");
    expect(await worker.get("count")).toBe("2");
  });

  it("goes on in the next request after one that ended before its processes", async () => {
    await worker.get("leaveWorking");

    expect(await worker.get("count")).toBe("3");
    await worker.get("leaveWorking");
    expect(await worker.get("sleep")).toBe("slept");
    await worker.get("leaveWorking");
    expect(await worker.get("work")).toBe("worked");
  });

  // Before this date, what one request settles is lost to another that waits for it, whatever the library does.
  it.skipIf(compatibilityDate < "2024-10-14")("serves requests that come together", async () => {
    const answers = await Promise.all(["leaveWorking", "work", "sleep", "manyWakeUps", "leaveSleeping", "work", "sleep"].map(worker.get));

    expect(answers).toEqual(["undefined", "worked", "slept", "slept", "undefined", "worked", "slept"]);
  });

  it("makes a runtime for each request, in a millisecond", async () => {
    expect(await worker.get("fresh")).toBe("2");
    expect(Number(await worker.get("cost"))).toBeLessThan(1);
  });

  it("keeps a runtime in a Durable Object across requests, timers and all", async () => {
    expect(await worker.get("object/count")).toBe("1");
    await worker.get("object/leave");
    expect(await worker.get("object/count")).toBe("2");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await worker.get("object/count")).toBe("3");
    expect(Number(await worker.get("object/ticks"))).toBeGreaterThan(3);
  });
});
