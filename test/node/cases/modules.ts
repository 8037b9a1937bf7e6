import type { Case } from "./case.ts";

export const MODULES: readonly Case[] = [
  {
    name: "CommonJS with cycles and caches",
    script: `const a = require("./a"); console.log(a, require("./a") === a, module.children.length, require.main === module, __filename, __dirname);`,
    files: {
      "a.js": `exports.early = 1; const b = require("./b"); exports.b = b;`,
      "b.js": `module.exports = { seen: { ...require("./a") } };`,
    },
  },
  {
    name: "folders, package.json main, JSON and extensions",
    script: `console.log(require("./lib"), require("./data"), require("./pkg"), require.resolve("./pkg"));`,
    files: {
      "lib/index.js": `module.exports = "index"`,
      "data.json": `{"a":1}`,
      "pkg/package.json": `{"main":"./m"}`,
      "pkg/m.js": `module.exports = "main"`,
    },
  },
  {
    name: "node_modules, exports, imports, conditions and self reference",
    args: ["app/main.mjs"],
    files: {
      "app/package.json": `{"name":"app","imports":{"#x":"./x.js","#dep/*":"./deps/*.js"},"exports":{"./self":"./x.js"}}`,
      "app/main.mjs": `import x from "#x"; import d from "#dep/one"; import p, { named } from "pkg"; import sub from "pkg/sub/a"; import self from "app/self";
        console.log(x, d, p, named, sub, self === x);
        try { await import("pkg/hidden.js"); } catch (e) { console.log(e.code); }
        console.log(import.meta.resolve("pkg"));`,
      "app/x.js": `module.exports = "x";`,
      "app/deps/one.js": `module.exports = "one";`,
      "node_modules/pkg/package.json": `{"name":"pkg","exports":{".":{"import":"./i.mjs","require":"./r.cjs"},"./sub/*":"./s/*.js"}}`,
      "node_modules/pkg/i.mjs": `export default "imported"; export const named = 1;`,
      "node_modules/pkg/r.cjs": `module.exports = "required";`,
      "node_modules/pkg/s/a.js": `module.exports = "a";`,
      "node_modules/pkg/hidden.js": ``,
    },
  },
  {
    name: "live bindings, cycles and hoisted functions",
    args: ["m.mjs"],
    files: {
      "m.mjs": `import { count, bump, whoami } from "./c.mjs"; import * as ns from "./c.mjs";
        console.log(count); bump(); console.log(count, ns.count, ns); console.log(whoami());
        export function here() { return "hoisted"; }
        const shadow = (count) => { { let bump = count; return [bump, count]; } }; console.log(shadow("mine"), { count }, [count].map((c) => c + count));
        try { ns.count = 5; } catch (e) { console.log(e.name); }
        class A { count = count; static s = count; bump() { return count; } } console.log(new A().count, A.s, new A().bump());
        label: for (const count of [1]) { console.log(count); continue label; }`,
      "c.mjs": `import { here } from "./m.mjs"; export let count = 0; export function bump() { count++; } export const whoami = () => here(); console.log("early", here());`,
    },
  },
  {
    name: "every form of export and import",
    args: ["m.mjs"],
    files: {
      "m.mjs": `import def, { a, b as bee, default as same, "string name" as str } from "./e.mjs"; import * as all from "./e.mjs"; export * from "./e.mjs"; export * as ns from "./f.mjs";
        import json from "./d.json" with { type: "json" }; import fs, { readFileSync } from "node:fs"; import fn from "./fn.mjs"; import Cls from "./cls.mjs"; import arrow from "./arrow.mjs";
        console.log(def, a, bee, same, str, Object.keys(all), json, fs.readFileSync === readFileSync, fn.name, Cls.name, arrow.name, fn());
        import("./m.mjs").then((self) => console.log(Object.keys(self), self.ns.f));`,
      "e.mjs": `const x = 1; export { x as a, y as b, x as "string name" }; let y = 2; export default x + y; export const { c, d: [e] } = { c: 3, d: [4] }; export var v = 5; export class K {} export async function* gen() {} export { f as ff, default as fd } from "./f.mjs"; export * from "./f.mjs";`,
      "f.mjs": `export const f = "f"; export default (class {});`,
      "fn.mjs": `export default function () { return "anonymous"; }`,
      "cls.mjs": `export default class {}`,
      "arrow.mjs": `export default () => 1`,
      "d.json": `{"json":true}`,
    },
  },
  {
    name: "top-level await in order",
    args: ["m.mjs"],
    files: {
      "m.mjs": `import "./slow.mjs"; import { v } from "./value.mjs"; console.log("main", v); for await (const x of [1, Promise.resolve(2)]) console.log(x);`,
      "slow.mjs": `console.log("slow 1"); await new Promise((r) => setTimeout(r, 5)); console.log("slow 2");`,
      "value.mjs": `export const v = await Promise.resolve("awaited"); console.log("value");`,
    },
  },
  {
    name: "CommonJS from modules and modules from CommonJS",
    args: ["m.mjs"],
    files: {
      "m.mjs": `import cjs, { named, other } from "./c.cjs"; import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
        console.log(cjs, named, other, require("./c.cjs") === cjs, require("./e.mjs"), typeof module, this, import.meta.filename, import.meta.dirname);`,
      "c.cjs": `exports.named = 1; Object.defineProperty(exports, "other", { enumerable: true, value: 2 }); exports.import = (s) => import(s);`,
      "e.mjs": `export default "d"; export const e = 1;`,
    },
  },
  {
    name: "dynamic imports from scripts",
    script: `import("./e.mjs").then((ns) => console.log(ns, ns.default)); import("./nothing.mjs").catch((e) => console.log(e.code)); const s = "import(x)"; console.log(s);`,
    files: { "e.mjs": `export default 1; export const e = { deep: [1] };` },
  },
  {
    name: "module syntax without any hint",
    script: `import { sep } from "path"; console.log(sep, typeof require); export {};`,
  },
  {
    name: "type: module",
    args: ["p/x.js"],
    files: { "p/package.json": `{"type":"module"}`, "p/x.js": `console.log(import.meta.url, await 1);` },
  },
  {
    name: "TypeScript with its types taken out",
    args: ["t.ts"],
    files: {
      "t.ts": `import { type T, make } from "./u.mts"; interface I<X> { a: X; b?: string }\nconst i: I<number> = { a: 1 as number }; function f<T extends I<number>>(x: T, ...r: readonly string[]): T { return x!; }\nabstract class A { private x: number = 1; constructor(readonly0?: string) { void readonly0; } abstract g(): void; get() { return this.x; } }\nclass B extends A { g(): void {} }\nconst t: T = make(2); console.log(f(i), new B().get(), t satisfies T);\ntype Later = typeof i;\ndeclare const nothing: string;\n`,
      "u.mts": `export type T = { n: number }; export const make = (n: number): T => ({ n });`,
    },
  },
  {
    name: "TypeScript as CommonJS",
    args: ["t.cts"],
    files: {
      "t.cts":
        `const p = require("path") as any; console.log(p.basename(__filename)); let x: number | undefined = 1; export = { x };`.replace(
          " export = { x };",
          "",
        ),
    },
  },
  {
    name: "preloaded modules",
    args: ["-r", "./pre.js", "main.js"],
    script: `console.log(globalThis.pre);`,
    files: { "pre.js": `globalThis.pre = "loaded";` },
  },
  {
    name: "imported preloads",
    args: ["--import", "./pre.mjs", "main.js"],
    script: `console.log(globalThis.pre);`,
    files: { "pre.mjs": `globalThis.pre = await "loaded";` },
  },
  {
    name: "module.builtinModules and isBuiltin",
    script: `const m = require("module"); console.log(m.isBuiltin("fs"), m.isBuiltin("node:test"), m.isBuiltin("nope"), m.builtinModules.includes("path"));`,
  },
  { name: "hashbang", script: `#!/usr/bin/env node\nconsole.log("ran");` },
  { name: "syntax check", args: ["--check", "main.js"], script: `let ok = 1;` },
  {
    name: "import.meta",
    args: ["m.mjs"],
    files: {
      "m.mjs": `import other from "./n.mjs"; console.log(import.meta, import.meta.main, other);`,
      "n.mjs": `export default import.meta.main;`,
    },
  },
  {
    name: "no internals",
    script: `try { require("internal/util"); } catch (e) { console.log(e.code); } console.log(require("module").builtinModules.some((id) => id.startsWith("internal/")));`,
  },
  { name: "types in eval", args: ["-e", "const a: number = 4; console.log(a)"] },
  {
    name: "variables from files",
    args: ["--env-file=.env", "--env-file-if-exists=no.env", "main.js"],
    script: `console.log(process.env.A, process.env.B, process.env.HOME !== "no"); process.loadEnvFile("more.env"); console.log(process.env.C); try { process.loadEnvFile("no.env"); } catch (e) { console.log(e.code); } console.log(require("util").parseEnv("X=1"));`,
    files: { ".env": `A=1\nB="two\\nlines"\nHOME=no\n`, "more.env": "C='3' # three\n" },
  },
  {
    name: "import() in the text of a function",
    script: `const load = new Function("name", "return import(name)"); load("./lib/a.mjs").then((m) => console.log(m.default)); console.log(load.name, load.length, load.constructor === Function, Function("a", "b", "return a + b")(1, 2), (() => {}) instanceof Function); require("./lib/b.js"); try { new Function("import("); } catch (e) { console.log(e.name); }`,
    files: {
      "lib/a.mjs": "export default 1;",
      "lib/b.js": `Function("return import('./a.mjs')")().then((m) => console.log("b", m.default));`,
    },
  },
];
