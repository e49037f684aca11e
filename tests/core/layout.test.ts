import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as layout from "../../core-wasm/layout.ts";
import { url } from "./open.ts";

const files = readdirSync(url("core-wasm/"), { encoding: "utf8", recursive: true }).filter((file) => file.endsWith(".ts"));
const sources = new Map(files.map((file) => [file, readFileSync(url(`core-wasm/${file}`), "utf8")] as const));

interface Field {
  readonly name: string;
  readonly type: string;
}

interface Row extends Field {
  readonly offset: number;
}

interface Table {
  readonly name: string;
  readonly size: number;
  readonly rows: readonly Row[];
}

/** Finds the drawn record tables of a source, each with the class that follows it. */
function tablesOf(source: string): { readonly table: Table; readonly fields: readonly Field[] }[] {
  const drawn = /^\/\/ ╒═+ (\w+) record \((\d+) bytes[^)]*\) ═+╕\n((?:\/\/ .*\n)+)@unmanaged\n(?:export )?class (\w+) \{\n([^}]*)\}/gm;
  return [...source.matchAll(drawn)].map(([, name = "", size, rows = "", className = "", body = ""]) => {
    expect(className).toBe(name);
    return { table: { name, size: Number(size), rows: rowsOf(rows) }, fields: fieldsOf(body) };
  });
}

function rowsOf(text: string): Row[] {
  return [...text.matchAll(/^\/\/ +(\d+) +(\w+) +(\w+) /gm)].map(([, offset, name = "", type = ""]) => ({ offset: Number(offset), name, type }));
}

function fieldsOf(body: string): Field[] {
  return [...body.matchAll(/^ {2}(\w+): ([^;]+);/gm)].map(([, name = "", type = ""]) => ({ name, type }));
}

function sizeOf(type: string): number {
  if (type === "u8") return 1;
  return type === "f64" ? 8 : 4;
}

/** A row whose type is another class of the file stands for the fields of that class: `toNode Node` for `toNext` and `toPrevious`. */
function flatten(rows: readonly Row[], source: string): Row[] {
  return rows.flatMap((row) => {
    const body = new RegExp(`^class ${row.type} \\{\\n([^}]*)\\}`, "m").exec(source)?.[1];
    if (body === undefined) return [row];
    const prefix = row.name.slice(0, -row.type.length);
    return fieldsOf(body).map(({ name, type }, index) => ({ offset: row.offset + 4 * index, name: prefix + name[0]!.toUpperCase() + name.slice(1), type }));
  });
}

/** The arguments of every call of a function, split at the commas that belong to it. */
function argumentsOf(source: string, pattern: RegExp): string[][] {
  return [...source.matchAll(pattern)].map((match) => {
    const parts = [""];
    let depth = 1;
    for (let at = match.index + match[0].length; depth > 0; at++) {
      const character = source[at]!;
      if ("([".includes(character)) depth++;
      if (")]".includes(character)) depth--;
      if (character === "," && depth === 1) parts.push("");
      else if (depth > 0) parts[parts.length - 1] += character;
    }
    return parts.map((part) => part.trim());
  });
}

describe("layout.ts", () => {
  it("holds integer literals, comments and blank lines, and nothing else", () => {
    const lines = sources.get("layout.ts")!.split("\n");

    expect(lines.filter((line) => !/^(export const [A-Z][A-Z0-9_]* = (0|-?[1-9]\d*);|\/\/.*|)$/.test(line))).toEqual([]);
  });

  it("keeps apart what one function may return", () => {
    const results = [layout.NONE, layout.YIELDED, layout.OUT_OF_MEMORY, layout.TOO_MANY_PROCESSES];
    expect(new Set(results).size).toBe(results.length);
    expect(results.every((result) => result <= 0)).toBe(true);
  });

  it("gives each flag and each thing left a bit of its own, and to notes the same one", () => {
    for (const prefix of ["FLAG_", "LEFT_"]) {
      const bits = Object.entries(layout).flatMap(([name, bit]) => (name.startsWith(prefix) ? [bit] : []));
      expect(bits.map((bit) => Math.log2(bit)).every(Number.isInteger)).toBe(true);
      expect(new Set(bits).size).toBe(bits.length);
    }
    expect(layout.LEFT_NOTES).toBe(layout.FLAG_NOTES);
  });

  it("has room for every message slot below what is added to one", () => {
    const limit = /const MESSAGE_LIMIT: i32 = \(1 << (\d+)\) - 1;/.exec(sources.get("message.ts")!)?.[1];

    expect([Number(limit) < Math.log2(layout.LONG), layout.LONG < layout.HANDED, layout.HANDED < layout.RELATION_ENDED]).toEqual([true, true, true]);
  });

  it("numbers states, priorities, kinds and aliases from the first, without a gap", () => {
    const groups = [
      [layout.FREE, layout.RUNNABLE, layout.RUNNING, layout.EXITING, layout.SUSPENDED, layout.WAITING, layout.WAITING_FOR_ANY, layout.WAITING_FOR_REPLY],
      [layout.PRIORITY_MAX, layout.PRIORITY_HIGH, layout.PRIORITY_NORMAL, layout.PRIORITY_LOW],
      [layout.ALIAS_NONE, layout.ALIAS_EXPLICIT, layout.ALIAS_DEMONITOR, layout.ALIAS_REPLY],
      [layout.NONE, layout.LINK, layout.MONITOR, layout.ALIAS],
    ];

    for (const group of groups) expect(group).toEqual(group.map((_, index) => index));
  });
});

describe("the drawing of a record", () => {
  const drawings = [...sources].flatMap(([file, source]) => tablesOf(source).map((drawing) => ({ file, source, ...drawing })));

  it("is there for every record of a slab", () => {
    const recordSizes = [...sources.values()].flatMap((source) => [...source.matchAll(/^(?:export )?const \w+_SIZE: i32 = offsetof<(\w+)>\(\);/gm)].map(([, name]) => name));

    expect(drawings.map(({ table }) => table.name).sort()).toEqual(recordSizes.sort());
    expect(drawings.length).toBeGreaterThanOrEqual(4);
  });

  for (const { file, source, table, fields } of drawings) {
    it(`has the fields of the class in their order, at their offsets: ${table.name} in ${file}`, () => {
      let offset = 0;
      const expected = fields.map(({ name, type }) => {
        const size = sizeOf(type);
        offset = Math.ceil(offset / size) * size + size;
        return { name, size, offset: offset - size };
      });

      const drawn = flatten(table.rows, source).map(({ name, type, offset }) => ({ name, size: sizeOf(type), offset }));
      expect(drawn).toEqual(expected.filter(({ name }) => name !== "unused"));
      expect(table.size).toBe(Math.ceil(offset / 8) * 8);
    });
  }
});

describe("core-wasm", () => {
  it("has no numeric literal as the offset of a load or a store", () => {
    for (const [file, source] of sources) {
      const code = source.replace(/\/\/.*$/gm, "");
      const offsets = [
        ...argumentsOf(code, /\bload<[^>]+>\(/g).map(([address, offset]) => [address, offset]),
        ...argumentsOf(code, /\bstore<[^>]+>\(/g).map(([address, , offset]) => [address, offset]),
      ];
      expect(offsets.filter(([address = "", offset = ""]) => /^\d/.test(offset) || /^\w+ [+-] \d+$/.test(address)), file).toEqual([]);
    }
  });
});
