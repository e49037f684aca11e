// The kernel: those functions of Elixir's Kernel that concern processes. Everything else is built on them.

import { pidOfEnded } from "./ended.ts";
import { ExitError } from "./errors.ts";
import type { ServerName } from "./names.ts";
import type { Pid, Ref } from "./pid.ts";
import { copyReason } from "./reason.ts";
import { plainRef } from "./relations.ts";
import { callingOrDefault } from "./runtime.ts";
import type { ResultOf } from "./runtime.ts";
import { active, callingScheduler, currentPid } from "./scheduler.ts";
import type { Body } from "./scheduler.ts";
import { sendFrom } from "./send.ts";
import { runProcess, spawnLinked, spawnMonitored, spawnProcess } from "./spawn.ts";

/**
 * Runs `body` as a process of the default runtime, or of the calling process's, and returns a promise of what it returns.
 *
 * @returns a promise that rejects when the process ends abnormally: with the `Error` itself when the reason is one, else
 * with an {@link ExitError} that carries the reason.
 * @throws TypeError when `body` is no function.
 * @example
 * await run(function* (name: string) {
 *   send(self(), `Hello, ${name}`);
 *   return yield* receive();
 * }, "Alice"); // "Hello, Alice"
 */
export function run<Args extends readonly unknown[], Returned>(body: (...args: Args) => Returned, ...args: Readonly<Args>): Promise<ResultOf<Returned>> {
  return runProcess(callingOrDefault(), body as Body, args) as Promise<ResultOf<Returned>>;
}

/**
 * Starts a process and returns its pid at once; the body begins with the process's first turn.
 *
 * The body is a generator function, an async function or a plain one; `args` are passed to it by reference. What it
 * returns is discarded. A body that throws ends its own process only, and is reported to the logger.
 *
 * What the process accepts is said where the pid is kept: `const pid: Pid<Message> = spawn(body, ...args)`.
 *
 * @throws TypeError when `body` is no function.
 * @throws {@link SystemLimitError} when there are as many processes as there may be.
 * @example
 * await run(function* () {
 *   const echo = spawn(function* () {
 *     const { from, text } = (yield* receive()) as { from: Pid; text: string };
 *     send(from, text);
 *   });
 *   send(echo, { from: self(), text: "hello" });
 *   return yield* receive();
 * }); // "hello"
 * @see https://hexdocs.pm/elixir/Kernel.html#spawn/1
 */
export function spawn<Message = unknown, Args extends readonly unknown[] = readonly []>(body: (...args: Args) => unknown, ...args: Readonly<Args>): Pid<Message> {
  return spawnProcess(callingOrDefault(), body as Body, args) as Pid<Message>;
}

/**
 * As {@link spawn}, and links the new process with the calling one, in one step: whatever the body does, the link is there.
 *
 * @throws {@link NotAProcessError} in host code.
 * @example
 * await run(function* () {
 *   spawnLink(() => exit("boom"));
 *   yield* Process.sleep(Infinity);
 * }); // throws ExitError
 * @see https://hexdocs.pm/elixir/Kernel.html#spawn_link/1
 */
export function spawnLink<Message = unknown, Args extends readonly unknown[] = readonly []>(body: (...args: Args) => unknown, ...args: Readonly<Args>): Pid<Message> {
  return spawnLinked(callingScheduler("spawnLink()"), body as Body, args) as Pid<Message>;
}

/**
 * As {@link spawn}, and monitors the new process, in one step: its DOWN never says `"noproc"`.
 *
 * @throws {@link NotAProcessError} in host code.
 * @example
 * await run(function* () {
 *   const [pid, ref] = spawnMonitor(() => exit("done"));
 *   const down = yield* receive((message) => isDown(message, ref));
 *   return down.reason;
 * }); // "done"
 * @see https://hexdocs.pm/elixir/Kernel.html#spawn_monitor/1
 */
export function spawnMonitor<Message = unknown, Args extends readonly unknown[] = readonly []>(body: (...args: Args) => unknown, ...args: Readonly<Args>): [Pid<Message>, Ref] {
  return spawnMonitored(callingScheduler("spawnMonitor()"), body as Body, args) as [Pid<Message>, Ref];
}

/**
 * Returns the pid of the calling process.
 *
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const parent = self();
 * spawn(() => send(parent, "hello from the child"));
 * yield* receive(); // "hello from the child"
 * @see https://hexdocs.pm/elixir/Kernel.html#self/0
 */
export function self<Message = unknown>(): Pid<Message> {
  const scheduler = active;
  if (scheduler === undefined) return pidOfEnded("self()");
  return currentPid(scheduler);
}

/**
 * Sends a copy of `message` to a process, by pid, by an alias, or by a name, and returns at once.
 *
 * Guarantees that what one process sends to another arrives in the order sent. A message to a process that has ended, or
 * through an alias that is not active any more, is dropped silently. Pids, refs and shared values in the message keep
 * their identity.
 *
 * @throws {@link DataCloneError} when the message cannot be copied; nothing is delivered.
 * @throws {@link NoProcessError} when no process has the name.
 * @throws {@link SystemLimitError} when the memory is exhausted; nothing is delivered.
 * @throws TypeError for a destination that is none, and inside a process for a pid of another runtime.
 * @example
 * const original = { items: ["a"] };
 * send(self(), original);
 * original.items.push("b");
 * yield* receive(); // { items: ["a"] }
 * @see https://www.erlang.org/doc/system/ref_man_processes.html (Delivery of Signals)
 */
export function send<Message>(destination: Pid<Message> | Ref | ServerName, message: NoInfer<Message>): void {
  sendFrom(callingOrDefault, destination, message);
}

/**
 * Ends the calling process with `reason`, by throwing an {@link ExitError}, which can be caught.
 *
 * @throws {@link ExitError} always. {@link DataCloneError} when the reason cannot be copied.
 * @example
 * const [, ref] = spawnMonitor(() => exit("done"));
 * const down = yield* receive((message) => isDown(message, ref));
 * down.reason; // "done"
 * @see https://hexdocs.pm/elixir/Kernel.html#exit/1
 */
export function exit(reason: unknown): never {
  throw new ExitError(copyReason(reason));
}

/**
 * Returns a ref unlike any other.
 *
 * @example
 * makeRef() === makeRef(); // false
 * @see https://hexdocs.pm/elixir/Kernel.html#make_ref/0
 */
export function makeRef(): Ref {
  return plainRef(callingOrDefault());
}
