import { rememberPosition } from "../source-line.ts";

type Importer = (
  symbol: symbol | undefined,
  specifier: string,
  phase: number,
  attributes: object,
  referrer: string,
) => Promise<unknown>;

/** What Node's loader tells the native side of modules, and the other way round. */
export const moduleHooks = {
  evaluationPhase: 3,
  moduleSymbol: undefined as symbol | undefined,
  scriptSymbol: undefined as symbol | undefined,
  importer: undefined as Importer | undefined,
  resolverOf: undefined as ((url: string) => unknown) | undefined,
  ready: (): void => {},
  asyncGraphError: (): Error => new Error("the module graph waits for promises"),

  importFromModule(url: string, specifier: unknown, options: unknown): Promise<unknown> {
    return dynamicImport(moduleHooks.moduleSymbol, url, specifier, options);
  },

  importFromScript(
    symbol: symbol | undefined,
    filename: string,
    specifier: unknown,
    options: unknown,
  ): Promise<unknown> {
    return dynamicImport(symbol, filename, specifier, options);
  },

  /** The parser's error as V8 would put it. */
  syntaxError(error: unknown, source: string, url: string): unknown {
    if (!(error instanceof SyntaxError)) return error;
    const { loc, pos } = error as SyntaxError & { loc?: { line: number; column: number }; pos: number };
    if (!loc) return error;
    const token = /^(?:[\w$]+|\S)/.exec(source.slice(pos))?.[0] ?? "";
    const text = error.message.replace(/ \(\d+:\d+\)$/, "");
    const message =
      text !== "Unexpected token" ? text : token === "" ? "Unexpected end of input" : `Unexpected token '${token}'`;
    const better = new SyntaxError(message);
    rememberPosition(better, url, source, loc.line, loc.column, token.length);
    return better;
  },
};

async function dynamicImport(
  symbol: symbol | undefined,
  referrer: string,
  specifier: unknown,
  options: unknown,
): Promise<unknown> {
  const importer = moduleHooks.importer;
  if (!importer) throw new TypeError("modules can't be imported yet");
  const attributes: Record<string, string> = Object.create(null);
  if (options !== undefined) {
    if (typeof options !== "object" || options === null)
      throw new TypeError("The second argument of import() must be an object");
    const given = (options as { with?: Record<string, unknown> }).with;
    for (const [key, value] of Object.entries(given ?? {})) {
      if (typeof value !== "string") throw new TypeError("Import attribute value must be a string");
      attributes[key] = value;
    }
  }
  return importer(symbol, `${specifier}`, moduleHooks.evaluationPhase, attributes, referrer);
}

export function importMeta(url: string, isMain: boolean): object {
  const meta: Record<string, unknown> = Object.create(null);
  if (url.startsWith("file://")) {
    const filename = decodeURIComponent(url.slice("file://".length).replace(/[?#].*$/s, ""));
    meta["dirname"] = filename.slice(0, filename.lastIndexOf("/")) || "/";
    meta["filename"] = filename;
  }
  meta["main"] = isMain;
  meta["resolve"] = moduleHooks.resolverOf?.(url);
  meta["url"] = url;
  return meta;
}
