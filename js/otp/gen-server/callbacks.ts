// The types of a server: what its callbacks take and return, and what that makes of its pid.

import type { ServerName } from "../../names.ts";
import type { Suspension } from "../../operation.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import type { From } from "./request.ts";
import type { Status } from "./termination-report.ts";

/** What a callback may return for `T`: it may be a plain, a generator or an async function. */
export type Returned<T> = T | Generator<Suspension, T, unknown> | PromiseLike<T>;

/**
 * `T`, inferred from here only where nothing else says what it is: a function of the state of a server that is known does not
 * say what that state is. Beside `NoInfer`, for a server of which nothing is known.
 */
export type InferredLast<T> = [T] extends [unknown] ? T : never;

/** Goes on with `state`. At most one of the other keys. */
export interface Keep<State, Continue> {
  readonly state: State;
  /** Milliseconds after which, if no message has come, `handleInfo` gets `timeout`. */
  readonly timeout?: number;
  /** `handleContinue` gets this before any message. */
  readonly continue?: Continue;
  /** Waits without holding what it does not need. Nothing else changes. */
  readonly hibernate?: boolean;
  readonly reply?: undefined;
  readonly stop?: undefined;
}

/** Replies, and goes on with `state`. */
export interface Answer<Reply, State, Continue> extends Omit<Keep<State, Continue>, "reply"> {
  readonly reply: Reply;
}

/** Ends the server with the reason `stop`, after `terminate`. */
export interface Halt<State> {
  readonly stop: unknown;
  readonly state: State;
  readonly reply?: undefined;
}

/** Ends the server, and replies after `terminate`. */
export interface HaltWithAnswer<Reply, State> extends Omit<Halt<State>, "reply"> {
  readonly reply: Reply;
}

/** What `init` may return. */
export type InitResult<State, Continue, Ignore extends boolean> =
  | Keep<State, Continue>
  | { readonly stop: unknown; readonly state?: undefined; readonly ignore?: undefined }
  | { readonly ignore: Ignore; readonly state?: undefined; readonly stop?: undefined };

/** What `handleCast`, `handleInfo` and `handleContinue` may return. */
export type NoReplyResult<State, Continue> = Keep<State, Continue> | Halt<State>;

/** What `handleCall` may return. */
export type CallResult<Reply, State, Continue> = NoReplyResult<State, Continue> | Answer<Reply, State, Continue> | HaltWithAnswer<Reply, State>;

/** What any `handleCall` may return. */
export type AnyCallResult<State, Continue> = Returned<CallResult<unknown, NoInfer<State>, NoInfer<Continue>>>;

/** The replies among what `handleCall` returns. */
export type ReplyOf<Result> = Result extends Generator<unknown, infer R, never> ? ReplyIn<R> : Result extends PromiseLike<infer R> ? ReplyIn<R> : ReplyIn<Result>;
type ReplyIn<Result> = Result extends { readonly reply: infer Reply } ? Reply : never;

/** The callbacks of a server. Only `init` must be there. `Result` is what `handleCall` returns. */
export interface Callbacks<Arg, State, Request, Result, Cast, Message, Continue, Ignore extends boolean> {
  init(arg: Arg): Returned<InitResult<State, Continue, Ignore>>;
  handleCall?(request: Request, from: From, state: State): Result;
  handleCast?(request: Cast, state: State): Returned<NoReplyResult<NoInfer<State>, NoInfer<Continue>>>;
  handleInfo?(message: Message, state: State): Returned<NoReplyResult<NoInfer<State>, NoInfer<Continue>>>;
  handleContinue?(arg: Continue, state: State): Returned<NoReplyResult<NoInfer<State>, NoInfer<Continue>>>;
  terminate?(reason: unknown, state: State): unknown;
  formatStatus?(status: Status): Status;
}

/** Callbacks of whatever types. */
export interface AnyCallbacks {
  /** What reports call a server with them, where they are the library's own. */
  readonly name?: string;
  init(arg: never): unknown;
  handleCall?(request: never, from: From, state: never): unknown;
  handleCast?(request: never, state: never): unknown;
  handleInfo?(message: never, state: never): unknown;
  handleContinue?(arg: never, state: never): unknown;
  terminate?(reason: unknown, state: never): unknown;
  formatStatus?(status: never): unknown;
}

declare const serverTypes: unique symbol;
declare const replyType: unique symbol;

interface ServerTypes<in Request, out Reply, in Cast, out State> {
  readonly call: (request: Request) => Reply;
  readonly cast: (request: Cast) => void;
  readonly state: State;
}

/** The pid of a server: which requests it takes, what it replies, which messages it handles. */
export type Server<Request = never, Reply = unknown, Cast = never, Message = unknown, State = unknown> = Pid<Message> & {
  readonly [serverTypes]: ServerTypes<Request, Reply, Cast, State>;
};

/** The pid of a server with these callbacks. */
export type ServerOf<C> =
  C extends Callbacks<infer _Arg, infer State, infer Request, infer Result, infer Cast, infer Message, infer _Continue, infer _Ignore extends boolean>
    ? Server<Request, ReplyOf<Result>, Cast, Message, State>
    : never;

/** What `start` resolves to: `undefined` too when `init` may return `{ ignore: true }`. */
export type Started<S, Ignore extends boolean> = [Ignore] extends [never] ? S : S | undefined;

/** A request with a reply type of its own, where a server takes several: `Request<{ type: "count" }, number>`. */
export type Request<Body extends object, Reply> = Body & { readonly [replyType]?: Reply };

/** What is replied to `Asked`: the type that its request names, else the type of all replies. */
export type ReplyTo<Requests, Reply, Asked> = Asked extends unknown
  ? Requests extends unknown
    ? Asked extends Requests
      ? typeof replyType extends keyof Requests
        ? Requests extends { readonly [replyType]?: infer Own }
          ? Exclude<Own, undefined>
          : never
        : Reply
      : never
    : never
  : never;

/** A server of which nothing is known: a name, or a pid without its types. */
export type UntypedServer = ServerName | (AnyPid & { readonly [serverTypes]?: undefined });
