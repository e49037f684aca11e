// A server on Deno: a process per visitor, which counts their visits, and ends when it has not heard of them for a while.
//
//   deno install && deno task start        then open http://localhost:8000/ada

import { AlreadyStartedError, GenServer, System, run } from "beamlet";

const IDLE_MS = 10_000;

const Visitor = GenServer.define({
  init: () => ({ state: 0, timeout: IDLE_MS }),
  handleCall: (_request: "visit", _from, visits) => ({ reply: visits + 1, state: visits + 1, timeout: IDLE_MS }),
  handleInfo: (_timeout, visits) => ({ stop: "normal", state: visits }),
});

function* visit(name: string) {
  try {
    yield* GenServer.start(Visitor, undefined, { name });
  } catch (error) {
    if (!(error instanceof AlreadyStartedError)) throw error;
  }
  return yield* GenServer.call<number>(name, "visit");
}

const port = Number(Deno.args[0] ?? 8000);

Deno.serve({ port }, async (request) => {
  const name = new URL(request.url).pathname.slice(1) || "stranger";
  const visits = await run(visit, name);
  return new Response(`visit ${visits} of ${name}; ${System.processCount()} processes\n`);
});
