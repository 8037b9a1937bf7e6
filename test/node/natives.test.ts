import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { NativesReport } from "../../runtimes/build/node-library/natives-report.ts";

const reportAt = async (path: string): Promise<NativesReport> =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), "utf8")) as NativesReport;

describe("Node's native functions in a guest", () => {
  /*
   * Where this differs, a Node or a change of runtimes/node has made functions that do nothing, or has ended some. Look at
   * each that programs could call; then `cp dist/node-natives.json test/node/natives.json`.
   */
  it("are those that were looked at: implemented, constant or stubbed", async () => {
    expect(await reportAt("dist/node-natives.json")).toEqual(await reportAt("test/node/natives.json"));
  });

  it("are told apart by what the bindings put in", async () => {
    const { bindings } = await reportAt("dist/node-natives.json");
    expect(bindings["fs"]?.implemented).toEqual(expect.arrayContaining(["open", "read", "writeBuffer"]));
    expect(bindings["fs"]?.stubbed).toEqual([]);
    expect(bindings["v8"]?.stubbed).toContain("setFlagsFromString");
    expect(bindings["os"]?.constant).toContain("isBigEndian");
  });
});
