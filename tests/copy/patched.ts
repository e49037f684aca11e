/** Runs `body` while properties of built-ins are replaced. Uses nothing that may be among them. */
export function patched<T>(patches: readonly (readonly [object, PropertyKey, PropertyDescriptor])[], body: () => T): T {
  const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Object;
  const befores: (PropertyDescriptor | undefined)[] = [];
  for (let i = 0; i < patches.length; i++) befores[i] = getOwnPropertyDescriptor(patches[i]![0], patches[i]![1]);
  for (let i = 0; i < patches.length; i++) setPrototypeOf(patches[i]![2], null);
  try {
    for (let i = 0; i < patches.length; i++) defineProperty(patches[i]![0], patches[i]![1], patches[i]![2]);
    return body();
  } finally {
    for (let i = 0; i < patches.length; i++) {
      const target = patches[i]![0];
      const key = patches[i]![1];
      delete (target as Record<PropertyKey, unknown>)[key];
      const before = befores[i];
      if (before !== undefined) defineProperty(target, key, setPrototypeOf(before, null));
    }
  }
}
