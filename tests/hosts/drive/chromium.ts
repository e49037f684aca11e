// Chromium, as the machine has it: started with a page by its command line, or driven with Playwright.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { outputOf, start } from "./command.ts";
import type { Browser } from "./browser.ts";
import { onPath } from "./paths.ts";

const SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage"];
/** Without what a browser does for itself after its start, and with timers and frames as a page has that is looked at. */
const ALONE = ["--headless", "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"];

const path = process.env["CHROMIUM"] ?? onPath("chromium") ?? onPath("google-chrome");

export const chromiumBrowser: Browser = {
  name: "Chromium",
  missing: () => (path === undefined ? "chromium is not on the path, and CHROMIUM names none" : undefined),
  version: async () => /\d+\.\d[\d.]*/.exec(await outputOf(path!, "--version"))?.[0] ?? "unknown",
  visit,
};

// With nobody attached. For a driver, V8 keeps the stack of whatever a page reports, and parses the whole library once more for
// the lines: a page whose policy forbids WebAssembly took 6 ms longer to import it.
async function visit<T>(url: string, during: () => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), "beamlet-chromium-"));
  // Its temporary files go with the profile: it has no time to remove them itself.
  const command = start(path!, [...ALONE, ...SWITCHES, `--user-data-dir=${profile}`, url], { env: { TMPDIR: profile } });
  const ended = command.ended.then((code) => Promise.reject(new Error(`Chromium ended with code ${code}:\n${command.output()}`)));
  try {
    return await Promise.race([during(), ended]);
  } finally {
    await command.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Opens a page, and closes the browser when `during` has ended. */
export async function visitInChromium<T>(url: string, during: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: path!, args: SWITCHES });
  try {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: "commit" });
    return await during(page);
  } finally {
    await browser.close();
  }
}
