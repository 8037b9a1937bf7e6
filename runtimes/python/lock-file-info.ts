/** Pyodide wants to be told what it is; it has no packages to load. */
export const LOCK_FILE_INFO = {
  abi_version: "2026_0",
  arch: "wasm32",
  platform: "emscripten_5_0_3",
  python: "3.14.2",
  version: "314.0.7",
};
