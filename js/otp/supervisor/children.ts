// The children of one supervisor, in the order of their start, found by id and by pid.
//
// A Map keeps the order in which its keys came, and a child that is restarted keeps its place. Every step costs the same
// however many children there are; only what concerns all of them, or all later ones, goes through the whole.

import type { AnyPid, Pid } from "../../pid.ts";
import type { CheckedChildSpec } from "./child-spec.ts";

export interface Child {
  readonly spec: CheckedChildSpec;
  /** Its process; `"restarting"` after a restart that failed and is to be tried again; undefined when it is not to run. */
  readonly running: Pid | "restarting" | undefined;
}

export interface Children {
  readonly size: number;
  /** Significant children that run or are to run again. */
  readonly significant: number;
  get(id: unknown): Child | undefined;
  /** The child whose process this is. */
  of(pid: AnyPid): Child | undefined;
  /** All of them, the first one first. A copy: they may be changed and removed meanwhile. */
  all(): Child[];
  /** A child and those that were started after it. */
  from(child: Child): Child[];
  add(spec: CheckedChildSpec): Child;
  set(child: Child, running: Child["running"]): void;
  remove(child: Child): void;
  /** A child runs no more: a temporary one is removed, of another one the spec stays. */
  ended(child: Child): void;
}

export function createChildren(): Children {
  const byId = new Map<unknown, Child>();
  const byPid = new Map<AnyPid, Child>();
  let significant = 0;

  const children: Children = {
    get size() {
      return byId.size;
    },
    get significant() {
      return significant;
    },
    get: (id) => byId.get(id),
    of: (pid) => byPid.get(pid),
    all: () => [...byId.values()],

    from(first) {
      const found: Child[] = [];
      for (const child of byId.values()) if (found.length > 0 || child === first) found.push(child);
      return found;
    },

    add(spec) {
      const child: Child = { spec, running: undefined };
      byId.set(spec.id, child);
      return child;
    },

    set(child, running) {
      const before = child.running;
      if (typeof before === "object" && byPid.get(before) === child) byPid.delete(before);
      if (typeof running === "object") byPid.set(running, child);
      if (child.spec.significant) significant += Number(running !== undefined) - Number(before !== undefined);
      (child as { running: Child["running"] }).running = running;
    },

    remove(child) {
      children.set(child, undefined);
      byId.delete(child.spec.id);
    },

    ended(child) {
      if (child.spec.restart === "temporary") children.remove(child);
      else children.set(child, undefined);
    },
  };
  return children;
}
