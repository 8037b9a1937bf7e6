import { readText } from "../file-access.ts";

/** A package.json as Node's loaders want it: `imports` and `exports` as JSON, or as the text they are. */
export interface PackageRecord {
  readonly name: string | undefined;
  readonly main: string | undefined;
  readonly type: string;
  readonly imports: string | null;
  readonly exports: string | null;
  readonly path: string;
}

const records = new Map<string, PackageRecord | undefined>();

/** @throws ERR_INVALID_PACKAGE_CONFIG for what is no JSON */
export function packageJSON(path: string, base?: string, specifier?: string): PackageRecord | undefined {
  if (records.has(path)) return records.get(path);
  const text = readText(path);
  const record = text === undefined ? undefined : parse(path, text, base, specifier);
  records.set(path, record);
  return record;
}

/** The nearest package.json above a file, not beyond a `node_modules`. */
export function findPackageScope(path: string): PackageRecord | undefined {
  for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
    const directory = path.slice(0, end);
    if (directory.endsWith("/node_modules")) return undefined;
    const record = packageJSON(`${directory}/package.json`);
    if (record || end === 0) return record;
  }
  return undefined;
}

function parse(path: string, text: string, base?: string, specifier?: string): PackageRecord {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, "")) as Record<string, unknown>;
  } catch {
    const from = base === undefined ? "" : ` while importing "${specifier}" from ${base}`;
    const error = new Error(`Invalid package config ${path}${from}.`);
    throw Object.assign(error, { code: "ERR_INVALID_PACKAGE_CONFIG" });
  }
  const string = (name: string): string | undefined => {
    const value = json[name];
    return typeof value === "string" ? value : undefined;
  };
  const type = string("type");
  return {
    name: string("name"),
    main: string("main"),
    type: type === "module" || type === "commonjs" ? type : "none",
    imports: serialized(json["imports"]),
    exports: serialized(json["exports"]),
    path,
  };
}

function serialized(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : null;
}
