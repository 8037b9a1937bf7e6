import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/* Copies what the server's page is made of beside the compiled code that reads it. */

const FOLDER = "src/server/page";
const ASSET = /\.(html|css|js)$/;

/** @param outDir where the compiler put its output */
export async function copyPageAssets(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  for (const name of await readdir(join(root, FOLDER)))
    if (ASSET.test(name)) await cp(join(root, FOLDER, name), join(outDir, FOLDER, name));
}

const [, script, outDir] = process.argv;
if (script === fileURLToPath(import.meta.url) && outDir !== undefined) await copyPageAssets(outDir);
