// A WebAssembly module → the body of a function that returns the exports of a fresh instance of it.
//
// binaryen's wasm2js does the work. Its output differs from WebAssembly where a program goes wrong, and those places are
// put right here. What still differs: addresses end at 2 GiB, and a load or a store out of bounds does not trap.

import binaryen from "binaryen";

/** Fails as memory.grow does, with -1; as emitted it throws, or claims to have grown. $1 is what makes the new views. */
const growth = `function __wasm_memory_grow(pagesToAdd) {
  var oldPages = __wasm_memory_size() | 0;
  var newPages = oldPages + (pagesToAdd >>> 0);
  if (newPages > 32767) return -1;
  var newBuffer;
  try { newBuffer = new ArrayBuffer(newPages * 65536); } catch (error) { return -1; }
  var newHEAP8 = new Int8Array(newBuffer);
  newHEAP8.set(HEAP8);
$1
  return oldPages;
 }
`;

/** A new binaryen that writes something else stops the build: each of these has to be found. */
const corrections = [
  [/function __wasm_memory_grow\(pagesToAdd\) \{[^]*?newHEAP8\.set\(HEAP8\);\n([^]*?)\n  \}\n  return oldPages;\n \}\n/, growth],
  [/^export var [^]*/m, ""],
  [/^var retasmFunc = asmFunc\(\{\s*\}\);/m, "return asmFunc({});"],
];

export function translateToJs(wasm) {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.All);
  const emitted = module.emitAsmjs();
  module.dispose();
  return withoutUnused(withErrors(corrections.reduce(correct, emitted)));
}

function correct(text, [pattern, replacement]) {
  if (!pattern.test(text)) throw new Error(`expected the output of wasm2js to contain ${pattern}`);
  return text.replace(pattern, replacement);
}

/** A trap is an Error that says what WebAssembly's would. Where an access lies is not asked, and neither what a fill covers. */
function withErrors(text) {
  return text.replace("new Error('abort')", 'new Error("unreachable")').replace(/size = size >>> 0;\n.*throw "trap: invalid memory.fill";\n/, "");
}

/** Without the views and functions of Math that nothing uses: a view that each growth makes anew is no dead code to a minifier. */
function withoutUnused(text) {
  const names = [...text.matchAll(/^ var (HEAP\w+|Math_\w+) = /gm)].map(([, name]) => name);
  return names.reduce((rest, name) => {
    const without = rest.replace(new RegExp(`^ +(var )?${name} = .*\\n`, "gm"), "");
    return new RegExp(`\\b${name}\\b`).test(without) ? rest : without;
  }, text);
}
