import terser from "@rollup/plugin-terser";

export default {
  input: { index: "build/js/index.js" },
  output: { dir: "dist", format: "es", sourcemap: true, entryFileNames: "[name].js" },
  // Functions stay as they are written: merged ones grow past what V8 inlines (ping-pong 189 against 206 ns), for 2.5 % of the size.
  plugins: [terser({ module: true, compress: { inline: 0, reduce_funcs: false, sequences: false } })],
};
