// workerd, the runtime of Cloudflare Workers: a handler, and a Durable Object. A program is one request.

import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf, start } from "./command.ts";
import type { Command } from "./command.ts";
import { inTime } from "./host.ts";
import type { Host } from "./host.ts";
import { installed, onPath, output } from "./paths.ts";

const workerd = installed("@cloudflare/workerd-linux-64/bin/workerd") ?? onPath("workerd");
const COMPATIBILITY_DATE = "2026-11-01";

export function workerdHost(name: string, path: "handler" | "durable"): Host {
  return {
    name,
    core: "Wasm", // compiled at deployment
    missing: () => (workerd === undefined ? "not installed" : undefined),
    version: async () => (await outputOf(workerd!, "--version")).replace("workerd ", ""),
    async run(program) {
      const folder = join(output, "workerd", program);
      const main = join(folder, "main.js");
      writeFileSync(main, mainOf(program));
      const server = await startWorkerd(folder, { main: "main.js", durableObjects: { OBJECT: "Objekt" } });
      try {
        const response = await inTime(fetch(`${server.url}/${path}`), () => `${program} in ${name}`);
        const text = await response.text();
        if (!response.ok) throw new Error(`${program} in ${name}: ${text}\n${server.output().slice(-4_000)}`);
        return JSON.parse(text) as unknown;
      } finally {
        await server.stop();
      }
    },
  };
}

function mainOf(program: string): string {
  return `import { main } from "./${program}.js";

async function answer() {
  try {
    return Response.json(await main());
  } catch (error) {
    return new Response(String(error?.stack ?? error), { status: 500 });
  }
}

export class Objekt {
  fetch() {
    return answer();
  }
}

export default {
  fetch(request, env) {
    return new URL(request.url).pathname === "/durable" ? env.OBJECT.get(env.OBJECT.idFromName("one")).fetch(request) : answer();
  },
};
`;
}

export interface WorkerOptions {
  /** The module with the handlers, in the folder. All other .js and .wasm files of the folder are modules beside it. */
  readonly main: string;
  /** Names of bindings, and the classes of their Durable Objects. */
  readonly durableObjects?: Readonly<Record<string, string>>;
  /** Names of bindings, and their texts. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly compatibilityDate?: string;
  readonly compatibilityFlags?: readonly string[];
}

export interface WorkerServer {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
}

/** Serves the modules of a folder. */
export async function startWorkerd(folder: string, { main, durableObjects = {}, vars = {}, compatibilityDate = COMPATIBILITY_DATE, compatibilityFlags = [] }: WorkerOptions): Promise<WorkerServer> {
  if (workerd === undefined) throw new Error("workerd is not installed");
  const others = readdirSync(folder).filter((file) => file !== main && /\.(js|wasm)$/.test(file));
  const modules = [main, ...others].map((file) => `(name = "${file}", ${file.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${file}")`);
  const objects = Object.entries(durableObjects);
  const bindings = [
    ...objects.map(([name, className]) => `(name = "${name}", durableObjectNamespace = "${className}")`),
    ...Object.entries(vars).map(([name, text]) => `(name = "${name}", text = "${text}")`),
  ];
  writeFileSync(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["public", "private"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = [${compatibilityFlags.map((flag) => `"${flag}"`).join(", ")}],
  bindings = [${bindings.join(", ")}],
  durableObjectNamespaces = [${objects.map(([, className]) => `(className = "${className}", uniqueKey = "${className}")`).join(", ")}],
  durableObjectStorage = (inMemory = void),
);
`,
  );
  const command = start(workerd, ["serve", "--control-fd=3", join(folder, "config.capnp")], { controls: true });
  const url = `http://127.0.0.1:${await portOf(command)}`;
  return { url, output: () => command.output(), stop: () => command.stop() };
}

/** The port that it chose. It listens only once its modules are loaded. */
function portOf(command: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    let controls = "";
    command.controls?.setEncoding("utf8").on("data", (text: string) => {
      controls += text;
      const port = /"event":"listen".*?"port":(\d+)/.exec(controls)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    command.ended.then(() => reject(new Error(`workerd ended:\n${command.output()}`)), reject);
  });
}
