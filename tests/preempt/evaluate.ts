// A program as text, run as it is and as compiled.

import * as beamlet from "../../js/index.ts";
import { transform } from "../../js/preempt/transform.ts";

/** Runs a program in which every function of beamlet is a variable. Returns what it assigns to `exports`. */
export function evaluate(code: string): Record<string, never> {
  const names = Object.keys(beamlet);
  const exports: Record<string, never> = {};
  new Function("exports", "require", ...names, code)(exports, () => beamlet, ...Object.values(beamlet));
  return exports;
}

/** As {@link evaluate}, with all functions compiled. */
export function evaluateCompiled(code: string): Record<string, never> {
  return evaluate(compiled(code));
}

export function compiled(code: string): string {
  return transform(code, { isIncluded: true, format: "commonjs" }).code;
}

/** Runs a module that imports from beamlet alone. Returns what it assigns to `exports`. */
export function evaluateModule(code: string): Record<string, never> {
  const exports: Record<string, never> = {};
  const script = code.replaceAll(/import \{(.*?)\} from "beamlet";/g, (_, names: string) => `const {${names.replaceAll(" as ", ": ")}} = beamlet;`);
  new Function("exports", "beamlet", script)(exports, beamlet);
  return exports;
}
