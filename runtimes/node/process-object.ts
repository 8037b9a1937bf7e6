import { nodeFacts } from "./node-facts.ts";
import { privateSymbols } from "./private-symbols.ts";

/** Node's `process`, as far as this code uses it. */
export interface NodeProcess {
  argv: string[];
  execArgv: string[];
  env: Record<string, string>;
  execPath: string;
  title: string;
  exitCode: number | undefined;
  _exiting: boolean;
  emit(event: string, ...args: unknown[]): boolean;
  _fatalException(error: unknown, fromPromise: boolean): boolean;
  emitWarning(text: string): void;
  [name: string | symbol]: unknown;
}

export const EXEC_PATH = "/usr/bin/node";
const PID = 2;

/** The object before Node's bootstrap fills it. */
export function createProcess(): NodeProcess {
  const prototype = Object.create(Object.prototype, {
    constructor: { value: function process() {}, configurable: true, writable: true },
  });
  const { versions, version } = nodeFacts;
  const { node, v8, modules, zlib, unicode } = versions;
  const process = Object.assign(Object.create(prototype), {
    version,
    versions: Object.freeze({ node, v8, modules, zlib, unicode }),
    arch: "x64",
    platform: "linux",
    release: Object.freeze({ name: "node", lts: undefined }),
    argv: ["node"],
    execArgv: [],
    env: {},
    pid: PID,
    ppid: 1,
    execPath: EXEC_PATH,
    debugPort: 9229,
    title: "node",
  }) as NodeProcess;
  process[privateSymbols["exit_info_private_symbol"] ?? ""] = new Int32Array(3);
  return process;
}

/** Variables are text, as the system has them. */
export function environment(variables: Readonly<Record<string, string>>): Record<string, string> {
  return new Proxy(
    { ...variables },
    {
      set(target, name, value) {
        if (typeof name === "symbol" || typeof value === "symbol")
          throw new TypeError("Cannot convert a Symbol value to a string");
        target[name] = String(value);
        return true;
      },
      defineProperty(target, name, descriptor) {
        if ("value" in descriptor)
          return Reflect.defineProperty(target, name, { ...descriptor, value: `${descriptor.value}` });
        return Reflect.defineProperty(target, name, descriptor);
      },
    },
  );
}
