import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundledModules, describeNode } from "../../runtimes/build/node-library/node-library.ts";
import { installedLicense, nodeLicense } from "../../runtimes/build/node-library/node-license.ts";
import { thirdPartyLicenses } from "../../runtimes/build/third-party-licenses.ts";

const repo = new URL("../../", import.meta.url);
const builtTexts = (): Promise<string> => readFile(new URL("dist/guest/THIRD_PARTY_LICENSES.txt", repo), "utf8");

describe("the licences of what is bundled", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "slotbox-licenses-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const addPackage = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    const folder = join("node_modules", name);
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, "package.json"), JSON.stringify({ name, version: "1.2.3", license: "MIT" }));
    for (const [file, text] of Object.entries(files)) await writeFile(join(root, folder, file), text);
    return join(folder, "index.js");
  };

  it("are their own texts, once each", async () => {
    const inputs = [await addPackage("@a/b", { "LICENSE.md": "of b" }), await addPackage("c", { COPYING: "of c" })];
    expect(await thirdPartyLicenses([...inputs, ...inputs, "src/index.ts"], root)).toBe(
      `@a/b 1.2.3 (MIT)\n\nof b\n\n${"-".repeat(80)}\n\nc 1.2.3 (MIT)\n\nof c\n`,
    );
  });

  it.each([
    ["has no file for it", {}],
    ["has an empty one", { LICENSE: " \n" }],
  ])("end the build for a package that %s", async (_, files) => {
    const input = await addPackage("bare", files);
    await expect(thirdPartyLicenses([input], root)).rejects.toThrow(/^bare 1\.2\.3 \(MIT\) is bundled without/);
  });

  it("of pyodide are kept here, with the place of its source", async () => {
    const { version } = JSON.parse(await readFile(new URL("node_modules/pyodide/package.json", repo), "utf8")) as {
      version: string;
    };
    const text = sectionOf(await builtTexts(), `pyodide ${version} (MPL-2.0)`);
    expect(text).toContain(`https://github.com/pyodide/pyodide/tree/${version}`);
    expect(text).toContain("Mozilla Public License Version 2.0\n====");
    expect(text).toContain('Exhibit B - "Incompatible With Secondary Licenses" Notice');
    expect(text).toContain("Emscripten authors");
    expect(text).not.toContain("{version}");
  });
});

describe("the licence of Node's library", () => {
  const description = describeNode();
  const nowhere = new URL("./nowhere/", import.meta.url);

  it("is that of the package, with the notices of the files", async () => {
    const text = sectionOf(await builtTexts(), `Node.js ${description.version} (its JavaScript library)`);
    expect(text).toBe((await nodeLicense(description)).trim());
    expect(text).toContain("Copyright (c) 2014, StrongLoop Inc.");
  });

  it("is kept here for when the package isn't there: no word of it is other than Node's", async () => {
    const kept = await readFile(new URL("runtimes/build/licenses/node.txt", repo), "utf8");
    expect((await nodeLicense(description, nowhere)).startsWith(kept)).toBe(true);
    const whole = installedLicense();
    const parts = kept.split("Those of them that its JavaScript library contains are:\n\n").flatMap(partsOf);
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.filter((part) => !whole?.includes(part))).toEqual([]);
  });

  it("covers each library that Node's library holds", async () => {
    const text = await nodeLicense(description, nowhere);
    const ids = bundledModules(description);
    const held = ids.flatMap((id) => /^internal\/deps\/([^/]+)/.exec(id)?.[1] ?? []);
    expect([...new Set(held)].filter((name) => !text.includes(`located at deps/${name},`))).toEqual([]);
    const inFiles = [
      ...(installedLicense() ?? "").matchAll(/^- .*, located at lib\/(\S+?)(?:\.js)?, is licensed/gm),
    ].map(([, id]) => id ?? "");
    const bundled = inFiles.filter((id) => ids.some((own) => own === id || own.startsWith(`${id}/`)));
    expect(bundled.length).toBeGreaterThan(2);
    expect(bundled.filter((id) => !new RegExp(`located at lib/${id}[,.]`).test(text))).toEqual([]);
  });

  it("has the notices of the files also then", async () => {
    expect(await nodeLicense(description, pathToFileURL(join(tmpdir(), "slotbox-nowhere/")))).toContain(
      "In internal/streams/fast-utf8-stream:\n\n// This file is derived from the original SonicBoom module",
    );
  });
});

/** Its text in the file of all licences. */
function sectionOf(texts: string, name: string): string | undefined {
  const section = texts.split(`\n${"-".repeat(80)}\n\n`).find((part) => part.startsWith(`${name}\n\n`));
  return section?.slice(name.length + 2).trim();
}

/** The licences one by one. */
function partsOf(text: string): string[] {
  return text.split(/^(?=- )/m).map((part) => part.trim());
}
