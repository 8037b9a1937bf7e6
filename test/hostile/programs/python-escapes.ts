import { CONTAINED, HOST_FILE, type HostileProgram, pythonEscape } from "./program.ts";

const contained = { tool: "python", outcomes: ["ok"], prints: CONTAINED } as const;
const READS = `process.env.SLOTBOX_HOSTILE_HOST`;
const TEXT = `typeof process === 'object' && (process.env.SLOTBOX_HOSTILE_HOST ? 'SLOTBOX_HOSTILE_HOST' : 'none')`;

/** After published advisories of sandboxes on Pyodide: Python leads to the JavaScript it lives in, and that to the host. */
export const PYTHON_ESCAPES: readonly HostileProgram[] = [
  {
    name: "js.process",
    code: pythonEscape(
      "",
      "import js; found = js.process.env.to_py()",
      "import js; found = dict(js.process.env.object_entries())",
      `import js; found = js.globalThis.${READS}`,
    ),
    ...contained,
  },
  {
    name: "constructor of a constructor",
    code: pythonEscape(
      "",
      `import js; found = js.Object.constructor("return ${TEXT}")()`,
      `import js; found = js.Object.new().constructor.constructor("return ${TEXT}")()`,
      `import js; found = js.Reflect.construct(js.Object.constructor, ["return ${TEXT}"])()`,
    ),
    ...contained,
  },
  {
    name: "eval and timers of text",
    code: pythonEscape(
      "",
      `import js; found = js.eval("${TEXT}")`,
      `import js; found = js.setTimeout("globalThis.found = ${TEXT}", 0)`,
      `from pyodide.code import run_js; found = run_js("${TEXT}")`,
      `import js; found = js.Function.new("return ${TEXT}")()`,
    ),
    ...contained,
  },
  {
    name: "eval_code of _pyodide (CVE-2025-68668)",
    code: pythonEscape(
      "",
      "import _pyodide._base as b; found = b.eval_code('import os; dict(os.environ)')",
      "import _pyodide; found = _pyodide._base.eval_code('__import__(\"js\").process.env')",
      `import _pyodide_core as c; found = c.run_js("${TEXT}") if hasattr(c, "run_js") else None`,
    ),
    ...contained,
  },
  {
    name: "emscripten_run_script through ctypes (CVE-2026-24002)",
    code: pythonEscape(
      "import ctypes",
      `c = ctypes.CDLL(None); c.emscripten_run_script_string.restype = ctypes.c_char_p; found = c.emscripten_run_script_string(b"${TEXT}")`,
      `c = ctypes.CDLL(None); c.emscripten_run_script(b"globalThis.found = ${TEXT}"); import js; found = js.found`,
      "c = ctypes.CDLL(None); c.system.restype = ctypes.c_int; c.system(b'env > /workspace/found'); found = open('/workspace/found').read()",
    ),
    tool: "python",
    outcomes: ["exit"],
    prints: "WebAssembly is not defined",
  },
  {
    name: "EM_ASM through ctypes",
    code: pythonEscape(
      "import ctypes",
      `c = ctypes.CDLL(None); found = c.emscripten_asm_const_int(b"${TEXT}", None, None)`,
      "c = ctypes.CDLL(None); found = c.dlopen(b'/lib/x86_64-linux-gnu/libc.so.6', 1) and ctypes.CDLL('libc.so.6').getenv(b'SLOTBOX_HOSTILE_HOST')",
      "c = ctypes.pythonapi; c.PyRun_SimpleString(b'import js; js.process')",
    ),
    tool: "python",
    outcomes: ["exit"],
    prints: "WebAssembly is not defined",
  },
  {
    name: "file systems of the host mounted",
    code: pythonEscape(
      "",
      `import pyodide_js; pyodide_js.mountNodeFS("/mnt", "/"); found = open("/mnt${HOST_FILE}").read()`,
      `import pyodide_js as p; p.FS.mount(p.FS.filesystems.NODEFS, {"root": "/"}, "/mnt"); found = open("/mnt${HOST_FILE}").read()`,
      `import pyodide_js as p; found = p.FS.readFile("${HOST_FILE}")`,
      "import pyodide_js as p; found = p._module.ENV.to_py()",
    ),
    ...contained,
  },
  {
    name: "the module object and its internals",
    code: pythonEscape(
      "",
      "import pyodide_js as p; found = p._module.PATH.constructor.constructor('return process')()",
      "import pyodide_js as p; found = p._api.config.to_py()",
      "import pyodide_js as p; found = p._module.asm.to_py()",
      `import pyodide_js as p; found = p._module.ccall('emscripten_run_script_string', 'string', ['string'], ["${TEXT}"])`,
    ),
    ...contained,
  },
  {
    name: "packages from the network",
    code: pythonEscape(
      "",
      "import micropip; await micropip.install('evil'); found = 'SLOTBOX_HOSTILE_HOST'",
      "import pyodide_js as p; p.loadPackage('numpy'); import numpy; found = numpy",
      "from pyodide.http import open_url; found = open_url('http://127.0.0.1/').read()",
    ),
    ...contained,
    outcomes: ["exit"],
  },
  {
    name: "import of JavaScript modules",
    code: pythonEscape(
      "",
      `import pyodide_js as p; p.registerJsModule("m", p.globals); import m; found = m.process`,
      "import js; found = js.require('fs').readFileSync('/etc/hostname')",
      `import js; found = js.Object.getOwnPropertyNames(js.globalThis).includes("process") and js.process`,
      "from js import WebAssembly, fetch; found = fetch",
    ),
    ...contained,
  },
  {
    name: "stack frames of the host's errors",
    code: pythonEscape(
      "import js",
      "js.Error.prepareStackTrace = lambda e, frames: frames; found = [f.getThis().process for f in js.Error.new().stack]",
      "found = js.Error.new().stack if 'node_modules' in str(js.Error.new().stack) and False else None",
      "f = js.Reflect.get(js.Function.prototype, 'caller'); found = f.constructor('return process')()",
    ),
    ...contained,
  },
  {
    name: "proxies passed to the host",
    code: pythonEscape(
      "import _slotbox_host as host\nfrom pyodide.ffi import create_proxy",
      `found = [getattr(host, n).constructor("return ${TEXT}")() for n in dir(host) if not n.startswith("_")]`,
      "p = create_proxy(lambda *a: a)\nfor n in dir(host):\n  if not n.startswith('_') and n not in ('exit',):\n    try: found = getattr(host, n)(p, p)\n    except Exception: pass",
    ),
    ...contained,
  },
  {
    name: "the interpreter's own memory",
    code: pythonEscape(
      "import ctypes, gc",
      "found = [o for o in gc.get_objects() if isinstance(o, dict) and 'SLOTBOX_HOSTILE_HOST' in o and o is not names and 'is_host' not in o]or None",
      "found = ctypes.string_at(1024, 1 << 22) if b'import type { Outcome }' in ctypes.string_at(1024, 1 << 16) else None",
    ),
    tool: "python",
    outcomes: ["ok"],
    prints: CONTAINED,
  },
  {
    name: "subclasses of object",
    code: pythonEscape(
      "",
      "found = [c for c in object.__subclasses__() if c.__name__ == 'Popen'][0](['env'], stdout=-1).communicate()",
      "found = [c for c in object.__subclasses__() if 'warning' in c.__name__][0]()._module.__builtins__['__import__']('os').environ",
      "import subprocess; found = subprocess.run('env; cat /proc/1/environ', shell=True, capture_output=True)",
    ),
    ...contained,
  },
];
