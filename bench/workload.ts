// What a workload is: a name, a size, a target, and a run whose answer must be right. How it is done is the peers' part.

/** What a peer reports of one round. */
export interface Measurement {
  /** Nanoseconds from the program's start to its last completed operation, or bytes for a program about memory. */
  readonly amount: number;
  /** What the program worked out. Every workload knows the one right answer. */
  readonly answer: number;
  /** Further amounts of the same round, for the table's footnotes. */
  readonly notes: ReadonlyMap<string, number>;
}

/** A peer as a workload sees it: it runs the program of a name with integers, and measures it where it runs. */
export interface Adapter {
  run(program: string, ...integers: number[]): Promise<Measurement>;
}

export interface Workload {
  readonly name: string;
  /** What one operation is: "round trip", "hop" … */
  readonly unit: string;
  readonly measures: "nanoseconds" | "bytes";
  /** How many operations a round has. A scale of 1 is the full size, which the targets are for. */
  operations(scale: number): number;
  /** Runs one round. Rejects with {@link WrongAnswerError} when work was lost. */
  run(adapter: Adapter, operations: number): Promise<Measurement>;
}

/** Thrown when a round ended with another answer than the right one: fewer messages, or others, than were sent. */
export class WrongAnswerError extends Error {
  override readonly name = "WrongAnswerError";

  constructor(expected: number, answer: number) {
    super(`expected the answer ${expected}, got ${answer}`);
  }
}

/** Passes a measurement on if its answer is right. */
export function checked(measurement: Measurement, expected: number): Measurement {
  if (measurement.answer !== expected) throw new WrongAnswerError(expected, measurement.answer);
  return measurement;
}

/** A round size of `full` operations at scale 1, and a whole multiple of `step` at any other. */
export function sized(full: number, step = 1): (scale: number) => number {
  return (scale) => step * Math.max(1, Math.round((full * scale) / step));
}
