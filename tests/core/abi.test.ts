import { readFileSync } from "node:fs";
import { describe, expect, inject, it, vi } from "vitest";
import { LAYOUT_VERSION, LayoutMismatch, PROCESSES, instanceOfCore } from "../../bindings/core.ts";
import { compileModule } from "../../bindings/host-wasm.ts";
import type { WebAssemblyModule } from "../../bindings/host-wasm.ts";
import { coreText as debugText } from "../../bindings/load/core-bytes.debug.ts";
import { coreText } from "../../bindings/load/core-bytes.ts";
import { bytesOf } from "../../bindings/load/core-text.ts";
import { open, spawnCurrent, url } from "./open.ts";

interface Descriptor {
  readonly name: string;
  readonly kind: string;
}

declare const WebAssembly: {
  readonly Module: { imports(module: WebAssemblyModule): Descriptor[]; exports(module: WebAssemblyModule): Descriptor[] };
};

const builds = [
  { file: "build/core.wasm", embedded: coreText },
  { file: "build/core.debug.wasm", embedded: debugText },
].map(({ file, embedded }) => ({ file, embedded, bytes: readFileSync(url(file)) }));

const node = Buffer;
const LARGEST_CORE = 8.25 * 1024;

/** The names that bindings/core.ts declares. */
function declaredNames(): string[] {
  const [, body = ""] = /^export interface Core \{\n([^}]*)\}/m.exec(readFileSync(url("bindings/core.ts"), "utf8")) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = ""]) => name);
}

describe.each(builds)("$file", ({ file, embedded, bytes }) => {
  const module = compileModule(new Uint8Array(bytes));

  it("imports nothing", () => {
    expect(WebAssembly.Module.imports(module)).toEqual([]);
  });

  it("exports the functions of the interface Core and its memory, and nothing else", () => {
    const exported = WebAssembly.Module.exports(module);

    expect(exported.filter(({ kind }) => kind !== "function")).toEqual([{ name: "memory", kind: "memory" }]);
    expect(exported.map(({ name }) => name).sort()).toEqual([...declaredNames(), "memory"].sort());
  });

  it("has no managed memory", () => {
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);

    expect(names.filter((name) => name.startsWith("__"))).toEqual([]);
  });

  it("is what is embedded", () => {
    expect(bytes.equals(bytesOf(embedded)), file).toBe(true);
  });

  it.each([
    ["reads base 16", { fromHex: (text: string) => new Uint8Array(node.from(text, "hex")) }, undefined],
    ["has the buffers of Node", { fromHex: undefined }, Buffer],
    ["has neither", { fromHex: undefined }, undefined],
  ])("is read the same by a host that %s", (_, { fromHex }, buffers) => {
    const own = Object.getOwnPropertyDescriptor(Uint8Array, "fromHex");
    Object.defineProperty(Uint8Array, "fromHex", { value: fromHex, configurable: true });
    vi.stubGlobal("Buffer", buffers);
    try {
      expect([...bytesOf(embedded)]).toEqual([...bytes]);
    } finally {
      vi.unstubAllGlobals();
      if (own === undefined) delete (Uint8Array as { fromHex?: unknown }).fromHex;
      else Object.defineProperty(Uint8Array, "fromHex", own);
    }
  });
});

describe("dist/core.wasm", () => {
  const module = compileModule(new Uint8Array(readFileSync(url("dist/core.wasm"))));
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);

  it("exports the same under names of one or two letters, but for those that are named before it is known what it is", () => {
    const long = names.filter((name) => name.length > 2);

    expect(names.length).toBe(declaredNames().length + 1);
    expect(new Set(names).size).toBe(names.length);
    expect(long.sort()).toEqual(["layoutVersion", "memory", "open"]);
  });

  it("takes at most 8.25 KB", () => {
    expect(readFileSync(url("dist/core.wasm")).length).toBeLessThanOrEqual(LARGEST_CORE);
  });
});

describe("openCore", () => {
  it("opens a core of the same layout", () => {
    expect(open().layoutVersion()).toBe(LAYOUT_VERSION);
  });

  it("opens cores that share nothing", () => {
    const [a, b] = [open(), open()];

    a.spawn(2);

    expect([a.count(PROCESSES), b.count(PROCESSES)]).toEqual([1, 0]);
  });

  it("refuses a module of another layout, and one that is no core", () => {
    // (module (func (export "layoutVersion") (result i32) i32.const 99)), and (module)
    const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const name = [..."layoutVersion"].map((character) => character.charCodeAt(0));
    const other = [...header, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 7, 17, 1, 13, ...name, 0, 0, 10, 7, 1, 5, 0, 0x41, 0xe3, 0, 0x0b];

    for (const [bytes, found] of [[other, 99], [header, 0]] as const) {
      const module = compileModule(Uint8Array.from(bytes));
      expect(() => instanceOfCore(module)).toThrow(expect.objectContaining({ constructor: LayoutMismatch, found }));
    }
  });
});

describe("an assertion", () => {
  it("traps in the debug build, and is not there in the release build", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const linkWithItself = (): number => core.link(slot, slot);

    if (inject("build") === "debug") expect(linkWithItself).toThrow(/unreachable/);
    else expect(linkWithItself()).toBeGreaterThan(0);
  });
});
