/** Modules that the guest brings itself. */
export const REPLACED = [
  "_http_common",
  "crypto",
  "internal/crypto/keys",
  "internal/crypto/random",
  "internal/crypto/webcrypto",
  "internal/deps/amaro/dist/index",
  "internal/deps/undici/undici",
  "internal/zip",
];

/** Modules that programs can't have, though some of them are there for the library itself. */
export const ABSENT = [
  "cluster",
  "dgram",
  "dns",
  "dns/promises",
  "http",
  "http2",
  "https",
  "inspector",
  "inspector/promises",
  "net",
  "repl",
  "sqlite",
  "tls",
  "trace_events",
  "vm",
  "wasi",
];

/** What needs the network, threads, a terminal, a debugger or WebAssembly. */
const LEFT_OUT =
  /^(?:_http|_tls|bench|cluster$|dtls$|ffi$|http|https$|http2$|inspector|quic$|repl$|sea$|sqlite$|tls$|vfs$|wasi$|trace_events$|internal\/(?:bench_runner|cluster|crypto|debugger|deps\/(?:amaro|undici|v8)|dtls|ffi|http2?|inspector|quic|repl(?!\/history$)|tls|v8_prof|vfs|webstorage|wasm_web_api|zip|test\/|main\/(?:bench|embedding|inspect|mksnapshot|prof|repl|watch|worker)|locks|webworker|bootstrap\/shadow_realm|bootstrap\/switches\/(?:does_not|is_not)))/;

export function isLeftOut(id: string): boolean {
  return LEFT_OUT.test(id) || REPLACED.includes(id);
}
