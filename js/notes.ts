// What JavaScript keeps of a process beyond its body and its pid: made only when there is something to note, so that a
// plain process pays one bit for it.

import { FLAG_NOTES } from "../bindings/core.ts";
import type { HostAbortController } from "../bindings/host.ts";
import type { Name } from "./errors.ts";
import type { MailboxLimit } from "./mailbox-limit.ts";
import type { Pid } from "./pid.ts";
import type { Scheduler } from "./scheduler.ts";

export interface Notes {
  registeredName: Name | undefined;
  label: unknown;
  dictionary: Map<unknown, unknown> | undefined;
  abortController: HostAbortController | undefined;
  /** Told how the process ended: the promise of `run`. */
  onExit: ((end: ProcessEnd) => void) | undefined;
  /** What lets go of what it has elsewhere, when it ends. */
  releases: Set<Release> | undefined;
  /** Set once an exit signal has decided that the process ends. */
  verdict: Verdict | undefined;
  /** Its body is being closed, and its cleanup takes more than one turn. */
  isClosing: boolean;
  hasLoggedMatchFailure: boolean;
  maxMailbox: MailboxLimit | undefined;
  /** Returns whether `maxMailbox` lets one more message in. */
  makeRoom: (() => boolean) | undefined;
  /** Messages in the mailbox when its length was last reported, since it was empty. */
  reportedLength: number;
}

/** Lets go of what a process had, which has ended. Must not throw, and may not block. */
export type Release = (pid: Pid) => void;

/** How a process ended. */
export interface ProcessEnd {
  readonly reason: unknown;
  /** What its body returned, when that is how it ended. */
  readonly value?: unknown;
}

/** How a process is going to end. */
export interface Verdict extends ProcessEnd {
  /** `kill` closes nothing: neither `finally` nor `using` runs. */
  readonly closesBody: boolean;
}

/** The notes of a live process, or undefined while there are none. */
export function notesOf(scheduler: Scheduler, slot: number): Notes | undefined {
  return scheduler.notes.get(slot);
}

/** The notes of a live process, made if need be. */
export function noteOn(scheduler: Scheduler, slot: number): Notes {
  let notes = scheduler.notes.get(slot);
  if (notes === undefined) {
    notes = {
      registeredName: undefined,
      label: undefined,
      dictionary: undefined,
      abortController: undefined,
      onExit: undefined,
      releases: undefined,
      verdict: undefined,
      isClosing: false,
      hasLoggedMatchFailure: false,
      maxMailbox: undefined,
      makeRoom: undefined,
      reportedLength: 0,
    };
    scheduler.notes.set(slot, notes);
    scheduler.core.setFlag(slot, FLAG_NOTES, 1);
  }
  return notes;
}

/** Has `release` called once when a live process ends: after its name is free, before its links and monitors are told. */
export function releaseAtEnd(scheduler: Scheduler, slot: number, release: Release): void {
  (noteOn(scheduler, slot).releases ??= new Set()).add(release);
}

/** There is nothing left that `release` would let go of. */
export function releaseNoMore(scheduler: Scheduler, slot: number, release: Release): void {
  notesOf(scheduler, slot)?.releases?.delete(release);
}
