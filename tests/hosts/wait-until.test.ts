// The runtime of a Worker's isolate, which lives longer than a request: what its processes do when the request ends in which they wait.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WORKERD, bundleFor } from "./drive/bundle.ts";
import { unpackLibrary } from "./drive/package.ts";
import { output } from "./drive/paths.ts";
import { startWorkerd } from "./drive/workerd.ts";
import type { WorkerServer } from "./drive/workerd.ts";

const PROGRAM = `
import { Process, createRuntime, run, spawn } from "beamlet";

const seen = [];
const world = createRuntime();

function* late(name) {
  yield* Process.sleep(100);
  seen.push(name);
}

export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/spawn") spawn(late, "spawn");
    if (pathname === "/run") context.waitUntil(run(late, "run"));
    if (pathname === "/idle") {
      world.spawn(late, "idle");
      context.waitUntil(world.idle());
    }
    if (pathname === "/use") return run(() => Process.sleep(150)).then(() => new Response());
    return Response.json(seen.splice(0));
  },
};
`;

const folder = join(output, "wait-until");
let worker: WorkerServer;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  unpackLibrary(folder);
  writeFileSync(join(folder, "source.mjs"), PROGRAM);
  await bundleFor(join(folder, "source.mjs"), join(folder, "dist/worker.js"), { conditions: WORKERD });
  worker = await startWorkerd(join(folder, "dist"), { main: "worker.js" });
});

afterAll(() => worker.stop());

/** What has been seen some time after a request that does not wait for its processes. */
async function seenAfter(path: string): Promise<unknown> {
  await fetch(worker.url + path);
  await delay(400);
  return (await fetch(`${worker.url}/seen`)).json();
}

describe("a process that sleeps when its request ends", () => {
  it("goes on in time when waitUntil is given its promise", async () => {
    expect(await seenAfter("/run")).toEqual(["run"]);
  });

  it("goes on in time when waitUntil is given the promise of an idle runtime", async () => {
    expect(await seenAfter("/idle")).toEqual(["idle"]);
  });

  it("goes on with the next request that uses its runtime, when nothing else is said", async () => {
    expect(await seenAfter("/spawn")).toEqual([]);
    await fetch(`${worker.url}/use`);
    expect(await (await fetch(`${worker.url}/seen`)).json()).toEqual(["spawn"]);
  });
});
