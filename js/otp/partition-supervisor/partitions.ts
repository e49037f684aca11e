// The partitions of a supervisor: who they are at the moment, within reach of everybody's turn.

import type { Suspension } from "../../operation.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { callingScheduler, currentPid } from "../../scheduler.ts";
import { startedPid } from "../supervisor/answering.ts";
import { checkChildSpec } from "../supervisor/child-spec.ts";
import type { CheckedChildSpec, ChildSpec } from "../supervisor/child-spec.ts";

export interface Partitions {
  /** The pid that each partition had last, by its number. */
  readonly pids: (Pid | undefined)[];
  /** How many of them keys lead to. */
  count: number;
  /** How many there are to be: while they are being resized, not `count`. */
  target: number;
}

const partitionsBySupervisor = new WeakMap<AnyPid, Partitions>();

/** The partitions of a supervisor, alive or not; undefined for any other process. */
export function partitionsOf(supervisor: AnyPid): Partitions | undefined {
  return partitionsBySupervisor.get(supervisor);
}

/** The specs of `count` partitions, which note their pids when they start. @throws TypeError, RangeError */
export function partitionSpecs(child: ChildSpec | ((partition: number) => ChildSpec), count: number): CheckedChildSpec[] {
  return Array.from({ length: count }, (_, partition) => {
    const spec = checkChildSpec(typeof child === "function" ? child(partition) : child);
    return { ...spec, id: partition, start: () => starting(spec, partition, count) };
  });
}

/** Performed by the supervisor. */
function* starting({ start }: CheckedChildSpec, partition: number, count: number): Generator<Suspension, Pid | undefined, unknown> {
  const scheduler = callingScheduler("PartitionSupervisor.startLink()");
  const supervisor = currentPid(scheduler);
  let table = partitionsBySupervisor.get(supervisor);
  if (table === undefined) {
    table = { pids: Array.from({ length: count }, () => undefined), count, target: count };
    partitionsBySupervisor.set(supervisor, table);
  }
  return (table.pids[partition] = yield* startedPid(scheduler, start));
}
