// Delegation: how a compiled generator knows that what it yields reaches the scheduler, and nobody who asks for values.
//
//   the scheduler ──next──► body ──yield*──► helper ──yield*──► helper         a chain: each may give up the turn
//                                    └──for … of──► helper ──yield*──► helper  these may not: `for … of` would get the value
//
// Whoever delegates *hands* the chain to a fresh generator, and the first thing that one does is to take it: the scheduler
// hands it to the body, and compiled code at each `yield*`. No other way of asking a generator hands anything, so what is
// begun by hand has no chain, and counts and reports only. It is handed only to generators of compiled functions, which are
// marked where they are defined: nothing else could take it away in between. Once begun in a chain, a generator runs in
// the turns of that process only when the scheduler asks: for anybody else it is running already, and JavaScript throws.

import { active } from "./scheduler.ts";

/** What `handChain` does once there is a compiled function: a program without any can be bundled without it. */
let handToBody: ((steps: object, by: object | undefined) => void) | undefined;

/**
 * Returns the object it is given from its constructor, so that a subclass puts its private field on that. What else it does
 * tells bundlers that a mark is not made in vain.
 */
class Given {
  constructor(object: object) {
    handToBody = handIfFresh;
    return object;
  }
}

/** On compiled generator functions, and on their prototypes. Nothing but this class can see it. */
class CompiledMark extends Given {
  readonly #isCompiled = true;

  static isOn(object: object): boolean {
    return #isCompiled in object;
  }
}

/** On generators that were handed a chain, and that others may hold: they are not fresh any more. */
class HandedMark extends Given {
  readonly #wasHanded = true;

  /** Returns false where it was put before. That throws, which is rare: to look first costs each delegation as much as to put it. */
  static isPutOn(object: object): boolean {
    try {
      return new HandedMark(object).#wasHanded;
    } catch {
      return false;
    }
  }
}

/** The body at whose end a chain begins; undefined where there is none. Stands for the process. */
export type Chain = object | undefined;

/** What is being handed; null stands for the chain of the current process, which may only now get its body. */
let handed: Chain | null;

/** Marks a compiled generator function, and gives it the name it would have had. */
export function markCompiled<F extends { readonly prototype: object }>(body: F, name?: string): F {
  if (!CompiledMark.isOn(body.prototype)) new CompiledMark(body.prototype);
  if (!CompiledMark.isOn(body)) new CompiledMark(body);
  if (name !== undefined) Object.defineProperty(body, "name", { value: name, configurable: true });
  return body;
}

/**
 * Hands the chain of the current process to a generator that the library asks for its first step now, and which the function
 * `by` has just returned, if that is known. What is no compiled one may be the library's own, around one that was handed the chain already.
 */
export function handChain(steps: object, by: object | undefined): void {
  handToBody?.(steps, by);
}

// What a compiled generator function returns is fresh, and nobody else holds it.
function handIfFresh(steps: object, by: object | undefined): void {
  if ((by !== undefined && CompiledMark.isOn(by)) || isTakenFresh(steps)) handed = null;
}

/** True for a fresh generator of a compiled function. From now on it is none. */
function isTakenFresh(steps: object): boolean {
  const prototype = Object.getPrototypeOf(steps) as object | null;
  return prototype !== null && CompiledMark.isOn(prototype) && HandedMark.isPutOn(steps);
}

/** The first thing that a compiled generator does. */
export function takeChain(): Chain {
  const chain = handed;
  handed = undefined;
  return chain === null ? currentChain() : chain;
}

/** The chain of the process whose turn it is. */
export function currentChain(): Chain {
  const body = active?.bodies[active.current];
  return typeof body === "object" ? body : undefined;
}

/** What `yield*` of a compiled generator delegates to, which is in `chain`. */
export function delegate(iterable: unknown, chain: Chain): unknown {
  if (typeof iterable !== "object" || iterable === null) return iterable;
  if (chain === undefined) return guarded(iterable as Iterable<unknown>);
  handed = isTakenFresh(iterable) ? chain : undefined;
  return iterable;
}

/** As {@link delegate}, to what the call of a compiled function has just returned: it is fresh, and nobody else holds it. */
export function delegateToNew(steps: Iterable<unknown>, chain: Chain): unknown {
  if (chain === undefined) return guarded(steps);
  handed = chain;
  return steps;
}

/** As {@link delegate}, to an operation of the library, which begins no compiled generator. */
export function delegateToOperation(operation: Iterable<unknown>, chain: Chain): unknown {
  return chain === undefined ? guarded(operation) : operation;
}

/** Forgets a chain that nobody has taken, as the delegation failed. */
export function dropChain(): void {
  handed = undefined;
}

/**
 * What a generator without a chain delegates to. It may be handed a chain in the middle, when it is half done: nobody
 * below may take that.
 */
function guarded(iterable: Iterable<unknown>): Iterable<unknown> {
  if (typeof iterable[Symbol.iterator] !== "function") return iterable;
  return {
    [Symbol.iterator]() {
      const iterator = iterable[Symbol.iterator]();
      const { next } = iterator;
      const guard: object = {
        next(value?: unknown) {
          handed = undefined;
          return Reflect.apply(next, iterator, [value]) as IteratorResult<unknown>;
        },
        get throw() {
          return bound(iterator, "throw");
        },
        get return() {
          return bound(iterator, "return");
        },
      };
      return guard as Iterator<unknown>;
    },
  };
}

function bound(iterator: Iterator<unknown>, name: "throw" | "return"): ((value?: unknown) => IteratorResult<unknown>) | undefined {
  const method = iterator[name];
  if (method === undefined || method === null) return undefined;
  return (value) => {
    handed = undefined;
    return method.call(iterator, value);
  };
}
