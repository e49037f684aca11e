// What the logger gets of a supervisor: what became of a child. Elixir's form of OTP's supervisor reports.

import { inspect } from "../../inspect.ts";
import type { AnyPid } from "../../pid.ts";
import { isError } from "../../reason.ts";
import { describeError, titleOf } from "../../report.ts";
import { asHost, log } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import type { CheckedChildSpec } from "./child-spec.ts";

/** What is reported: it has ended unasked; did not start; ended otherwise than it was told to; was restarted once too often. */
export type ReportKind = "terminated" | "failed to start" | "shut down abnormally" | "caused shutdown";

/** Who is reported on. A child of a dynamic supervisor has no id, and one that did not start no pid. */
export interface Offender {
  readonly spec: Omit<CheckedChildSpec, "id" | "start"> & { readonly id?: unknown };
  readonly pid?: AnyPid | undefined;
}

/** Reports on a child of the current process, a `supervisor`, at the level of errors. Never throws, whatever the reason and the id are. */
export function report(scheduler: Scheduler, supervisor: string, kind: ReportKind, reason: unknown, offender: Offender): void {
  log(scheduler, "error", describe(scheduler, supervisor, kind, reason, offender));
}

function describe(scheduler: Scheduler, supervisor: string, kind: ReportKind, reason: unknown, { spec, pid }: Offender): string {
  const self = scheduler.current; // for as long as nobody is calling, there is none
  return asHost(() =>
    [
      `Child${"id" in spec ? ` ${inspect(spec.id)}` : ""} of ${supervisor} ${titleOf(scheduler, self)} ${kind}`,
      describeReason(reason),
      ...(pid === undefined ? [] : [`Pid: ${String(pid)}`]),
      `Restart: ${spec.restart}`,
      `Shutdown: ${spec.shutdown}`,
      `Type: ${spec.type}`,
    ].join("\n"),
  );
}

// Anything can be a reason: an error whose stack throws when it is read, too.
function describeReason(reason: unknown): string {
  try {
    return isError(reason) ? describeError(reason) : `** (exit) ${inspect(reason)}`;
  } catch {
    return "** (exit) with a reason that cannot be described";
  }
}
