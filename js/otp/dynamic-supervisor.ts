// DynamicSupervisor: starts children when it is asked to, any number of one kind or of many. Elixir's module of that name.
//
// Read on in children.ts (what it knows of them), server.ts (the process), ending.ts (the end of all at once).

import { inspect } from "../inspect.ts";
import type { Operation } from "../operation.ts";
import type { AnyPid, Pid } from "../pid.ts";
import { copyReason } from "../reason.ts";
import type { Destination } from "./destination.ts";
import type { Child } from "./dynamic-supervisor/children.ts";
import { ask, askToEnd, startSupervisor, supervisorSpec } from "./dynamic-supervisor/client.ts";
import type { DynamicSupervisorOptions } from "./dynamic-supervisor/client.ts";
import { DynamicRequest } from "./dynamic-supervisor/server.ts";
import type { DynamicChild } from "./dynamic-supervisor/server.ts";
import { Asking, callOperation } from "./gen-server/call.ts";
import type { ChildCounts } from "./supervisor/answering.ts";
import { checkChildSpec } from "./supervisor/child-spec.ts";
import type { ChildSpec, OwnChildSpec, StartedBy, Starting } from "./supervisor/child-spec.ts";

export type { DynamicSupervisorOptions } from "./dynamic-supervisor/client.ts";
export type { DynamicChild } from "./dynamic-supervisor/server.ts";
export type { ChildSpec } from "./supervisor/child-spec.ts";
export type { ChildCounts } from "./supervisor/answering.ts";

/**
 * Starts a supervisor without children, linked with the caller.
 *
 * A child that ends is restarted by itself, as its spec says; after more than `maxRestarts` restarts within `maxSeconds` the
 * supervisor ends its children and itself, with reason `"shutdown"`. When it ends, all children are told to at the same time.
 *
 * @throws TypeError or RangeError at once for options that are none; {@link AlreadyStartedError} when the name is taken.
 * @example
 * const Room = { init: (topic: string) => ({ state: topic }) };
 * const rooms = yield* DynamicSupervisor.startLink({ maxChildren: 100 });
 * yield* DynamicSupervisor.startChild(rooms, GenServer.childSpec(Room, "cats"));
 * yield* DynamicSupervisor.startChild(rooms, GenServer.childSpec(Room, "dogs"));
 * const { active } = yield* DynamicSupervisor.countChildren(rooms);
 * active; // 2
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#start_link/1
 */
export function startLink(options: DynamicSupervisorOptions = {}): Operation<Pid> {
  return startSupervisor("DynamicSupervisor", options);
}

/**
 * Has the supervisor start a child, and waits until it has. The supervisor does nothing else meanwhile. The `id` of the spec
 * tells nobody apart here: there may be any number of children with the same.
 *
 * @returns the pid of the child, with the types it is started with, or `undefined` when there was nothing to start; nothing is kept of it then.
 * @throws TypeError or RangeError at once for a spec that is none, or that is significant, which no child here can be.
 * @throws {@link StartError} with reason `"maxChildren"` when there are as many children as there may be, else with why the
 * child did not start; {@link AlreadyStartedError} when its name is taken; and what `GenServer.call` throws.
 * @example
 * const supervisor = yield* DynamicSupervisor.startLink();
 * const agent = yield* DynamicSupervisor.startChild(supervisor, Agent.childSpec(() => 42));
 * yield* Agent.get(agent, (n) => n); // 42
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#start_child/2
 */
export function startChild<Given extends Starting>(supervisor: Destination, spec: ChildSpec & { readonly start: () => Given }): Operation<StartedBy<Given>> {
  if (spec?.significant === true) throw new TypeError(`expected a child that is not significant, got ${inspect(spec)}; a dynamic supervisor does not end with its children`);
  const { start, restart, shutdown, type } = checkChildSpec(spec);
  return ask(supervisor, new DynamicRequest("startChild", { start, restart, shutdown, type } satisfies Child));
}

/**
 * Ends a child, as its spec says, and waits until it is gone. It is not restarted.
 *
 * @throws {@link NoProcessError} when the supervisor has no such child, and what `GenServer.call` throws.
 * @example
 * const supervisor = yield* DynamicSupervisor.startLink();
 * const agent = yield* DynamicSupervisor.startChild(supervisor, Agent.childSpec(() => 0));
 * yield* DynamicSupervisor.terminateChild(supervisor, agent!);
 * Process.isAlive(agent!); // false
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#terminate_child/2
 */
export function terminateChild(supervisor: Destination, pid: AnyPid): Operation<void> {
  return askToEnd(supervisor, pid);
}

/**
 * Returns what children there are, in no particular order. One that could not be restarted yet is `"restarting"`.
 *
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#which_children/1
 */
export function whichChildren(supervisor: Destination): Operation<DynamicChild[]> {
  return ask(supervisor, new DynamicRequest("whichChildren"));
}

/**
 * Returns how many children there are.
 *
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#count_children/1
 */
export function countChildren(supervisor: Destination): Operation<ChildCounts> {
  return ask(supervisor, new DynamicRequest("countChildren"));
}

/**
 * Ends a supervisor with `reason`, after all its children, and waits until it is gone. The children are told `"shutdown"`.
 *
 * @throws as `GenServer.stop` does.
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#stop/3
 */
export function stop(supervisor: Destination, reason: unknown = "normal", timeout: number = Infinity): Operation<void> {
  return callOperation(Asking.stop, supervisor, copyReason(reason), timeout) as Operation<void>;
}

/**
 * Returns what a supervisor must know of a dynamic supervisor: `permanent`, with all the time it needs to shut down.
 *
 * @see https://hexdocs.pm/elixir/DynamicSupervisor.html#child_spec/1
 */
export function childSpec(options: DynamicSupervisorOptions = {}): OwnChildSpec {
  return supervisorSpec("DynamicSupervisor", options);
}
