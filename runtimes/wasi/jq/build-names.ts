/*
 * The names that the WebAssembly build of jq in the package jq-wasm has for what it imports and exports: Emscripten has
 * shortened them. Each build has its own, so they go with one version of the package; a test compares them with it.
 */

export const JQ_IMPORTS = {
  a: "__assert_fail",
  b: "exit",
  c: "fd_close",
  d: "fd_write",
  e: "__syscall_fcntl64",
  f: "__syscall_openat",
  g: "emscripten_date_now",
  h: "fd_read",
  i: "__syscall_ioctl",
  j: "environ_get",
  k: "emscripten_resize_heap",
  l: "environ_sizes_get",
  m: "__syscall_readlinkat",
  n: "__syscall_getcwd",
  o: "__call_sighandler",
  p: "proc_exit",
  q: "_emscripten_runtime_keepalive_clear",
  r: "_gmtime_js",
  s: "_localtime_js",
  t: "_mktime_js",
  u: "_timegm_js",
  v: "_tzset_js",
  w: "strptime",
  x: "fd_seek",
  y: "fd_fdstat_get",
  z: "random_get",
  A: "__syscall_lstat64",
  B: "__syscall_newfstatat",
  C: "__syscall_stat64",
  D: "__syscall_fstat64",
  E: "_abort_js",
} as const;

export type JqImport = (typeof JQ_IMPORTS)[keyof typeof JQ_IMPORTS];

export const JQ_EXPORTS = {
  memory: "F",
  initialize: "G",
  main: "H",
  restoreStack: "J",
  allocateOnStack: "K",
  currentStack: "L",
} as const;

/** The module that its imports are from. */
export const JQ_IMPORT_MODULE = "a";

/** Where the word is that says where its heap ends, which at first is where it begins. */
export const HEAP_END_ADDRESS = 395_336;
