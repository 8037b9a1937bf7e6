import { createRequire } from "node:module";

/*
 * Run by the pinned Node with --expose-internals, it prints what the guest needs to know of that Node: the sources of
 * its own library, and what the native side of it offers (constants as they are, functions by their names).
 */

type Fact = { readonly value: unknown } | { readonly array: string; readonly length: number } | { readonly call: true };

interface Internals {
  internalBinding(name: string): Record<string, unknown>;
}

const BINDINGS = [
  "async_wrap",
  "async_context_frame",
  "blob",
  "buffer",
  "cares_wrap",
  "config",
  "constants",
  "contextify",
  "credentials",
  "diagnostics_channel",
  "encoding_binding",
  "errors",
  "fs",
  "fs_dir",
  "fs_event_wrap",
  "heap_utils",
  "inspector",
  "locks",
  "messaging",
  "mksnapshot",
  "module_wrap",
  "modules",
  "options",
  "os",
  "performance",
  "permission",
  "pipe_wrap",
  "process_methods",
  "process_wrap",
  "report",
  "sea",
  "serdes",
  "signal_wrap",
  "spawn_sync",
  "stream_wrap",
  "string_decoder",
  "symbols",
  "task_queue",
  "tcp_wrap",
  "timers",
  "trace_events",
  "tty_wrap",
  "types",
  "udp_wrap",
  "url",
  "url_pattern",
  "util",
  "uv",
  "v8",
  "wasm_web_api",
  "watchdog",
  "worker",
  "zlib",
];

const { internalBinding } = createRequire(import.meta.url)("internal/test/binding") as Internals;
const { binding } = process as unknown as { binding(name: string): Record<string, unknown> };

function factOf(value: unknown): Fact | undefined {
  if (typeof value === "function") return { call: true };
  if (ArrayBuffer.isView(value)) return { array: value.constructor.name, length: (value as Uint8Array).length };
  if (typeof value === "symbol" || value instanceof Map || value === undefined) return undefined;
  const serialized = JSON.stringify(value);
  return serialized === undefined || serialized.length > 50_000 ? undefined : { value: JSON.parse(serialized) };
}

function factsOf(name: string): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const [key, value] of Object.entries(internalBinding(name))) {
    const fact = factOf(value);
    if (fact) facts[key] = fact;
  }
  return facts;
}

const { privateSymbols } = internalBinding("util") as { privateSymbols: Record<string, symbol> };
const options = internalBinding("options") as {
  getCLIOptionsValues(): Record<string, unknown>;
  getCLIOptionsInfo(): { options: Iterable<[string, { type: number }]>; aliases: Iterable<[string, string[]]> };
};
const { getErrorMap } = internalBinding("uv") as { getErrorMap(): Map<number, [string, string]> };
const { options: optionsInfo, aliases } = options.getCLIOptionsInfo();

process.stdout.write(
  JSON.stringify({
    sources: Object.fromEntries(Object.entries(binding("natives")).filter(([, text]) => typeof text === "string")),
    bindings: Object.fromEntries(BINDINGS.map((name) => [name, factsOf(name)])),
    privateSymbols: Object.keys(privateSymbols),
    symbols: Object.keys(internalBinding("symbols")),
    errors: [...getErrorMap()],
    optionValues: options.getCLIOptionsValues(),
    optionTypes: [...optionsInfo].map(([name, { type }]) => [name, type]),
    optionAliases: [...aliases],
    version: process.version,
    versions: process.versions,
  }),
);
