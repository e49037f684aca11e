// Supervisor: a process that starts others, and starts them again when they end. Elixir's module of that name.
//
// Read on in supervisor/: child-spec.ts (what is told of a child), supervision.ts (what is done about the children),
// supervisor-server.ts (the process), ending.ts and starting.ts (one child).

import { inspect } from "../inspect.ts";
import { checkServerName } from "../names.ts";
import type { ServerName } from "../names.ts";
import type { Operation } from "../operation.ts";
import { check, checkChoice, checkIsObject, checkKeys } from "../options.ts";
import type { Pid } from "../pid.ts";
import { copyReason } from "../reason.ts";
import type { Destination } from "./destination.ts";
import { Asking, callOperation } from "./gen-server/call.ts";
import { startOperation } from "./gen-server/start.ts";
import type { ChildCounts } from "./supervisor/answering.ts";
import { checkChildSpec } from "./supervisor/child-spec.ts";
import type { CheckedChildSpec, ChildSpec, OwnChildSpec, StartedBy, Starting } from "./supervisor/child-spec.ts";
import { checkIntensity } from "./supervisor/intensity.ts";
import type { IntensityOptions } from "./supervisor/intensity.ts";
import type { AutoShutdown, Plan, Strategy } from "./supervisor/supervision.ts";
import { SupervisorRequest, callbacks, checkSignificance } from "./supervisor/supervisor-server.ts";
import type { ChildInfo } from "./supervisor/supervisor-server.ts";

export type { CheckedChildSpec, ChildSpec, OwnChildSpec, StartedBy, Starting } from "./supervisor/child-spec.ts";
export type { AutoShutdown, Strategy } from "./supervisor/supervision.ts";
export type { ChildCounts } from "./supervisor/answering.ts";
export type { ChildInfo } from "./supervisor/supervisor-server.ts";

/** Options of `startLink`. */
export interface SupervisorOptions extends IntensityOptions {
  /**
   * Who is restarted with a child that ended: nobody else, all others, or those that were started after it.
   * A temporary child that is ended for another one's sake is not started again.
   */
  readonly strategy: Strategy;
  /** Whether the supervisor ends, with reason `"shutdown"`, when a significant child has ended, or all of them have. Default `"never"`. */
  readonly autoShutdown?: AutoShutdown;
  /** Registers the supervisor before its children start. */
  readonly name?: ServerName;
}

/** Options of the spec of a supervisor: those of `startLink`, and what its own supervisor is told. */
export interface NestedOptions extends SupervisorOptions, Partial<Omit<ChildSpec, "start" | "type">> {}

const OPTIONS: readonly (keyof SupervisorOptions)[] = ["strategy", "maxRestarts", "maxSeconds", "autoShutdown", "name"];
const SPEC_OPTIONS: readonly (keyof NestedOptions)[] = ["id", "restart", "shutdown", "significant"];

/**
 * Starts a supervisor that is linked with the caller, and its children in order, each when the one before has started.
 *
 * The supervisor restarts a child that ends: a permanent one always, a transient one after an abnormal end. More than
 * `maxRestarts` restarts within `maxSeconds` seconds are too many: it ends its children, and itself with reason
 * `"shutdown"`. A restart that fails is tried again at once, behind the messages that wait for the supervisor; each try
 * counts. It ends its children one by one, the last one first, and traps exits: only the EXIT of the caller ends it.
 *
 * @throws {@link AlreadyStartedError} when the name is taken; no child is started then.
 * @throws {@link StartError} when a child does not start, with reason `{ shutdown: { failedToStartChild: id, reason } }`, once those
 * before it have ended. A caller that does not trap exits ends with that reason instead, by the link.
 * @throws TypeError, RangeError at the call, for options and specs that are wrong, and for two children with the same id.
 * @example
 * const supervisor = yield* Supervisor.startLink(
 *   [Agent.childSpec(() => 0, { name: "counter" })],
 *   { strategy: "oneForOne" },
 * );
 * yield* Agent.update("counter", (n: number) => n + 1);
 * Process.exit(Process.whereis("counter")!, "kill");
 * yield* Process.sleep(10);
 * yield* Agent.get("counter", (n) => n); // 0
 * @see https://hexdocs.pm/elixir/Supervisor.html#start_link/2
 */
