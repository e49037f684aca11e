// Code of other files, which is not compiled, and asks the generators of compiled ones for values in every way there is.

type Make = () => Generator<number, number, unknown>;

export interface Outside {
  /** Yields values; what a compiled generator delegates to that does not show whether it has any. */
  readonly numbers: (n: number) => Generator<number, number, unknown>;
  /** Functions that ask a generator for its values. */
  readonly asking: readonly ((make: Make) => number)[];
  /** Makers of what `for … of` goes over, each of which leaves its own trace. */
  readonly iterables: readonly (() => Iterable<unknown>)[];
  readonly textOf: typeof textOf;
  /** Somewhere to put a value. */
  readonly place: { x: unknown };
  /** Generators that do so, and are delegated to. */
  readonly relaying: readonly ((make: Make, silent: Make) => Generator<unknown, number, unknown>)[];
}

/** What an error says. The engine writes those of a wrong type, and names an expression, which is another one in compiled code. */
export function textOf(error: unknown): string {
  return error instanceof TypeError ? "TypeError" : String(error);
}

export function outsideOf(trace: unknown[]): Outside {
  let kept: Generator<number, number, unknown> | undefined;

  function* numbers(n: number): Generator<number, number, unknown> {
    for (let i = 0; i < n; i++) trace.push(["sent", yield i]);
    return n;
  }

  /** The next value of a generator that is kept from call to call, and so from turn to turn. */
  function nextOfKept(make: Make): number {
    kept ??= make();
    const { done, value } = kept.next();
    trace.push(["kept", done, value]);
    if (done === true) kept = undefined;
    return value;
  }

  const asking: Outside["asking"] = [
    (make) => {
      let sum = 0;
      for (const value of make()) sum += value;
      return sum;
    },
    (make) => [...make()].length,
    (make) => Array.from(make(), Number).length + new Set(make()).size,
    (make) => {
      const [first, second] = make();
      trace.push([first, second]);
      return 1;
    },
    (make) => {
      const it = make();
      let step = it.next();
      for (let sent = 7; step.done !== true; sent++) {
        trace.push(step.value);
        step = sent % 3 === 0 ? it.return(sent) : it.next(sent);
      }
      return step.value;
    },
    nextOfKept,
    (make) => Math.max(...make(), 0),
  ];

  const relaying: Outside["relaying"] = [
    ...asking.map((ask) => function* (make: Make): Generator<never, number, unknown> {
      return ask(make);
    }),
    function* (_, silent) {
      return yield* silent();
    },
    function* (make, silent) {
      let sum = 0;
      for (const value of make()) sum += value + (yield* silent());
      return sum;
    },
    function* (_, silent) {
      const it = silent();
      let step = it.next();
      for (; step.done !== true; step = it.next()) trace.push(["seen", step.value]);
      return step.value;
    },
    function* (make, silent) {
      const half = silent();
      nextOfKept(make);
      return yield* half;
    },
  ];

  /** Tells what it is asked, and answers a `return` with the object. */
  function told(closing: unknown, method?: string): Iterable<unknown> {
    let at = 0;
    return {
      get [Symbol.iterator]() {
        trace.push("iterator");
        return () => ({
          get next() {
            trace.push("next");
            return () => {
              trace.push("asked");
              if (method === "throws" && at === 2) throw new Error("no next");
              if (method === "wrong" && at === 2) return 5;
              return { get done() { trace.push("done?"); return at >= 3; }, get value() { trace.push("value?"); return [at++]; } };
            };
          },
          get return() {
            trace.push("return");
            return closing === undefined ? undefined : () => {
              trace.push("closed");
              if (closing === "throws") throw new Error("no return");
              return closing;
            };
          },
        });
      },
    } as unknown as Iterable<unknown>;
  }

  const iterables: Outside["iterables"] = [
    () => told(undefined),
    () => told({}),
    () => told(7),
    () => told("throws"),
    () => told({}, "throws"),
    () => told({}, "wrong"),
    () => new Map([[1, 2], [3, 4]]),
    () => new Set([[1], [2], [3]]),
    () => Object.assign([[1], [2]], { [Symbol.iterator]: () => numbers(3) }),
  ];

  return { numbers, asking, relaying, iterables, textOf, place: { x: undefined } };
}
