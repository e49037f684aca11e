// GenServer: a process that keeps a state and serves requests, one at a time. Elixir's module of that name.
//
// A server is a plain object of callbacks. Read on in callbacks.ts (types), server.ts (the process), call.ts (the client).

import { copy } from "../copy.ts";
import type { Operation } from "../operation.ts";
import { checkFunction } from "../options.ts";
import type { Pid } from "../pid.ts";
import { copyReason } from "../reason.ts";
import { checkDestination, homeOf, resolve } from "./destination.ts";
import type { Destination } from "./destination.ts";
import { Asking, CALL_TIMEOUT_MS, callOperation } from "./gen-server/call.ts";
import type { AnyCallResult, Callbacks, InferredLast, ReplyOf, ReplyTo, Server, Started, UntypedServer } from "./gen-server/callbacks.ts";
import { castTo } from "./gen-server/cast.ts";
import { replyTo } from "./gen-server/request.ts";
import type { From } from "./gen-server/request.ts";
import { startOperation } from "./gen-server/start.ts";
import type { StartOptions } from "./gen-server/start.ts";
import { childSpecOf } from "./supervisor/child-spec.ts";
import type { ChildSpecOptions, OwnChildSpec } from "./supervisor/child-spec.ts";

export type { Callbacks, Request, Server, ServerOf } from "./gen-server/callbacks.ts";
export type { ChildSpec, ChildSpecOptions } from "./supervisor/child-spec.ts";
export type { From } from "./gen-server/request.ts";
export type { StartOptions } from "./gen-server/start.ts";
export type { Status } from "./gen-server/termination-report.ts";

type Rest<Arg> = undefined extends Arg ? [arg?: Arg, options?: StartOptions] : [arg: Arg, options?: StartOptions];

/**
 * Returns its argument, and gives the callbacks their types: the state of all is what `init` returns.
 *
 * @example
 * const Counter = GenServer.define({
 *   init: (start: number) => ({ state: start }),
 *   handleCall: (step: number, from, state) => ({ reply: state + step, state: state + step }),
 * });
 * const counter = yield* GenServer.startLink(Counter, 40);
 * yield* GenServer.call(counter, 2); // 42
 */
export function define<Arg = unknown, State = unknown, Request = never, Result extends AnyCallResult<State, Continue> = never, Cast = never, Message = unknown, Continue = never, Ignore extends boolean = never>(
  callbacks: Callbacks<Arg, State, Request, Result, Cast, Message, Continue, Ignore>,
): Callbacks<Arg, State, Request, Result, Cast, Message, Continue, Ignore> {
  return callbacks;
}

/**
 * Starts a server that is not linked with the caller, and waits until its `init` is over. See {@link startLink}.
 *
 * @see https://hexdocs.pm/elixir/GenServer.html#start/3
 */
export function start<Arg = unknown, State = unknown, Request = never, Result extends AnyCallResult<State, Continue> = never, Cast = never, Message = unknown, Continue = never, Ignore extends boolean = never>(
  callbacks: Callbacks<Arg, State, Request, Result, Cast, Message, Continue, Ignore>,
  ...[arg, options = {}]: Rest<Arg>
): Operation<Started<Server<Request, ReplyOf<Result>, Cast, Message, State>, Ignore>> {
  return startOperation(callbacks, arg, options, false) as Operation<never>;
}

/**
 * Starts a server that is linked with the caller, and waits until its `init` is over. `arg` is passed by reference.
 *
 * The name is registered before `init` runs, and free again when a start has failed. Unlike in Elixir, a caller in host
 * code is no process to link with: its server starts unlinked.
 *
 * @returns the pid, or `undefined` when `init` returned `{ ignore: true }`.
 * @throws {@link AlreadyStartedError} when the name is taken; `init` is not called then.
 * @throws {@link StartError} when `init` has stopped or thrown, or took longer than `timeout` (reason `"timeout"`). A caller that
 * does not trap exits ends with the reason of `init` instead, by the link.
 * @example
 * const Stack = GenServer.define({
 *   init: (items: string[]) => ({ state: items }),
 *   handleCall: (request: "pop", from, [head, ...tail]) => ({ reply: head, state: tail }),
 *   handleCast: (item: string, items) => ({ state: [item, ...items] }),
 * });
 * const stack = yield* GenServer.startLink(Stack, ["a"], { name: "stack" });
 * GenServer.cast(stack, "b");
 * yield* GenServer.call(stack, "pop"); // "b"
 * @see https://hexdocs.pm/elixir/GenServer.html#start_link/3
 */
export function startLink<Arg = unknown, State = unknown, Request = never, Result extends AnyCallResult<State, Continue> = never, Cast = never, Message = unknown, Continue = never, Ignore extends boolean = never>(
  callbacks: Callbacks<Arg, State, Request, Result, Cast, Message, Continue, Ignore>,
  ...[arg, options = {}]: Rest<Arg>
): Operation<Started<Server<Request, ReplyOf<Result>, Cast, Message, State>, Ignore>> {
  return startOperation(callbacks, arg, options, true) as Operation<never>;
}

