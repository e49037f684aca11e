// What compiles of Task.Supervisor.startChild, and what does not. Checked by tsc; nothing here runs.

import { Task } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";

declare const supervisor: Pid;
declare const greet: (name: string) => string;
declare const greetMaybe: (name?: string) => string;

export function right(): void {
  Task.Supervisor.startChild(supervisor, () => "done");
  Task.Supervisor.startChild(supervisor, function* () {}, { restart: "transient", shutdown: "brutalKill" });
  Task.Supervisor.startChild(supervisor, greet, { args: ["Alice"] });
  Task.Supervisor.startChild(supervisor, (a: number, b: string) => a + b, { args: [1, "x"], restart: "permanent" });
  Task.Supervisor.startChild(supervisor, greetMaybe);
  Task.Supervisor.startChild(supervisor, greetMaybe, { args: ["Alice"] });
}

export function wrong(): void {
  // @ts-expect-error: the body takes an argument
  Task.Supervisor.startChild(supervisor, greet);
  // @ts-expect-error: the body takes an argument
  Task.Supervisor.startChild(supervisor, greet, { restart: "transient" });
  // @ts-expect-error: of another type
  Task.Supervisor.startChild(supervisor, greet, { args: [1] });
  // @ts-expect-error: too many
  Task.Supervisor.startChild(supervisor, greet, { args: ["Alice", "Bob"] });
}
