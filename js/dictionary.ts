// The dictionary of a process: values that it keeps for itself, by reference. They go when it ends.

import { noteOn, notesOf } from "./notes.ts";
import { callingScheduler } from "./scheduler.ts";

/** Returns the value that the calling process keeps under `key`, or `undefined`. */
export function get(key: unknown): unknown {
  return dictionaryOfCaller("Process.get()")?.get(key);
}

/**
 * Keeps a value under `key`, for the calling process alone.
 *
 * @returns the old value.
 * @example
 * Process.put("locale", "pl"); // undefined, for there was none
 * Process.get("locale"); // "pl"
 */
export function put(key: unknown, value: unknown): unknown {
  const scheduler = callingScheduler("Process.put()");
  const notes = noteOn(scheduler, scheduler.current);
  const dictionary = (notes.dictionary ??= new Map());
  const old = dictionary.get(key);
  dictionary.set(key, value);
  return old;
}

/** Forgets what the calling process keeps under `key`. @returns the old value. */
export function deleteKey(key: unknown): unknown {
  const dictionary = dictionaryOfCaller("Process.delete()");
  const old = dictionary?.get(key);
  dictionary?.delete(key);
  return old;
}

/** Returns the keys under which the calling process keeps values; with a value, the keys of that one. */
export function getKeys(...value: [value?: unknown]): unknown[] {
  const entries = [...(dictionaryOfCaller("Process.getKeys()") ?? [])];
  return entries.filter(([, kept]) => value.length === 0 || kept === value[0]).map(([key]) => key);
}

function dictionaryOfCaller(operation: string): Map<unknown, unknown> | undefined {
  const scheduler = callingScheduler(operation);
  return notesOf(scheduler, scheduler.current)?.dictionary;
}
