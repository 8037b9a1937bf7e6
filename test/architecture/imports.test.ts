import { describe, expect, it } from "vitest";
import { filesOf, findCycle, type Import, importsOf, partOf, readImports } from "./imports.ts";

/**
 * Who may import whom, types included, from what users call down to what only computes. A part also imports itself and
 * `api`; `api` is types, schemas and constants, and imports nothing of the rest.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/index.ts": ["backend", "client", "server", "testing"],
  // The command line writes back what a call changed, so it holds the volume itself.
  "src/cli": ["server", "backend", "wire", "volume"],
  // The server counts calls by the tools there are.
  "src/server": ["backend", "tools", "wire", "timing"],
  "src/client": ["backend", "wire", "timing"],
  "src/testing": ["backend"],
  // What a sandbox is told to run (templates, programs, packages) is read here and handed down to its workers.
  "src/backend": ["pool", "worker", "tools", "machine", "artifacts", "volume", "timing"],
  // The scheduler holds each slot's volume, to which it applies what a worker reports of a checked call.
  "src/pool": ["worker", "tools", "volume", "timing"],
  // The one place where the parts of a worker are put together.
  "src/worker": ["tools", "machine", "isolate", "volume"],
  "src/tools": ["machine", "volume"],
  "src/machine": ["isolate", "volume", "timing"],
  "src/artifacts": ["volume"],
  "src/isolate": [],
  "src/volume": [],
  "src/wire": [],
  "src/timing": [],
  "src/api": [],
  "runtimes/kernel": ["runtimes/web"],
  "runtimes/regex": [],
  "runtimes/bash": ["runtimes/kernel", "runtimes/regex", "runtimes/web"],
  "runtimes/userland": ["runtimes/bash", "runtimes/regex", "runtimes/kernel", "runtimes/web"],
  "runtimes/machine": ["runtimes/userland", "runtimes/bash", "runtimes/kernel", "runtimes/web"],
  "runtimes/node": ["runtimes/web", "runtimes/engine"],
  "runtimes/python": ["runtimes/web", "runtimes/engine"],
  "runtimes/wasi": ["runtimes/engine", "runtimes/web"],
  "runtimes/web": [],
  "runtimes/engine": [],
  // The build runs the bindings once, to report which of them do nothing, and bundles the commands that are named there.
  "runtimes/build": ["runtimes/node"],
  "runtimes/abi": [],
};

/** Both sides of the wall share these: types and constants. */
const SHARED = "runtimes/abi";

const files = [...filesOf("src"), ...filesOf("runtimes")];
const imports = files.flatMap(importsOf);
const own = imports.filter(({ to }) => /^(?:src|runtimes)\//.test(to));
const text = ({ from, to }: Import): string => `${from} -> ${to}`;

function isAllowed({ from, to }: Import): boolean {
  const [importer, imported] = [partOf(from), partOf(to)];
  if (importer === imported || imported === SHARED) return true;
  if (importer.startsWith("src/") && imported === "src/api") return true;
  return (MAY_IMPORT[importer] ?? []).some((name) => imported === name || imported === `src/${name}`);
}

describe("imports", () => {
  it("are found in every form", () => {
    const source = [
      'import a, { b } from "./a.ts";',
      "import {",
      "  type C,",
      "  type D,",
      '} from "../c/d.ts";',
      'export type { E } from "./e.ts";',
      'export * from "./f.ts";',
      'import "./g.ts";',
      'const h = await import("./h.ts");',
      'type I = import("node:fs").Stats;',
      "const none = 'import(\"x\" + y)';",
    ].join("\n");
    expect(readImports("src/x/y.ts", source).map(({ to, isDeferred }) => [to, isDeferred])).toEqual([
      ["src/x/a.ts", false],
      ["src/c/d.ts", true],
      ["src/x/e.ts", true],
      ["src/x/f.ts", false],
      ["src/x/g.ts", false],
      ["src/x/h.ts", true],
      ["node:fs", true],
    ]);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it("go one way", () => {
    expect(own.filter((edge) => !isAllowed(edge)).map(text)).toEqual([]);
  });

  it("need each way that is allowed", () => {
    const taken = new Set(own.map(({ from, to }) => `${partOf(from)} -> ${partOf(to)}`));
    const allowed = Object.entries(MAY_IMPORT).flatMap(([part, names]) =>
      names.map((name) => `${part} -> ${name.includes("/") ? name : `src/${name}`}`),
    );
    expect(allowed.filter((way) => !taken.has(way))).toEqual([]);
  });

  it("are allowed by a table that names every part and has no cycle", () => {
    expect([...new Set(files.map(partOf))].filter((part) => !Object.hasOwn(MAY_IMPORT, part))).toEqual([]);
    const parts = new Map(
      Object.entries(MAY_IMPORT).map(([part, names]) => [
        part,
        names.map((name) => (name.includes("/") ? name : `src/${name}`)),
      ]),
    );
    expect(findCycle(parts)).toBe(undefined);
  });

  it("have no cycle, those of types included", () => {
    const graph = new Map(files.map((file) => [file, own.filter(({ from }) => from === file).map(({ to }) => to)]));
    expect(findCycle(graph)).toBe(undefined);
    expect(findCycle(new Map(Object.entries({ a: ["b"], b: ["c"], c: ["b"] })))).toEqual(["b", "c", "b"]);
  });

  it("of what runs in isolates are nothing of Node's, and no isolates", () => {
    const guest = imports.filter(({ from }) => from.startsWith("runtimes/") && partOf(from) !== "runtimes/build");
    expect(guest.filter(({ to }) => /^node:|^isolated-vm$|^src\//.test(to)).map(text)).toEqual([]);
  });

  it("of the build are its own: nothing that is shipped needs it", () => {
    const ofBuild = own.filter(({ from, to }) => partOf(to) === "runtimes/build" && partOf(from) !== "runtimes/build");
    expect(ofBuild.map(text)).toEqual([]);
  });

  it("begin at one file", () => {
    expect(files.filter((file) => /^src\/[^/]+$/.test(file))).toEqual(["src/index.ts"]);
  });
});
