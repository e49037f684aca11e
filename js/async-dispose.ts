/// <reference lib="esnext.disposable" preserve="true" />
// The symbol of `await using`. Some hosts do not have it yet: what compiles `await using` for them looks for this one.

export const asyncDispose: typeof Symbol.asyncDispose = (Symbol.asyncDispose as symbol | undefined ?? Symbol.for("Symbol.asyncDispose")) as typeof Symbol.asyncDispose;
