// Workloads on programs of this process, without the harness around them.

import type { Adapter, Measurement } from "../../bench/workload.ts";
import type { Program } from "../../bench/serve.ts";

/** An adapter that calls the programs. Its amounts are those of programs about memory, or 0. */
export function inProcess(programs: Readonly<Record<string, Program>>): Adapter {
  return {
    async run(name, ...integers): Promise<Measurement> {
      const program = programs[name];
      if (program === undefined) throw new Error(`there is no program ${name}`);
      const result = await program(...integers);
      if (typeof result === "number") return { amount: 0, answer: result, notes: new Map() };
      return { amount: result.notes[0]?.[1] ?? 0, answer: result.answer, notes: new Map(result.notes) };
    },
  };
}
