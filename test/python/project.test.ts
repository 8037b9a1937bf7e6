import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend } from "../../src/index.ts";
import { runCli } from "../cli/run-cli.ts";

const PROJECT = fileURLToPath(new URL("../fixtures/python-project", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slotbox-python-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Without what differs from run to run, and between versions of CPython. */
function comparable(report: string): string[] {
  return report
    .replace(/in \d+\.\d+s/, "in 0s")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

const hostPython = await promisify(execFile)("python3", ["--version"]).then(
  ({ stdout }) => Number(/3\.(\d+)/.exec(stdout)?.[1] ?? 0) >= 11,
  () => false,
);

describe("a project's unittests", () => {
  const expected = [
    "test_area (tests.test_area.CircleTest.test_area) ... ok",
    "test_as_a_program (tests.test_area.CircleTest.test_as_a_program) ... ok",
    "test_kept_in_a_file (tests.test_area.CircleTest.test_kept_in_a_file) ... ok",
    "test_area (tests.test_area.RectangleTest.test_area) ... ok",
    "test_later (tests.test_area.RectangleTest.test_later) ... skipped 'has no area yet'",
    "test_negative (tests.test_area.RectangleTest.test_negative) ... ok",
    "test_wrong (tests.test_area.RectangleTest.test_wrong) ... expected failure",
    "----------------------------------------------------------------------",
    "Ran 7 tests in 0s",
    "OK (skipped=1, expected failures=1)",
  ];

  it("run in a slot", async () => {
    const { code, stdout, stderr } = await runCli(["exec", "--dir", PROJECT, "python3 -m unittest -v"]);
    expect([code, stdout, comparable(stderr)]).toEqual([0, "", expected]);
  });

  it.runIf(hostPython)("print what the host's python3 prints (where there is a 3.11 or newer)", async () => {
    const copy = join(folder, "project");
    cpSync(PROJECT, copy, { recursive: true });
    const { stderr } = await promisify(execFile)("python3", ["-m", "unittest", "-v"], { cwd: copy });
    expect(comparable(stderr)).toEqual(expected);
  });
});

describe("packages of the host", () => {
  it("are on sys.path, and a slot that changes one has a copy: folders and wheels", async () => {
    const site = join(folder, "site");
    mkdirSync(join(site, "greeting"), { recursive: true });
    writeFileSync(join(site, "greeting", "__init__.py"), "from .words import HELLO\n");
    writeFileSync(join(site, "greeting", "words.py"), "HELLO = 'hello from a package'\n");
    const wheel = join(folder, "wheeled-1.0-py3-none-any.whl");
    await using maker = await createBackend({ workers: 1 });
    const slot = await maker.acquire();
    const zip = "import zipfile; z = zipfile.ZipFile('w.whl', 'w'); z.writestr('wheeled.py', 'VALUE = 42'); z.close()";
    await maker.execute({ slot, tool: "bash", args: { command: `python3 -c "${zip}"` }, timeoutMs: 300_000 });
    const made = await maker.readArtifact(slot, "w.whl", { encoding: "base64" });
    if (!made.success) throw new Error(made.error);
    writeFileSync(wheel, Buffer.from(made.content, "base64"));

    await using backend = await createBackend({ workers: 1, python: { packages: [site, wheel] } });
    const script = `import greeting, wheeled
print(greeting.HELLO, wheeled.VALUE)
open(greeting.__file__, "a").write("\\nHELLO += str(1)")`;
    const [one, other] = [await backend.acquire("one"), await backend.acquire("other")];
    const outputs: string[] = [];
    for (const slot of [one, one, other]) {
      const args = { command: `python3 -c '${script}'` };
      const ran = await backend.execute({ slot, tool: "bash", args, timeoutMs: 300_000 });
      outputs.push(`${ran.output}${ran.error}`);
    }
    expect(outputs).toEqual(["hello from a package 42", "hello from a package1 42", "hello from a package 42"]);
  });

  it("that can't be read are refused by name", async () => {
    await expect(createBackend({ python: { packages: [join(folder, "none")] } })).rejects.toThrow(
      /python\.packages\.0: .*none/,
    );
    await expect(createBackend({ python: { packages: [join(folder, "none.whl")] } })).rejects.toThrow(
      /python\.packages\.0: .*none\.whl/,
    );
    await expect(createBackend({ python: { folder } } as never)).rejects.toThrow(/unknown option "python\.folder"/);
  });

  it("say what to do when pip is asked for", async () => {
    await using backend = await createBackend({ workers: 1 });
    const slot = await backend.acquire();
    for (const command of ["pip install requests", "python3 -m pip install requests"]) {
      const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 300_000 });
      expect([metadata.exitCode, metadata.stderr]).toEqual([1, expect.stringContaining("pip install --target")]);
    }
  });
});

describe("the image of a started interpreter", () => {
  const print = async (imageFolder: string) => {
    await using backend = await createBackend({ workers: 1, python: { imageFolder } });
    const slot = await backend.acquire();
    const command = "python3 -c 'print(6*7)'";
    return await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 300_000 });
  };

  it("is made once, and anew if it is damaged", async () => {
    const imageFolder = join(folder, "images");
    expect((await print(imageFolder)).output).toBe("42");
    const [name = ""] = readdirSync(imageFolder);
    const file = join(imageFolder, name);
    const image = readFileSync(file);
    for (const damaged of [
      image.subarray(0, 1000),
      Buffer.alloc(0),
      Buffer.from(image).fill(7, 5_000_000, 5_000_001),
    ]) {
      writeFileSync(file, damaged);
      expect((await print(imageFolder)).output).toBe("42");
      expect(readFileSync(file).equals(damaged)).toBe(false);
    }
    expect(readdirSync(imageFolder)).toEqual([name]);
  }, 400_000);

  it("is made by two at once, each whole", async () => {
    const imageFolder = join(folder, "images-of-two");
    const both = await Promise.all([print(imageFolder), print(imageFolder)]);
    expect(both.map(({ output }) => output)).toEqual(["42", "42"]);
    expect(readdirSync(imageFolder)).toHaveLength(1);
    expect((await print(imageFolder)).output).toBe("42");
  }, 400_000);

  it("is done without where nothing can be written", async () => {
    const file = join(folder, "no-folder");
    writeFileSync(file, "");
    expect((await print(file)).output).toBe("42");
  }, 400_000);
});
