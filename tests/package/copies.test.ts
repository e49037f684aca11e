// Two copies of the package in one program, as two libraries bring them along.

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { install, isBuilt, load, node, pack, run, tool, write } from "./consumer.ts";

const esbuild = tool("esbuild/bin/esbuild");

const prelude = `
import * as one from "./one.mjs";
import * as two from "./two.mjs";
const refusal = (action) => { try { return action(); } catch (error) { return error.name; } };
`;

describe.skipIf(!isBuilt || esbuild === undefined)("two copies of the package", { timeout: 120_000 }, () => {
  let folder: string;

  /** Runs a program that has both copies and returns what it prints. */
  function both(program: string): string {
    return node(folder, [write(folder, "both.mjs", prelude + program)]);
  }

  beforeAll(() => {
    folder = install(pack());
    for (const copy of ["one", "two"]) {
      write(folder, "copy.js", 'export * from "beamlet";');
      run(esbuild ?? "", ["copy.js", "--bundle", "--minify", "--format=esm", `--outfile=${copy}.mjs`], { cwd: folder });
    }
  });

  it("run processes beside each other, and inside each other's", () => {
    const result = both(`
const echo = ({ receive, send }) => function* () { for (;;) { const { from, value } = yield* receive(); send(from, value); } };
const ask = (copy, value) => copy.run(function* () {
  const pid = copy.spawn(echo(copy));
  for (let round = 0; round < 10_000; round++) { copy.send(pid, { from: copy.self(), value }); yield* copy.receive(); }
  return value;
});
const results = await Promise.all([ask(one, "one"), ask(two, "two"), ask(one, "one again")]);
const nested = await one.run(function* () {
  const inner = two.run(function* () { yield* two.Process.sleep(1); return "inner"; });
  return yield* one.until(inner);
});
console.log([...results, nested].join(", "));`);

    expect(result).toBe("one, two, one again, inner");
  });

  it("refuse each other's pids and refs, in host code and in processes, with a TypeError", () => {
    const result = both(`
const pid = two.spawn(() => two.receive());
const ref = await two.run(() => two.makeRef());
const actions = [
  () => one.send(pid, 1), () => one.send(ref, 1), () => one.Process.exit(pid, "kill"), () => one.Process.isAlive(pid), () => one.Process.info(pid),
  () => one.Process.sendAfter(pid, 1, 1),
];
const inProcess = await one.run(() => [...actions, () => one.Process.link(pid), () => one.Process.monitor(pid)].map(refusal));
console.log(JSON.stringify([...new Set([...actions.map(refusal), ...inProcess])]), one.isPid(pid), two.Process.isAlive(pid));`);

    expect(result).toBe('["TypeError"] false true');
  });

  it("refuse to copy each other's pids and refs in messages, with a DataCloneError", () => {
    const result = both(`
const pid = two.spawn(() => two.receive());
const ref = await two.run(() => two.makeRef());
const errors = await one.run(() => [pid, { list: [ref] }].map((message) => { try { one.send(one.self(), message); } catch (error) { return [error.name, error.path]; } }));
console.log(JSON.stringify(errors));`);

    expect(result).toBe('[["DataCloneError","message"],["DataCloneError","message.list[0]"]]');
  });

  it("do not take each other's processes for the caller", () => {
    const result = both(`console.log(await one.run(() => [refusal(() => two.self()), refusal(() => one.self() === one.self())].join(" ")));`);

    expect(result).toBe("NotAProcessError true");
  });

  it("stop on their own", () => {
    const result = both(`
const [a, b] = [one.createRuntime({ logger: false }), two.createRuntime({ logger: false })];
for (const runtime of [a, b]) runtime.spawn(() => one.receive());
await a.stop();
console.log(refusal(() => a.spawn(() => {})), await b.run(() => "goes on"));`);

    expect(result).toBe("RuntimeStoppedError goes on");
  });
});

describe.skipIf(!isBuilt)("two runtimes of one copy", () => {
  it("refuse each other's pids inside processes with a TypeError; host code reaches both", async () => {
    const { createRuntime, send, receive } = (await load(join(import.meta.dirname, "../../dist/index.js"))) as unknown as typeof import("../../js/index.ts");
    const [a, b] = [createRuntime({ logger: false }), createRuntime({ logger: false })];
    const pid = b.spawn<string, []>(() => receive());

    const refused = await a.run(() => {
      try {
        return send(pid, "hello");
      } catch (error) {
        return error;
      }
    });
    send(pid, "hello");
    await b.idle();

    expect(refused).toBeInstanceOf(TypeError);
    expect(b.stats().processes).toBe(0);
  });
});
