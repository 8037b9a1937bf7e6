import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { ABSENT, isLeftOut, REPLACED } from "./left-out.ts";
import { PATCHES } from "./patches.ts";

/* The JavaScript part of Node's own library, taken out of the Node that package-lock.json pins (MIT). */

const nodeProgram = fileURLToPath(new URL("../../../node_modules/node/bin/node", import.meta.url));

/** What Node calls a module's function with. */
function parametersOf(id: string): string {
  if (id === "internal/bootstrap/realm") return "process, getLinkedBinding, getInternalBinding, primordials";
  if (id.startsWith("internal/per_context/")) return "exports, primordials, privateSymbols, perIsolateSymbols";
  if (/^internal\/(?:main|bootstrap)\//.test(id)) return "process, require, internalBinding, primordials";
  return "exports, require, module, process, internalBinding, primordials";
}

/** What describe-node.ts prints. */
export interface NodeDescription {
  readonly sources: Readonly<Record<string, string>>;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly version: string;
  readonly [fact: string]: unknown;
}

/** The modules of Node's library that a guest gets as they are. */
export function bundledModules({ sources }: NodeDescription): string[] {
  return Object.keys(sources)
    .filter((id) => !isLeftOut(id))
    .sort();
}

/** A script that defines the library's modules as functions, each from a line of its own on, and what is known of Node. */
export async function nodeLibrary(description: NodeDescription): Promise<string> {
  const { sources, ...facts } = description;
  const ids = bundledModules(description);
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

/** Asks the Node that is pinned, not the one that runs this. */
export function describeNode(): NodeDescription {
  const script = fileURLToPath(new URL("./describe-node.ts", import.meta.url));
  const output = execFileSync(nodeProgram, ["--expose-internals", script], {
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
