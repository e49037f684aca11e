// Process.spawn: a spawn with options, all of which hold from the beginning, or nothing was spawned.

import { checkMailboxLimit, limitMailbox } from "./mailbox-limit.ts";
import type { MailboxLimit } from "./mailbox-limit.ts";
import { register } from "./names.ts";
import type { ServerName } from "./names.ts";
import { check, checkBoolean, checkKeys } from "./options.ts";
import { slotOfPid } from "./pid.ts";
import type { Pid, Ref } from "./pid.ts";
import { priorityCode } from "./priority.ts";
import type { Priority } from "./priority.ts";
import * as relations from "./relations.ts";
import { callingOrDefault } from "./runtime.ts";
import { callingScheduler } from "./scheduler.ts";
import type { Body } from "./scheduler.ts";
import { spawnProcess, undoIfThrown } from "./spawn.ts";

export interface SpawnOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** Links the new process with the calling one. */
  readonly link?: boolean;
  /** Monitors the new process; `spawn` then returns `[pid, ref]`. */
  readonly monitor?: boolean;
  readonly priority?: Priority;
  /** Registers the new process. */
  readonly name?: ServerName;
  /** Limits the mailbox. Signals and replies always find room. Default: no limit. */
  readonly maxMailbox?: MailboxLimit;
  /** Passed to the body, by reference. */
  readonly args?: Readonly<Args>;
}

/**
 * Starts a process with options. Returns its pid, or `[pid, ref]` with `monitor: true`.
 *
 * @throws TypeError for a body or an option that is none.
 * @throws {@link AlreadyRegisteredError} when the name is taken, {@link SystemLimitError} at a limit; no process is left then.
 * @throws {@link NotAProcessError} for `link` or `monitor` in host code.
 * @example
 * const greet = (name: string) => exit(`bye, ${name}`);
 * const [pid, ref] = Process.spawn(greet, { monitor: true, name: "greeter", args: ["Alice"] });
 * Process.whereis("greeter") === pid; // true
 * const down = yield* receive((message) => isDown(message, ref));
 * down.reason; // "bye, Alice"
 * @see https://hexdocs.pm/elixir/Process.html#spawn/2
 */
export function spawn<Message = unknown>(body: () => unknown, options: SpawnOptions<readonly []> & { readonly monitor: true }): [Pid<Message>, Ref];
export function spawn<Message = unknown, Args extends readonly unknown[] = readonly []>(body: (...args: Args) => unknown, options: SpawnOptions<Args> & { readonly monitor: true; readonly args: Readonly<Args> }): [Pid<Message>, Ref];
export function spawn<Message = unknown>(body: () => unknown, options?: SpawnOptions<readonly []>): Pid<Message>;
export function spawn<Message = unknown, Args extends readonly unknown[] = readonly []>(body: (...args: Args) => unknown, options: SpawnOptions<Args> & { readonly args: Readonly<Args> }): Pid<Message>;
export function spawn(body: Body, options: Omit<SpawnOptions, "args"> & { readonly args?: unknown } = {}): Pid | [Pid, Ref] {
  checkKeys(options, ["link", "monitor", "priority", "name", "maxMailbox", "args"]);
  const maxMailbox = checkMailboxLimit(options.maxMailbox);
  const { priority = "normal", name, args = [] } = options;
  const link = checkBoolean("link", options.link);
  const monitor = checkBoolean("monitor", options.monitor);
  const scheduler = link || monitor ? callingScheduler("Process.spawn() with link or monitor") : callingOrDefault();
  check(Array.isArray(args), "args as an array", args);
  const pid = spawnProcess(scheduler, body, args as readonly unknown[], priorityCode(priority));
  return undoIfThrown(scheduler, pid, () => {
    if (name !== undefined) register(scheduler, pid, name);
    if (maxMailbox !== undefined) limitMailbox(scheduler, slotOfPid(pid), maxMailbox);
    if (link) relations.link(scheduler, pid);
    return monitor ? [pid, relations.monitor(scheduler, pid, undefined, undefined)] : pid;
  });
}
