// What the browsers have in common: a page is opened, and sends the result of its program to the server.

import { join } from "node:path";
import type { Host } from "./host.ts";
import { output } from "./paths.ts";
import { startWebServer } from "./web-server.ts";
import type { Place } from "./web-server.ts";

export interface Browser {
  readonly name: string;
  missing(): string | undefined;
  version(): Promise<string>;
  /** Opens a page, and closes the browser when `during` has ended. */
  visit<T>(url: string, during: () => Promise<T>): Promise<T>;
}

const PLACES: Readonly<Record<Place, string>> = { page: "page", worker: "worker", frame: "frame of another site", strict: "strict CSP" };

export function browserHost(browser: Browser, place: Place): Host {
  return {
    name: `${browser.name}, ${PLACES[place]}`,
    missing: () => browser.missing(),
    version: () => browser.version(),
    async run(program) {
      const server = await startWebServer(join(output, "web"));
      try {
        const { url, result } = server.open(program, place);
        result.catch(() => {});
        return await browser.visit(url, () => result);
      } finally {
        await server.close();
      }
    },
  };
}
