// What compiles of tasks with arguments, and what does not. Checked by tsc; nothing here runs.

import { Task } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void;

interface Row {
  readonly id: number;
  readonly name?: string;
}

declare const supervisor: Pid;
declare const visit: (row: Row) => number;
declare const pair: <A, B>(a: A, b: B) => [A, B];
declare const names: string[];

export function right(): void {
  expectType<Task.Task<number>>()(Task.async(visit, { id: 1, name: "Alice" }), true);
  expectType<Task.Supervisor.SupervisedTask<number>>()(Task.Supervisor.async(supervisor, visit, { id: 1 }), true);
  Task.start((...all: readonly string[]) => all.length, ...names);
  Task.startLink((kind: "one" | "two") => kind, "two");
  Task.startLink((n = 1) => n);

  // What nobody has annotated is what is given.
  expectType<Task.Task<number>>()(Task.async((n) => n * 2, 21), true);
  expectType<Task.Task<[number, string]>>()(Task.async(pair, 1, "x"), true);
  const asyncOf = <Args extends readonly unknown[]>(body: (...args: Args) => string, ...args: Args): Task.Task<string> => Task.async(body, ...args);
  asyncOf(String, 1);
  expectType<Task.Supervisor.SupervisedTask<number>>()(Task.Supervisor.asyncNolink(supervisor, { shutdown: 1 }, (n) => n * 2, 21), true);
}

/** The body says what it takes: an argument never makes that wider. */
export function wrong(): void {
  // @ts-expect-error a key that the body does not know
  Task.async(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  Task.start(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  Task.startLink(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  Task.Supervisor.async(supervisor, visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know, after options
  Task.Supervisor.async(supervisor, { shutdown: 1 }, visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  Task.Supervisor.asyncNolink(supervisor, visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know, after options
  Task.Supervisor.asyncNolink(supervisor, { shutdown: 1 }, visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  Task.Supervisor.startChild(supervisor, visit, { args: [{ id: 1, nmae: "Alice" }] });

  // @ts-expect-error no argument
  Task.async(visit);
  // @ts-expect-error an argument of another type
  Task.async((n: number) => n, "1");
  // @ts-expect-error an argument too many
  Task.startLink((n: number) => n, 1, 2);
  // @ts-expect-error one of the arguments is of another type
  Task.start((...all: readonly string[]) => all.length, "Alice", 1);
}
