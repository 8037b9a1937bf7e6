import { mkdir, rename } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { patchInterpreter, withoutNode } from "./shell/interpreter-patch.ts";
import { writeThirdPartyLicenses } from "./third-party-licenses.ts";

/* Bundles what runs inside isolates into dist/guest. */

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export async function buildGuests(): Promise<void> {
  await mkdir(here("../dist/guest"), { recursive: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: [here("./shell/guest/entry.ts")],
    outfile: here("../dist/guest/shell.partial.js"),
    bundle: true,
    format: "iife",
    platform: "browser",
    mainFields: ["module", "main"],
    target: "es2024",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    alias: { "node:zlib": here("./shell/guest/polyfills/zlib.ts") },
    define: { "import.meta.url": '"file:///slotbox/shell.js"' },
    plugins: [patchInterpreter(), withoutNode()],
  });
  // Whoever loads the bundle meanwhile gets the old one or the new one, never half of one.
  await rename(here("../dist/guest/shell.partial.js"), here("../dist/guest/shell.js"));
  await build({
    entryPoints: [here("./wasi/guest/entry.ts")],
    outfile: here("../dist/guest/wasi.partial.js"),
    bundle: true,
    format: "iife",
    target: "es2024",
    minify: true,
    logLevel: "warning",
  });
  await rename(here("../dist/guest/wasi.partial.js"), here("../dist/guest/wasi.js"));
  await writeThirdPartyLicenses(metafile, here("../dist/guest/THIRD_PARTY_LICENSES.txt"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildGuests();
