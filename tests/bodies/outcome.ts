// What comes of an action, good or bad.

/** What `action` throws, or else returns. */
export function outcome(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

/** What a promise rejects with, or else `["resolved", value]`. */
export const rejection = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    (value) => ["resolved", value],
    (error: unknown) => error,
  );
