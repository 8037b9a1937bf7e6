import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { LOCK_FILE_INFO } from "../../runtimes/python/lock-file-info.ts";

/*
 * What runtimes/python and src/machine/python assume of pyodide beyond its documentation. If pyodide is updated and this
 * fails, they are to be looked at, and the licence in runtimes/build/licenses.
 */

interface Linked {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
}

/** Node's types leave it out. */
const { Module } = (
  globalThis as unknown as {
    WebAssembly: {
      Module: (new (bytes: Uint8Array) => object) & Readonly<Record<"imports" | "exports", (of: object) => Linked[]>>;
    };
  }
).WebAssembly;

const VERSION = "314.0.7";
const LOAD_MS = 120_000;
const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("pyodide/package.json"));
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

describe("the package pyodide", () => {
  it("is the version that was looked at", () => {
    const { dependencies } = require("../../package.json") as { dependencies: Record<string, string> };
    const { version } = require("pyodide/package.json") as { version: string };
    expect([dependencies["pyodide"], version, LOCK_FILE_INFO.version]).toEqual([VERSION, VERSION, VERSION]);
  });

  it("describes itself as the interpreter is told", () => {
    const { info } = JSON.parse(read("pyodide-lock.json")) as { info: object };
    expect({ ...info, version: VERSION }).toEqual(LOCK_FILE_INFO);
  });

  it("has the standard library in a zip file beside it", () => {
    expect(read("python_stdlib.zip").startsWith("PK")).toBe(true);
    expect(read("pyodide.mjs")).toContain("python_stdlib.zip");
  });

  const source = `${read("pyodide.mjs")}${read("pyodide.asm.mjs")}`;

  it("takes options it doesn't speak of", () => {
    const options = ["_loadSnapshot", "_makeSnapshot", "_sysExecutable", "checkAPIVersion", "createPyodideModule"];
    expect(options.filter((option) => !source.includes(`.${option}`))).toEqual([]);
  });

  it("asks a bare engine's shell for random bytes and for files as the guest offers them", () => {
    const wanted = ["/dev/urandom", "os.system(", "readbuffer("];
    expect(wanted.filter((text) => !source.includes(text))).toEqual([]);
  });
});

describe("pyodide.asm.wasm", () => {
  const module = new Module(readFileSync(join(folder, "pyodide.asm.wasm")));
  const imports = Module.imports(module);

  it("has its clock from the engine, which the guest keeps at UTC", () => {
    const ofEnv = imports.filter(({ module, kind }) => module === "env" && kind === "function").map(({ name }) => name);
    expect(ofEnv).toEqual(
      expect.arrayContaining(["_gmtime_js", "_timegm_js", "_localtime_js", "_mktime_js", "_tzset_js"]),
    );
  });

  it("has a memory of its own, which the host limits", () => {
    expect(imports.filter(({ kind }) => kind === "memory")).toEqual([]);
    expect(Module.exports(module).filter(({ kind }) => kind === "memory")).toEqual([
      { name: "memory", kind: "memory" },
    ]);
  });
});

describe("an interpreter", () => {
  type Members = Record<string, unknown>;
  let python: Members & { _module: Members; FS: Members; runPython(code: string): unknown };

  beforeAll(async () => {
    const { loadPyodide } = (await import("pyodide")) as unknown as {
      loadPyodide(options: object): Promise<typeof python>;
    };
    python = await loadPyodide({ _makeSnapshot: true, stdout: () => {}, stderr: () => {} });
  }, LOAD_MS);

  const kinds = (of: Members, names: readonly string[]): unknown[] => names.map((name) => typeof of[name]);

  it("is Python 3.14 and has what the guest calls", () => {
    expect(python.runPython("import sys; '%d.%d.%d' % sys.version_info[:3]")).toBe(LOCK_FILE_INFO.python);
    const names = ["registerJsModule", "setInterruptBuffer", "setStdin", "setStdout", "setStderr"];
    expect(kinds(python, [...names, "makeMemorySnapshot"])).toEqual(Array(6).fill("function"));
  });

  it("has the parts of Emscripten's file system that one of a slot's own needs", () => {
    const names = ["ErrnoError", "createNode", "hashAddNode", "hashRemoveNode", "mount", "mkdirTree", "open", "isDir"];
    expect(kinds(python.FS, names)).toEqual(Array(names.length).fill("function"));
    expect(python._module["FS"]).toBe(python.FS);
    expect(python._module["mmapAlloc"]).toBeTypeOf("function");
    expect(python._module["HEAPU8"]).toBeInstanceOf(Uint8Array);
    const { stream_ops } = python._module["PIPEFS"] as { stream_ops: Members };
    expect(stream_ops["read"]).toBeTypeOf("function");
  });
});
