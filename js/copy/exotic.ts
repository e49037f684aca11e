// Objects that are more than their properties: what they are, and copies of those that hold no other objects. Nothing
// here runs code of the object: slots are read with accessors captured at load, which throw for an object without them.

import { hostClone } from "../../bindings/host-clone.ts";
import { homeOfPid, homeOfRef, IDENTITY, Pid, Ref } from "../pid.ts";
import { weighBytes } from "./weigh.ts";

/** Turns a method into a function of its receiver, out of reach of later patches. */
export function unbound<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): (self: This, ...args: Args) => Result {
  return Function.prototype.call.bind(method) as (self: This, ...args: Args) => Result;
}

/** True for a value that is its own copy because it cannot change. */
export function isPlain(value: unknown): value is null | undefined | string | number | boolean | bigint {
  return typeof value === "object" ? value === null : typeof value !== "function" && typeof value !== "symbol";
}

/** True for a value that stands for itself in a copy: one that is plain, a pid or a ref. */
export function isOwn(value: unknown): boolean {
  if (typeof value !== "object") return isPlain(value);
  return value === null || (value instanceof Pid && hasHome(value, homeOfPid)) || (value instanceof Ref && hasHome(value, homeOfRef));
}

/**
 * False for an object that only has the prototype of a pid or ref: it has no home to read. That takes 4 ns less than
 * `isPid`, where V8 has seen objects of every kind.
 */
function hasHome<Identity>(value: Identity, homeOf: (value: Identity) => unknown): boolean {
  try {
    return homeOf(value) !== undefined;
  } catch {
    return false;
  }
}

/** Objects without parts: `copyLeaf` copies them whole. Of a "host" object only the host can make a copy. */
export type LeafKind = "date" | "regexp" | "boolean" | "number" | "string" | "bigint" | "buffer" | "host";
/** What an object is to the copier. A "record" is nothing but its properties. */
export type Kind = "record" | "map" | "set" | "error" | "view" | "refused" | LeafKind;

type Read = (source: object) => unknown;
type ViewClass = new (buffer: object, offset: unknown, length?: unknown) => object;

const { getPrototypeOf, getOwnPropertyDescriptor, isFrozen } = Object;
const { isView } = ArrayBuffer;
const { toStringTag }: { readonly toStringTag: typeof Symbol.toStringTag } = Symbol;
const builtinTag = unbound(Object.prototype.toString);
const hasOwn = unbound(Object.prototype.hasOwnProperty);
const ObjectPrototype: unknown = Object.prototype;
/** Prototypes of which an instance turned out to be an ordinary object. */
const ordinary = new WeakSet<object>();
const isKnown: (known: WeakSet<object>, prototype: object) => boolean = unbound(WeakSet.prototype.has);
const addKnown: (known: WeakSet<object>, prototype: object) => unknown = unbound(WeakSet.prototype.add);
const mapGet: <Value>(map: Map<unknown, Value>, key: unknown) => Value | undefined = unbound(Map.prototype.get);
const globals = globalThis as unknown as Record<string, unknown>;

/** The getter of a built-in, or a function to undefined where this host's built-in does not have it yet. */
function slot(prototype: object, name: string | symbol): Read {
  const read = getOwnPropertyDescriptor(prototype, name)?.get;
  return read === undefined ? () => undefined : unbound(read);
}

const typedPrototype = getPrototypeOf(Uint8Array.prototype) as object;
const sharedPrototype = typeof SharedArrayBuffer === "undefined" ? undefined : SharedArrayBuffer.prototype;
const BufferOf = ArrayBuffer as new (sizeBytes: unknown, options?: object) => ArrayBuffer;
const bufferSize = slot(ArrayBuffer.prototype, "byteLength");
const sizeLimit = slot(ArrayBuffer.prototype, "maxByteLength");
const isResizable = slot(ArrayBuffer.prototype, "resizable");
const isGrowable = sharedPrototype === undefined ? () => undefined : slot(sharedPrototype, "growable");
const writeBytes = unbound(Uint8Array.prototype.set);
const typedName = slot(typedPrototype, toStringTag);
const slotsOfTyped = viewSlots(typedPrototype, "length");
const slotsOfDataView = viewSlots(DataView.prototype, "byteLength");

/** Reads what makes an object one of its kind, and throws for any other object. */
const slots = new Map<unknown, Read>([
  ["map", slot(Map.prototype, "size")],
  ["set", slot(Set.prototype, "size")],
  ["date", unbound(Date.prototype.getTime) as Read],
  ["regexp", slot(RegExp.prototype, "source")],
  ["boolean", unbound(Boolean.prototype.valueOf) as Read],
  ["number", unbound(Number.prototype.valueOf) as Read],
  ["string", unbound(String.prototype.valueOf) as Read],
  ["bigint", unbound(BigInt.prototype.valueOf) as Read],
  ["buffer", bufferSize],
]);

