import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** For packages that come without a text: files of the folder `licenses`, in which `{version}` is the package's. */
const OWN_TEXTS: Readonly<Record<string, readonly string[]>> = {
  pyodide: ["pyodide.txt", "MPL-2.0.txt", "emscripten.txt"],
};

/** The text of a licence that is kept here. */
export function keptLicense(file: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`./licenses/${file}`, import.meta.url)), "utf8");
}

/**
 * The licences of every package in a bundle, and of what those packages bundled themselves (their dependencies): a bundle
 * has no node_modules to find them in.
 * @param inputs the bundle's files, relative to `root`
 * @param others texts of what is no package, by name
 * @throws Error for a package whose licence has no text
 */
export async function thirdPartyLicenses(
  inputs: Iterable<string>,
  root: string,
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const texts = new Map<string, string>(Object.entries(others));
  for (const input of inputs) {
    const match = /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(input);
    if (match?.[1]) await collect(join(root, match[1]), texts);
  }
  for (const [name, text] of texts)
    if (text.trim() === "")
      throw new Error(`${name} is bundled without a license's text: put it into runtimes/build/licenses`);
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}\n\n${text.trim()}\n`)
    .join(`\n${"-".repeat(80)}\n\n`);
}

async function collect(folder: string, texts: Map<string, string>): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  const name = `${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})`;
  if (texts.has(name)) return;
  texts.set(name, await licenseOf(folder, manifest));
}

async function licenseOf(folder: string, { name, version }: Manifest): Promise<string> {
  const file = (await readdir(folder)).find((name) => /^(?:un)?licen[cs]e|^copying/i.test(name));
  if (file) return readFile(join(folder, file), "utf8");
  const kept = await Promise.all((OWN_TEXTS[name] ?? []).map(keptLicense));
  return kept.map((text) => text.trim().replaceAll("{version}", version)).join("\n\n\n");
}
