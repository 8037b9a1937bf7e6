import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { ABSENT, isLeftOut, REPLACED } from "./left-out.ts";
import { PATCHES } from "./patches.ts";

/* The JavaScript part of Node's own library, taken out of the Node that package-lock.json pins (MIT). */

const nodePackage = new URL("../../../node_modules/node/", import.meta.url);

/** What Node calls a module's function with. */
function parametersOf(id: string): string {
  if (id === "internal/bootstrap/realm") return "process, getLinkedBinding, getInternalBinding, primordials";
  if (id.startsWith("internal/per_context/")) return "exports, primordials, privateSymbols, perIsolateSymbols";
  if (/^internal\/(?:main|bootstrap)\//.test(id)) return "process, require, internalBinding, primordials";
  return "exports, require, module, process, internalBinding, primordials";
}

interface NodeDescription {
  readonly sources: Readonly<Record<string, string>>;
  readonly [fact: string]: unknown;
}

/** A script that defines the library's modules as functions, each from a line of its own on, and what is known of Node. */
export async function nodeLibrary(): Promise<string> {
  const { sources, ...facts } = describeNode();
  const ids = Object.keys(sources)
    .filter((id) => !isLeftOut(id))
    .sort();
  const modules = await Promise.all(ids.map(async (id) => [id, await moduleOf(id, sources[id] ?? "")] as const));
  let line = 3;
  const lines = modules.map(([id, code]) => {
    const first = line;
    line += code.split("\n").length;
    return [id, first];
  });
  lines.push(["", line]);
  return [
    `globalThis.__slotboxNodeFacts = ${JSON.stringify({ ...facts, lines, builtinIds: [...new Set([...ids, ...REPLACED, ...ABSENT])], absent: ABSENT })};`,
    "__slotboxNodeFacts.library = { __proto__: null,",
    ...modules.map(([, code]) => code),
    "};\n",
  ].join("\n");
}

/** The package of the platform's binary has it; an npm that was told to run no scripts leaves that package out. */
export function nodeLicense(): string {
  const folder = new URL("node_modules/", nodePackage);
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  const file = packages.map((name) => new URL(`${name}/LICENSE`, folder)).find((url) => existsSync(url));
  return file
    ? readFileSync(file, "utf8")
    : "Copyright Node.js contributors. MIT: https://github.com/nodejs/node/blob/main/LICENSE";
}

function describeNode(): NodeDescription {
  const script = fileURLToPath(new URL("./describe-node.ts", import.meta.url));
  const output = execFileSync(fileURLToPath(new URL("bin/node", nodePackage)), ["--expose-internals", script], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
    env: {},
  });
  return JSON.parse(output) as NodeDescription;
}

async function moduleOf(id: string, source: string): Promise<string> {
  const patched = (PATCHES[id] ?? []).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${id} of this Node has nothing to patch: ${from}`);
    return text.replace(from, () => to);
  }, source);
  const { code } = await transform(`defined = (function (${parametersOf(id)}) {${patched}\n})`, {
    minifyWhitespace: true,
    target: "esnext",
    legalComments: "none",
  });
  return `${JSON.stringify(id)}: ${code
    .trim()
    .replace(/^defined=/, "")
    .replace(/;$/, "")},`;
}
