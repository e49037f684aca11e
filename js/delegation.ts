// Delegation: how a compiled generator knows that what it yields reaches the scheduler, and nobody who asks for values.
//
//   the scheduler ──next──► body ──yield*──► helper ──yield*──► helper         a chain: each may give up the turn
//                                    └──for … of──► helper ──yield*──► helper  these may not: `for … of` would get the value
//
// Whoever delegates *hands* the chain to a generator, and the first thing that a fresh one does is to take it: the scheduler
// hands it to the body, and compiled code at each `yield*`. No other way of asking a generator hands anything, so what is
// begun by hand has no chain, and counts and reports only. Once begun in a chain, a generator runs in the turns of that
// process only when the scheduler asks: for anybody else it is running already, and JavaScript throws.
//
// It is handed only to generators of compiled functions, which are marked where they are defined, and none is handed one
// twice. Still, one may have been begun by hand, and does not take it. So it is dropped before any other code could run:
//
//   where it waits at a `yield` of its own,   as that goes on: `$.resume(yield value)`
//   where it delegates to code that is        by a guard around that
//   not compiled, or to an operation,
//   where it has ended already,               behind the `yield*` that handed it: `$.resume(yield* $.to(…))`

import { active } from "./scheduler.ts";
import type { Steps } from "./scheduler.ts";

/** What `handChain` does once there is a compiled function: a program without any can be bundled without it. */
let handToBody: ((steps: Steps, by: object | undefined) => Steps) | undefined;

/**
 * Returns the object it is given from its constructor, so that a subclass puts its private field on that. What else it does
 * tells bundlers that a mark is not made in vain.
 */
class Given {
  constructor(object: object) {
    handToBody = handedIfCompiled;
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

/** On generators that were handed a chain, and that others may hold. */
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
 * What to ask instead of the steps that the function `by`, if that is known, has just returned to the library: from its first
 * step on it is in the chain of the current process. To be asked next.
 */
export function handChain(steps: Steps, by: object | undefined): Steps {
  return handToBody === undefined ? steps : handToBody(steps, by);
}

// What a compiled generator function returns is fresh, and nobody else holds it. What is no compiled generator may be the library's own,
// around one that was handed the chain already.
function handedIfCompiled(steps: Steps, by: object | undefined): Steps {
  if (by !== undefined && CompiledMark.isOn(by) && isOrdinary(steps)) handed = null;
  else if (isTakenFresh(steps)) return new ChainedSteps(steps);
  return steps;
}

/** Steps that are handed the chain of the current process with the first one. They may have been over before. */
class ChainedSteps implements Steps {
  readonly #steps: Steps;
  #isBegun = false;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  next(): IteratorResult<unknown, unknown> {
    if (this.#isBegun) return this.#steps.next();
    this.#isBegun = true;
    handed = null;
    try {
      return this.#steps.next();
    } finally {
      handed = undefined;
    }
  }

  throw(error: unknown): IteratorResult<unknown, unknown> {
    return (this.#steps as Required<Steps>).throw(error);
  }

  return(value?: unknown): IteratorResult<unknown, unknown> {
    return (this.#steps as Required<Steps>).return(value);
  }
}

/** True for a generator of a compiled function that was never handed a chain. From now on it was. */
function isTakenFresh(steps: object): boolean {
  return isCompiled(steps) && isOrdinary(steps) && HandedMark.isPutOn(steps);
}

const ordinary: Steps & Iterable<unknown> = (function* () {})();

/** True for a generator that is asked as every other is. Where somebody has given it a `next`, that would see what it yields. */
function isOrdinary(generator: object): boolean {
  return (generator as typeof ordinary).next === ordinary.next && (generator as typeof ordinary)[Symbol.iterator] === ordinary[Symbol.iterator];
}

function isCompiled(steps: object): boolean {
  const prototype = Object.getPrototypeOf(steps) as object | null;
  return prototype !== null && CompiledMark.isOn(prototype);
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

/** What `yield*` of a compiled generator delegates to, which is in `chain`. What that comes to goes to {@link resumed}. */
export function delegate(iterable: unknown, chain: Chain): unknown {
  if (iterable === undefined || iterable === null) return iterable;
  if (chain === undefined) return isCompiled(iterable) ? iterable : new Guarded(iterable as Iterable<unknown>);
  handed = isTakenFresh(iterable) ? chain : undefined;
  return iterable;
}

/** As {@link delegate}, to what the call of a compiled function has just returned: it is fresh, and nobody else holds it. */
export function delegateToNew(steps: Iterable<unknown>, chain: Chain): unknown {
  handed = chain;
  return steps;
}

/** As {@link delegate}, to an operation of the library, which begins no compiled generator. */
export function delegateToOperation(operation: Iterable<unknown>, chain: Chain): unknown {
  return chain === undefined ? new Guarded(operation) : operation;
}

/** Forgets a chain that nobody has taken, as the delegation failed. */
export function dropChain(): void {
  handed = undefined;
}

/** Where a generator goes on that may have been handed a chain meanwhile, and what it goes on with. */
export function resumed<T>(value: T): T {
  handed = undefined;
  return value;
}

/** What a generator without a chain delegates to where that is not compiled: it may be handed a chain while it waits there, and nobody below may take that. */
class Guarded {
  readonly #iterable: Iterable<unknown>;

  constructor(iterable: Iterable<unknown>) {
    this.#iterable = iterable;
  }

  [Symbol.iterator](): object {
    const method: unknown = this.#iterable[Symbol.iterator];
    if (typeof method !== "function") throw new TypeError("object is not iterable");
    return new Guard(Reflect.apply(method, this.#iterable, []) as Iterator<unknown>);
  }
}

class Guard {
  readonly #iterator: Iterator<unknown>;
  readonly #next: Iterator<unknown>["next"];

  constructor(iterator: Iterator<unknown>) {
    this.#iterator = iterator;
    this.#next = iterator.next;
  }

  next(value?: unknown): IteratorResult<unknown> {
    handed = undefined;
    return Reflect.apply(this.#next, this.#iterator, [value]) as IteratorResult<unknown>;
  }

  get throw(): Method | undefined {
    return bound(this.#iterator, "throw");
  }

  get return(): Method | undefined {
    return bound(this.#iterator, "return");
  }
}

type Method = (...given: unknown[]) => IteratorResult<unknown>;

/** A method as it is called: where there is no `throw`, `return` is given nothing. */
function bound(iterator: Iterator<unknown>, name: "throw" | "return"): Method | undefined {
  const method = iterator[name];
  return method === undefined || method === null ? undefined : (...given) => Reflect.apply(method, iterator, given) as IteratorResult<unknown>;
}
