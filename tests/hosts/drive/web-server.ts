// Pages that run a program and send its result back: a page, a worker, a frame of another site, a page with a strict policy.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join, normalize } from "node:path";
import { inTime } from "./host.ts";
import type { Program } from "./host.ts";

/** Where in a browser a program runs. A "strict" page has a policy that forbids to compile WebAssembly. */
export type Place = "page" | "worker" | "frame" | "strict";

export interface WebServer {
  /** The page that runs a program in that place, and what it will have sent. */
  open(program: Program, place: Place): { readonly url: string; readonly result: Promise<unknown> };
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm", svg: "image/svg+xml" };
const STRICT_POLICY = "default-src 'self'; script-src 'self'";

/** Serves a folder and the pages. */
export async function startWebServer(folder: string): Promise<WebServer> {
  const waiting = new Map<string, (text: string) => void>();
  let runs = 0;
  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://server");
    if (pathname === "/result") {
      waiting.get(searchParams.get("run") ?? "")?.(await bodyOf(request));
      return void response.writeHead(204).end();
    }
    const headers: Record<string, string> = { "cache-control": "no-store" };
    if (searchParams.get("place") === "strict") headers["content-security-policy"] = STRICT_POLICY;
    if (/^\/(page|worker|frame|strict)\.html$/.test(pathname)) return void response.writeHead(200, { ...headers, "content-type": "text/html" }).end(htmlOf(pathname, searchParams.toString(), port));
    serveFile(folder, pathname, headers, response);
  }

  return {
    open(program, place) {
      const id = String(++runs);
      const result = new Promise<string>((settle) => waiting.set(id, settle)).then((text) => {
        const { value, error } = JSON.parse(text) as { value?: unknown; error?: string };
        if (error !== undefined) throw new Error(error);
        return value;
      });
      return { url: `http://127.0.0.1:${port}/${place}.html?${new URLSearchParams({ program, place, run: id }).toString()}`, result: inTime(result, () => `${program} in a ${place}`) };
    },
    close: () => closed(server),
  };
}

function htmlOf(pathname: string, query: string, port: number): string {
  const head = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>";
  if (pathname === "/worker.html") return `${head}<script type=module src="/start-worker.js"></script>`;
  // The other name of this machine is another site, and neither of the two is isolated from other origins.
  if (pathname === "/frame.html") return `${head}<iframe src="http://localhost:${port}/page.html?${query}"></iframe>`;
  return `${head}<script type=module src="/main.js"></script>`;
}

/** Answers with a file of the folder. */
export function serveFile(folder: string, pathname: string, headers: Readonly<Record<string, string>>, response: ServerResponse): void {
  const path = join(folder, normalize(pathname));
  try {
    const content = readFileSync(path);
    response.writeHead(200, { ...headers, "content-type": TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

export function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
