// The cast: a request that nobody waits for.

import { deliver } from "../../deliver.ts";
import { generationOfPid, slotOfPid } from "../../pid.ts";
import { checkDestination, homeOf, resolve } from "../name.ts";
import type { Destination } from "../name.ts";
import { Cast } from "./request.ts";

/** Delivers a request that is the server's already. To a server that is not there, nothing happens. */
export function castTo(server: Destination, request: unknown): void {
  const destination = checkDestination(server);
  const scheduler = homeOf(destination);
  const pid = resolve(scheduler, destination);
  if (pid !== undefined) deliver(scheduler, slotOfPid(pid), generationOfPid(pid), new Cast(request));
}
