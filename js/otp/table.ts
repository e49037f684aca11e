// A table of who is registered under what, found from either side: that of a registry, and those of groups. Data and nothing else.
//
//   key ─► registration, or by pid where many may share a key        pid ─► by key ─► registration
//
// What one process has under one key is one registration, with a value for each time it registered. So everything that
// belongs to one process goes in one step each, whatever others have.

import type { AnyPid, Pid } from "../pid.ts";
import type { CanonicalKey, Key } from "./key.ts";

export interface Registration {
  readonly key: Key;
  readonly pid: Pid;
  /** Never empty. */
  values: unknown[];
}

/** Whose registrations they are, each as often as it has registered. */
export function pidsIn(registrations: readonly Registration[]): Pid[] {
  return registrations.flatMap(({ pid, values }) => values.map(() => pid));
}

type Sharers = Map<AnyPid, Registration>;

export class Table {
  readonly isUnique: boolean;
  readonly #byKey = new Map<CanonicalKey, Registration | Sharers>();
  readonly #byPid = new Map<AnyPid, Map<CanonicalKey, Registration>>();
  readonly meta: Map<CanonicalKey, unknown> = new Map<CanonicalKey, unknown>();
  #size = 0;

  constructor(isUnique: boolean) {
    this.isUnique = isUnique;
  }

  /** How many values there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds a value. A key that is unique must be free; it is kept as it is. */
  add(id: CanonicalKey, key: Key, pid: Pid, value: unknown): void {
    this.#size++;
    const own = this.#byPid.get(pid)?.get(id);
    if (own !== undefined) {
      own.values.push(value);
      return;
    }
    const registration: Registration = { key, pid, values: [value] };
    let keys = this.#byPid.get(pid);
    if (keys === undefined) this.#byPid.set(pid, (keys = new Map()));
    keys.set(id, registration);
    if (this.isUnique) this.#byKey.set(id, registration);
    else this.#sharersOf(id).set(pid, registration);
  }

  #sharersOf(id: CanonicalKey): Sharers {
    let sharers = this.#byKey.get(id) as Sharers | undefined;
    if (sharers === undefined) this.#byKey.set(id, (sharers = new Map()));
    return sharers;
  }

  /** The registrations of a key; the first is the only one if keys are unique. */
  under(id: CanonicalKey): Registration[] {
    const found = this.#byKey.get(id);
    if (found === undefined) return [];
    return found instanceof Map ? [...found.values()] : [found];
  }

  /** The one that has a unique key. */
  holder(id: CanonicalKey): Registration | undefined {
    return this.#byKey.get(id) as Registration | undefined;
  }

  of(pid: AnyPid, id: CanonicalKey): Registration | undefined {
    return this.#byPid.get(pid)?.get(id);
  }

  allOf(pid: AnyPid): Registration[] {
    return [...(this.#byPid.get(pid)?.values() ?? [])];
  }

  all(): Registration[] {
    return this.byKey().flat();
  }

  /** All registrations, those of one key together. */
  byKey(): Registration[][] {
    return [...this.#byKey.keys()].map((id) => this.under(id));
  }

  has(pid: AnyPid): boolean {
    return this.#byPid.has(pid);
  }

  /** Takes out what a process has under a key, or leaves some of its values. */
  remove(pid: AnyPid, id: CanonicalKey, left: unknown[] = []): void {
    const keys = this.#byPid.get(pid);
    const registration = keys?.get(id);
    if (keys === undefined || registration === undefined) return;
    this.#size -= registration.values.length - left.length;
    registration.values = left;
    if (left.length > 0) return;
    keys.delete(id);
    if (keys.size === 0) this.#byPid.delete(pid);
    this.#forget(id, pid);
  }

  /** Takes out one of the values that a process has under a key. Returns whether there was one. */
  removeOne(pid: AnyPid, id: CanonicalKey): boolean {
    const values = this.of(pid, id)?.values;
    if (values === undefined) return false;
    if (values.length === 1) {
      this.remove(pid, id);
    } else {
      values.pop();
      this.#size--;
    }
    return true;
  }

  /** Takes out all that a process has. */
  removeAll(pid: AnyPid): void {
    const keys = this.#byPid.get(pid);
    if (keys === undefined) return;
    this.#byPid.delete(pid);
    for (const [id, { values }] of keys) {
      this.#size -= values.length;
      this.#forget(id, pid);
    }
  }

  #forget(id: CanonicalKey, pid: AnyPid): void {
    const found = this.#byKey.get(id);
    if (found instanceof Map) found.delete(pid);
    if (!(found instanceof Map) || found.size === 0) this.#byKey.delete(id);
  }
}
