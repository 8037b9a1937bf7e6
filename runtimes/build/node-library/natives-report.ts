import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { NODE_FACTS_GLOBAL } from "../../abi/node.ts";
import { bundledModules, type NodeDescription } from "./node-library.ts";

/** What a guest makes of the names that one of Node's native bindings has. */
export interface BindingReport {
  /** Functions that slots have. */
  readonly implemented: readonly string[];
  /** Functions that are there and do nothing. */
  readonly stubbed: readonly string[];
  /** Values, taken as they are. */
  readonly constant: readonly string[];
}

export interface NativesReport {
  readonly node: string;
  readonly bindings: Readonly<Record<string, BindingReport>>;
  /** Bindings that modules of the library name, and of which guests get nothing of Node's. */
  readonly notDescribed: readonly string[];
}

/**
 * Tells which functions of Node's native side a guest has, and which do nothing there: a new Node must not make a silent
 * nothing of one that programs need.
 */
export async function reportNatives(description: NodeDescription): Promise<NativesReport> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./natives-entry.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2024",
    platform: "browser",
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  const { sources: _, ...facts } = description;
  const context = createContext({});
  runInContext(
    `globalThis.${NODE_FACTS_GLOBAL} = ${JSON.stringify({ ...facts, lines: [], builtinIds: [], absent: [] })};`,
    context,
  );
  runInContext(outputFiles[0]?.text ?? "", context);
  const bindings = JSON.parse(String(runInContext("__slotboxNatives", context))) as NativesReport["bindings"];
  return { node: description.version, bindings, notDescribed: namedBindings(description) };
}

function namedBindings(description: NodeDescription): string[] {
  const named = bundledModules(description).flatMap((id) =>
    [...(description.sources[id] ?? "").matchAll(/\binternalBinding\(\s*'(\w+)'/g)].map((match) => match[1] ?? ""),
  );
  return [...new Set(named)].filter((name) => !Object.hasOwn(description.bindings, name)).sort();
}
