import { AWAITING } from "../async-context.ts";
import { privateSymbols } from "../private-symbols.ts";
import { awaits, evaluateAs, located } from "./compile.ts";
import { importMeta, moduleHooks } from "./hooks.ts";
import { missingExport, placeIn } from "./missing-export.ts";
import { createNamespace } from "./namespace.ts";
import { IMPORTED, type ModuleRequest, type ModuleText, SELF, transformModule } from "./transform.ts";

export const STATUS = {
  uninstantiated: 0,
  instantiating: 1,
  instantiated: 2,
  evaluating: 3,
  evaluated: 4,
  errored: 5,
} as const;

type Getter = () => unknown;
type Body = Generator<void, void> | AsyncGenerator<void, void>;

/** An export that more than one `export *` brings. */
const AMBIGUOUS = Symbol("ambiguous");

/** What Node's module loader knows as a module: a source text's, or one whose exports are set from outside. */
export class ModuleWrap {
  readonly url: string;
  readonly sourceMapURL: string | undefined;
  readonly sourceURL: string | undefined;
  hasTopLevelAwait = false;
  /** Set from outside, on what the command line names. */
  isMain = false;
  readonly #source: string = "";
  readonly #text: ModuleText | undefined;
  readonly #synthetic: ((this: ModuleWrap) => void) | undefined;
  readonly #values = new Map<string, unknown>();
  #locals: Readonly<Record<string, Getter>> = {};
  #linked: readonly ModuleWrap[] = [];
  #requests: readonly object[] | undefined;
  #status: number = STATUS.uninstantiated;
  #error: unknown;
  #namespace: object | undefined;
  #body: Body | undefined;
  #evaluation: Promise<void> | undefined;

  constructor(url: string, _context: unknown, source: string | readonly string[], steps?: unknown, ...rest: unknown[]) {
    this.url = url;
    const hostDefined = privateSymbols["host_defined_option_symbol"] as symbol;
    const given = rest[1];
    (this as unknown as Record<symbol, unknown>)[hostDefined] = typeof given === "symbol" ? given : Symbol(url);
    if (typeof source !== "string") {
      this.#synthetic = steps as (this: ModuleWrap) => void;
      for (const name of source) this.#values.set(name, undefined);
      return;
    }
    moduleHooks.ready();
    this.#source = source;
    this.sourceMapURL = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/m.exec(source)?.[1];
    this.#text = transformed(source, url);
    this.hasTopLevelAwait = this.#text.hasTopLevelAwait;
  }

