import type { Case } from "./case.ts";

/* Not among them: the line above a thrown value that is no error, since V8 tells nobody inside an isolate where it was thrown. */
export const ERRORS: readonly Case[] = [
  { name: "an error", script: `function f() {\n  throw new Error("boo");\n}\nf();\n` },
  {
    name: "an error with properties",
    script: `process.on("uncaughtException", (e) => console.log(e)); const e = new RangeError("x"); e.code = "E1"; e.more = { a: [1] };\nthrow e;`,
  },
  { name: "an error with a cause", script: `throw new Error("outer", { cause: new TypeError("inner") });` },
  { name: "a rejection", script: `async function f() { await 1; throw new Error("rejected"); }\nf();` },
  { name: "a rejection with no error", script: `Promise.reject(5);` },
  { name: "a rejection with undefined", script: `Promise.reject();` },
  { name: "a syntax error", script: `let a = ;\n` },
  { name: "an unfinished program", script: `function f( {\n` },
  { name: "a missing module", script: `require("./nothing");` },
  { name: "a missing package", script: `require("nothing");` },
  { name: "a missing file", script: `require("fs").readFileSync("nothing.txt");` },
  { name: "a missing program", args: ["nothing.js"] },
  { name: "a bad option", args: ["--no-such-option", "x.js"] },
  { name: "an option without its argument", args: ["-e"] },
  { name: "in eval", args: ["-e", "throw new Error(1)"] },
  { name: "in a timer", script: `setTimeout(() => { undefinedName; }, 1);` },
  { name: "in a nested module", script: `require("./a");`, files: { "a.js": `\n\nmodule.exports = y;\n` } },
  { name: "in JSON", script: `require("./bad.json");`, files: { "bad.json": "{ a }" } },
  { name: "in an emitter", script: `new (require("events"))().emit("error", new Error("emitted"));` },
  {
    name: "in an ES module",
    args: ["m.mjs"],
    files: { "m.mjs": `import { a } from "./a.mjs";\n\nconsole.log(a.b.c);\n`, "a.mjs": `export const a = {};\n` },
  },
  {
    name: "an import that isn't exported",
    args: ["m.mjs"],
    files: { "m.mjs": `import { b } from "./a.mjs";\n`, "a.mjs": `export const a = {};\n` },
  },
  { name: "an import of a file that isn't there", args: ["m.mjs"], files: { "m.mjs": `import "./a.mjs";\n` } },
  {
    name: "an await that never ends",
    args: ["m.mjs"],
    files: { "m.mjs": `console.log(1);\nawait new Promise(() => {});\n` },
  },
  {
    name: "a failing assertion",
    script: `require("assert").deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] });`,
  },
  { name: "an assertion of a value", script: `require("assert")(1 === 2);` },
  { name: "a rejection with an object", script: `Promise.reject({ code: 1 });` },
  {
    name: "an enum in TypeScript",
    args: ["m.ts"],
    files: { "m.ts": "let a = 1;\nexport const enum E {\n  A,\n}\nlet d: number = 4;\n" },
  },
  {
    name: "a parameter property in TypeScript",
    args: ["m.ts"],
    files: {
      "m.ts": "class A {\n  constructor(a: number, private readonly b: Map<string, number>, public c = 2) {}\n}\n",
    },
  },
  {
    name: "a namespace in TypeScript",
    args: ["m.ts"],
    files: { "m.ts": "export namespace N { export const a = 1 }\n" },
  },
  {
    name: "no error of what is only declared, or only named so",
    args: ["m.ts"],
    files: {
      "m.ts":
        "declare namespace X { const a: number } declare enum Q { A } type T = { namespace: string; enum: number }; const o = { namespace: 1, enum: 2, private: 3 }; const namespace = 4; class C { constructor(readonly: number) {} } console.log(o.enum, namespace, o.private);\n",
    },
  },
];
