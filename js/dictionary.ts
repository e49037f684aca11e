// The dictionary of a process: values that it keeps for itself, by reference. They go when it ends.

import { noteOn, notesOf } from "./notes.ts";
import { callingScheduler } from "./scheduler.ts";

/** Returns the value that the calling process keeps under `key`, or `undefined`. @throws {@link NotAProcessError} in host code. @see https://hexdocs.pm/elixir/Process.html#get/2 */
export function get(key: unknown): unknown {
  return dictionaryOfCaller("Process.get()")?.get(key);
}

/**
 * Keeps a value under `key`, for the calling process alone, by reference. Keys are compared as those of a `Map`.
 *
 * @returns the old value, or `undefined`.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * Process.put("locale", "pl"); // undefined, for there was none
 * Process.get("locale"); // "pl"
 * @see https://hexdocs.pm/elixir/Process.html#put/2
 */
export function put(key: unknown, value: unknown): unknown {
  const scheduler = callingScheduler("Process.put()");
  const notes = noteOn(scheduler, scheduler.current);
  const dictionary = (notes.dictionary ??= new Map());
  const old = dictionary.get(key);
  dictionary.set(key, value);
  return old;
}

/** Forgets what the calling process keeps under `key`. @returns the old value. @throws {@link NotAProcessError} in host code. @see https://hexdocs.pm/elixir/Process.html#delete/1 */
export function deleteKey(key: unknown): unknown {
  const dictionary = dictionaryOfCaller("Process.delete()");
  const old = dictionary?.get(key);
  dictionary?.delete(key);
  return old;
}

/** Returns the keys under which the calling process keeps values; with a value, the keys of that one. @throws {@link NotAProcessError} in host code. @see https://hexdocs.pm/elixir/Process.html#get_keys/1 */
export function getKeys(...value: [value?: unknown]): unknown[] {
  const entries = [...(dictionaryOfCaller("Process.getKeys()") ?? [])];
  return entries.filter(([, kept]) => value.length === 0 || kept === value[0]).map(([key]) => key);
}

function dictionaryOfCaller(operation: string): Map<unknown, unknown> | undefined {
  const scheduler = callingScheduler(operation);
  return notesOf(scheduler, scheduler.current)?.dictionary;
}