export function startLink(children: readonly ChildSpec[], options: SupervisorOptions): Operation<Pid> {
  return startPlan(planOf(children, options));
}

/**
 * Returns the children of a supervisor, the one that was started last first.
 *
 * @throws {@link NoProcessError}, {@link ServerExitedError}, {@link CallingSelfError} as `GenServer.call`, as every function here
 * that asks a supervisor; they wait for ever.
 * @see https://hexdocs.pm/elixir/Supervisor.html#which_children/1
 */
export function whichChildren(supervisor: Destination): Operation<ChildInfo[]> {
  return ask(supervisor, new SupervisorRequest("whichChildren"));
}

/**
 * Returns how many children a supervisor has, and how many of them are alive.
 *
 * @example
 * const idle = Supervisor.childSpec({ id: "idle", start: () => spawnLink(function* () { yield* receive(); }) });
 * const supervisor = yield* Supervisor.startLink([idle], { strategy: "oneForAll" });
 * yield* Supervisor.countChildren(supervisor); // { specs: 1, active: 1, supervisors: 0, workers: 1 }
 * @see https://hexdocs.pm/elixir/Supervisor.html#count_children/1
 */
export function countChildren(supervisor: Destination): Operation<ChildCounts> {
  return ask(supervisor, new SupervisorRequest("countChildren"));
}

/**
 * Adds a child after the others and starts it, in the supervisor, which does nothing else meanwhile.
 *
 * @returns its pid, or `undefined` when there is nothing to start; the spec stays then unless the child is temporary.
 * @throws {@link AlreadyStartedError} when a child with this id runs.
 * @throws {@link StartError} when the start fails, with its reason: the spec is dropped; with reason `"alreadyPresent"` when a
 * child with this id is there and does not run.
 * @throws TypeError, RangeError for a spec that is wrong; for a significant child only once the supervisor answers that its
 * `autoShutdown` is `"never"`.
 * @see https://hexdocs.pm/elixir/Supervisor.html#start_child/2
 */
export function startChild<Given extends Starting>(supervisor: Destination, spec: ChildSpec & { readonly start: () => Given }): Operation<StartedBy<Given>> {
  return ask(supervisor, new SupervisorRequest("startChild", checkChildSpec(spec)));
}

/**
 * Ends the process of a child, if it runs. Its spec stays, unless it is temporary: `restartChild` starts it again, and so does
 * the restart of another child that takes it along.
 *
 * @throws {@link NoProcessError} when no child has this id; `target` is the id.
 * @see https://hexdocs.pm/elixir/Supervisor.html#terminate_child/2
 */
export function terminateChild(supervisor: Destination, id: unknown): Operation<void> {
  return ask(supervisor, new SupervisorRequest("terminateChild", id));
}

/**
 * Starts a child again that does not run.
 *
 * @returns its pid, or `undefined` when there is nothing to start.
 * @throws {@link NoProcessError} when no child has this id; `target` is the id.
 * @throws {@link AlreadyStartedError} when it runs.
 * @throws {@link StartError} when the start fails, with its reason; with reason `"restarting"` when the supervisor is about to try.
 * @see https://hexdocs.pm/elixir/Supervisor.html#restart_child/2
 */
export function restartChild(supervisor: Destination, id: unknown): Operation<Pid | undefined> {
  return ask(supervisor, new SupervisorRequest("restartChild", id));
}

/**
 * Removes the spec of a child that does not run: end it first, by `terminateChild`.
 *
 * @throws {@link NoProcessError} when no child has this id; `target` is the id.
 * @throws {@link AlreadyStartedError} when it runs.
 * @throws {@link StartError} with reason `"restarting"` when the supervisor is about to restart it.
 * @see https://hexdocs.pm/elixir/Supervisor.html#delete_child/2
 */
