// Chromium, as the machine has it: driven with Playwright.

import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { outputOf } from "./command.ts";
import type { Browser } from "./browser.ts";
import { onPath } from "./paths.ts";

const path = process.env["CHROMIUM"] ?? onPath("chromium") ?? onPath("google-chrome");

export const chromiumBrowser: Browser = {
  name: "Chromium",
  missing: () => (path === undefined ? "chromium is not on the path, and CHROMIUM names none" : undefined),
  version: async () => /\d+\.\d[\d.]*/.exec(await outputOf(path!, "--version"))?.[0] ?? "unknown",
  visit: (url, during) => visitInChromium(url, async () => during()),
};

/** Opens a page, and closes the browser when `during` has ended. */
export async function visitInChromium<T>(url: string, during: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: path!, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: "commit" });
    return await during(page);
  } finally {
    await browser.close();
  }
}
