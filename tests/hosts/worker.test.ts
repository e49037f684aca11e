// examples/worker in workerd: bundled with the conditions that wrangler sets, with the bindings that wrangler.json names.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WORKERD, bundleFor } from "./drive/bundle.ts";
import { checkTypes, copyExample } from "./drive/example.ts";
import { closed } from "./drive/web-server.ts";
import { startWorkerd } from "./drive/workerd.ts";
import type { WorkerServer } from "./drive/workerd.ts";

interface Wrangler {
  readonly main: string;
  readonly compatibility_date: string;
  readonly compatibility_flags: readonly string[];
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
}

interface Answer {
  readonly url: string;
  readonly bytes?: number;
  readonly failure?: string;
}

let folder: string;
let sources: Server;
let worker: WorkerServer;
let asked = 0;
let abandoned = 0;

/** A source that answers, one that fails, one that never answers. */
function startSources(): Promise<Server> {
  const server = createServer((request, response) => {
    asked++;
    if (request.url === "/fails") return void response.writeHead(503).end();
    if (request.url === "/hangs") return void response.once("close", () => abandoned++);
    setTimeout(() => response.end("x".repeat(1_000)), 20);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

beforeAll(async () => {
  folder = copyExample("worker", "@cloudflare/workers-types");
  const wrangler = JSON.parse(readFileSync(join(folder, "wrangler.json"), "utf8")) as Wrangler;
  sources = await startSources();
  const { port } = sources.address() as { port: number };
  const bundle = join(folder, "dist");
  await bundleFor(join(folder, wrangler.main), join(bundle, "worker.js"), { conditions: WORKERD });
  worker = await startWorkerd(bundle, {
    main: "worker.js",
    durableObjects: Object.fromEntries(wrangler.durable_objects.bindings.map((binding) => [binding.name, binding.class_name])),
    vars: { SOURCES: ["answers", "fails", "answers", "hangs"].map((path) => `http://127.0.0.1:${port}/${path}`).join(" ") },
    compatibilityDate: wrangler.compatibility_date,
    compatibilityFlags: wrangler.compatibility_flags,
  });
});

afterAll(async () => {
  await worker.stop();
  await closed(sources);
});

async function ask(caller: string): Promise<Response> {
  return fetch(`${worker.url}/?caller=${caller}`);
}

describe("examples/worker", () => {
  it("has the types of its host", () => checkTypes(folder));

  it("gathers what the sources answer, and lets none of them hold up or take down the others", async () => {
    const begun = performance.now();
    const answers = (await (await ask("alice")).json()) as Answer[];

    expect(answers.map(({ bytes, failure }) => bytes ?? failure)).toEqual([1_000, "Error: answered 503", 1_000, "timeout"]);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it("limits each caller by itself, across requests, and lets them go on when the window is over", async () => {
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await ask("bob")).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    expect((await ask("carol")).status).toBe(200);

    await delay(1_100);
    expect((await ask("bob")).status).toBe(200);
  });

  it("serves many requests at once, each with a runtime of its own", async () => {
    const responses = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(`caller-${index}`)));
    const answers = (await Promise.all(responses.map((response) => response.json()))) as Answer[][];

    expect(new Set(responses.map((response) => response.status))).toEqual(new Set([200]));
    for (const answer of answers) expect(answer.map(({ bytes, failure }) => bytes ?? failure)).toEqual([1_000, "Error: answered 503", 1_000, "timeout"]);
  });

  it("abandons the fetches of a request that is cancelled", async () => {
    const before = { asked, abandoned };
    const cancel = new AbortController();
    const request = fetch(`${worker.url}/?caller=dave`, { signal: cancel.signal });
    while (asked < before.asked + 4) await delay(5);
    const begun = performance.now();
    cancel.abort();

    await expect(request).rejects.toThrow("aborted");
    while (abandoned === before.abandoned) await delay(5);
    expect(performance.now() - begun).toBeLessThan(700);
    expect((await ask("erin")).status).toBe(200);
  });
});
