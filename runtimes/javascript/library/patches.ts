/** Replacements in the library's sources, by module. Each must be found. */
export const PATCHES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  // Types are stripped by a library that needs no WebAssembly.
  "internal/util": [
    [
      "if (noTypeScript)\n    throw new ERR_NO_TYPESCRIPT();\n  if (globalThis.WebAssembly === undefined)\n    throw new ERR_WEBASSEMBLY_NOT_SUPPORTED('TypeScript');",
      "",
    ],
  ],
  // What a slot has not got says so when a program asks for it.
  "internal/bootstrap/realm": [
    [
      "compileForPublicLoader() {",
      "compileForPublicLoader() {\n    internalBinding('builtins').assertPresent(this.id);",
    ],
  ],
  // Microtasks run when the guest has returned, so it does so after every timer and every immediate; the loop then goes on
  // with those that are left.
  "internal/timers": [
    [
      "if (ranAtLeastOneImmediate)\n        runNextTicks();\n      else\n        ranAtLeastOneImmediate = true;",
      "if (ranAtLeastOneImmediate) return;\n      ranAtLeastOneImmediate = true;",
    ],
    [
      "if (ranAtLeastOneList)\n        runNextTicks();\n      else\n        ranAtLeastOneList = true;",
      "if (ranAtLeastOneList) {\n        nextExpiry = list.expiry;\n        return timeoutInfo[0] > 0 ? nextExpiry : -nextExpiry;\n      }\n      ranAtLeastOneList = true;",
    ],
    [
      "if (ranAtLeastOneTimer)\n        runNextTicks();\n      else\n        ranAtLeastOneTimer = true;",
      "if (ranAtLeastOneTimer) return;\n      ranAtLeastOneTimer = true;",
    ],
  ],
};
