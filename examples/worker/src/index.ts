// A Worker: asks a Durable Object whether the caller may, and then asks several sources at once.
//
//   request ──► may they? ──► RateLimiter, one object per caller      a runtime as long as the object lives
//           └─► gather ──► a task per source ──► fetch                a runtime as long as the request

import { gather } from "./gather.ts";
import type { RateLimiter } from "./rate-limiter.ts";

export { RateLimiter } from "./rate-limiter.ts";

interface Env {
  /** The addresses that are asked, separated by spaces. */
  readonly SOURCES: string;
  readonly RATE_LIMITER: DurableObjectNamespace<RateLimiter>;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const caller = new URL(request.url).searchParams.get("caller") ?? "anonymous";
    const limiter = env.RATE_LIMITER.get(env.RATE_LIMITER.idFromName(caller));
    if (!(await limiter.take())) return new Response("too many requests", { status: 429, headers: { "retry-after": "1" } });
    return Response.json(await gather(env.SOURCES.split(" "), request.signal));
  },
};
