import { existsSync, readdirSync, readFileSync } from "node:fs";
import { keptLicense } from "../third-party-licenses.ts";
import { bundledModules, type NodeDescription } from "./node-library.ts";

/** Where npm puts the package with the platform's binary, which has the licence of all of Node. */
const PLATFORM_PACKAGES = new URL("../../../node_modules/node/node_modules/", import.meta.url);

const COMMENT = /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n?|^[ \t]*\n)+/gm;

/** The licence of Node's JavaScript library, and the notices that its files begin with, which a bundle leaves out. */
export async function nodeLicense(description: NodeDescription, packages: URL = PLATFORM_PACKAGES): Promise<string> {
  return [installedLicense(packages) ?? (await keptLicense("node.txt")), ...noticesOf(description)].join("\n\n\n");
}

/** An npm that was told to run no scripts leaves the platform's package out. */
export function installedLicense(packages: URL = PLATFORM_PACKAGES): string | undefined {
  const names = existsSync(packages) ? readdirSync(packages) : [];
  const file = names.map((name) => new URL(`${name}/LICENSE`, packages)).find((url) => existsSync(url));
  return file && readFileSync(file, "utf8");
}

function noticesOf(description: NodeDescription): string[] {
  const modules = new Map<string, string[]>();
  for (const id of bundledModules(description)) {
    for (const [comment] of (description.sources[id] ?? "").matchAll(COMMENT)) {
      if (!/\bcopyright\b/i.test(comment)) continue;
      const notice = comment.trim();
      modules.set(notice, [...(modules.get(notice) ?? []), id]);
    }
  }
  return [...modules].map(([notice, ids]) => `In ${ids.join(", ")}:\n\n${notice}`);
}
