// Agent: a process that keeps a value, which functions read and change. Elixir's module of that name: a GenServer inside.
//
// The functions pass by reference and run in the agent; what they return to the caller is copied.

import { isThenable, stepsOf } from "../body.ts";
import { BadReturnError } from "../errors.ts";
import type { ServerName } from "../names.ts";
import type { Operation } from "../operation.ts";
import { checkFunction } from "../options.ts";
import type { AnyPid, Pid } from "../pid.ts";
import { copyReason } from "../reason.ts";
import type { Steps } from "../scheduler.ts";
import type { Destination } from "./destination.ts";
import { Asking, CALL_TIMEOUT_MS, callOperation } from "./gen-server/call.ts";
import type { AnyCallbacks, InferredLast, Returned } from "./gen-server/callbacks.ts";
import { castTo } from "./gen-server/cast.ts";
import { startOperation } from "./gen-server/start.ts";
import type { StartOptions } from "./gen-server/start.ts";
import { childSpecOf } from "./supervisor/child-spec.ts";
import type { ChildSpecOptions, OwnChildSpec } from "./supervisor/child-spec.ts";

declare const agentState: unique symbol;

/** The pid of an agent that keeps an `S`. */
export type Agent<S> = Pid & { readonly [agentState]: { readonly get: () => S; readonly set: (state: S) => void } };

/** An agent of which nothing is known: a name, or a pid without its type. */
export type UntypedAgent = ServerName | (AnyPid & { readonly [agentState]?: undefined });

type Act = (state: never) => unknown;

/** What is asked of an agent. */
interface Request {
  readonly kind: "get" | "update" | "getAndUpdate";
  readonly act: (state: unknown) => unknown;
}

const callbacks: AnyCallbacks = {
  name: "Agent",
  init: (initial: () => unknown) => whenOver(initial(), (state) => ({ state })),
  handleCall: ({ kind, act }: Request, _from: unknown, state: unknown) => whenOver(act(state), (result) => outcomeOf(kind, result, state)),
  handleCast: ({ act }: Request, state: unknown) => whenOver(act(state), (result) => ({ state: result })),
  handleInfo: (_message: unknown, state: unknown) => ({ state }),
};

/**
 * Starts an agent that is not linked with the caller. See {@link startLink}.
 *
 * @see https://hexdocs.pm/elixir/Agent.html#start/2
 */
export function start<S>(initial: () => Returned<S>, options: StartOptions = {}): Operation<Agent<S>> {
  return startOperation(callbacks, checkFunction(initial), options, false) as Operation<never>;
}

/**
 * Starts an agent that is linked with the caller, and waits until `initial`, run in the agent, has returned its first state.
 *
 * @throws {@link AlreadyStartedError} when the name is taken, {@link StartError} when `initial` throws or takes longer than `timeout`.
 * @example
 * const counter = yield* Agent.startLink(() => 0, { name: "counter" });
 * yield* Agent.update(counter, (n) => n + 1);
 * yield* Agent.get(counter, (n) => n); // 1
 * @see https://hexdocs.pm/elixir/Agent.html#start_link/2
 */
export function startLink<S>(initial: () => Returned<S>, options: StartOptions = {}): Operation<Agent<S>> {
  return startOperation(callbacks, checkFunction(initial), options, true) as Operation<never>;
}

/**
 * Runs a function of the state in the agent, and returns a copy of what it returns.
 *
 * A function that throws ends the agent, and the caller exits with {@link ServerExitedError}. After a time-out the function
 * runs nevertheless.
 *
 * @throws what `GenServer.call` throws.
 * @see https://hexdocs.pm/elixir/Agent.html#get/3
 */
export function get<R, S = unknown>(agent: Agent<S> | UntypedAgent, act: (state: InferredLast<S>) => Returned<R>, timeout: number = CALL_TIMEOUT_MS): Operation<R> {
  return request(agent, "get", act, timeout) as Operation<never>;
}

/**
 * Replaces the state by what a function, run in the agent, makes of it, and waits until that is done. See {@link get}.
 *
 * @see https://hexdocs.pm/elixir/Agent.html#update/3
 */
export function update<S = unknown>(agent: Agent<S> | UntypedAgent, act: (state: InferredLast<S>) => Returned<NoInfer<S>>, timeout: number = CALL_TIMEOUT_MS): Operation<void> {
  return request(agent, "update", act, timeout) as Operation<never>;
}

/**
 * Runs a function, in the agent, that returns `[reply, state]`: a copy of the reply is returned, and the state kept. See {@link get}.
 *
 * @example
 * const stack = yield* Agent.startLink(() => ["b", "a"]);
 * yield* Agent.getAndUpdate(stack, ([top, ...rest]) => [top, rest]); // "b"
 * @see https://hexdocs.pm/elixir/Agent.html#get_and_update/3
 */
export function getAndUpdate<R, S = unknown>(agent: Agent<S> | UntypedAgent, act: (state: InferredLast<S>) => Returned<readonly [R, NoInfer<S>]>, timeout: number = CALL_TIMEOUT_MS): Operation<R> {
  return request(agent, "getAndUpdate", act, timeout) as Operation<never>;
}

/**
 * As {@link update}, and returns at once. To an agent that is not there, nothing happens.
 *
 * @see https://hexdocs.pm/elixir/Agent.html#cast/2
 */
export function cast<S = unknown>(agent: Agent<S> | UntypedAgent, act: (state: InferredLast<S>) => Returned<NoInfer<S>>): void {
  castTo(agent, { kind: "update", act: checkFunction(act) });
}

/** Ends an agent, as `GenServer.stop` does. */
export function stop(agent: Destination, reason: unknown = "normal", timeout: number = Infinity): Operation<void> {
  return callOperation(Asking.stop, agent, copyReason(reason), timeout) as Operation<void>;
}

/** Returns what a supervisor must know of an agent: `permanent`, with 5 seconds to shut down, and what `options` say instead. */
export function childSpec<S>(initial: () => Returned<S>, options: ChildSpecOptions = {}): OwnChildSpec<Agent<S>> {
  return childSpecOf("Agent", options, (startOptions) => startLink(initial, startOptions));
}

function request(agent: Destination, kind: Request["kind"], act: Act, timeout: number): Operation<unknown> {
  return callOperation(Asking.byReference, agent, { kind, act: checkFunction(act) }, timeout);
}

function outcomeOf(kind: Request["kind"], result: unknown, state: unknown): unknown {
  if (kind === "get") return { reply: result, state };
  if (kind === "update") return { reply: undefined, state: result };
  if (!Array.isArray(result) || result.length !== 2) throw new BadReturnError("the function of getAndUpdate", result, "[reply, state]");
  return { reply: result[0] as unknown, state: result[1] as unknown };
}

/** What a callback returns whose function has returned `result`, which may be a generator or a promise. */
function whenOver(result: unknown, outcome: (value: unknown) => unknown): unknown {
  const steps = stepsOf(result);
  if (steps !== undefined) return stepping(steps, outcome);
  return isThenable(result) ? result.then(outcome) : outcome(result);
}

function* stepping(steps: Steps, outcome: (value: unknown) => unknown): Generator<unknown, unknown, unknown> {
  return outcome(yield* { [Symbol.iterator]: () => steps as Iterator<unknown, unknown, unknown> });
}
