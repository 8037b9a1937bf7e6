import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyPageAssets } from "../../runtimes/build/page-assets.ts";

const run = promisify(execFile);
const repo = fileURLToPath(new URL("../..", import.meta.url));
const example = join(repo, "test/examples/quickstart.ts");
const EXAMPLE_OUTPUT = /^Successfully wrote 4 bytes to data\/in\.txt\na\nb ok\n4 [0-9a-f]{64}\n$/;
const INSTALL_MS = 180_000;

/** What a user does: the tarball, installed into an empty folder. */
describe("the package", () => {
  let folder: string;
  const project = (): string => join(folder, "project");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "slotbox-package-"));
    const staging = join(folder, "staging");
    await run("tsc", ["-p", join(repo, "tsconfig.build.json"), "--outDir", join(staging, "dist")], { cwd: repo });
    await copyPageAssets(join(staging, "dist"));
    await cp(join(repo, "dist/guest"), join(staging, "dist/guest"), { recursive: true });
    for (const file of ["package.json", "README.md", "LICENSE"]) await cp(join(repo, file), join(staging, file));
    await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: staging });
    const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
    await mkdir(project());
    await writeFile(join(project(), "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, tarball ?? "")], {
      cwd: project(),
    });
  }, INSTALL_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("runs the README's example from plain JavaScript", async () => {
    await cp(example, join(project(), "example.mjs"));
    const { stdout } = await run(process.execPath, ["example.mjs"], { cwd: project() });
    expect(stdout).toMatch(EXAMPLE_OUTPUT);
  });

  it("runs the README's example from TypeScript, and its types resolve", async () => {
    await cp(example, join(project(), "example.ts"));
    const options = {
      module: "nodenext",
      target: "es2024",
      lib: ["es2024", "esnext.disposable"],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ["node"],
      typeRoots: [join(repo, "node_modules/@types")],
    };
    await writeFile(
      join(project(), "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["example.ts"] }),
    );
    await run("tsc", ["-p", project()]);
    const { stdout } = await run(process.execPath, ["example.ts"], { cwd: project() });
    expect(stdout).toMatch(EXAMPLE_OUTPUT);
  });

  it("puts slotbox on the path", async () => {
    const { stdout } = await run("npx", ["--no-install", "slotbox", "exec", "echo installed; pwd"], { cwd: project() });
    expect(stdout).toBe("installed\n/workspace\n");
  });

  it("serves its page", async () => {
    const served = `import { createSandbox, serveSandbox } from "slotbox";
      const server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0 });
      const response = await fetch(server.url);
      console.log(response.status, /<style>[^]+<\\/style>[^]+<script type="module">[^]+<\\/script>/.test(await response.text()));
      await server.close();`;
    await writeFile(join(project(), "served.mjs"), served);
    const { stdout } = await run(process.execPath, ["served.mjs"], { cwd: project() });
    expect(stdout).toBe("200 true\n");
  });

  it("loads nothing but a few files of its own until a backend is made", async () => {
    const script = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { createBackend } = await import("slotbox");
      const first = loaded.splice(0);
      await using backend = await createBackend({ workers: 1 });
      console.log(JSON.stringify({ first, then: loaded }));
    `;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: project() });
    const { first, then } = JSON.parse(stdout) as Record<"first" | "then", string[]>;
    expect(first.filter((url) => !url.includes("/node_modules/slotbox/dist/src/"))).toEqual([]);
    expect(first.length).toBeLessThanOrEqual(12);
    expect(then.filter((url) => /\/node_modules\/(?:zod|memfs|isolated-vm)\//.test(url))).not.toEqual([]);
  });

  describe("holds", () => {
    const installed = (): string => join(project(), "node_modules/slotbox");
    const filesOf = async (folder: string): Promise<string[]> => {
      const entries = await readdir(join(installed(), folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(installed(), join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
        .sort();
    };

    it("what its manifest names, and nothing of the tests, of the benchmarks or of the build", async () => {
      expect((await readdir(installed())).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
      expect((await readdir(join(installed(), "dist"))).sort()).toEqual(["guest", "runtimes", "src"]);
      expect(await readdir(join(installed(), "dist/runtimes"))).toEqual(["abi"]);
      const folders = (await readdir(join(repo, "src"), { withFileTypes: true })).filter((entry) =>
        entry.isDirectory(),
      );
      expect(
        (await readdir(join(installed(), "dist/src"), { withFileTypes: true }))
          .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
          .sort(),
      ).toEqual(folders.map(({ name }) => name).sort());
    });

    it("one bundle for each runtime, with the licences of what is in them", async () => {
      expect(await filesOf("dist/guest")).toEqual(
        ["THIRD_PARTY_LICENSES.txt", "jq.wasm", "node.js", "python.js", "shell.js", "wasi.js"].map(
          (name) => `dist/guest/${name}`,
        ),
      );
      const licenses = await readFile(join(installed(), "dist/guest/THIRD_PARTY_LICENSES.txt"), "utf8");
      for (const name of ["pako", "jq-wasm", "jq", "pyodide", "yaml", "Node.js"])
        expect(licenses).toMatch(new RegExp(`^${name} `, "m"));
    });

    it("no sources and no source maps, and of types those that users see", async () => {
      const files = await filesOf("dist");
      expect(files.filter((file) => /(?<!\.d)\.ts$|\.map$|\.test\./.test(file))).toEqual([]);
      const types = new Set(["dist/src/index.d.ts", "dist/src/testing/vitest.d.ts"]);
      for (const file of types) {
        const text = await readFile(join(installed(), file), "utf8");
        for (const [, specifier = ""] of text.matchAll(/(?:from |import\()"(\.[^"]+)"/g))
          types.add(posix.join(posix.dirname(file), specifier).replace(/(?<!\.d)\.[jt]s$/, ".d.ts"));
      }
      const shipped = files.filter((file) => file.endsWith(".d.ts"));
      // The whole of api, which is little, and what else is reached.
      expect(shipped.filter((file) => !types.has(file) && !file.startsWith("dist/src/api/"))).toEqual([]);
      expect([...types].filter((file) => !shipped.includes(file))).toEqual([]);
    });
  });
});
