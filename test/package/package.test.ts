import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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

  it("brings the licences of what it bundles, and none of its sources or tests", async () => {
    const installed = join(project(), "node_modules/slotbox");
    expect((await readdir(installed)).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
    expect(await readFile(join(installed, "dist/guest/THIRD_PARTY_LICENSES.txt"), "utf8")).toContain("just-bash");
    const files = await readdir(join(installed, "dist"), { recursive: true });
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file))).toEqual([]);
  });
});
