// A queue: an array of a power of two that doubles when it is full. `shift()` on a long array would move it.

export class Queue<T> {
  #items: (T | undefined)[] = [undefined, undefined, undefined, undefined];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    if (this.#size === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#size) & (this.#items.length - 1)] = item;
    this.#size += 1;
  }

  /** The oldest item. There must be one. */
  take(): T {
    const item = this.#items[this.#head] as T;
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#size -= 1;
    return item;
  }

  #grow(): void {
    const items = [...this.#items.slice(this.#head), ...this.#items.slice(0, this.#head)];
    const full = items.length;
    for (let left = full; left > 0; left--) items.push(undefined);
    this.#items = items;
    this.#head = 0;
  }
}
