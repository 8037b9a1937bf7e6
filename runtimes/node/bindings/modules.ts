import { type CommonJSExports, lex } from "../modules/commonjs-exports.ts";
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
    bare["parse"] = (source: string): [Set<string>, string[]] => {
      const { exports, reexports }: CommonJSExports = lex(source);
      return [new Set(exports), reexports];
    };
  },
};

function pathOf(url: string): string {
  return url.startsWith("file://") ? decodeURIComponent(url.slice("file://".length).replace(/[?#].*$/s, "")) : url;
}
