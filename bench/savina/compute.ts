// What the Savina programs compute beside their messages, the same for every peer that runs in JavaScript.

import { Random } from "./random.ts";

/** The little work of a fork-join process. Always 1, which counts it. */
export function compute(theta: number): number {
  const sine = Math.sin(theta);
  return sine * sine > 0 ? 1 : 0;
}

/** The work on one item of the bounded buffer: a hundred logarithms for each unit of cost. */
export function processItem(item: number, cost: number): number {
  const random = new Random(cost);
  let result = item;
  for (let left = cost * 100; left > 0; left--) result += Math.log(1 / (random.next() + 1) + 0.01);
  return result;
}

/** The next term of a series of the logistic map. */
export function nextTerm(term: number, rate: number): number {
  return rate * term * (1 - term);
}

/** A sorted linked list with duplicates, whose operations walk it from its head. */
export class SortedList {
  #head: Node | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    this.#size += 1;
    if (this.#head === undefined || this.#head.value >= value) {
      this.#head = { value, next: this.#head };
      return;
    }
    let node = this.#head;
    while (node.next !== undefined && node.next.value < value) node = node.next;
    node.next = { value, next: node.next };
  }

  has(value: number): boolean {
    let node = this.#head;
    while (node !== undefined && node.value < value) node = node.next;
    return node?.value === value;
  }
}

interface Node {
  readonly value: number;
  next: Node | undefined;
}
