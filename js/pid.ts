// Identities: Pid and Ref. The one file that knows where a process lives and how an identity is made up.
//
//   #PID<node.slot.generation>     #Ref<node.index.generation>
//
// There is at most one Pid object for a process and one Ref object for a ref, so `===` compares identity. The fields are
// private: nobody can change where a pid leads.

/** Where processes live: a runtime here, and later a scheduler on another thread, or another node. */
export interface Home {
  /** The first number of the identities made here; 0 is the local node. */
  readonly node: number;
}

/** The generation of the pid that stands for host code, which no process ever has. */
export const HOST_GENERATION = -1;

/** Marks identities for other copies of this package, to which they are unknown objects. */
export const IDENTITY: unique symbol = Symbol.for("beamlet.identity");

let homeOfPid: (pid: AnyPid) => Home;
let slotOfPid: (pid: AnyPid) => number;
let generationOfPid: (pid: AnyPid) => number;
let isPidObject: (value: object) => boolean;

/**
 * Identifies one process, for ever: no later process gets an equal pid. `Message` is what the process accepts.
 *
 * Compare pids with `===`, use them as keys, send them in messages: a pid arrives as the same pid.
 *
 * @see https://www.erlang.org/doc/system/data_types.html#pid
 */
export class Pid<in Message = unknown> {
  declare protected readonly accepts: (message: Message) => void;
  readonly #home: Home;
  readonly #slot: number;
  readonly #generation: number;

  /** @internal Only the home of a process makes its pid. */
  constructor(home: Home, slot: number, generation: number) {
    this.#home = home;
    this.#slot = slot;
    this.#generation = generation;
  }

  toString(): string {
    return `#PID<${this.#home.node}.${this.#slot}.${Math.max(this.#generation, 0)}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  static {
    homeOfPid = (pid) => pid.#home;
    slotOfPid = (pid) => pid.#slot;
    generationOfPid = (pid) => pid.#generation;
    isPidObject = (value) => #home in value;
    Object.defineProperty(Pid.prototype, IDENTITY, { value: true });
  }
}

/** A pid of a process whatever it accepts. */
export type AnyPid = Pid<never>;

let homeOfRef: (ref: Ref) => Home;
let kindOfRef: (ref: Ref) => RefKind;
let indexOfRef: (ref: Ref) => number;
let generationOfRef: (ref: Ref) => number;
let markOfRef: (ref: Ref, maker: AnyPid) => number;
let isRefObject: (value: object) => boolean;

/** There is no position before which a message cannot contain the ref. */
export const NO_MARK = -1;

/** What a ref stands for: nothing but itself; a monitor or an alias; a timer. */
export const RefKind = { plain: 0, relation: 1, timer: 2 } as const;
export type RefKind = (typeof RefKind)[keyof typeof RefKind];

/**
 * A value that is unlike any other: made by `makeRef`, and the handle of a monitor, an alias or a timer.
 *
 * @see https://www.erlang.org/doc/system/data_types.html#reference
 */
export class Ref {
  declare protected readonly brand: "Ref";
  readonly #home: Home;
  readonly #kind: RefKind;
  readonly #index: number;
  readonly #generation: number;
  readonly #maker: AnyPid | undefined;
  readonly #mark: number;

  /** @internal `mark` is the end of the maker's mailbox at this moment. */
  constructor(home: Home, kind: RefKind, index: number, generation: number, maker?: AnyPid, mark: number = NO_MARK) {
    this.#home = home;
    this.#kind = kind;
    this.#index = index;
    this.#generation = generation;
    this.#maker = maker;
    this.#mark = mark;
  }

  toString(): string {
    return `#Ref<${this.#home.node}.${this.#kind}.${this.#index}.${this.#generation}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  static {
    homeOfRef = (ref) => ref.#home;
    kindOfRef = (ref) => ref.#kind;
    indexOfRef = (ref) => ref.#index;
    generationOfRef = (ref) => ref.#generation;
    markOfRef = (ref, maker) => (ref.#maker === maker ? ref.#mark : NO_MARK);
    isRefObject = (value) => #home in value;
    Object.defineProperty(Ref.prototype, IDENTITY, { value: true });
  }
}

/** True when `value` is a pid. */
export function isPid(value: unknown): value is Pid {
  return typeof value === "object" && value !== null && isPidObject(value);
}

/** True when `value` is a ref: from `makeRef`, a monitor, an alias or a timer. */
export function isRef(value: unknown): value is Ref {
  return typeof value === "object" && value !== null && isRefObject(value);
}

export { homeOfPid, slotOfPid, generationOfPid, homeOfRef, kindOfRef, indexOfRef, generationOfRef, markOfRef };
