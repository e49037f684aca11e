// The input of a stream of tasks, from an iterator of either kind.

import { inspect } from "../../inspect.ts";

/** What a stream is made of, pulled one at a time: from an iterator at once, from an async one when its promise settles. */
export class Input {
  /** What `pull` has found. */
  value: unknown = undefined;
  isDone = false;
  /** True while the end of an async input is waited for. */
  isBusy = false;

  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #isAsync: boolean;
  readonly #onChange: () => void;
  #isPulling = false;
  #pulled: IteratorResult<unknown, unknown> | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;

  constructor(items: Iterable<unknown> | AsyncIterable<unknown>, onChange: () => void) {
    this.#isAsync = Symbol.asyncIterator in Object(items);
    this.#iterator = this.#isAsync ? (items as AsyncIterable<unknown>)[Symbol.asyncIterator]() : (items as Iterable<unknown>)[Symbol.iterator]();
    this.#onChange = onChange;
  }

  /** Takes the next input. Returns whether there is one: not at the end, and not before an async one is there. @throws what the input throws */
  pull(): boolean {
    if (this.isDone) return false;
    if (this.#isAsync && this.#pulled === undefined) {
      if (this.#failure !== undefined) return this.#throwFailure(this.#failure.error);
      if (!this.#isPulling) this.#pullLater();
      return false;
    }
    return this.#isAsync ? this.#takePulled() : this.#pullNow();
  }

  /** Has the input clean up, unless it has come to its end. What is still pulled is not waited for. */
  close(): void {
    if (this.isDone) return;
    this.isDone = true;
    const closing: unknown = this.#iterator.return?.();
    if (!this.#isAsync || typeof closing !== "object" || closing === null) return;
    this.isBusy = !this.#isPulling;
    Promise.resolve(closing).then(
      () => this.#closed(undefined),
      (error: unknown) => this.#closed({ error }),
    );
  }

  takeFailure(): { readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  #pullNow(): boolean {
    try {
      const step = (this.#iterator as Iterator<unknown>).next();
      if (!isStep(step)) throw mistake(step);
      if (step.done === true) this.isDone = true;
      else this.value = step.value;
    } catch (error) {
      this.#throwFailure(error);
    }
    return !this.isDone;
  }

  #pullLater(): void {
    let pulling: Promise<IteratorResult<unknown, unknown>>;
    try {
      pulling = Promise.resolve((this.#iterator as AsyncIterator<unknown>).next());
    } catch (error) {
      return this.#throwFailure(error);
    }
    this.#isPulling = true;
    pulling.then(
      (step) => (isStep(step) ? this.#settle(step, undefined) : this.#settle(undefined, { error: mistake(step) })),
      (error: unknown) => this.#settle(undefined, { error }),
    );
  }

  #settle(step: IteratorResult<unknown, unknown> | undefined, failure: { readonly error: unknown } | undefined): void {
    this.#isPulling = false;
    if (this.isDone) return; // closed meanwhile
    this.#pulled = step;
    this.#failure = failure;
    this.#onChange();
  }

  #takePulled(): boolean {
    const step = this.#pulled;
    this.#pulled = undefined;
    if (step?.done === true) this.isDone = true;
    else this.value = step?.value;
    return !this.isDone;
  }

  // An input that has thrown is over, and has nothing to clean up.
  #throwFailure(error: unknown): never {
    this.isDone = true;
    this.#failure = undefined;
    throw error;
  }

  #closed(failure: { readonly error: unknown } | undefined): void {
    if (!this.isBusy) return;
    this.isBusy = false;
    this.#failure = failure;
    this.#onChange();
  }
}

function isStep(step: unknown): boolean {
  return typeof step === "object" && step !== null;
}

function mistake(step: unknown): TypeError {
  return new TypeError(`expected next() of the items to return an object with done and value, got ${inspect(step)}`);
}
