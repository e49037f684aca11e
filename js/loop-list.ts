// Loop lists: what compiled code goes over in a `for … of` where it cannot go by index over an array. To that code it is a list:
// to ask for its length takes the next value, which is then the one of its values.
//
// It looks up and calls what the language would, in that order, and closes an iterator where the language would.

const { values } = Array.prototype;
const arrayIterators = Object.getPrototypeOf([].values()) as { readonly next: unknown };
const { next: nextOfArray } = arrayIterators;
const { apply } = Reflect;

/** A length that no chunk reaches: compiled code counts anew in each. */
const LONG = 2 ** 30 - 1;

/** Returns undefined for an array that gives its elements by index, as all do unless somebody has changed how. */
export function loopListOf(iterable: Iterable<unknown>): LoopList | undefined {
  const method = iterable[Symbol.iterator] as () => Iterator<unknown>;
  return method === values && Array.isArray(iterable) && arrayIterators.next === nextOfArray ? undefined : newList(iterable, method);
}

function newList(iterable: unknown, method: () => Iterator<unknown>): LoopList {
  if (typeof method !== "function") throw new TypeError(`${typeof iterable === "object" ? "object" : String(iterable)} is not iterable`);
  const iterator = checkObject(apply(method, iterable, []));
  const { next } = iterator;
  switch (next) {
    case nextOfMap:
      return new MapList(iterator, next);
    case nextOfSet:
      return new SetList(iterator, next);
    case nextOfString:
      return new StringList(iterator, next);
    default:
      return new LoopList(iterator, next);
  }
}

export class LoopList {
  readonly values: [unknown] = [undefined];
  isOpen = false;
  readonly iterator: Iterator<unknown>;
  readonly next: Iterator<unknown>["next"];

  constructor(iterator: Iterator<unknown>, next: Iterator<unknown>["next"]) {
    this.iterator = iterator;
    this.next = next;
  }

  /** Takes the next value. 0 when there is none. */
  get length(): number {
    this.isOpen = false;
    const step = checkObject(apply(this.next, this.iterator, []));
    if (step.done) return 0;
    this.values[0] = step.value;
    this.isOpen = true;
    return LONG;
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

const { next: nextOfMap } = new Map().values();
const { next: nextOfSet } = new Set().values();
const { next: nextOfString } = ""[Symbol.iterator]();

class MapList extends LoopList {
  override get length(): number {
    const { iterator } = this;
    const step = iterator.next === nextOfMap ? iterator.next() : apply(nextOfMap, iterator, []);
    if (!(this.isOpen = step.done !== true)) return 0;
    this.values[0] = step.value;
    return LONG;
  }
}

class SetList extends LoopList {
  override get length(): number {
    const { iterator } = this;
    const step = iterator.next === nextOfSet ? iterator.next() : apply(nextOfSet, iterator, []);
    if (!(this.isOpen = step.done !== true)) return 0;
    this.values[0] = step.value;
    return LONG;
  }
}

class StringList extends LoopList {
  override get length(): number {
    const { iterator } = this;
    const step = iterator.next === nextOfString ? iterator.next() : apply(nextOfString, iterator, []);
    if (!(this.isOpen = step.done !== true)) return 0;
    this.values[0] = step.value;
    return LONG;
  }
}

function checkObject<T>(value: T): T {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") throw new TypeError(`Iterator result ${String(value)} is not an object`);
  return value;
}
