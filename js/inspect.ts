// Values as text, for error messages and reports: short, of one line, and without running more of the value's code than needed.

import { isPid, isRef } from "./pid.ts";
import { addressOfVia, isVia, moduleOfVia } from "./via.ts";

const DEPTH = 3;
const ITEMS = 10;
const CHARACTERS = 120;

/** Returns `value` as text of one line, cut where it is deep or long. Never throws. */
export function inspect(value: unknown): string {
  try {
    return inspectAt(value, DEPTH);
  } catch {
    return "#Uninspectable<>";
  }
}

function inspectAt(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > CHARACTERS ? `${value.slice(0, CHARACTERS)}…` : value);
    case "bigint":
      return `${value}n`;
    case "function":
      return `#Function<${value.name}>`;
    case "object":
      return value === null ? "null" : inspectObject(value, depth);
    default:
      return String(value);
  }
}

function inspectObject(value: object, depth: number): string {
  if (isPid(value) || isRef(value)) return value.toString();
  if (isVia(value)) return `via(${[moduleOfVia(value).name ?? "…", ...addressOfVia(value).map((part) => inspectAt(part, depth - 1))].join(", ")})`;
  if (value instanceof Error) return `#${value.name}<${value.message}>`;
  if (depth === 0) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) {
    return `[${cut(value.slice(0, ITEMS + 1).map((item) => inspectAt(item, depth - 1)))}]`;
  }
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([, property]) => property.enumerable === true)
    .slice(0, ITEMS + 1)
    .map(([key, property]) => `${key}: ${"value" in property ? inspectAt(property.value, depth - 1) : "#Getter<>"}`);
  const name = nameOfClass(value);
  return name === "Object" ? (fields.length === 0 ? "{}" : `{ ${cut(fields)} }`) : `#${name}<${cut(fields)}>`;
}

function cut(items: readonly string[]): string {
  return items.length > ITEMS ? `${items.slice(0, ITEMS).join(", ")}, …` : items.join(", ");
}

function nameOfClass(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "Object";
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof constructor === "function" && constructor.name !== "" ? constructor.name : "Object";
}
