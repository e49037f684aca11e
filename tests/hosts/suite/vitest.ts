// What the test files use of Vitest, for hosts on which Vitest does not run. Expectations are Vitest's own; tests are collected and run here.
// What is not here is missing on purpose: a test that uses it fails, and says what it used.

import { addChaiBehaviors, expect } from "./expect.ts";

export { expect };

type Step = () => unknown;
type TestBody = (...row: never[]) => unknown;

interface TestOptions {
  readonly timeout?: number;
}

interface Suite {
  readonly name: string;
  readonly parent: Suite | undefined;
  readonly beforeAll: Step[];
  readonly beforeEach: Step[];
  readonly afterEach: Step[];
  readonly afterAll: Step[];
  readonly children: (Suite | Test)[];
}

export interface Test {
  /** The names of its suites and its own. */
  readonly name: string;
  readonly timeout: number;
  readonly body: Step;
}

/** Milliseconds that a test has, where it does not say otherwise: vitest.config.ts. */
const TIMEOUT = 30_000;

addChaiBehaviors();

let current: Suite = newSuite("", undefined);

/** Collects what `load` declares. */
export async function collect(load: () => Promise<unknown>): Promise<Suite> {
  const file = newSuite("", undefined);
  current = file;
  await load();
  return file;
}

export interface Reporter {
  /** False for a test that is not to run here. */
  applies(test: Test): boolean;
  started(test: Test): void;
  ended(test: Test): void;
  failed(test: Test, error: unknown): void;
}

/** Runs a suite, one test after the other. */
export async function runSuite(suite: Suite, reporter: Reporter): Promise<void> {
  for (const step of suite.beforeAll) await step();
  for (const child of suite.children) {
    if ("children" in child) await runSuite(child, reporter);
    else if (reporter.applies(child)) await runReported(suite, child, reporter);
  }
  for (const step of suite.afterAll.toReversed()) await step();
}

async function runReported(suite: Suite, test: Test, reporter: Reporter): Promise<void> {
  reporter.started(test);
  try {
    await run(suite, test);
  } catch (error) {
    return reporter.failed(test, error);
  } finally {
    // The host's turn: what a test left to do is not the next one's.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  reporter.ended(test);
}

async function run(suite: Suite, test: Test): Promise<void> {
  const suites: Suite[] = [];
  for (let each: Suite | undefined = suite; each !== undefined; each = each.parent) suites.unshift(each);
  for (const { beforeEach } of suites) for (const step of beforeEach) await step();
  try {
    await inTime(test);
  } finally {
    for (const { afterEach } of suites.toReversed()) for (const step of afterEach.toReversed()) await step();
  }
}

async function inTime({ body, timeout }: Test): Promise<void> {
  let timer: unknown;
  const isLate = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`did not end within ${timeout} ms`)), timeout)));
  try {
    await Promise.race([body(), isLate]);
  } finally {
    clearTimeout(timer as number);
  }
}

function newSuite(name: string, parent: Suite | undefined): Suite {
  return { name, parent, beforeAll: [], beforeEach: [], afterEach: [], afterAll: [], children: [] };
}

function addSuite(name: string, declare: () => void): void {
  const outer = current;
  const suite = newSuite(fullName(name), outer);
  outer.children.push(suite);
  current = suite;
  try {
    declare();
  } finally {
    current = outer;
  }
}

function addTest(name: string, ...rest: readonly [Step] | readonly [TestOptions, Step]): void {
  const [{ timeout = TIMEOUT, ...unknown }, body] = rest.length === 2 ? rest : [{} as TestOptions, rest[0]];
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new TypeError(`expected no option but timeout of a test, got ${stranger}`);
  current.children.push({ name: fullName(name), timeout, body });
}

function fullName(name: string): string {
  return current.name === "" ? name : `${current.name} > ${name}`;
}

type Each = (rows: readonly unknown[]) => (name: string, ...rest: readonly [TestBody] | readonly [TestOptions, TestBody]) => void;

const each: Each = (rows) => (name, ...rest) => {
  rows.forEach((row, index) => {
    const values = Array.isArray(row) ? row : [row];
    const body = (): unknown => (rest.length === 2 ? rest[1] : rest[0])(...(values as never[]));
    const named = format(name, values, index);
    if (rest.length === 2) addTest(named, rest[0], body);
    else addTest(named, body);
  });
};

/** `%s`, `%i`, `%d` and `%j` in the name of a test stand for the values of its row. */
function format(name: string, values: readonly unknown[], index: number): string {
  let next = 0;
  return name.replace(/%[sidj#]/g, (sign) => (sign === "%#" ? String(index) : show(values[next++], sign)));
}

function show(value: unknown, sign: string): string {
  if (sign === "%j") return JSON.stringify(value) ?? "undefined";
  return typeof value === "object" && value !== null && !(value instanceof Error) ? Object.prototype.toString.call(value) : String(value);
}

/** An object that has these properties, and throws for every other that is asked for. */
function only<T extends object>(what: string, target: T): T {
  return new Proxy(target, {
    get(_, key, receiver) {
      if (key in target || typeof key === "symbol") return Reflect.get(target, key, receiver) as unknown;
      throw new TypeError(`${what}.${key} is Vitest's and not tests/hosts/suite/vitest.ts's`);
    },
  });
}

export const it = only("it", Object.assign(addTest, { each }));
export const test = it;
export const describe = only("describe", addSuite);
export const beforeAll = (step: Step): void => void current.beforeAll.push(step);
export const beforeEach = (step: Step): void => void current.beforeEach.push(step);
export const afterEach = (step: Step): void => void current.afterEach.push(step);
export const afterAll = (step: Step): void => void current.afterAll.push(step);

export const vi = only("vi", {
  /** Nothing to do: the bundle gives the files of every `import()` modules of their own. */
  resetModules: (): void => {},
});
