import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian: `apt-get install -y --no-install-recommends chromium`. */
const CHROMIUM = "/usr/bin/chromium";
const REASON = `${CHROMIUM} is not installed (Debian package chromium)`;
export const hasChromium = existsSync(CHROMIUM);
export const chromiumReason = hasChromium ? "" : `(skipped: ${REASON})`;

if (process.env.CI && !hasChromium) throw new Error(`${REASON}: what is shown in a browser is always tried in CI`);

/** A real browser, without a screen. Whoever starts it closes it, in `afterAll`. */
export const startChromium = (): Promise<Browser> =>
  // Root runs no sandbox of Chromium; the pages are ours.
  chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
