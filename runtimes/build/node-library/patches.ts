/** Replacements in the library's sources, by module. Each must be found. */
export const PATCHES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  // Types are stripped by a library that needs no WebAssembly.
  "internal/util": [
    [
      "if (noTypeScript)\n    throw new ERR_NO_TYPESCRIPT();\n  if (globalThis.WebAssembly === undefined)\n    throw new ERR_WEBASSEMBLY_NOT_SUPPORTED('TypeScript');",
      "",
    ],
    // There is no other realm: this one's regular expressions do.
    [
      "const { runInNewContext } = require('vm');\n    internalGlobal = runInNewContext('this', undefined, { contextName: 'internal' });",
      "internalGlobal = globalThis;",
    ],
  ],
  "internal/test_runner/mock/mock": [
    [
      "const filename = getStructuredStack()[3]?.getFileName();",
      "const filename = internalBinding('util').getCallSites(2)[1]?.scriptName;",
    ],
  ],
  "internal/test_runner/snapshot": [
    [
      "createContext(context);\n      runInContext(source, context);",
      "new Function('exports', source)(context.exports);",
    ],
  ],
  // A child runs to its end at once: it has to know beforehand when that is.
  child_process: [
    [
      "if (options.timeout > 0) {\n    timeoutId = setTimeout(function delayedKill() {",
      "if (options.timeout > 0) {\n    if (child._handle) child._handle.timeoutMs = options.timeout;\n    timeoutId = setTimeout(function delayedKill() {",
    ],
    [
      "if (options.timeout > 0) {\n    let timeoutId = setTimeout(() => {",
      "if (options.timeout > 0) {\n    if (child._handle) child._handle.timeoutMs = options.timeout;\n    let timeoutId = setTimeout(() => {",
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
