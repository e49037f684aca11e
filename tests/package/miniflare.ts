// Workers, served by workerd as they would be deployed.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { load, tool } from "./consumer.ts";

/** Undefined where wrangler, which brings it, is not installed. */
export const miniflare: string | undefined = tool("miniflare/dist/src/index.js");

export interface Worker {
  /** Sends a request and returns the text of the answer. */
  get(path: string): Promise<string>;
  stop(): Promise<void>;
}

interface Miniflare {
  dispatchFetch(url: string): Promise<{ text(): Promise<string> }>;
  dispose(): Promise<void>;
}

/** Serves the modules in a folder, of which one is the worker's script. */
export async function serve(folder: string, script: string, options: object): Promise<Worker> {
  const { Miniflare } = (await load("miniflare/dist/src/index.js")) as unknown as { Miniflare: new (options: object) => Miniflare };
  const cores = readdirSync(folder).filter((file) => file.endsWith(".wasm"));
  const host = new Miniflare({
    modules: [{ type: "ESModule", path: join(folder, script) }, ...cores.map((file) => ({ type: "CompiledWasm", path: join(folder, file) }))],
    modulesRoot: folder,
    ...options,
  });
  return {
    get: async (path) => (await host.dispatchFetch(`http://localhost/${path}`)).text(),
    stop: () => host.dispose(),
  };
}
