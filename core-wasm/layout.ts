// Shared by the AssemblyScript core and by bindings/: what both languages must agree on, written once.
// Must stay valid in both: `export const NAME = integer literal` only; no types, imports, enums, sums or decorators.
//
// The records themselves (process, relation, timer, message) are private to core-wasm; JavaScript never sees an offset.

// Compared when a core is instantiated, so that a core of another build fails loudly.
export const LAYOUT_VERSION = 1;

// Results. A slot, an index and a count are positive; NONE means "there is none"; the rest are failures.
export const NONE = 0;
export const YIELDED = -1;
export const OUT_OF_MEMORY = -2;
export const TOO_MANY_PROCESSES = -3;
export const MAILBOX_LIMITED = -4;

// States of a process; the diagram stands in process.ts. From WAITING on it waits for its mailbox.
export const FREE = 0;
export const RUNNABLE = 1;
export const RUNNING = 2;
export const EXITING = 3;
export const SUSPENDED = 4;
export const WAITING = 5;
export const WAITING_FOR_ANY = 6;
export const WAITING_FOR_REPLY = 7;

// Priorities, in the order in which the run queues are served.
export const PRIORITY_MAX = 0;
export const PRIORITY_HIGH = 1;
export const PRIORITY_NORMAL = 2;
export const PRIORITY_LOW = 3;

// Flags of a process, a bit each.
export const FLAG_TRAP_EXIT = 1;
export const FLAG_TIMED_OUT = 2;
export const FLAG_NOTES = 4;
export const FLAG_HANDED = 8;
export const FLAG_LIMITED = 16;
export const FLAG_LONG = 32;

// What `send` returns for a message that the receiver was waiting for: it needs no place in the mailbox, and its value is
// handed to the process itself. Above every message slot. Added to the slot of the process where that is not known, and
// to the relation that `ask` returns.
export const HANDED = 536870912;

// Added to the message slot that is returned when the message made a mailbox without a limit longer than so many messages,
// or twice as many, four times as many … Above every message slot, below HANDED.
export const LONG = 268435456;
export const LONG_LENGTH = 10000;

// What `exit` leaves to JavaScript to clear, a bit each.
export const LEFT_NOTES = 4;
export const LEFT_RELATIONS = 8;
export const LEFT_MESSAGES = 16;
export const LEFT_TIMERS = 32;

// Kinds of a relation between two processes.
export const LINK = 1;
export const MONITOR = 2;
export const ALIAS = 3;

// Bytes of the record of a relation.
export const RELATION_BYTES = 48;

// What ends the alias of a relation: nothing to end, `unalias` only, `demonitor` or DOWN as well, the first message as well.
export const ALIAS_NONE = 0;
export const ALIAS_EXPLICIT = 1;
export const ALIAS_DEMONITOR = 2;
export const ALIAS_REPLY = 3;

// Added to the message slot that `sendToAlias` returns when that message also ended the relation.
export const RELATION_ENDED = 1073741824;

// What `demonitor` and `unalias` return: there was nothing to end, the other half of the relation is left, nothing is.
export const NONE_ENDED = 0;
export const HALF_ENDED = 1;
export const ALL_ENDED = 2;

// Generations stay below 2^30, where every engine still keeps an integer unboxed. A record that reaches it is retired.
export const GENERATION_LIMIT = 1073741823;

// A pid's slot fits 24 bits, which leaves room for a scheduler and a node beside it.
export const PROCESS_LIMIT = 16777215;

// Reductions that the operations are charged; a turn ends when its reductions are spent.
export const COST_TURN = 2;
export const COST_SEND = 1;
export const COST_RECEIVE = 1;
export const COST_SCAN = 1;
export const COST_SPAWN = 4;
export const COST_SIGNAL = 1;

// A send costs one reduction more for each 64 messages that wait in the mailbox, so that who fills one has shorter turns
// than who empties it.
export const BACKLOG_LOG2 = 6;
export const BACKLOG_LIMIT = 1000;

// What `count` counts.
export const PROCESSES = 0;
export const SUSPENDED_PROCESSES = 1;
export const MESSAGES = 2;
export const RELATIONS = 3;
export const TIMERS = 4;
