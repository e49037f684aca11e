// Identities: Pid and Ref. The one file that knows where a process lives and how an identity is made up.
//
//   #PID<node.slot.generation>     #Ref<node.index.generation>
//
// There is at most one Pid object for a process and one Ref object for a ref, so `===` compares identity. The fields are
// private: nobody else can change where a pid leads.

/** Where processes live: a runtime here, and later a scheduler on another thread, or another node. */
export interface Home {
  /** The first number of the identities made here; 0 is the local node. */
  readonly node: number;
  /** Its own among all homes of this thread: the numbers of their identities are the same. */
  readonly serial: number;
}

/** Where a process comes from, as its home keeps it: one object for all that come from there. */
export interface Origin {
  readonly home: Home;
}

/** The generation of the pid that stands for host code, which no process ever has. */
export const HOST_GENERATION = -1;

/** Marks identities for other copies of this package, to which they are unknown objects. */
export const IDENTITY: unique symbol = Symbol.for("beamlet.identity");

/** By which `console.log` of Node, Deno and Bun asks a value how it looks. */
const LOOK: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/**
 * Says what identities are to others. `assert.deepStrictEqual`, `expect().toEqual` and the like see no private fields, but compare
 * what `Object.prototype.toString` says: that is asked of the prototype, so no pid needs more memory for it.
 */
function present<Identity extends Pid | Ref>(prototype: Identity, fields: { readonly home: (of: Identity) => Home; readonly isOne: (value: object) => boolean }): void {
  Object.defineProperties(prototype, {
    [IDENTITY]: { value: true },
    [LOOK]: { value: prototype.toString },
    [Symbol.toStringTag]: {
      // The prototypes themselves, which consoles ask, have none.
      get(this: Identity): unknown {
        return fields.isOne(this) && `${this}@${fields.home(this).serial}`;
      },
    },
  });
}

// What reads the private fields of a class is made inside of it. The constants that come of it are what V8 compiles calls of
// to a load; a call of a variable would look at it each time.

let inPid: {
  readonly home: typeof homeOfPid;
  readonly origin: typeof originOfPid;
  readonly setOrigin: typeof setOriginOfPid;
  readonly slot: typeof slotOfPid;
  readonly generation: typeof generationOfPid;
  readonly isOne: typeof isPidObject;
};

/**
 * Identifies one process, for ever: no later process gets an equal pid. `Message` is what the process accepts.
 *
 * Compare pids with `===`, use them as keys, send them in messages: a pid arrives as the same pid.
 *
 * @see https://www.erlang.org/doc/system/data_types.html#pid
 */
export class Pid<in Message = unknown> {
  declare protected readonly accepts: (message: Message) => void;
  #origin: Origin; // and not the home itself: a process needs no more memory for both
  readonly #slot: number;
  readonly #generation: number;

  /** @internal Only the home of a process makes its pid. */
  constructor(origin: Origin, slot: number, generation: number) {
    this.#origin = origin;
    this.#slot = slot;
    this.#generation = generation;
  }

  toString(): string {
    return `#PID<${this.#origin.home.node}.${this.#slot}.${Math.max(this.#generation, 0)}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  static {
    inPid = {
      home: (pid) => pid.#origin.home,
      origin: (pid) => pid.#origin,
      setOrigin: (pid, origin) => {
        pid.#origin = origin;
      },
      slot: (pid) => pid.#slot,
      generation: (pid) => pid.#generation,
      isOne: (value) => #origin in value,
    };
    present(Pid.prototype, inPid);
  }
}

/** A pid of a process whatever it accepts. */
export type AnyPid = Pid<never>;

export const homeOfPid: (pid: AnyPid) => Home = inPid.home;
export const originOfPid: (pid: AnyPid) => Origin = inPid.origin;
/** Only the home of a process does that, and gives it an origin with the same home. */
export const setOriginOfPid: (pid: AnyPid, origin: Origin) => void = inPid.setOrigin;
export const slotOfPid: (pid: AnyPid) => number = inPid.slot;
export const generationOfPid: (pid: AnyPid) => number = inPid.generation;
const isPidObject: (value: object) => boolean = inPid.isOne;

let inRef: {
  readonly home: typeof homeOfRef;
  readonly kind: typeof kindOfRef;
  readonly index: typeof indexOfRef;
  readonly generation: typeof generationOfRef;
  readonly isOne: typeof isRefObject;
};

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

  /** @internal Only the home of what it stands for makes a ref. */
  constructor(home: Home, kind: RefKind, index: number, generation: number) {
    this.#home = home;
    this.#kind = kind;
    this.#index = index;
    this.#generation = generation;
  }

  toString(): string {
    return `#Ref<${this.#home.node}.${this.#kind}.${this.#index}.${this.#generation}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  static {
    inRef = {
      home: (ref) => ref.#home,
      kind: (ref) => ref.#kind,
      index: (ref) => ref.#index,
      generation: (ref) => ref.#generation,
      isOne: (value) => #home in value,
    };
    present(Ref.prototype, inRef);
  }
}

export const homeOfRef: (ref: Ref) => Home = inRef.home;
export const kindOfRef: (ref: Ref) => RefKind = inRef.kind;
export const indexOfRef: (ref: Ref) => number = inRef.index;
export const generationOfRef: (ref: Ref) => number = inRef.generation;
const isRefObject: (value: object) => boolean = inRef.isOne;

/** Reads the private fields of a marked ref; given with the first, so that a program without any can be bundled without it. */
let readMark: typeof markOfRef | undefined;

/** A plain ref made by a process, which remembers the end of its mailbox at that moment. */
export class MarkedRef extends Ref {
  readonly #maker: AnyPid;
  readonly #mark: number;

  constructor(home: Home, serial: number, maker: AnyPid, mark: number) {
    super(home, RefKind.plain, 0, serial);
    this.#maker = maker;
    this.#mark = mark;
    readMark ??= (ref, whose) => (#maker in ref && ref.#maker === whose ? ref.#mark : NO_MARK);
  }
}

/** Returns where the mailbox of `maker` ended when it made the ref, or NO_MARK. */
export function markOfRef(ref: Ref, maker: AnyPid): number {
  return readMark?.(ref, maker) ?? NO_MARK;
}

/** True when `value` is a pid. */
export function isPid(value: unknown): value is Pid {
  return typeof value === "object" && value !== null && isPidObject(value);
}

/** True when `value` is a ref: from `makeRef`, a monitor, an alias or a timer. */
export function isRef(value: unknown): value is Ref {
  return typeof value === "object" && value !== null && isRefObject(value);
}
