// The host's own structuredClone: the only one that can see into host objects such as Blob or CryptoKey.

/** The host's `structuredClone` as it was when this module was loaded; undefined where the host has none. */
export const hostClone: ((value: unknown) => unknown) | undefined = (globalThis as { structuredClone?: (value: unknown) => unknown }).structuredClone;
