// Where a value that cannot be copied stands, as text: `message.items[3].onClick`. Runs only when a copy fails, and walks
// the copies made so far, never the message itself, so that no code of the message runs a second time.

import { inspect } from "../inspect.ts";

/**
 * One step from a copied object to a part of it. A string is a property, or an index of an array; a number is an index of an array or a Set, and
 * in a Map twice the index of the entry, plus one for its value.
 */
export type Step = string | number;

/**
 * Returns the path of what stands at `step` of `holder`, or of `holder` itself. `copies` are all copies made so far, the copy of the message
 * first; every other one can be reached from it through copies alone.
 */
export function pathOf(root: string, copies: readonly object[], holder: object, step?: Step): string {
  let path = step === undefined ? "" : stepText(holder, step);
  const origins = originsOf(copies);
  for (let at = holder, origin = origins.get(at); origin !== undefined; at = origin.holder, origin = origins.get(at)) {
    path = stepText(origin.holder, origin.step) + path;
  }
  return root + path;
}

interface Origin {
  readonly holder: object;
  readonly step: Step;
}

/** Finds for each copy but the first from where it is reached the shortest way. */
function originsOf(copies: readonly object[]): Map<object, Origin> {
  const known = new Set<unknown>(copies);
  const origins = new Map<object, Origin>();
  const reached = copies.slice(0, 1);
  for (const holder of reached) {
    eachPart(holder, (step, part) => {
      if (part === copies[0] || !known.has(part) || origins.has(part as object)) return;
      origins.set(part as object, { holder, step });
      reached.push(part as object);
    });
  }
  return origins;
}

/** The parts of a copy. Copies hold data properties only: reading them runs nothing. */
function eachPart(holder: object, visit: (step: Step, part: unknown) => void): void {
  let index = 0;
  if (holder instanceof Map) {
    holder.forEach((value, key) => {
      visit(index, key);
      visit(index + 1, value);
      index += 2;
    });
  } else if (holder instanceof Set) {
    holder.forEach((item) => visit(index++, item));
  } else if (holder instanceof Error) {
    visit("cause", holder.cause);
  } else if (!ArrayBuffer.isView(holder)) {
    for (const [key, part] of Object.entries(holder)) visit(key, part);
  }
}

function stepText(holder: object, step: Step): string {
  if (holder instanceof Map) return entryText(holder, step as number);
  if (holder instanceof Set) return `.values()[${step}]`;
  if (typeof step === "number") return `[${step}]`;
  if (isIdentifier(step)) return `.${step}`;
  const isIndex = Array.isArray(holder) && String(Number(step) >>> 0) === step;
  return `[${isIndex ? step : JSON.stringify(step)}]`;
}

/** No literal: V8 checks it when the library is parsed, and takes 0.4 ms to build these sets of characters. */
function isIdentifier(name: string): boolean {
  return new RegExp("^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$", "u").test(name);
}

/** `.get("key")` where the key can be written down, else the position of the entry. */
function entryText(map: Map<unknown, unknown>, step: number): string {
  const position = step >> 1;
  if (step % 2 === 0) return `.keys()[${position}]`;
  const key = [...map.keys()][position];
  return Object(key) === key ? `.values()[${position}]` : `.get(${inspect(key)})`;
}