export function deleteChild(supervisor: Destination, id: unknown): Operation<void> {
  return ask(supervisor, new SupervisorRequest("deleteChild", id));
}

/**
 * Ends a supervisor with `reason`, after its children, and waits until it is gone. Whatever the reason, the children are told `"shutdown"`.
 *
 * @throws as `GenServer.stop`.
 * @see https://hexdocs.pm/elixir/Supervisor.html#stop/3
 */
export function stop(supervisor: Destination, reason: unknown = "normal", timeout: number = Infinity): Operation<void> {
  return callOperation(Asking.stop, supervisor, copyReason(reason), timeout) as Operation<void>;
}

/**
 * Returns a complete child spec: of a spec, with what `overrides` say instead; or of a supervisor with `children`, to be the
 * child of another one. Its id is `options.id`, else its name, else `"Supervisor"`, and it has for ever to shut down.
 *
 * @throws TypeError, RangeError for a spec or options that are wrong.
 * @example
 * const worker = Task.childSpec(() => "done");
 * Supervisor.childSpec(worker, { id: "first", restart: "transient" }).restart; // "transient"
 * Supervisor.childSpec([worker], { strategy: "oneForOne", name: "pool" }).id; // "pool"
 * @see https://hexdocs.pm/elixir/Supervisor.html#child_spec/2
 */
export function childSpec(spec: ChildSpec, overrides?: Partial<ChildSpec>): CheckedChildSpec;
export function childSpec(children: readonly ChildSpec[], options: NestedOptions): OwnChildSpec;
export function childSpec(specOrChildren: ChildSpec | readonly ChildSpec[], overridesOrOptions: Partial<ChildSpec> | NestedOptions = {}): CheckedChildSpec {
  checkIsObject(overridesOrOptions);
  if (!isList(specOrChildren)) return checkChildSpec(overridden(specOrChildren, overridesOrOptions as Partial<ChildSpec>));
  checkKeys(overridesOrOptions, [...OPTIONS, ...SPEC_OPTIONS]);
  const { id, restart, shutdown, significant, ...options } = overridesOrOptions as NestedOptions;
  const plan = planOf(specOrChildren, options);
  const { name } = plan;
  return checkChildSpec({
    id: id ?? (typeof name === "string" || typeof name === "symbol" ? name : "Supervisor"),
    start: () => startPlan(plan),
    type: "supervisor",
    restart,
    shutdown,
    significant,
  });
}

/** What is undefined overrides nothing. */
function overridden(spec: ChildSpec, overrides: Partial<ChildSpec>): ChildSpec {
  return { ...spec, ...Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)) };
}

function startPlan(plan: Plan): Operation<Pid> {
  return startOperation(callbacks, plan, plan.name === undefined ? {} : { name: plan.name }, true) as Operation<Pid>;
}

function ask<T>(supervisor: Destination, request: SupervisorRequest): Operation<T> {
  return callOperation(Asking.byReference, supervisor, request, Infinity) as Operation<T>;
}

function planOf(children: readonly ChildSpec[], options: SupervisorOptions): Plan {
  checkKeys(options, OPTIONS);
  const { strategy, autoShutdown = "never", name } = options;
  checkChoice("strategy", strategy, ["oneForOne", "oneForAll", "restForOne"]);
  checkChoice("autoShutdown", autoShutdown, ["never", "anySignificant", "allSignificant"]);
  check(isList(children), "the children as an array of child specs", children);
  const specs = children.map(checkChildSpec);
  const ids = new Set<unknown>();
  for (const spec of specs) {
    checkSignificance(spec, { autoShutdown });
    if (ids.has(spec.id)) throw new RangeError(`expected children with different ids, got two with the id ${inspect(spec.id)}`);
    ids.add(spec.id);
  }
  return { ...checkIntensity(options), strategy, autoShutdown, name: name === undefined ? undefined : checkServerName(name), specs };
}

function isList(children: unknown): children is readonly ChildSpec[] {
  return Array.isArray(children);
}