  getModuleRequests(): readonly object[] {
    this.#requests ??= Object.freeze(
      (this.#text?.requests ?? []).map(({ specifier, attributes }: ModuleRequest) =>
        Object.freeze({
          __proto__: null,
          specifier,
          attributes: Object.freeze(attributes),
          phase: moduleHooks.evaluationPhase,
        }),
      ),
    );
    return this.#requests;
  }

  link(modules: readonly ModuleWrap[]): void {
    this.#linked = modules;
  }

  isGraphAsync(): boolean {
    return this.#isAsync(new Set());
  }

  get hasAsyncGraph(): boolean {
    return this.isGraphAsync();
  }

  instantiate(): void {
    if (this.#status !== STATUS.uninstantiated) return;
    this.#status = STATUS.instantiating;
    try {
      if (this.#text) this.#start(this.#text);
      for (const module of this.#linked) module.instantiate();
      for (const { request, imported, at } of this.#text?.imports ?? []) {
        if (imported !== "*" && !this.#dependency(request).#find(imported))
          throw missingExport(this.url, this.#source, at, this.#text?.requests[request]?.specifier ?? "", imported);
      }
      for (const entry of this.#text?.exports ?? []) {
        if (entry.kind !== "from" || entry.imported === "*" || this.#dependency(entry.request).#find(entry.imported))
          continue;
        throw missingExport(
          this.url,
          this.#source,
          0,
          this.#text?.requests[entry.request]?.specifier ?? "",
          entry.imported,
        );
      }
    } catch (error) {
      this.#status = STATUS.uninstantiated;
      throw error;
    }
    this.#status = STATUS.instantiated;
  }

  /** @returns what settles when the module, and all it needs, have been evaluated */
  evaluate(): Promise<void> {
    this.#evaluation ??= this.#evaluateGraph();
    return this.#evaluation;
  }

  evaluateSync(): object {
    if (this.isGraphAsync()) throw moduleHooks.asyncGraphError();
    this.#runGraph(new Set());
    return this.getNamespace();
  }

  getNamespace(): object {
    this.#namespace ??= createNamespace(this.#exportGetters());
    return this.#namespace;
  }

  getNamespaceSync(): object {
    return this.getNamespace();
  }

  getStatus(): number {
    return this.#status;
  }

  getError(): unknown {
    return this.#error;
  }

  setExport(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  #start(text: ModuleText): void {
    const kind = text.hasTopLevelAwait ? "async function*" : "function*";
    const prefix = `(${kind} (${SELF}, ${IMPORTED}) {${text.prefix}`;
    let make: (self: object, imported: object) => Body;
    try {
      make = evaluateAs(this.url, prefix, text.code, "})", text.columnBefore) as typeof make;
    } catch (error) {
      throw located(error, this.#source, this.url, "module");
    }
    this.#body = make.call(undefined, this.#self(), this.#importedNames(text));
    void this.#body.next();
  }

  #self(): object {
    const wrap = this;
    let meta: object | undefined;
    return {
      exports(getters: Readonly<Record<string, Getter>>) {
        wrap.#locals = { ...getters };
      },
      name: (unnamed: object) => Object.defineProperty(unnamed, "name", { value: "default", configurable: true }),
      ...AWAITING,
      im: (specifier: unknown, options: unknown) => moduleHooks.importFromModule(this.url, specifier, options),
      get meta() {
        meta ??= importMeta(wrap.url, wrap.isMain);
        return meta;
      },
    };
  }

  #importedNames(text: ModuleText): object {
    const names: object = Object.create(null);
    for (const { local, request, imported } of text.imports) {
      let found: Getter | undefined;
      Object.defineProperty(names, local, {
        get: () => {
          found ??= this.#getter(request, imported);
          return found();
        },
        set: () => {
          throw new TypeError("Assignment to constant variable.");
        },
      });
    }
    return names;
  }

  #getter(request: number, imported: string): Getter {
    const module = this.#dependency(request);
    if (imported === "*") return () => module.getNamespace();
    return module.#find(imported) ?? (() => undefined);
  }

  #dependency(request: number): ModuleWrap {
    const module = this.#linked[request];
    if (!module) throw new Error(`${this.url} is not linked`);
    return module;
  }

  /** Finds an export, as ResolveExport of the ECMAScript standard does. */
  #find(name: string): Getter | undefined {
    const found = this.#resolve(name, new Set());
    return found === AMBIGUOUS ? undefined : found;
  }

  #resolve(name: string, seen: Set<string>): Getter | undefined | typeof AMBIGUOUS {
    const key = `${this.url}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    if (!this.#text) return this.#values.has(name) ? () => this.#values.get(name) : undefined;
    let fromStar: Getter | undefined;
    for (const entry of this.#text.exports) {
      if (entry.kind === "star" || entry.name !== name) continue;
      if (entry.kind === "local") return this.#local(name);
      const module = this.#dependency(entry.request);
      return entry.imported === "*" ? () => module.getNamespace() : module.#resolve(entry.imported, seen);
    }
    if (name === "default") return undefined;
    for (const entry of this.#text.exports) {
      if (entry.kind !== "star") continue;
      const found = this.#dependency(entry.request).#resolve(name, seen);
      if (found === AMBIGUOUS || (fromStar && found && fromStar !== found)) return AMBIGUOUS;
      fromStar ??= found;
    }
    return fromStar;
  }

  #local(name: string): Getter {
    return (
      this.#locals[name] ??
      (() => {
        throw new ReferenceError(`Cannot access '${name}' before initialization`);
      })
    );
  }

  #exportGetters(): Map<string, Getter> {
    const getters = new Map<string, Getter>();
    for (const name of this.#exportNames(new Set())) {
      const getter = this.#find(name);
      if (getter) getters.set(name, getter);
    }
    return getters;
  }

  #exportNames(seen: Set<ModuleWrap>): Set<string> {
    const names = new Set<string>();
    if (seen.has(this)) return names;
    seen.add(this);
    if (!this.#text) return new Set(this.#values.keys());
    for (const entry of this.#text.exports) {
      if (entry.kind !== "star") names.add(entry.name);
      else
        for (const name of this.#dependency(entry.request).#exportNames(seen)) if (name !== "default") names.add(name);
    }
    return names;
  }

  #isAsync(seen: Set<ModuleWrap>): boolean {
    if (seen.has(this)) return false;
    seen.add(this);
    return this.hasTopLevelAwait || this.#linked.some((module) => module.#isAsync(seen));
  }

  async #evaluateGraph(): Promise<void> {
    if (this.isGraphAsync()) await this.#awaitGraph(new Set());
    else this.#runGraph(new Set());
  }

  /** In the order of the imports; what was begun already is not begun again. */
  #runGraph(seen: Set<ModuleWrap>): void {
    if (!this.#begins(seen)) return;
    for (const module of this.#linked) this.#throughErrors(() => module.#runGraph(seen));
    this.#throughErrors(() => this.#run());
    this.#status = STATUS.evaluated;
  }

  async #awaitGraph(seen: Set<ModuleWrap>): Promise<void> {
    if (this.#evaluation && this.#status === STATUS.evaluating && !seen.has(this) && seen.size > 0)
      return this.#evaluation;
    if (!this.#begins(seen)) return;
    try {
      // What does not wait for another's promises need not wait for it either.
      const begun = this.#linked.map((module) =>
        module.isGraphAsync() ? module.#awaitGraph(seen) : module.#runGraph(seen),
      );
      await Promise.all(begun);
      if (this.hasTopLevelAwait) {
        waiting.add(this);
        await (this.#body as AsyncGenerator).next();
        waiting.delete(this);
      } else this.#run();
    } catch (error) {
      waiting.delete(this);
      this.#fail(error);
    }
    this.#status = STATUS.evaluated;
  }

  /** Where it waits, as a warning shows it. */
  get waitsAt(): string {
    const at = this.#text?.firstAwait ?? 0;
    const { line, text, column } = placeIn(this.#source, at);
    return `${this.url}:${line}\n${text}\n${" ".repeat(column)}^\n`;
  }

  #begins(seen: Set<ModuleWrap>): boolean {
    if (this.#status === STATUS.errored) throw this.#error;
    if (seen.has(this) || this.#status !== STATUS.instantiated) return false;
    seen.add(this);
    this.#status = STATUS.evaluating;
    return true;
  }

  #run(): void {
    if (this.#synthetic) this.#synthetic.call(this);
    else (this.#body as Generator | undefined)?.next();
  }

  #throughErrors(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    this.#status = STATUS.errored;
    this.#error = error;
    throw error;
  }
}

/** Modules whose body has begun and not ended. */
const waiting = new Set<ModuleWrap>();

/** What Node prints when a program ends because nothing will ever settle what its modules wait for. */
export function unsettledAwait(): string {
  return [...waiting].map(({ waitsAt }) => `Warning: Detected unsettled top-level await at ${waitsAt}\n\n\n`).join("");
}

function transformed(source: string, url: string): ModuleText {
  try {
    return transformModule(source, awaits(source, url));
  } catch (error) {
    throw moduleHooks.syntaxError(error, source, url);
  }
}
