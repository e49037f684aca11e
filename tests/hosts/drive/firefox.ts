// Firefox, as the machine has it: driven with Puppeteer over WebDriver BiDi.

import { launch } from "puppeteer-core";
import type { Page } from "puppeteer-core";
import type { Browser } from "./browser.ts";
import { outputOf } from "./command.ts";
import { onPath } from "./paths.ts";

const path = process.env["FIREFOX"] ?? onPath("firefox-esr") ?? onPath("firefox");

export const firefoxBrowser: Browser = {
  name: "Firefox",
  missing: () => (path === undefined ? "neither firefox-esr nor firefox is on the path, and FIREFOX names none" : undefined),
  version: async () => /\d+\.\d[\d.]*/.exec(await outputOf(path!, "--version"))?.[0] ?? "unknown",
  visit: (url, during) => visitInFirefox(url, async () => during()),
};

/** Opens a page, and closes the browser when `during` has ended. */
export async function visitInFirefox<T>(url: string, during: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launch({ browser: "firefox", executablePath: path!, headless: true, timeout: 120_000, protocolTimeout: 400_000 });
  try {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: "domcontentloaded", timeout: 120_000 });
    return await during(page);
  } finally {
    await browser.close();
  }
}
