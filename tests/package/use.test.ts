// The package in use, without a bundler: by Node and by TypeScript.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import { install, isBuilt, node, pack, program, root, run, tool, write } from "./consumer.ts";

const node24 = tool("node24/bin/node");
const typescript54 = tool("typescript5.4/bin/tsc");

const typed = `
import { type Pid, createRuntime, receive, send, self, spawn } from "beamlet";
import * as forced from "beamlet/core-js";
import core from "beamlet/core.wasm";
import { type TestRuntime, createTestRuntime } from "beamlet/testing";

export const testing: TestRuntime = createTestRuntime({ seed: 1 });

type Message = { readonly from: Pid<number>; readonly value: number };

function* double() {
  const { from, value } = yield* receive<Message>();
  send(from, 2 * value);
}

export async function main(): Promise<number> {
  await using runtime = createRuntime({ module: core });
  const create: typeof createRuntime = forced.createRuntime;
  create();
  return runtime.run(function* () {
    const pid: Pid<Message> = spawn(double);
    send(pid, { from: self(), value: 21 });
    // @ts-expect-error a wrong message does not compile
    send(pid, "wrong");
    return yield* receive<number>();
  });
}
`;

describe.skipIf(!isBuilt)("the installed package", { timeout: 120_000 }, () => {
  let folder: string;

  beforeAll(() => {
    folder = install(pack());
    write(folder, "main.mjs", program);
    write(folder, "main-js.mjs", program.replace('"beamlet"', '"beamlet/core-js"'));
    write(folder, "many.mjs", 'import { createRuntime } from "beamlet";\nconst runtimes = [createRuntime(), createRuntime(), createRuntime()];\nconsole.log(...(await Promise.all(runtimes.map((runtime) => runtime.run(() => 42)))));\n');
    write(folder, "main.cjs", `${program.replace(/import (.*) from "beamlet";/, 'const $1 = require("beamlet");').replace("const runtime", "(async () => {\nconst runtime")}})();`);
  });

  it("is imported", () => {
    expect(node(folder, ["main.mjs"])).toBe("42");
  });

  it("works where all that the language gives is frozen before it is imported", () => {
    write(folder, "frozen.mjs", [
      "const frozen = new Set();",
      "function freeze(value) {",
      "  if (Object(value) !== value || frozen.has(value)) return;",
      "  frozen.add(value);",
      "  for (const { value: part, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) [part, get, set].forEach(freeze);",
      "  freeze(Object.getPrototypeOf(value));",
      "  Object.freeze(value);",
      "}",
      '[Object, Function, Array, Map, Set, WeakMap, Promise, Error, TypeError, RangeError, Date, RegExp, Number, String, Symbol, BigInt, ArrayBuffer, Uint8Array, Reflect, JSON, Math].forEach(freeze);',
      "[function* () {}, async () => {}, [].values(), new Map().values()].forEach(freeze);",
      'const { GenServer, Process, Task, createRuntime, receive, self, send } = await import("beamlet");',
      "const counter = { init: () => ({ state: 0 }), handleCall: (request, from, state) => ({ reply: state + request, state: state + request }) };",
      "const results = await createRuntime({ logger: false }).run(async () => {",
      '  send(self(), { constructor: 1, list: [{ toString: 2 }] });',
      "  const message = await receive();",
      '  const server = await GenServer.start(counter, undefined, { name: "counter" });',
      "  await Process.sleep(1);",
      '  return [message.constructor, message.list[0].toString, await GenServer.call("counter", 3), await Task.await(Task.async(() => 4)), Object.isFrozen(Object.prototype)];',
      "});",
      "console.log(...results);",
    ].join("\n"));

    expect(node(folder, ["frozen.mjs"])).toBe("1 2 3 4 true");
  });

  it("has test runtimes of the same library", () => {
    write(folder, "testing.mjs", [
      'import { Process, isPid, self } from "beamlet";',
      'import { createTestRuntime } from "beamlet/testing";',
      "const runtime = createTestRuntime();",
      "const slept = runtime.run(function* () { yield* Process.sleep(86_400_000); return isPid(self()); });",
      "await runtime.runUntilIdle();",
      "console.log(await slept, runtime.now());",
    ].join("\n"));

    expect(node(folder, ["testing.mjs"])).toBe("true 86400000");
  });

  it("shows its errors, pids and refs by the names they have in the sources", () => {
    write(folder, "shown.mjs", [
      'import * as library from "beamlet";',
      'import { inspect } from "node:util";',
      'const named = Object.entries(library).filter(([name]) => /Error$/.test(name));',
      'console.log(JSON.stringify([named.length, named.filter(([name, type]) => type.name !== name), inspect(new library.ExitError("x")).split("\\n")[0]]));',
      "const runtime = library.createRuntime();",
      "const pid = runtime.spawn(() => {});",
      "const ref = await runtime.run(() => library.makeRef());",
      "console.log(JSON.stringify([inspect({ pid, ref }), `{ pid: ${pid}, ref: ${ref} }`, library.Pid.name, library.Ref.name]));",
    ].join("\n"));
    const [errors, identities] = node(folder, ["shown.mjs"]).split("\n").map((line) => JSON.parse(line) as unknown[]);

    expect(errors).toEqual([18, [], 'ExitError: the process exits with reason "x"']);
    expect(identities?.[0]).toBe(identities?.[1]);
    expect(identities?.slice(2)).toEqual(["Pid", "Ref"]);
  });

  it("is imported with the core as JavaScript from an entry of its own, and by a condition", () => {
    const withoutWasm = ["--no-warnings", "--import", `data:text/javascript,delete globalThis.WebAssembly`];

    expect(node(folder, ["main-js.mjs"])).toBe("42");
    expect(node(folder, [...withoutWasm, "main-js.mjs"])).toBe("42");
    expect(node(folder, [...withoutWasm, "--conditions=beamlet-js", "main.mjs"])).toBe("42");
  });

  it("runs without WebAssembly, and where only its instances are refused", () => {
    const refused = "data:text/javascript,WebAssembly.Instance = function () { throw new WebAssembly.CompileError('refused'); };";

    expect(node(folder, ["--jitless", "--no-warnings", "main.mjs"])).toBe("42");
    expect(node(folder, ["--no-warnings", "--import", refused, "main.mjs"])).toBe("42");
  });

  it("makes further runtimes where the host has room for one instance only", () => {
    const scarce = "data:text/javascript,const { Instance } = WebAssembly; let room = 1; WebAssembly.Instance = function (module, imports) { if (room-- === 0) throw new RangeError('Out of memory'); return new Instance(module, imports); };";

    expect(node(folder, ["--no-warnings", "--import", scarce, "many.mjs"])).toBe("42 42 42");
  });

  it("does not run without WebAssembly when the condition beamlet-wasm leaves JavaScript out", () => {
    expect(node(folder, ["--conditions=beamlet-wasm", "main.mjs"])).toBe("42");
    expect(() => node(folder, ["--jitless", "--no-warnings", "--conditions=beamlet-wasm", "main.mjs"])).toThrow(/expected a host with WebAssembly/);
  });

  it.skipIf(node24 === undefined)("is required, where require takes ES modules", () => {
    expect(node(folder, ["main.cjs"], node24)).toBe("42");
  });

  it("runs on a host that has little: no channels, immediates, weak references, clones, clock or logger", () => {
    const missing = ["MessageChannel", "setImmediate", "WeakRef", "FinalizationRegistry", "structuredClone", "SharedArrayBuffer", "performance", "queueMicrotask", "navigator", "AbortController", "WebAssembly", "atob"];
    write(folder, "bare.mjs", `const print = console.log;
for (const name of ${JSON.stringify(missing)}) delete globalThis[name];
globalThis.console = undefined;
${program.replace(/import (.*) from "beamlet";/, 'const $1 = await import("beamlet");').replace("console.log", "print")}`);

    expect(node(folder, ["bare.mjs"])).toBe("42");
  });

  it("uses nothing of its host while it is imported that a host may forbid there", () => {
    const forbidden = ["setTimeout", "setInterval", "setImmediate", "MessageChannel", "fetch", "Worker"];
    const trap = `const used = (name) => { console.log("used " + name); };
for (const name of ${JSON.stringify(forbidden)}) { const own = globalThis[name]; globalThis[name] = function (...args) { used(name); return new.target ? new own(...args) : own(...args); }; }
for (const [object, name] of [[Math, "random"], [crypto, "getRandomValues"], [crypto, "randomUUID"]]) object[name] = () => (used(name), 0);
for (const name of ["queueMicrotask"]) globalThis[name] = () => used(name);
await import("beamlet"); await import("beamlet/core-js"); console.log("imported");`;
    write(folder, "trap.mjs", trap);

    expect(node(folder, ["trap.mjs"])).toBe("imported");
  });

  const resolutions = [
    ["bundler", { module: "ESNext", moduleResolution: "Bundler" }],
    ["nodenext", { module: "NodeNext", moduleResolution: "NodeNext" }],
    ["node16", { module: "Node16", moduleResolution: "Node16" }],
  ] as const;

  /** What TypeScript says of a program that uses the package, and of the declarations. */
  function compile(compiler: string, name: string, text: string, options: object): string {
    write(folder, `${name}/main.ts`, text);
    const compilerOptions = { target: "ES2022", lib: ["ES2022"], types: [], strict: true, exactOptionalPropertyTypes: true, isolatedModules: true, skipLibCheck: false, noEmit: true, ...options };
    write(folder, `${name}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ["main.ts"] }));
    return run(execPath, [compiler, "-p", join(folder, name)]);
  }

  it.each(resolutions)("compiles with the module resolution %s, its declarations checked too", (name, options) => {
    expect(compile(join(root, "node_modules/typescript/bin/tsc"), name, typed, { ...options, lib: ["ES2022", "ESNext.Disposable"] })).toBe("");
  });

  it.each(resolutions)("compiles without the declarations of disposables, with the module resolution %s", (name, options) => {
    expect(compile(join(root, "node_modules/typescript/bin/tsc"), `plain-${name}`, typed.replace("await using", "const"), options)).toBe("");
  });

  it.skipIf(typescript54 === undefined).each(resolutions)("compiles with TypeScript 5.4, with the module resolution %s", (name, options) => {
    expect(compile(typescript54 as string, `old-${name}`, typed, options)).toBe("");
  });

  it("has an error that nobody catches shown in a few lines, not in all of its own", () => {
    write(folder, "wrong.mjs", 'import { createRuntime } from "beamlet";\ncreateRuntime({ lnogTurnMs: 1 });\n');
    write(folder, "broken.mjs", '"use beamlet";\nlet let = 1;\n');
    const shown = (...args: string[]): string => spawnSync(execPath, args, { cwd: folder, encoding: "utf8" }).stderr;

    expect(shown("wrong.mjs")).toContain("lnogTurnMs");
    expect(shown("wrong.mjs").length).toBeLessThan(2_000);
    expect(shown("--import", "beamlet/preempt/register", "broken.mjs")).toContain("broken.mjs:2:5");
    expect(shown("--import", "beamlet/preempt/register", "broken.mjs").length).toBeLessThan(4_000);
  });

  it("says in its manifest what is there", () => {
    expect(existsSync(join(folder, "node_modules/beamlet/dist/core.wasm"))).toBe(true);
    expect(node(folder, ["-e", "import('beamlet/package.json', { with: { type: 'json' } }).then((m) => console.log(m.default.sideEffects))"])).toBe("false");
  });
});
