// The hook that a Node without `registerHooks` calls for each module it imports, in a thread of its own. CommonJS is none of its
// business: what a hook gives of that, Node runs with a `require` that is not its own.

import { compiledLoad } from "./load.ts";
import type { Loaded } from "./load.ts";

type Load = (url: string, context: object) => Promise<Loaded>;

export async function load(url: string, context: object, nextLoad: Load): Promise<Loaded> {
  const loaded = await nextLoad(url, context);
  return loaded.format?.startsWith("commonjs") === true ? loaded : compiledLoad(url, loaded);
}
