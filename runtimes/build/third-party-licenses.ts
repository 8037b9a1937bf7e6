import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";

const repo = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Writes the licences of every package in a bundle, and of what those packages bundled themselves (their dependencies),
 * beside it: a bundle has no node_modules to find them in.
 */
export async function writeThirdPartyLicenses(
  metafile: Metafile,
  path: string,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  const packages = new Map<string, string>(Object.entries(others));
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(input);
    if (match?.[1]) await collect(join(repo, match[1]), packages);
  }
  const notices = [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}\n\n${text.trim()}\n`);
  await writeFile(path, notices.join(`\n${"-".repeat(80)}\n\n`));
}

async function collect(folder: string, packages: Map<string, string>): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  const name = `${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})`;
  if (packages.has(name)) return;
  packages.set(name, await licenseOf(folder));
  if (manifest.name !== "just-bash") return;
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    await collect(join(dirname(folder), dependency), packages);
  }
}

async function licenseOf(folder: string): Promise<string> {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  return file ? readFile(join(folder, file), "utf8") : "";
}
