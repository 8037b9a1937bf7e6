import { CONTAINED, type HostileProgram, javascriptEscape } from "./program.ts";

const contained = { tool: "javascript", outcomes: ["ok"], prints: CONTAINED } as const;
const FROM = (value: string): string => `${value}.constructor.constructor("return process")()`;

/** After published advisories of vm2: a value of the host's realm leads to its Function. */
const VM2: readonly HostileProgram[] = [
  {
    name: "constructor of a constructor",
    code: javascriptEscape("", FROM("this"), FROM("globalThis"), FROM("console.log"), FROM("process")),
    ...contained,
  },
  {
    name: "host error of a stack overflow (CVE-2019-10761)",
    code: javascriptEscape(
      "const f = (n) => { try { Buffer.from({ get length() { return n > 0 ? f(n - 1) : f(n + 1); } }); } catch (e) { tell(e.constructor.constructor('return process')()); throw e; } }; try { f(1); } catch (e) { globalThis.e = e; }",
      FROM("globalThis.e"),
    ),
    ...contained,
  },
  {
    name: "import() through a polluted prototype (CVE-2021-23449)",
    code: javascriptEscape(
      "let caught; try { await import('./no-such-file.mjs'); } catch (e) { caught = e; } const promise = import('x').catch(() => {});",
      FROM("caught"),
      FROM("promise.__proto__"),
      "promise.then.constructor('return process')()",
    ),
    ...contained,
  },
  {
    name: "WeakMap.prototype.set that is watched (CVE-2022-25893)",
    code: javascriptEscape(
      "const seen = []; for (const type of [WeakMap, Map]) { const { set } = type.prototype; type.prototype.set = function (k, v) { seen.push(k, v); return set.call(this, k, v); }; } Buffer.from('x'); console.error({ a: new Map() }); try { require('fs').statSync('/none'); } catch {}",
      "seen.map((s) => { try { tell(s.constructor.constructor('return process')()); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "prepareStackTrace that gets call sites (CVE-2022-36067)",
    code: javascriptEscape(
      "const sites = []; globalThis.Error = { prepareStackTrace: (_, frames) => { sites.push(...frames); return ''; } }; try { null.x; } catch (e) { e.stack; } try { require('fs').readFileSync('/none'); } catch (e) { e.stack; }",
      "sites.forEach((s) => { for (const k of ['getThis', 'getFunction']) try { tell(s[k]()?.constructor?.constructor('return process')()); tell(s[k]()?.process); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "prepareStackTrace of an asynchronous error (CVE-2023-29017)",
    code: javascriptEscape(
      "const sites = []; Error.prepareStackTrace = (e, frames) => { sites.push(e, ...frames); return ''; }; const fail = async () => { await 1; null.x; }; await fail().catch((e) => e.stack);",
      "sites.forEach((s) => { tell(s.constructor.constructor('return process')()); try { tell(s.getThis()?.process); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "error handled by a transformed name (CVE-2023-29199)",
    code: javascriptEscape(
      "let out; const aVM2_INTERNAL_TMPNAME = {}; const loop = () => { new Error().stack; loop(); }; try { loop(); } catch (e) { out = e; }",
      FROM("out"),
      FROM("aVM2_INTERNAL_TMPNAME"),
    ),
    ...contained,
  },
  {
    name: "getPrototypeOf that throws while an error is handled (CVE-2023-30547)",
    code: javascriptEscape(
      "let out; const trap = new Proxy({}, { getPrototypeOf() { const loop = () => { new Error().stack; loop(); }; loop(); } }); try { try { throw trap; } finally {} } catch (e) { try { e instanceof Error; } catch (inner) { out = inner; } }",
      FROM("out"),
    ),
    ...contained,
  },
  {
    name: "a Proxy as prepareStackTrace (CVE-2023-32314)",
    code: javascriptEscape(
      "Error.prepareStackTrace = new Proxy(() => 1, { apply(target, self, args) { for (const a of [self, ...args, args]) { tell(a?.constructor?.constructor('return process')()); } return ''; } }); new Error().stack; try { require('fs').readFileSync('/none'); } catch (e) { e.stack; }",
    ),
    ...contained,
  },
  {
    name: "Symbol.species of a promise (CVE-2023-37466)",
    code: javascriptEscape(
      "let out; const p = (async () => { const e = new Error(); e.name = Symbol(); return e.stack; })(); p.constructor = { [Symbol.species]: class { constructor(run) { run((x) => x, (e) => { out = e; }); } } }; p.then(); await 1; await new Promise((f) => setTimeout(f, 5));",
      FROM("out"),
      FROM("p"),
    ),
    ...contained,
  },
  {
    name: "callbacks of promises not cleaned (CVE-2026-22709)",
    code: javascriptEscape(
      "let out; const e = new Error(); e.name = Symbol(); const f = async () => e.stack; Promise.prototype.then.call(f(), () => {}, (x) => { out = x; }); Promise.prototype.catch.call(f(), (x) => { out = x; }); await new Promise((f) => setTimeout(f, 5));",
      FROM("out"),
    ),
    ...contained,
  },
  {
    name: "a custom inspect function (CVE-2023-37903)",
    code: javascriptEscape(
      "console.error({ [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) { for (const x of [depth, options, inspect, options?.stylize]) tell(x?.constructor?.constructor('return process')()); return 'x'; } });",
    ),
    ...contained,
  },
  {
    name: "inspect that is changed (CVE-2023-32313)",
    code: javascriptEscape(
      "const util = require('util'); const args = []; for (const k of Object.keys(util)) { const old = util[k]; if (typeof old === 'function') try { util[k] = function (...a) { args.push(this, ...a); return old.apply(this, a); }; } catch {} } console.error({});",
      "args.forEach((a) => { try { tell(a.constructor.constructor('return process')()); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "caller and arguments of functions",
    code: javascriptEscape(
      "const out = []; function f() { let at = f; for (let n = 0; n < 50 && at; n++) { out.push(at, at.arguments); at = at.caller; } } try { f(); } catch {} [1].forEach(function g() { try { out.push(g.caller); } catch {} });",
      "out.forEach((o) => { try { tell(o.constructor.constructor('return process')()); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "node:vm with a context of the host",
    code: javascriptEscape(
      "let vm; try { vm = require('vm'); } catch {}",
      "vm.runInNewContext('this.constructor.constructor(\"return process\")()')",
      "vm.runInThisContext('process')",
      "new vm.Script('process').runInThisContext()",
      FROM("vm.createContext({})"),
    ),
    ...contained,
  },
  {
    name: "process.binding and what is inside of Node",
    code: javascriptEscape(
      "",
      "process.binding('natives') && process",
      "({ env: process.binding('process_wrap') && process.env, getBuiltinModule: (n) => require(n) })",
      "({ getBuiltinModule: (n) => process.getBuiltinModule(n) })",
      "require('module')._load('process')",
      "({ mainModule: process.mainModule })",
      "({ getBuiltinModule: (n) => module.constructor._load(n) })",
    ),
    ...contained,
  },
];

/** After advisories and documented hazards of isolated-vm: something of the host's is left within reach. */
const ISOLATED_VM: readonly HostileProgram[] = [
  {
    name: "references left in the global object (CVE-2021-21413)",
    code: javascriptEscape(
      "const found = []; for (const key of Reflect.ownKeys(globalThis)) { let v; try { v = globalThis[key]; } catch { continue; } if (v && /^(?:Reference|ExternalCopy|Isolate|Context|Callback)$/.test(v.constructor?.name)) found.push(v); }",
      "found.forEach((v) => { for (const k of ['deref', 'derefInto', 'getSync', 'applySync', 'copySync']) try { tell(v[k]('constructor')); tell(v[k]()); } catch {} })",
      "found.length && { env: { SLOTBOX_HOSTILE_HOST: 1 } }",
    ),
    ...contained,
  },
  {
    name: "isolated-vm required",
    code: javascriptEscape(
      "const ways = [];",
      "ways.push(require('isolated-vm'))",
      "ways.push((await import('isolated-vm')).default)",
      "ways.push(process.dlopen(module, '/work/isolated_vm.node'))",
      "ways.forEach((ivm) => tell(new ivm.Isolate().createContextSync().evalSync('process')))",
    ),
    ...contained,
  },
  {
    name: "cached data that nobody verified (CVE-2022-39266)",
    code: javascriptEscape(
      "const vm = require('vm'); let script; try { script = new vm.Script('1', { cachedData: require('crypto').randomBytes(4096), produceCachedData: true }); } catch {}",
      "script.runInThisContext() && process",
      "new vm.Script('process', { cachedData: script.createCachedData() }).runInThisContext()",
    ),
    ...contained,
  },
  {
    name: "WebAssembly imports",
    code: javascriptEscape(
      "let args = []; try { const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,2,7,1,1,97,1,98,0,0,7,5,1,1,99,0,0]); const i = new WebAssembly.Instance(new WebAssembly.Module(bytes), { a: { b: (...a) => { args = a; } } }); i.exports.c(); } catch {}",
      FROM("WebAssembly.Module"),
      "args.map(tell)",
    ),
    ...contained,
  },
  {
    name: "host functions' own constructors",
    code: javascriptEscape(
      "const fs = require('fs'); const natives = [fs.readFileSync, fs.openSync, process.cwd, process.hrtime, setTimeout, queueMicrotask, structuredClone];",
      "natives.forEach((f) => { try { tell(f.constructor('return process')()); tell(f.constructor('return this')().process); } catch {} })",
      "natives.forEach((f) => { try { tell(f.bind().constructor('return process')()); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "prototypes that host code may read",
    code: javascriptEscape(
      "for (const key of ['then', 'toJSON', 'get', 'set', 'timeout', 'reference', 'copy', 'env', 'status', 'result']) Object.defineProperty(Object.prototype, key, { configurable: true, get() { for (const x of [this, this?.constructor]) try { const p = x.constructor.constructor('return process')(); if (p !== process) tell(p); } catch {} } }); require('fs').existsSync('precious'); await 1; for (const key of ['then', 'toJSON', 'get', 'set', 'timeout', 'reference', 'copy', 'env', 'status', 'result']) delete Object.prototype[key];",
    ),
    ...contained,
  },
  {
    name: "structured clone of odd values",
    code: javascriptEscape(
      "const out = []; for (const v of [new Error('x'), /x/, new Map([[1, {}]]), new Uint8Array(4), new Date(), Object.create(null)]) try { out.push(structuredClone(v)); } catch {} if (typeof MessageChannel === 'function') { const { port1, port2 } = new MessageChannel(); port1.onmessage = (e) => { out.push(e, e.data, e.ports); }; port2.postMessage({}); await new Promise((f) => setTimeout(f, 5)); port1.close(); }",
      "out.forEach((o) => { try { tell(o.constructor.constructor('return process')()); } catch {} })",
    ),
    ...contained,
  },
  {
    name: "inspector, sessions and heap snapshots",
    code: javascriptEscape(
      "const ways = [];",
      "ways.push(new (require('inspector').Session)())",
      "ways.forEach((s) => { s.connectToMainThread?.(); s.connect(); s.post('Runtime.evaluate', { expression: 'process.env.SLOTBOX_HOSTILE_HOST' }, (_, r) => { if (r?.result?.value) isFree = true; }); })",
      "require('inspector').open(0) && process",
      "ways.push(require('v8').getHeapSnapshot())",
    ),
    ...contained,
  },
  {
    name: "worker_threads' environment and parent",
    code: javascriptEscape(
      "let w; try { w = require('worker_threads'); } catch {}",
      "({ env: w.workerData?.env ?? w.getEnvironmentData('env') })",
      "w.parentPort && process",
      "({ env: w.SHARE_ENV })",
      "new w.Worker('process', { eval: true, env: w.SHARE_ENV })",
    ),
    ...contained,
  },
  {
    name: "native addons",
    code: javascriptEscape(
      "require('fs').writeFileSync('a.node', 'x');",
      "require('./a.node')",
      "process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6')",
      "({ getBuiltinModule: (n) => process._linkedBinding(n) })",
    ),
    ...contained,
  },
  {
    name: "V8's own flags",
    code: javascriptEscape(
      "let v8; try { v8 = require('v8'); } catch {} try { v8.setFlagsFromString('--allow-natives-syntax'); v8.setFlagsFromString('--expose-gc'); } catch {}",
      "Function('return %GetUndetectable()')()",
      "eval('%DebugPrint(process)')",
      "v8.startupSnapshot && v8.deserialize(Buffer.from([255, 15, 92, 0]))",
    ),
    ...contained,
  },
];

export const JAVASCRIPT_ESCAPES: readonly HostileProgram[] = [...VM2, ...ISOLATED_VM];
