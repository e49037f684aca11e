// Options of the pass and of the plugin: what checks them, so that a slip shows at the call, and names the option.

/** @throws TypeError when `options` is no object, or has a key that is none of `keys`. */
export function checkKeys(options: object, keys: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) throw wrongType("an object of options", options);
  for (const key of Object.keys(options)) {
    if (!keys.includes(key)) throw wrongType(`the options ${keys.join(", ")}`, key);
  }
}

/** @throws TypeError when an option that is given is not right. */
export function checkOption(name: string, expected: string, value: unknown, isRight: boolean): void {
  if (value !== undefined && !isRight) throw wrongType(`the option ${name} as ${expected}`, value);
}

/** What is thrown for a value of the wrong kind. */
export function wrongType(expected: string, got: unknown): TypeError {
  const text = typeof got === "string" ? JSON.stringify(got) : typeof got === "object" && got !== null ? "an object" : String(got);
  return new TypeError(`expected ${expected}, got ${text}`);
}
