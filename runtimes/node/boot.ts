import type { Require } from "./bindings/binding.ts";
import { internalBindings } from "./bindings/index.ts";
import { REPLACEMENTS } from "./modules/replacements.ts";
import { nodeFacts } from "./node-facts.ts";
import { installPrivateSymbols, perIsolateSymbols, privateSymbols } from "./private-symbols.ts";
import { createProcess, type NodeProcess } from "./process-object.ts";
import { guardStacks } from "./stacks.ts";

export interface Realm {
  readonly process: NodeProcess;
  readonly require: Require;
  readonly internalBinding: (name: string) => Record<string, unknown>;
  /** Runs one of `internal/main`. */
  main(id: string): void;
}

/** Runs Node's own bootstrap over bindings of ours. */
export function boot(): Realm {
  const primordials: Record<string, unknown> = {};
  installPrivateSymbols();
  const perContext = (id: string): Record<string, unknown> => {
    const exported = {};
    call(`internal/per_context/${id}`, exported, primordials, privateSymbols, perIsolateSymbols);
    return exported;
  };
  perContext("primordials");
  const domException = perContext("domexception");
  const process = createProcess();

  let require: Require | undefined;
  let internalBinding: Realm["internalBinding"] | undefined;
  const bindings = internalBindings({
    process,
    primordials,
    domException,
    require: (id) => (require as Require)(id),
    compile: libraryModule,
    setLoaders: (binding, requireBuiltin) => {
      internalBinding = binding;
      require = requireBuiltin;
    },
  });
  call("internal/bootstrap/realm", process, () => ({}), bindings, primordials);
  const started = { process, require: require as unknown as Require, internalBinding: internalBinding as never };
  guardStacks();
  const main = (id: string): void => {
    call(id, process, started.require, started.internalBinding, primordials);
  };
  main("internal/bootstrap/node");
  main("internal/bootstrap/web/exposed-wildcard");
  main("internal/bootstrap/web/exposed-window-or-worker");
  main("internal/bootstrap/switches/is_main_thread");
  main("internal/bootstrap/switches/does_own_process_state");
  for (const name of ABSENT_GLOBALS) Reflect.deleteProperty(globalThis, name);
  return { ...started, main };
}

/** What needs the network, threads or a library that is left out: `typeof` tells programs so. */
const ABSENT_GLOBALS = [
  "BroadcastChannel",
  "CryptoKey",
  "FormData",
  "Headers",
  "MessageChannel",
  "MessageEvent",
  "MessagePort",
  "Request",
  "Response",
  "Storage",
  "SubtleCrypto",
  "URLPattern",
];

function libraryModule(id: string): (...args: unknown[]) => unknown {
  const module = REPLACEMENTS[id] ?? nodeFacts.library[id];
  if (!module) throw new Error(`slotbox has no module ${id}`);
  return module;
}

function call(id: string, ...args: unknown[]): void {
  libraryModule(id)(...args);
}