// Not every host has the last two.
const weak = ["WeakRef", "FinalizationRegistry"].map((name) => globals[name] as { readonly prototype: object } | undefined);
const uncloneable: readonly unknown[] = [
  ...[Symbol, Promise, WeakMap, WeakSet, ...weak].flatMap((known) => (known === undefined ? [] : [known.prototype as object])),
  ...[[].values(), new Map().values(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/./g)].map(getPrototypeOf),
  getPrototypeOf(function* () {}.prototype),
  getPrototypeOf(async function* () {}.prototype),
];
const kinds = new Map<unknown, Kind>([
  [Map.prototype, "map"],
  [Set.prototype, "set"],
  [Error.prototype, "error"],
  [Date.prototype, "date"],
  [RegExp.prototype, "regexp"],
  [Boolean.prototype, "boolean"],
  [Number.prototype, "number"],
  [String.prototype, "string"],
  [BigInt.prototype, "bigint"],
  [ArrayBuffer.prototype, "buffer"],
  [sharedPrototype, "host"],
  [typedPrototype, "view"],
  [DataView.prototype, "view"],
  ...uncloneable.map((prototype): [unknown, Kind] => [prototype, "refused"]),
]);
/** What `Object.prototype.toString` says of the built-ins it knows by their slots. */
const kindsByTag = new Map<unknown, Kind>([
  ["[object Date]", "date"],
  ["[object RegExp]", "regexp"],
  ["[object Error]", "error"],
  ["[object Boolean]", "boolean"],
  ["[object Number]", "number"],
  ["[object String]", "string"],
  ["[object Arguments]", "refused"],
]);
const viewClasses = new Map<unknown, unknown>([[undefined, DataView]]);
for (const bits of ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float16", "Float32", "Float64", "BigInt64", "BigUint64"]) {
  viewClasses.set(`${bits}Array`, globals[`${bits}Array`]);
}
const errorClasses = new Map<unknown, new (message?: string) => Error>(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((known) => [known.name, known]),
);
const ErrorBase: ErrorConstructor & { stackTraceLimit?: unknown } = Error;

/** Tells what an object of a class is: it is no array, and its prototype is neither null nor Object.prototype. */
export function kindOf(source: object, prototype: unknown): Kind {
  for (let at = prototype; at !== null; at = getPrototypeOf(at)) {
    const kind = mapGet(kinds, at);
    // Of all that inherits from Error.prototype only host objects (DOMException) are tagged.
    if (kind === "error" && toStringTag in source) return "host";
    if (kind !== undefined) return isOne(source, kind) ? kind : "record";
  }
  const kind = kindOfBare(source);
  return kind === "record" && isBare(source) ? kindOfOpaque(source, prototype) : kind;
}

/** Host objects keep nothing in properties: of an object without any, the host says what it is. It makes {} of an ordinary one. */
function kindOfOpaque(source: object, prototype: unknown): Kind {
  // The pid of another copy of this package: its copy would be nothing to anybody.
  if (IDENTITY in source && !(source instanceof Pid || source instanceof Ref)) return "refused";
  if (hostClone === undefined || isKnown(ordinary, prototype as object)) return "record";
  if (toStringTag in source) return isOne(source, "map") ? "map" : isOne(source, "set") ? "set" : "host"; // of another realm
  const made = cloneByHost(source);
  if (made === undefined || getPrototypeOf(made) !== ObjectPrototype) return "host";
  addKnown(ordinary, prototype as object);
  return "record";
}

/**
 * Tells what an object without properties is when its prototype does not say it. Not told, because there is no cheap way:
 * a Map, a Set or a buffer whose prototype was replaced.
 */
export function kindOfBare(source: object): Kind {
  if (isView(source)) return "view";
  return toStringTag in source ? "record" : (mapGet(kindsByTag, builtinTag(source)) ?? "record");
}

/** True when there is nothing to copy as a record. Classes of hosts have enumerable accessors, which for-in finds too. */
function isBare(source: object): boolean {
  for (const key in source) if (hasOwn(source, key)) return false;
  return true;
}

/** True for the namespace object of a module, which no host clones; `source` has no prototype. */
export function isNamespace(source: object): boolean {
  return toStringTag in source && getOwnPropertyDescriptor(source, toStringTag)?.configurable === false;
}

function isOne(source: object, kind: Kind): boolean {
  if (kind === "view") return isView(source);
  if (kind === "error") return builtinTag(source) === "[object Error]";
  try {
    mapGet(slots, kind)?.(source);
    return true;
  } catch {
    return false;
  }
}

