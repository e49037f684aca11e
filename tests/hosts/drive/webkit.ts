// WebKitGTK, the engine of Safari as far as Linux has it: driven over WebDriver, in a display that nobody sees.

import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "./browser.ts";
import { kill, start } from "./command.ts";
import type { Command } from "./command.ts";
import { onPath } from "./paths.ts";
import { freePort } from "./ports.ts";

const [driver, display, xauth] = ["WebKitWebDriver", "xvfb-run", "xauth"].map(onPath); // xvfb-run runs xauth

export const webkitBrowser: Browser = {
  name: "WebKitGTK",
  missing: () => (driver === undefined || display === undefined || xauth === undefined ? "WebKitWebDriver, xvfb-run and xauth are not all on the path" : undefined),
  version: () => inSession(({ capabilities }) => Promise.resolve(capabilities.browserVersion)),
  visit,
};

interface Session {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

function visit<T>(url: string, during: () => Promise<T>): Promise<T> {
  return inSession(async ({ sessionId }, base) => {
    await post(`${base}/session/${sessionId}/url`, { url });
    return during();
  });
}

/** Starts a browser, and closes it when `during` has ended. */
async function inSession<T>(during: (session: Session, base: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const command = start(display!, ["-a", "sh", "-c", 'echo $$ && exec "$0" "$@"', driver!, `--port=${port}`], { env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } });
  const base = `http://127.0.0.1:${port}`;
  try {
    const session = await open(base);
    const result = await during(session, base);
    await fetch(`${base}/session/${session.sessionId}`, { method: "DELETE" });
    return result;
  } catch (error) {
    throw new Error(`${String(error)}\n${command.output()}`, { cause: error });
  } finally {
    await close(command);
  }
}

/** Ends the driver, which has said its process id: xvfb-run takes the display away when what it runs has ended, and not when it is killed itself. */
async function close(command: Command): Promise<void> {
  const pid = Number.parseInt(command.answer());
  if (pid > 0) {
    kill(pid, "SIGTERM");
    await Promise.race([command.ended, delay(5_000, undefined, { ref: false })]);
  }
  await command.stop();
}

/** Opens a session, as soon as the driver listens. */
async function open(base: string): Promise<Session> {
  for (const begun = Date.now(); ; await delay(50)) {
    try {
      return (await post(`${base}/session`, { capabilities: { alwaysMatch: {} } })) as Session;
    } catch (error) {
      if (!(error instanceof TypeError) || Date.now() - begun > 60_000) throw error;
    }
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(value)}`);
  return value;
}
