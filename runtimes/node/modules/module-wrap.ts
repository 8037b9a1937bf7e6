import { AWAITING } from "../async-context.ts";
import { privateSymbols } from "../private-symbols.ts";
import { markedLine } from "../source-line.ts";
import { awaits, evaluateAs, located } from "./compile.ts";
import { importMeta, moduleHooks } from "./hooks.ts";
import { type Getter, ModuleExports } from "./module-exports.ts";
import { IMPORTED, type ModuleRequest, type ModuleText, SELF, transformModule } from "./transform.ts";

export const STATUS = {
  uninstantiated: 0,
  instantiating: 1,
  instantiated: 2,
  evaluating: 3,
  evaluated: 4,
  errored: 5,
} as const;

type Body = Generator<void, void> | AsyncGenerator<void, void>;

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
  readonly #exports: ModuleExports;
  #linked: readonly ModuleWrap[] = [];
  #requests: readonly object[] | undefined;
  #status: number = STATUS.uninstantiated;
  #error: unknown;
  #body: Body | undefined;
  #evaluation: Promise<void> | undefined;

  constructor(url: string, _context: unknown, source: string | readonly string[], steps?: unknown, ...rest: unknown[]) {
    this.url = url;
    const hostDefined = privateSymbols["host_defined_option_symbol"] as symbol;
    const given = rest[1];
    (this as unknown as Record<symbol, unknown>)[hostDefined] = typeof given === "symbol" ? given : Symbol(url);
    if (typeof source !== "string") {
      this.#synthetic = steps as (this: ModuleWrap) => void;
      this.#exports = new ModuleExports(url, source);
      return;
    }
    moduleHooks.ready();
    this.#source = source;
    this.sourceMapURL = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/m.exec(source)?.[1];
    this.#text = transformed(source, url);
    this.#exports = new ModuleExports(url, this.#text);
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
    this.#exports.link(modules.map((module) => module.#exports));
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
      this.#exports.assertFound(this.#source);
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
    return this.#exports.namespace;
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
    this.#exports.set(name, value);
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
    this.#body = make.call(undefined, this.#self(), this.#exports.importedNames());
    void this.#body.next();
  }

  #self(): object {
    const wrap = this;
    let meta: object | undefined;
    return {
      exports(getters: Readonly<Record<string, Getter>>) {
        wrap.#exports.setLocals(getters);
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
    return markedLine(this.url, this.#source, at, 1);
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
