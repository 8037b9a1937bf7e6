import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveConfig } from "../../src/api/config.ts";
import { SlotboxError } from "../../src/api/errors.ts";
import { DEFAULT_LIMITS, HARDENED_LIMITS } from "../../src/api/limits.ts";
import { OUTCOMES } from "../../src/api/result.ts";
import { TOOLS } from "../../src/tools/table.ts";
import { ENDPOINTS } from "../../src/wire/endpoints.ts";
import { REPO, readPage } from "./pages.ts";

/* The reference has all there is, with the numbers of the code. */

const page = readPage("src/api/README.md");
/** The cells of the tables' rows, but for their headings. */
const rows = [...page.matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) => row.split(" | ").map((cell) => cell.trim()));
const rowOf = (name: string): readonly string[] | undefined =>
  rows.find(([first = ""]) => namesIn(first).includes(name));

function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]*)`/g)].map(([, name = ""]) => name.replace(/\(.*/, ""));
}

describe("the reference", () => {
  it("has every limit, with its values", () => {
    const MIB = 1024 * 1024;
    const shown = (name: string, value: number): string => {
      if (name.endsWith("Bytes") && value % MIB === 0) return `${value / MIB} MiB`;
      return name.endsWith("Bytes") && value % 1024 === 0 ? `${value / 1024} KiB` : value.toLocaleString("en");
    };
    for (const [name, value] of Object.entries(DEFAULT_LIMITS)) {
      const hardened = HARDENED_LIMITS[name as keyof typeof HARDENED_LIMITS];
      const row = rows.find((cells) => cells[0] === `\`${name}\`` && cells.length === 5);
      expect([name, ...(row?.slice(3) ?? [])]).toEqual([name, shown(name, value), shown(name, hardened)]);
    }
  });

  it("has every option of the configuration", () => {
    const { freshContexts: _, python, ...rest } = resolveConfig({ kind: "wasi", module: "m" });
    const optional = ["args", "preopens", "exports"];
    const names = [...Object.keys(rest), ...optional, ...Object.keys(python).map((name) => `python.${name}`)];
    expect(names.filter((name) => !rowOf(name))).toEqual([]);
  });

  it("knows no option that there is not", () => {
    const section = /^## Configuration$(.*?)^### Limits$/ms.exec(page)?.[1] ?? "";
    const named = [...section.matchAll(/^\| (`.*?) \| /gm)].flatMap(([, cell = ""]) => namesIn(cell));
    expect(named.length).toBeGreaterThan(10);
    const isUnknown = (name: string): boolean => {
      const [top = "", inner] = name.split(".");
      const value = inner === undefined ? Symbol() : { [inner]: Symbol() };
      try {
        resolveConfig({ [top]: value });
        return true;
      } catch (error) {
        return !SlotboxError.is(error) || error.message.includes("unknown option");
      }
    };
    expect(named.filter(isUnknown)).toEqual([]);
  });

  it.each([
    ["tool", Object.keys(TOOLS)],
    ["outcome", OUTCOMES],
  ])("has every %s", (_, names) => {
    expect(names.filter((name) => !rowOf(name))).toEqual([]);
  });

  it("has every endpoint", () => {
    const named = rows.flatMap(([first = ""]) =>
      [...first.matchAll(/`(?:GET|POST) (\/[\w/]*)`/g)].map(([, path]) => path),
    );
    expect(named).toEqual(expect.arrayContaining(Object.values(ENDPOINTS)));
  });

  it("has every code of an error and of an artifact that can't be had", () => {
    const codesOf = (file: string, type: string): string[] => {
      const source = readFileSync(join(REPO, file), "utf8");
      const union = new RegExp(`type ${type} =([^;]*);`).exec(source)?.[1] ?? "";
      return [...union.matchAll(/\| "(\w+)"/g)].map(([, code = ""]) => code);
    };
    const codes = [
      ...codesOf("src/api/errors.ts", "SlotboxErrorCode"),
      ...codesOf("src/api/artifacts.ts", "ArtifactErrorCode"),
    ];
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
