// Loop lists: what compiled code goes over in a `for … of` where it cannot go by index over an array. To that code it is a list:
// to ask for its length takes the next value, which is then the one of its values.
//
// It looks up and calls what the language would, in that order, and closes an iterator where the language would.

const { values } = Array.prototype;
const arrayIterators = Object.getPrototypeOf([].values()) as { readonly next: unknown };
const { next: nextOfArray } = arrayIterators;

/** A length that no chunk reaches: compiled code counts anew in each. */
const LONG = 2 ** 30 - 1;

/** Returns undefined for an array that gives its elements by index, as all do unless somebody has changed how. */
export function loopListOf(iterable: Iterable<unknown>): LoopList | undefined {
  if (!Array.isArray(iterable)) return new LoopList(iterable, iterable[Symbol.iterator]);
  const method = iterable[Symbol.iterator] as () => Iterator<unknown>;
  return method === values && arrayIterators.next === nextOfArray ? undefined : new LoopList(iterable, method);
}

export class LoopList {
  readonly values: [unknown] = [undefined];
  readonly #iterator: Iterator<unknown>;
  readonly #next: Iterator<unknown>["next"];
  #isOpen = false;

  constructor(iterable: Iterable<unknown>, method: () => Iterator<unknown>) {
    if (typeof method !== "function") throw new TypeError(`${typeof iterable === "object" ? "object" : String(iterable)} is not iterable`);
    this.#iterator = checkObject(Reflect.apply(method, iterable, []));
    this.#next = this.#iterator.next;
  }

  /** Takes the next value. 0 when there is none. */
  get length(): number {
    this.#isOpen = false;
    const step = checkObject(Reflect.apply(this.#next, this.#iterator, []));
    if (step.done) return 0;
    this.values[0] = step.value;
    this.#isOpen = true;
    return LONG;
  }

  /** Tells the iterator that no more is asked for, unless it has ended by itself. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const method = this.#iterator.return;
    if (method !== undefined && method !== null) checkObject(Reflect.apply(method, this.#iterator, []), "");
  }

  /** As `close`, because of an error: it is that one that is thrown. */
  abandon(): void {
    try {
      this.close();
    } catch {}
  }
}

function checkObject<T>(value: T, what = "Iterator result "): T {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") throw new TypeError(`${what}${String(value)} is not an object`);
  return value;
}