/**
 * Sends a copy of `request` to a server and waits for the reply, `timeout` milliseconds at most.
 *
 * Guarantees that a reply that comes later is dropped, and never reaches the mailbox of the caller. A failed call is an
 * exit of the caller, as in Elixir: thrown where the call is, it can be caught.
 *
 * @throws {@link CallTimeoutError} when no reply came in time. The server may still do the work.
 * @throws {@link NoProcessError} when there is no such server.
 * @throws {@link ServerExitedError} when the server ended before it replied, whatever the reason.
 * @throws {@link CallingSelfError} when a process calls itself.
 * @throws {@link DeadlockError} when the server waits, through any number of calls, for the caller.
 * @throws {@link DataCloneError} when the request cannot be copied.
 * @throws RangeError when `timeout` is negative or NaN.
 * @example
 * const Clock = GenServer.define({
 *   init: () => ({ state: 0 }),
 *   handleCall: (request: "tick", from, time) => ({ reply: time + 1, state: time + 1 }),
 * });
 * const clock = yield* GenServer.startLink(Clock);
 * yield* GenServer.call(clock, "tick"); // 1
 * @see https://hexdocs.pm/elixir/GenServer.html#call/3
 */
export function call<Reply = unknown, Requests = unknown, const Asked extends Requests = Requests>(
  server: Server<Requests, Reply, never, never> | UntypedServer,
  request: Asked,
  timeout: number = CALL_TIMEOUT_MS,
): Operation<ReplyTo<Requests, Reply, Asked>> {
  return callOperation(Asking.copied, server, request, timeout) as Operation<never>;
}

/**
 * Sends a copy of `request` to a server and returns at once. To a server that is not there, nothing happens.
 *
 * @throws {@link DataCloneError} when the request cannot be copied.
 * @see https://hexdocs.pm/elixir/GenServer.html#cast/2
 */
export function cast<Request = unknown>(server: Server<never, unknown, Request, never> | UntypedServer, request: NoInfer<Request>): void {
  castTo(server, copy(request, "request"));
}

/**
 * Replies to a call, from any process, at any time: a server whose `handleCall` returned `{ state }` owes the reply.
 *
 * The second reply, and one to a caller that waits no more, are dropped.
 *
 * @throws {@link DataCloneError} when the value cannot be copied.
 * @example
 * const Door = GenServer.define({
 *   init: () => ({ state: [] as GenServer.From[] }),
 *   handleCall: (request: "enter", from, waiting) => ({ state: [...waiting, from] }),
 *   handleCast: (request: "open", waiting) => {
 *     for (const from of waiting) GenServer.reply(from, "welcome");
 *     return { state: [] };
 *   },
 * });
 * const door = yield* GenServer.startLink(Door);
 * Process.spawn(() => GenServer.cast(door, "open"));
 * yield* GenServer.call(door, "enter"); // "welcome"
 * @see https://hexdocs.pm/elixir/GenServer.html#reply/2
 */
export function reply(from: From, value: unknown): void {
  replyTo(from, value);
}

/**
 * Ends a server with `reason`, after the messages that are in its mailbox and its `terminate`, and waits until it is gone.
 *
 * @throws {@link ServerExitedError} when it ended with another reason than the one asked for.
 * @throws {@link NoProcessError}, {@link CallingSelfError}, {@link CallTimeoutError}, {@link DeadlockError} as {@link call}.
 * @see https://hexdocs.pm/elixir/GenServer.html#stop/3
 */
export function stop(server: Destination, reason: unknown = "normal", timeout: number = Infinity): Operation<void> {
  return callOperation(Asking.stop, server, copyReason(reason), timeout) as Operation<void>;
}

/** Returns the live process that a name leads to, or `undefined`. A pid is returned as it is. */
export function whereis(server: Destination): Pid | undefined {
  const destination = checkDestination(server);
  return resolve(homeOf(destination), destination);
}

/**
 * Returns what a supervisor must know of a server: Elixir's defaults, with what `options` say instead. The `id` is the name
 * of the server, else `"GenServer"`; two such children of one supervisor need ids of their own.
 */
export function childSpec<Arg = unknown, State = unknown, Request = never, Result extends AnyCallResult<State, Continue> = never, Cast = never, Message = unknown, Continue = never, Ignore extends boolean = never>(
  callbacks: Callbacks<Arg, State, Request, Result, Cast, Message, Continue, Ignore>,
  arg: NoInfer<Arg>,
  options: ChildSpecOptions = {},
): OwnChildSpec<Started<Server<Request, ReplyOf<Result>, Cast, Message, State>, Ignore>> {
  return childSpecOf("GenServer", options, (startOptions) => startOperation(callbacks, arg, startOptions, true) as Operation<never>);
}

/** Returns a copy of the state of a server, past its callbacks: for tests and consoles. A supervisor shows its options and its children. @throws {@link DataCloneError} when it cannot be copied. */
export function getState<State = unknown>(server: Server<never, unknown, never, never, State> | UntypedServer, timeout: number = CALL_TIMEOUT_MS): Operation<NoInfer<State>> {
  return callOperation(Asking.state, server, undefined, timeout) as Operation<never>;
}

/** Replaces the state of a server by what `replace`, run in the server, makes of it, and returns a copy of that. What `replace` throws is thrown here. @throws TypeError for a supervisor, {@link DataCloneError} when the new state cannot be copied: it is the state nevertheless. */
export function replaceState<State = unknown>(server: Server<never, unknown, never, never, State> | UntypedServer, replace: (state: InferredLast<State>) => NoInfer<State>, timeout: number = CALL_TIMEOUT_MS): Operation<NoInfer<State>> {
  checkFunction(replace, "a function of the state");
  return callOperation(Asking.state, server, replace, timeout) as Operation<never>;
}
