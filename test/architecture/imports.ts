import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

const repo = fileURLToPath(new URL("../..", import.meta.url));

/** What one file imports: by path from the top of the repository, or as it is written for a package. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Not when the file is loaded: a type, or an `import()` that is called later. */
  readonly isDeferred: boolean;
}

const SPECIFIERS =
  /^(?<keyword>import|export)(?<type> type)?\b(?<names>[^;"]*?)\bfrom "(?<from>[^"]+)"|^import "(?<bare>[^"]+)"|\bimport\("(?<dynamic>[^"]+)"\)/gm;

/** All files of a folder that end in `.ts`. */
export function filesOf(folder: string): string[] {
  return readdirSync(`${repo}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort();
}

export function importsOf(file: string): Import[] {
  return readImports(file, readFileSync(`${repo}/${file}`, "utf8"));
}

/** The formatter puts each import at the beginning of a line, in double quotes. */
export function readImports(file: string, source: string): Import[] {
  return [...source.matchAll(SPECIFIERS)].map(({ groups = {} }) => {
    const specifier = groups["from"] ?? groups["bare"] ?? groups["dynamic"] ?? "";
    return {
      from: file,
      to: specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier,
      isDeferred: groups["dynamic"] !== undefined || groups["type"] !== undefined || namesTypesOnly(groups["names"]),
    };
  });
}

/** `{ type A, type B }` is left out by a compiler as `type { A, B }` is. */
function namesTypesOnly(names = ""): boolean {
  const listed = /^ \{(.*)\} $/s.exec(names)?.[1]?.split(",") ?? [];
  const named = listed.map((name) => name.trim()).filter((name) => name !== "");
  return named.length > 0 && named.every((name) => name.startsWith("type "));
}

/** `src/pool/scheduler.ts` is part of `src/pool`, `src/index.ts` of itself. */
export function partOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

/** The files of one cycle, if there is one. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}
