import terser from "@rollup/plugin-terser";

export default {
  input: { index: "build/js/index.js" },
  output: { dir: "dist", format: "es", sourcemap: true, entryFileNames: "[name].js" },
  plugins: [terser({ module: true, compress: { passes: 2 }, mangle: { module: true } })],
};
