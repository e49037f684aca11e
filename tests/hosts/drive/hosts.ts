// The hosts, in the order of the table.

import { browserHost } from "./browser.ts";
import { chromiumBrowser } from "./chromium.ts";
import { firefoxBrowser } from "./firefox.ts";
import type { Host } from "./host.ts";
import { installed, onPath } from "./paths.ts";
import { programHost } from "./programs.ts";
import { webkitBrowser } from "./webkit.ts";
import { workerdHost } from "./workerd.ts";

export const node24: string | undefined = installed("node24/bin/node");
export const deno: string | undefined = installed("@deno/linux-x64-glibc/deno") ?? onPath("deno");
export const bun: string | undefined = installed("@oven/bun-linux-x64/bin/bun") ?? onPath("bun");

const nodes = [20, 22, 24, 26].map((major) => ({ name: `Node ${major}`, path: installed(`node${major}/bin/node`) }));

export const hosts: readonly Host[] = [
  ...nodes.map(programHost),
  programHost({ name: "Node 24, core-js", path: node24, folder: "core-js" }),
  programHost({ name: "Deno", path: deno, args: ["run"] }),
  programHost({ name: "Bun", path: bun }),
  workerdHost("workerd, handler", "handler"),
  workerdHost("workerd, Durable Object", "durable"),
  browserHost(chromiumBrowser, "page"),
  browserHost(chromiumBrowser, "worker"),
  browserHost(chromiumBrowser, "frame"),
  browserHost(chromiumBrowser, "strict"),
  browserHost(firefoxBrowser, "page"),
  browserHost(firefoxBrowser, "worker"),
  browserHost(firefoxBrowser, "strict"),
  browserHost(webkitBrowser, "page"),
  browserHost(webkitBrowser, "strict"),
];
