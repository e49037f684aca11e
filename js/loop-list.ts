// Loop lists: what compiled code goes over in a `for … of` where it cannot go by index over an array. To that code it is a list:
// to ask for its length takes the next value, which is then the one of its values.
//
// It looks up and calls what the language would, in that order, and closes an iterator where the language would.

const { values } = Array.prototype;
const arrayIterators = Object.getPrototypeOf([].values()) as { readonly next: unknown; readonly return?: unknown };
const { next: nextOfArray } = arrayIterators;
const { apply } = Reflect;

/** A length that no chunk reaches: compiled code counts anew in each. */
const LONG = 2 ** 30 - 1;

/** Returns undefined for an array that gives its elements by index, as all do unless somebody has changed how. */
export function loopListOf(iterable: Iterable<unknown>): LoopList | undefined {
  const method = iterable[Symbol.iterator] as () => Iterator<unknown>;
  const isPlain = method === values && Array.isArray(iterable) && arrayIterators.next === nextOfArray && arrayIterators.return === undefined;
  return isPlain ? undefined : newList(iterable, method);
}

function newList(iterable: unknown, method: () => Iterator<unknown>): LoopList {
  if (typeof method !== "function") throw new TypeError(`${typeof iterable === "object" ? "object" : String(iterable)} is not iterable`);
  const iterator = checkObject(apply(method, iterable, []));
  const { next } = iterator;
  if (next === nextOfMap && iterator.return === undefined) return new MapList(iterator, next);
  if (next === nextOfSet && iterator.return === undefined) return new SetList(iterator, next);
  if (next === nextOfString && iterator.return === undefined) return new StringList(iterator, next);
  return new LoopList(iterator, next);
}

const END: IteratorReturnResult<unknown> = Object.freeze({ done: true, value: undefined });

export class LoopList implements Iterator<unknown> {
  // Set by the constructor alone: a loop over a Set is entered 10 ns faster than where the class defines them first.
  declare readonly values: [unknown];
  declare isOpen: boolean;
  declare readonly iterator: Iterator<unknown>;
  declare readonly method: Iterator<unknown>["next"];

  constructor(iterator: Iterator<unknown>, method: Iterator<unknown>["next"]) {
    this.values = [undefined];
    this.isOpen = false;
    this.iterator = iterator;
    this.method = method;
  }

  /** What may be asked for steps instead of the list. */
  get source(): Iterator<unknown> {
    return this;
  }

  /** Takes the next value. 0 when there is none. */
  get length(): number {
    this.isOpen = false;
    const step = checkObject(apply(this.method, this.iterator, []));
    if (step.done) return 0;
    this.values[0] = step.value;
    this.isOpen = true;
    return LONG;
  }

  /** Takes it as a step. What an iterator says is read once, and in the order of the language. */
  next(): IteratorResult<unknown> {
    return this.length === 0 ? END : { done: false, value: this.values[0] };
  }

  /** Tells the iterator that no more is asked for, unless it has ended by itself. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const method = this.iterator.return;
    if (method !== undefined && method !== null) checkObject(apply(method, this.iterator, []));
  }

  /** As `close`, because of an error: it is that one that is thrown. */
  abandon(): void {
    try {
      this.close();
    } catch {}
  }
}

// The lists over iterators of the language: the engine puts their `next` into the loop where it knows which it is. It learns that for
// each place by itself, so each has one.

// By a call, which bundlers leave out where nothing is compiled.
const nextOf = ({ next }: Iterator<unknown>): Iterator<unknown>["next"] => next;
const nextOfMap = nextOf(new Map().values());
const nextOfSet = nextOf(new Set().values());
const nextOfString = nextOf(""[Symbol.iterator]());

/** They have nothing to close: a `return` that somebody gives them before the loop makes it one of the others, and later is not asked for. */
class KnownList extends LoopList {
  override get source(): Iterator<unknown> {
    return this.iterator;
  }
}

class MapList extends KnownList {
  override get length(): number {
    const { iterator } = this;
    const step = iterator.next === nextOfMap ? iterator.next() : apply(nextOfMap, iterator, []);
    if (step.done === true) return 0;
    this.values[0] = step.value;
    return LONG;
  }
}

class SetList extends KnownList {
  override get length(): number {
    const { iterator } = this;
    const step = iterator.next === nextOfSet ? iterator.next() : apply(nextOfSet, iterator, []);
    if (step.done === true) return 0;
    this.values[0] = step.value;
    return LONG;
  }
}

class StringList extends KnownList {
  override get length(): number {
    const { iterator } = this;
    const step = iterator.next === nextOfString ? iterator.next() : apply(nextOfString, iterator, []);
    if (step.done === true) return 0;
    this.values[0] = step.value;
    return LONG;
  }
}

function checkObject<T>(value: T): T {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") throw new TypeError(`Iterator result ${String(value)} is not an object`);
  return value;
}
