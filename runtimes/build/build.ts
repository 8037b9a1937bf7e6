import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { reportNatives } from "./node-library/natives-report.ts";
import { describeNode, type NodeDescription, nodeLibrary } from "./node-library/node-library.ts";
import { nodeLicense } from "./node-library/node-license.ts";
import { keptLicense, thirdPartyLicenses } from "./third-party-licenses.ts";

/*
 * Bundles what runs inside isolates into dist/guest, with the licences of what is in the bundles. Beside it, dist gets
 * a report of what guests have of Node's native functions, which a test compares with the one that was looked at.
 */

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export async function buildGuests(): Promise<void> {
  await mkdir(here("../../dist/guest"), { recursive: true });
  const shell = await bundle(
    "shell",
    {
      platform: "browser",
      mainFields: ["module", "main"],
      legalComments: "none",
    },
    "machine",
  );
  const wasi = await bundle("wasi", {});
  const jq = await copyJq();
  const python = await bundle("python", {
    platform: "browser",
    define: { "import.meta.url": '"file:///python/"' },
    loader: { ".py": "text" },
    external: ["node:*", "ws"],
  });
  const description = describeNode();
  const node = await buildNode(description);
  const natives = await reportNatives(description);
  await writeFile(here("../../dist/node-natives.json"), `${JSON.stringify(natives, null, 2)}\n`);
  const inputs = [shell, wasi, python, node].flatMap((metafile) => Object.keys(metafile.inputs));
  inputs.push(jq);
  const licenses = await thirdPartyLicenses(inputs, here("../.."), {
    [`Node.js ${description.version} (its JavaScript library)`]: await nodeLicense(description),
    "jq (in jq-wasm)": await keptLicense("jq.txt"),
    "Emscripten (its C library, in jq-wasm)": await keptLicense("emscripten.txt"),
  });
  await writeFile(here("../../dist/guest/THIRD_PARTY_LICENSES.txt"), licenses);
}

/** Node's library comes first, as functions on lines of their own, by which frames of stacks are told apart. */
async function buildNode(description: NodeDescription): Promise<Metafile> {
  return bundle("node", {
    platform: "browser",
    mainFields: ["module", "main"],
    legalComments: "none",
    keepNames: true,
    alias: { "cjs-module-lexer": here("../../node_modules/cjs-module-lexer/lexer.js") },
    banner: { js: await nodeLibrary(description) },
  });
}

/** @returns where it comes from, relative to the root of the repository */
async function copyJq(): Promise<string> {
  const source = "node_modules/jq-wasm/dist/build/jq.wasm";
  const partial = here("../../dist/guest/jq.partial.wasm");
  await copyFile(here(`../../${source}`), partial);
  await rename(partial, here("../../dist/guest/jq.wasm"));
  return source;
}

async function bundle(runtime: string, options: BuildOptions, folder = runtime): Promise<Metafile> {
  const partial = here(`../../dist/guest/${runtime}.partial.js`);
  const { metafile } = await build({
    ...options,
    metafile: true,
    entryPoints: [here(`../${folder}/entry.ts`)],
    outfile: partial,
    bundle: true,
    format: "iife",
    target: "es2024",
    minify: true,
    logLevel: "warning",
  });
  // Whoever loads the bundle meanwhile gets the old one or the new one, never half of one.
  await rename(partial, here(`../../dist/guest/${runtime}.js`));
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // What tsc compiles next: a file that has gone must not stay in the package.
  for (const folder of ["src", "runtimes"]) await rm(here(`../../dist/${folder}`), { recursive: true, force: true });
  await buildGuests();
}
