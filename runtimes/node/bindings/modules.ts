import { parse } from "cjs-module-lexer";
import { findPackageScope, type PackageRecord, packageJSON } from "../modules/package-json.ts";
import type { Binding } from "./binding.ts";

export const modules = {
  modules: (bare: Binding): void => {
    const serialized = (record: PackageRecord | undefined): unknown[] | undefined =>
      record && [record.name, record.main, record.type, record.imports, record.exports, record.path];
    Object.assign(bare, {
      readPackageJSON: (path: string, _isESM: boolean, base?: string, specifier?: string) =>
        serialized(packageJSON(path, base, specifier)),
      getNearestParentPackageJSON: (path: string) => serialized(findPackageScope(path)),
      getNearestParentPackageJSONType: (path: string) => findPackageScope(path)?.type ?? "none",
      getPackageScopeConfig: (url: string) => {
        const path = pathOf(url);
        return serialized(findPackageScope(path)) ?? "/package.json";
      },
      getPackageType: (url: string) => findPackageScope(pathOf(url))?.type,
      enableCompileCache: () => [3],
      getCompileCacheDir: () => undefined,
      flushCompileCache() {},
      getCompileCacheEntry: () => undefined,
      saveCompileCacheEntry() {},
    });
  },
  cjs_lexer: (bare: Binding): void => {
    bare["parse"] = lex;
  },
};

function pathOf(url: string): string {
  return url.startsWith("file://") ? decodeURIComponent(url.slice("file://".length).replace(/[?#].*$/s, "")) : url;
}

/** The names a CommonJS module exports, as far as its text tells. */
function lex(source: string): [exports: Set<string>, reexports: string[]] {
  try {
    const { exports, reexports } = parse(source);
    return [new Set(exports), [...new Set(reexports)]];
  } catch {
    return [new Set(), []];
  }
}
