// The cast: a request that nobody waits for.

import { deliverTo } from "../../deliver.ts";
import { inspect } from "../../inspect.ts";
import type { Pid } from "../../pid.ts";
import { log } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { checkDestination, homeOf, resolve } from "../destination.ts";
import type { Destination } from "../destination.ts";
import { Cast } from "./request.ts";

/** Delivers a request that is the server's already. To a server that is not there, nothing happens. */
export function castTo(server: Destination, request: unknown): void {
  const destination = checkDestination(server);
  const scheduler = homeOf(destination);
  const pid = find(scheduler, destination);
  if (pid !== undefined) deliverTo(scheduler, pid, new Cast(request));
}

/** The process that gets it. A `via` whose module throws leads nowhere, as in Elixir. */
function find(scheduler: Scheduler, destination: Destination): Pid | undefined {
  try {
    return resolve(scheduler, destination);
  } catch (error) {
    log(scheduler, "warn", `A cast could not be sent to ${inspect(destination)}: ${inspect(error)}`);
    return undefined;
  }
}
