// What compiles of agents, and what does not. Checked by tsc; nothing here runs.

import { Agent } from "../../js/index.ts";
import type { Operation, Pid } from "../../js/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void;

interface Settings {
  readonly theme: string;
  readonly size?: number;
}

declare const counter: Agent.Agent<number>;
declare const settings: Agent.Agent<Settings>;
declare const untyped: Pid | string;

export function right(): void {
  expectType<Operation<string>>()(Agent.get(counter, (n) => String(n)), true);
  expectType<Operation<string>>()(Agent.get(counter, function* (n) { return String(n); }), true);
  expectType<Operation<string>>()(Agent.get(counter, async (n) => String(n)), true);
  expectType<Operation<string>>()(Agent.getAndUpdate(counter, (n) => [String(n), n + 1]), true);
  expectType<Operation<void>>()(Agent.update(counter, Math.abs), true);
  Agent.update(settings, (old) => ({ ...old, size: 7 }));
  Agent.cast(counter, async (n) => n + 1);
}

/** Of a name and a plain pid a function says itself what it takes. */
export function unknownAgents(): void {
  expectType<Operation<number>>()(Agent.get(untyped, (n: number) => n + 1), true);
  expectType<Operation<unknown>>()(Agent.get(untyped, (state) => state), true);
  expectType<Operation<string>>()(Agent.getAndUpdate(untyped, (n: number) => [String(n), n + 1]), true);
  expectType<Operation<number>>()(Agent.get<number>(untyped, () => 1), true);
  Agent.update(untyped, (n: number) => n + 1);
  Agent.cast(untyped, () => 7);
  // @ts-expect-error another state than the one it takes
  Agent.update(untyped, (n: number) => String(n));
}

export function asked<State>(agent: Agent.Agent<State>, state: State): Operation<State> {
  Agent.update(agent, () => state);
  Agent.cast(agent, (old) => old);
  return Agent.getAndUpdate(agent, (old) => [old, state]);
}

/** An error stands where the mistake is, and not at the agent. */
export function wrong(): void {
  Agent.get(
    counter,
    // @ts-expect-error a state of another type
    (text: string) => text,
  );
  Agent.get(
    counter,
    (n) => n,
    // @ts-expect-error a time limit that is none
    "5s",
  );
  Agent.update(
    counter,
    // @ts-expect-error a state of another type
    (text: string) => text,
  );
  Agent.update(settings, () => ({
    theme: "dark",
    // @ts-expect-error a part of the state of another type
    size: "large",
  }));
  Agent.update(
    settings,
    // @ts-expect-error a part of the state is missing
    () => ({}),
  );
  Agent.getAndUpdate(
    counter,
    // @ts-expect-error no pair
    (n) => n,
  );
  Agent.getAndUpdate(counter, (n) => [
    n,
    // @ts-expect-error a state of another type
    String(n),
  ]);
  Agent.cast(
    counter,
    // @ts-expect-error a state of another type
    (n) => String(n),
  );
}
