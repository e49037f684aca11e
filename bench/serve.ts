// The peer's end of the protocol of session.ts, for every peer that runs in JavaScript.

import { createInterface } from "node:readline";

/** What a program about memory reports: notes in bytes, the first of which is the amount. Others answer a number. */
export interface Report {
  readonly answer: number;
  readonly notes: readonly (readonly [name: string, bytes: number])[];
}

/** A program does its whole work, to the last completed operation, and answers what the workload checks. */
export type Program = (...integers: number[]) => Promise<number | Report>;

/** Answers commands until stdin ends. */
export async function serve(programs: Readonly<Record<string, Program>>): Promise<never> {
  console.log(`ready ${host()}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [name = "", ...integers] = line.split(" ");
    const program = programs[name];
    try {
      if (program === undefined) throw new Error(`this peer has no program ${name}`);
      console.log(await round(program, integers.map(Number)));
    } catch (error) {
      console.log(`error ${String(error).replaceAll("\n", " ")}`);
    }
  }
  process.exit();
}

async function round(program: Program, integers: readonly number[]): Promise<string> {
  const start = process.hrtime.bigint();
  const result = await program(...integers);
  const nanoseconds = process.hrtime.bigint() - start;
  if (typeof result === "number") return `ok ${nanoseconds} ${result}`;
  const [headline] = result.notes;
  return `ok ${headline?.[1] ?? 0} ${result.answer} ${result.notes.map((note) => note.join("=")).join(" ")}`;
}

function host(): string {
  const { bun, deno, node, v8 }: Readonly<Record<string, string | undefined>> = process.versions;
  if (bun !== undefined) return `Bun ${bun}`;
  return deno === undefined ? `Node ${node}, V8 ${v8}` : `Deno ${deno}, V8 ${v8}`;
}
