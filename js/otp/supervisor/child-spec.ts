// Child specs: what a supervisor must know of a child.

import { inspect } from "../../inspect.ts";
import type { Operation, Suspension } from "../../operation.ts";
import { check, checkBoolean, checkChoice, checkDuration, checkIsObject, checkKeys, wrongType } from "../../options.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import type { StartOptions } from "../gen-server/start.ts";

/** What `start` of a child spec may return: an operation, as a rule; a generator, a promise or the pid itself will do. */
export type Starting = Operation<AnyPid | undefined> | Generator<Suspension, AnyPid | undefined, unknown> | PromiseLike<AnyPid | undefined> | AnyPid | undefined;

/** What `startChild` returns for what `start` of a child spec returns: a pid with the same types. */
export type StartedBy<Given extends Starting> = PidOf<Given extends AnyPid | undefined ? Given : Given extends Generator<unknown, infer Child, never> ? Child : Awaited<Given>>;

/** A pid of which nothing is known is one that takes everything. */
type PidOf<Child> = [AnyPid] extends [Child] ? Pid | Extract<Child, undefined> : Child;

/** How a supervisor starts, restarts and ends a child. */
export interface ChildSpec {
  /** Tells the children of one supervisor apart, as the key of a `Map` would. */
  readonly id: unknown;
  /** Starts a process that is linked with the supervisor, which performs this. `undefined` means that there is nothing to start. */
  readonly start: () => Starting;
  /** When it is restarted: always, after an abnormal end, never. Default `"permanent"`. */
  readonly restart?: "permanent" | "transient" | "temporary";
  /** Milliseconds from the exit signal `"shutdown"` to `"kill"`; `"brutalKill"` kills at once. Default 5000, for ever when the type is `"supervisor"`. */
  readonly shutdown?: number | "brutalKill";
  /** Default `"worker"`. */
  readonly type?: "worker" | "supervisor";
  /** Whether its end may end the supervisor, as `autoShutdown` says. Default false. */
  readonly significant?: boolean;
}

/** A child spec that was found right, with all that it left out. */
export type CheckedChildSpec = Required<ChildSpec>;

/** A child spec as the modules of the library make them. */
export interface OwnChildSpec<out Child extends AnyPid | undefined = Pid | undefined> extends CheckedChildSpec {
  readonly start: () => Operation<Child>;
}

/** Options of `childSpec`: those of `startLink`, and what the supervisor is told. */
export interface ChildSpecOptions extends StartOptions, Partial<Omit<ChildSpec, "start">> {}

/** Milliseconds that a worker has to end by itself if nothing else is said. */
export const SHUTDOWN_MS = 5_000;
const KEYS: readonly (keyof ChildSpec)[] = ["id", "start", "restart", "shutdown", "type", "significant"];

/** A spec as it may come, each key left out or undefined. */
type Told = { readonly [Key in keyof ChildSpec]: ChildSpec[Key] | undefined };

/** Returns a complete copy of a spec. @throws TypeError, RangeError when it is none. */
export function checkChildSpec(spec: Told): CheckedChildSpec {
  check(typeof spec === "object" && spec !== null, "a child spec with id and start", spec);
  checkKeys(spec, KEYS);
  const { id, start, restart = "permanent", type = "worker", significant } = spec;
  check(id !== undefined, "a child spec with an id", spec);
  if (typeof start !== "function") throw wrongType(`start of the child ${inspect(id)} as a function`, start);
  checkChoice("restart", restart, ["permanent", "transient", "temporary"]);
  checkChoice("type", type, ["worker", "supervisor"]);
  const isSignificant = checkBoolean("significant", significant);
  if (isSignificant && restart === "permanent") throw new RangeError(`expected a significant child that is transient or temporary, got the permanent child ${inspect(id)}`);
  const { shutdown = type === "supervisor" ? Infinity : SHUTDOWN_MS } = spec;
  return { id, start, restart, shutdown: shutdown === "brutalKill" ? shutdown : checkDuration(shutdown, "shutdown"), type, significant: isSignificant };
}

/** A child spec with Elixir's defaults. The id is the name of the child, else what kind of process it is. @throws TypeError, RangeError */
export function childSpecOf<Child extends AnyPid | undefined>(kind: string, options: ChildSpecOptions, start: (options: StartOptions) => Operation<Child>): OwnChildSpec<Child> {
  checkIsObject(options);
  const { id, restart, shutdown, type, significant, ...startOptions } = options;
  const { name } = startOptions;
  start(startOptions); // does nothing yet but look at its options
  const own = (): Operation<Child> => start(startOptions);
  const ownId = id ?? (typeof name === "string" || typeof name === "symbol" ? name : kind);
  return { ...checkChildSpec({ id: ownId, start: own, restart, shutdown, type, significant }), start: own };
}
