import { programOptions } from "../command-line.ts";
import { checkScript, compileFunction, runScript } from "../modules/compile.ts";
import { moduleHooks } from "../modules/hooks.ts";
import { ModuleWrap, STATUS } from "../modules/module-wrap.ts";
import { createNamespace } from "../modules/namespace.ts";
import { parse, provideParser } from "../modules/syntax-tree.ts";
import { perIsolateSymbols, privateSymbols } from "../private-symbols.ts";
import type { Binding, BindingContext } from "./binding.ts";

const WRAPPER = ["exports", "require", "module", "__filename", "__dirname"];

/** Which argument of ContextifyScript says whose `import()` it is. */
const HOST_DEFINED = 7;

function hostDefined(script: object, given: unknown): symbol | undefined {
  if (typeof given !== "symbol") return undefined;
  (script as Record<symbol, unknown>)[privateSymbols["host_defined_option_symbol"] as symbol] = given;
  return given;
}

/** Text that is no CommonJS, but may be a module. */
const MODULE_ONLY =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|await is only valid in async functions|Unexpected reserved word|Identifier '(?:__filename|__dirname|require|module|exports)' has already been declared/;

export const scripts = {
  contextify: (bare: Binding, { require }: BindingContext): void => {
    class ContextifyScript {
      readonly #code: string;
      readonly #filename: string;
      readonly sourceMapURL = undefined;
      readonly #symbol: symbol | undefined;
      constructor(code: string, filename = "evalmachine.<anonymous>", ...rest: unknown[]) {
        provideParser(require);
        this.#symbol = hostDefined(this, rest[HOST_DEFINED - 2]);
        this.#code = code;
        this.#filename = filename;
        checkScript(code, filename);
      }
      runInContext(): unknown {
        const filename = this.#filename;
        const needsValue = !/^\[(?:eval|stdin)\d*\]$/.test(filename) || programOptions()["--print"] === true;
        const dynamicImport = (specifier: unknown, options?: unknown) =>
          moduleHooks.importFromScript(this.#symbol, filename, specifier, options);
        return runScript(this.#code, filename, dynamicImport, needsValue);
      }
    }
    const compile = (code: string, filename: string, params: readonly string[], symbol?: symbol) => {
      provideParser(require);
      return compileFunction(code, filename, params, (specifier, options) =>
        moduleHooks.importFromScript(symbol ?? moduleHooks.scriptSymbol, filename, specifier, options),
      );
    };
    const isModule = (code: string): boolean => {
      provideParser(require);
      try {
        parse(code, "module");
        return true;
      } catch {
        return false;
      }
    };
    const needsModule = (code: string, filename: string): boolean => {
      try {
        compile(code, filename, WRAPPER);
        return false;
      } catch (error) {
        return MODULE_ONLY.test(String(error)) && isModule(code);
      }
    };
    Object.assign(bare, {
      ContextifyScript,
      compileFunction(code: string, filename: string, ...rest: unknown[]) {
        const symbol = typeof rest[7] === "symbol" ? rest[7] : undefined;
        const compiled = compile(code, filename, (rest[6] as string[] | undefined) ?? [], symbol);
        hostDefined(compiled, symbol);
        return { function: compiled, sourceMapURL: undefined };
      },
      compileFunctionForCJSLoader(code: string, filename: string, _isSea: boolean, detects: boolean) {
        try {
          return { canParseAsESM: false, function: compile(code, filename, WRAPPER), sourceMapURL: undefined };
        } catch (error) {
          if (detects && MODULE_ONLY.test(String(error)) && isModule(code)) return { canParseAsESM: true };
          throw error;
        }
      },
      containsModuleSyntax: needsModule,
      shouldRetryAsESM: needsModule,
    });
  },
  module_wrap: (bare: Binding, { require }: BindingContext): void => {
    moduleHooks.moduleSymbol = perIsolateSymbols["source_text_module_default_hdo"];
    moduleHooks.scriptSymbol = perIsolateSymbols["vm_dynamic_import_default_internal"];
    moduleHooks.asyncGraphError = () => {
      const { ERR_REQUIRE_ASYNC_MODULE } = (require("internal/errors") as { codes: Record<string, new () => Error> })
        .codes;
      return new (ERR_REQUIRE_ASYNC_MODULE as new () => Error)();
    };
    moduleHooks.ready = () => provideParser(require);
    Object.assign(bare, {
      ModuleWrap,
      kUninstantiated: STATUS.uninstantiated,
      kInstantiating: STATUS.instantiating,
      kInstantiated: STATUS.instantiated,
      kEvaluating: STATUS.evaluating,
      kEvaluated: STATUS.evaluated,
      kErrored: STATUS.errored,
      kEvaluationPhase: moduleHooks.evaluationPhase,
      setImportModuleDynamicallyCallback(importer: typeof moduleHooks.importer) {
        moduleHooks.importer = importer;
      },
      setInitializeImportMetaObjectCallback() {},
      setImportMetaResolveInitializer(resolverOf: typeof moduleHooks.resolverOf) {
        moduleHooks.resolverOf = resolverOf;
      },
      createRequiredModuleFacade: (wrap: ModuleWrap) => {
        const namespace = wrap.getNamespace() as Record<string, unknown>;
        const getters = Object.keys(namespace).map((name) => [name, () => namespace[name]] as const);
        return createNamespace(new Map([["__esModule", () => true], ...getters]));
      },
      throwIfPromiseRejected() {},
    });
  },
};
