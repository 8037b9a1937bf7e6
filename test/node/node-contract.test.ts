import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { ABSENT, REPLACED } from "../../runtimes/build/node-library/left-out.ts";
import { bundledModules, describeNode } from "../../runtimes/build/node-library/node-library.ts";
import { PATCHES } from "../../runtimes/build/node-library/patches.ts";

/*
 * What runtimes/build/node-library takes out of the Node that is pinned, by ways Node promises to nobody. If Node is updated
 * and this fails, runtimes/build/node-library is to be looked at; for its native functions, see natives.test.ts.
 */

const VERSION = "26.10.0";
const description = describeNode();
const modules = new Set(Object.keys(description.sources));

describe("the pinned Node", () => {
  it("is the version that was looked at, and the one that tells of itself", () => {
    const require = createRequire(import.meta.url);
    const { devDependencies } = require("../../package.json") as { devDependencies: Record<string, string> };
    const { version } = require("node/package.json") as { version: string };
    expect([devDependencies["node"], version, description.version]).toEqual([VERSION, VERSION, `v${VERSION}`]);
  });

  it("gives the sources of its library, those of public modules and of its own", () => {
    expect([...modules]).toEqual(
      expect.arrayContaining([
        "fs",
        "path",
        "internal/bootstrap/realm",
        "internal/modules/cjs/loader",
        "internal/util",
      ]),
    );
    expect(description.sources["path"]).toContain("module.exports");
    expect(bundledModules(description).length).toBeGreaterThan(200);
  });

  it("has the modules that guests replace, lack or get with changes", () => {
    const gone = [...REPLACED, ...ABSENT, ...Object.keys(PATCHES)].filter((id) => !modules.has(id));
    expect(gone).toEqual([]);
    for (const [id, edits] of Object.entries(PATCHES))
      for (const [text] of edits) expect(description.sources[id]?.split(text).length, `${id}: ${text}`).toBe(2);
  });

  it("gives each native binding that is asked for", () => {
    const empty = Object.entries(description.bindings).filter(([, facts]) => Object.keys(Object(facts)).length === 0);
    // It has symbols only, which are told apart from the rest.
    expect(empty.map(([name]) => name)).toEqual(["symbols"]);
    expect(description["symbols"]).toContain("fs_use_promises_symbol");
    expect(description["privateSymbols"]).toContain("host_defined_option_symbol");
  });

  it("tells its options and its errors", () => {
    expect(description["optionTypes"]).toContainEqual(["--conditions", expect.any(Number)]);
    expect(description["errors"]).toContainEqual([-2, ["ENOENT", "no such file or directory"]]);
  });
});