/** Copies an object without parts. Returns undefined when there can be no copy. */
export function copyLeaf(source: object, kind: LeafKind): object | undefined {
  if (kind === "host") return cloneByHost(source);
  if (kind === "buffer") return copyBuffer(source);
  if (kind === "regexp") return new RegExp(source as RegExp); // which takes source and flags from its slots, and reads nothing but Symbol.match
  const held = mapGet(slots, kind)?.(source);
  if (kind === "date") return new Date(held as number);
  return Object(held) as object;
}

function cloneByHost(source: object): object | undefined {
  try {
    return hostClone?.(source) as object | undefined;
  } catch {
    return undefined;
  }
}

function copyBuffer(source: object): object | undefined {
  const options = isResizable(source) === true ? { maxByteLength: sizeLimit(source) } : undefined;
  try {
    const bytes = new Uint8Array(source as ArrayBuffer);
    const size = bufferSize(source) as number;
    weighBytes(size);
    if (options === undefined) return bufferOf(new Uint8Array(bytes)); // not filled with zeros before
    const made = new BufferOf(size, options);
    writeBytes(new Uint8Array(made), bytes);
    return made;
  } catch (error) {
    if (error instanceof TypeError) return undefined; // detached
    throw error; // no memory
  }
}

interface ViewSlots {
  readonly buffer: Read;
  readonly offset: Read;
  readonly length: Read;
  readonly sizeBytes: Read;
}

function viewSlots(prototype: object, length: string): ViewSlots {
  return {
    buffer: slot(prototype, "buffer"),
    offset: slot(prototype, "byteOffset"),
    length: slot(prototype, length),
    sizeBytes: slot(prototype, "byteLength"),
  };
}

function slotsOf(view: object): ViewSlots {
  return typedName(view) === undefined ? slotsOfDataView : slotsOfTyped;
}

/** Returns the buffer under a view. */
export function bufferOf(view: object): object {
  return slotsOf(view).buffer(view) as object;
}

/** Makes a view of `made`, the copy of its buffer, like `source`. Returns undefined when it is out of bounds. */
export function copyView(source: object, made: object): object | undefined {
  const read = slotsOf(source);
  const ViewOf = mapGet(viewClasses, typedName(source)) as ViewClass | undefined;
  const under = read.buffer(source) as object;
  const isShared = sharedPrototype !== undefined && !isOne(under, "buffer");
  if (isShared ? isGrowable(under) === true : isResizable(under) === true) {
    const probe = cloneByHost(source);
    if (probe === undefined || isShared) return probe; // to grow shared memory would be seen by its other users
    if (tracksLength(probe, read)) return ViewOf && new ViewOf(made, read.offset(source));
  }
  return ViewOf && new ViewOf(made, read.offset(source), read.length(source));
}

/** Tells whether a view follows the size of its buffer. No property says so: the buffer under `probe`, a copy, is resized. */
function tracksLength(probe: object, read: ViewSlots): boolean {
  const under = read.buffer(probe) as { resize(sizeBytes: number): void };
  const size = bufferSize(under) as number;
  const before = read.sizeBytes(probe) as number;
  const width = before / ((read.length(probe) as number) || 1);
  const offset = read.offset(probe);
  try {
    under.resize(Math.min(sizeLimit(under) as number, size + 8)); // 8: the widest element
    if (read.sizeBytes(probe) !== before) return true;
    under.resize(size - 1);
    const after = read.sizeBytes(probe) as number; // a view of fixed length falls out of bounds: 0, and its offset too
    return after !== before && read.offset(probe) === offset && (after > 0 || before === width);
  } catch {
    return false;
  }
}

/** Makes an error like `source` but for its cause, with the parts that structuredClone keeps: kind, message and stack. */
export function copyErrorHead(source: object): Error {
  const { name, stack } = source as { readonly name: unknown; readonly stack: unknown };
  const message = getOwnPropertyDescriptor(source, "message");
  const ErrorOf = mapGet(errorClasses, `${name as string}`) ?? ErrorBase;
  const made = newError(ErrorOf, message !== undefined && hasOwn(message, "value") ? `${message.value}` : undefined);
  (made as { stack: unknown }).stack = typeof stack === "string" ? stack : undefined;
  return made;
}

/** To capture a stack that is replaced at once would be nine tenths of the time: V8 is told not to. */
function newError(ErrorOf: new (message?: string) => Error, message: string | undefined): Error {
  const limit = ErrorBase.stackTraceLimit;
  if (typeof limit !== "number" || isFrozen(ErrorBase)) return new ErrorOf(message);
  try {
    ErrorBase.stackTraceLimit = 0;
    return new ErrorOf(message);
  } finally {
    ErrorBase.stackTraceLimit = limit;
  }
}
