import { markedLine } from "../source-line.ts";
import { createNamespace } from "./namespace.ts";
import type { ModuleText } from "./transform.ts";

export type Getter = () => unknown;

/** An export that more than one `export *` brings. */
const AMBIGUOUS = Symbol("ambiguous");

/** The names of one module: those it exports, and those it imports of the modules it is linked to. */
export class ModuleExports {
  readonly #url: string;
  /** Absent for a module whose exports are set from outside. */
  readonly #text: ModuleText | undefined;
  readonly #values = new Map<string, unknown>();
  #locals: Readonly<Record<string, Getter>> = {};
  #linked: readonly ModuleExports[] = [];
  #namespace: object | undefined;

  /** @param exported the module's text, or the names that are set from outside */
  constructor(url: string, exported: ModuleText | readonly string[]) {
    this.#url = url;
    if ("code" in exported) this.#text = exported;
    else for (const name of exported) this.#values.set(name, undefined);
  }

  /** @param modules what the module requests, in the order of its requests */
  link(modules: readonly ModuleExports[]): void {
    this.#linked = modules;
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /** Makes what the module's own code exports known. */
  setLocals(getters: Readonly<Record<string, Getter>>): void {
    this.#locals = { ...getters };
  }

  get namespace(): object {
    this.#namespace ??= createNamespace(this.#exportGetters());
    return this.#namespace;
  }

  /** @throws SyntaxError for a name that is imported, or exported again, and that no module gives */
  assertFound(source: string): void {
    for (const { request, imported, at } of this.#text?.imports ?? [])
      if (imported !== "*" && !this.#dependency(request).#find(imported))
        throw this.#missing(source, at, request, imported);
    for (const entry of this.#text?.exports ?? []) {
      if (entry.kind !== "from" || entry.imported === "*" || this.#dependency(entry.request).#find(entry.imported))
        continue;
      throw this.#missing(source, 0, entry.request, entry.imported);
    }
  }

  /** An object that has each imported name, as live as it is in a module. */
  importedNames(): object {
    const names: object = Object.create(null);
    for (const { local, request, imported } of this.#text?.imports ?? []) {
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
    if (imported === "*") return () => module.namespace;
    return module.#find(imported) ?? (() => undefined);
  }

  #dependency(request: number): ModuleExports {
    const module = this.#linked[request];
    if (!module) throw new Error(`${this.#url} is not linked`);
    return module;
  }

  /** Finds an export, as ResolveExport of the ECMAScript standard does. */
  #find(name: string): Getter | undefined {
    const found = this.#resolve(name, new Set());
    return found === AMBIGUOUS ? undefined : found;
  }

  #resolve(name: string, seen: Set<string>): Getter | undefined | typeof AMBIGUOUS {
    const key = `${this.#url}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    if (!this.#text) return this.#values.has(name) ? () => this.#values.get(name) : undefined;
    let fromStar: Getter | undefined;
    for (const entry of this.#text.exports) {
      if (entry.kind === "star" || entry.name !== name) continue;
      if (entry.kind === "local") return this.#local(name);
      const module = this.#dependency(entry.request);
      return entry.imported === "*" ? () => module.namespace : module.#resolve(entry.imported, seen);
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

  #exportNames(seen: Set<ModuleExports>): Set<string> {
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

  /** Node reads the place off the stack, to say more about it. */
  #missing(source: string, at: number, request: number, name: string): SyntaxError {
    const specifier = this.#text?.requests[request]?.specifier ?? "";
    const error = new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`);
    const stack = `${markedLine(this.#url, source, at, name.length)}${error.stack}`;
    Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
    return error;
  }
}
