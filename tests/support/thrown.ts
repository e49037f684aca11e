// What an action throws, or "nothing".

export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return "nothing";
}

/** The same of an operation or a generator. */
export function* thrownFrom(act: () => Iterable<unknown>): Generator<never, unknown, unknown> {
  try {
    yield* act() as Generator<never, unknown, unknown>;
  } catch (error) {
    return error;
  }
  return "nothing";
}

/** What an operation gives, as `{ returned }`, or what it throws. */
export function* caught(act: () => Iterable<unknown>): Generator<never, unknown, unknown> {
  try {
    return { returned: yield* act() as Generator<never, unknown, unknown> };
  } catch (error) {
    return error;
  }
}
