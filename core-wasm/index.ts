// The ABI: every export of the core, composed of the files beside it. Integers in, integers out; nothing is imported.
//
// A process is named by its slot, or by slot and generation where it may have ended. A relation and a timer are named by
// index and generation. Exports that say "may grow memory" return a failure code of layout.ts when it cannot grow, and
// then have changed nothing. What acts on the current process must be called in its turn only.

export * from "./abi/instance";
export * from "./abi/processes";
export * from "./abi/messages";
export * from "./abi/receive";
export * from "./abi/relations";
export * from "./abi/turns";
export * from "./abi/timers";
