import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, launch } from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The first Chromium on the path; says so where there is none. */
export function findChromium(): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter))
    for (const name of NAMES) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {}
    }
  console.info(`no Chromium on the path (${NAMES.join(", ")}): the page is not tested in a browser here`);
  return undefined;
}

export function launchChromium(executablePath: string): Promise<Browser> {
  // Its own sandbox doesn't start for root; it sees only pages of ours.
  return launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
