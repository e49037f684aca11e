// `expect` as Vitest puts it together, without what needs Vitest's runner: snapshots, soft assertions and counts of assertions.

import { ASYMMETRIC_MATCHERS_OBJECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, customMatchers, setState } from "@vitest/expect";
import type { ExpectStatic } from "@vitest/expect";
import * as chai from "chai";

export const expect = ((value: unknown, message?: string) => chai.expect(value, message)) as unknown as ExpectStatic;

/** Teaches chai the matchers. Once, before the first use. */
export function addChaiBehaviors(): void {
  chai.use(JestExtend);
  chai.use(JestChaiExpect);
  chai.use(JestAsymmetricMatchers);
  Object.assign(expect, chai.expect, (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT]);
  // chai's own takes the `expect` that is to be extended as well.
  (chai.expect as unknown as { extend(target: unknown, matchers: object): void }).extend(expect, customMatchers);
  setState({ assertionCalls: 0, isExpectingAssertions: false, isExpectingAssertionsError: null, expectedAssertionsNumber: null, expectedAssertionsNumberErrorGen: null }, expect);
}
