import type { Evaluation } from "../../abi/evaluation.ts";
import { FIRST_PID } from "../../abi/shell.ts";
import { AWAITING } from "../async-context.ts";
import type { Realm } from "../boot.ts";
import { readCommandLine } from "../command-line.ts";
import { reportError } from "../fatal-error.ts";
import { loop } from "../loop.ts";
import { machine, setDeadline } from "../machine.ts";
import { evaluateAs, located, withoutHashbang } from "../modules/compile.ts";
import { importMeta, moduleHooks } from "../modules/hooks.ts";
import { provideParser } from "../modules/syntax-tree.ts";
import { SELF } from "../modules/transform.ts";
import { nameProgram } from "../program.ts";
import { rememberSource, sourceLineOf } from "../source-line.ts";
import { printError } from "../standard-error.ts";
import { type DeclaredName, transformCell } from "./cell.ts";
import { describeValue } from "./value.ts";

const NAME = "[session]";
const UNSETTLED = "Warning: Detected unsettled top-level await\n";

type Run = (this: typeof globalThis) => Promise<unknown>;

interface Libraries {
  readonly execution: { setUncaughtExceptionCaptureCallback(take: (error: unknown) => void): void };
  readonly helpers: { addBuiltinLibsToObject(object: object, name: string): void };
  readonly preExecution: { prepareMainThreadExecution(): void; markBootstrapComplete(): void };
}

/** Runs code piece by piece in the global scope of one program. A piece is done when nothing is left for the event loop to do. */
export class Session {
  readonly #realm: Realm;
  readonly #url: string;
  #cells = 0;
  #hasFailed = false;
  #maxValueChars = 0;
  /** What the current piece has come to; nothing while it waits. */
  #settled: { readonly value: unknown } | undefined;

  constructor(realm: Realm, { env, cwd }: Evaluation) {
    this.#realm = realm;
    readCommandLine([]);
    nameProgram(realm, "node", env, FIRST_PID);
    const { execution, helpers, preExecution } = librariesOf(realm);
    preExecution.prepareMainThreadExecution();
    helpers.addBuiltinLibsToObject(globalThis, "<session>");
    preExecution.markBootstrapComplete();
    provideParser(realm.require);
    this.#url = `file://${encodeURI(cwd)}/${NAME}`;
    this.#provideModule(cwd);
    loop.onBeforeExit = () => {};
    loop.onIdle = () => this.#finish();
    execution.setUncaughtExceptionCaptureCallback((error) => this.#uncaught(error));
  }

  evaluate({ code, deadlineMs, maxValueChars }: Evaluation): void {
    setDeadline(deadlineMs);
    this.#hasFailed = false;
    this.#settled = undefined;
    this.#maxValueChars = maxValueChars;
    loop.enqueue(() => this.#run(code));
  }

  #run(source: string): void {
    const filename = `[cell-${++this.#cells}]`;
    rememberSource(filename, source);
    const settle = (value: unknown): void => {
      this.#settled = { value };
    };
    let run: Run;
    try {
      run = this.#compile(source, filename);
    } catch (error) {
      settle(undefined);
      this.#hasFailed = true;
      printError(`${describeCompileError(error)}\n`);
      return;
    }
    run.call(globalThis).then(settle, (error: unknown) => {
      settle(undefined);
      this.#fail(error);
    });
  }

  #compile(source: string, filename: string): Run {
    let cell: ReturnType<typeof transformCell>;
    try {
      cell = transformCell(withoutHashbang(source));
    } catch (error) {
      throw moduleHooks.syntaxError(error, source, filename);
    }
    const prefix = `(function (${SELF}) { return async function () {${cell.prefix}`;
    try {
      const make = evaluateAs(filename, prefix, cell.code, "}})", cell.columnBefore) as (self: object) => Run;
      for (const declared of cell.names) declareGlobally(declared);
      return make(this.#self());
    } catch (error) {
      throw located(error, source, filename, "cell");
    }
  }

  #self(): object {
    const url = this.#url;
    return {
      ...AWAITING,
      im: (specifier: unknown, options?: unknown) => moduleHooks.importFromModule(url, specifier, options),
      get meta() {
        return importMeta(url, true);
      },
      named: (name: string, declared: object) =>
        Object.defineProperty(declared, "name", { value: name, configurable: true }),
      take: (namespace: Readonly<Record<string, unknown>>, names: readonly string[], specifier: string) =>
        names.map((name) => {
          if (name === "*") return namespace;
          if (name in namespace) return namespace[name];
          throw new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`);
        }),
    };
  }

  /** As with `node -e`: `require`, `module` and `exports` are global. */
  #provideModule(cwd: string): void {
    const { Module } = this.#realm.require<{ Module: ModuleConstructor }>("internal/modules/cjs/loader");
    const module = new Module(NAME);
    module.filename = `${cwd}/${NAME}`;
    module.paths = Module._nodeModulePaths(cwd);
    module._compile("Object.assign(globalThis, { require, module, exports, __filename, __dirname });", module.filename);
  }

  #uncaught(error: unknown): void {
    const { process } = this.#realm;
    if (!process.emit("uncaughtException", error, "uncaughtException")) this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    reportError(error, false, this.#realm.require, "");
  }

  #finish(): void {
    const settled = this.#settled;
    if (!settled) {
      this.#hasFailed = true;
      printError(UNSETTLED);
    }
    const { json, text } = this.#hasFailed
      ? { json: "", text: "" }
      : describeValue(settled?.value, this.#maxValueChars, this.#realm.require);
    machine().host.evaluated(this.#hasFailed, json, text);
  }
}

/** What a session shows of code that doesn't compile: all frames of its stack would be Node's own, so there is none. */
function describeCompileError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = sourceLineOf(error, false);
  return `${place ? `${place}\n` : ""}${error.name}: ${error.message}`;
}

interface ModuleConstructor {
  new (
    id: string,
  ): {
    filename: string;
    paths: string[];
    exports: unknown;
    _compile(code: string, filename: string): unknown;
  };
  _nodeModulePaths(from: string): string[];
}

function librariesOf({ require }: Realm): Libraries {
  return {
    execution: require("internal/process/execution"),
    helpers: require("internal/modules/helpers"),
    preExecution: require("internal/process/pre_execution"),
  };
}

/** Makes a variable of a session a global one; whatever has the name, be it one of Node's, gives way. @throws TypeError for `undefined` and the like */
function declareGlobally({ name, keepsValue }: DeclaredName): void {
  const known = Object.getOwnPropertyDescriptor(globalThis, name);
  if (keepsValue && known && "value" in known) return;
  Object.defineProperty(globalThis, name, { value: undefined, writable: true, enumerable: true, configurable: true });
}
