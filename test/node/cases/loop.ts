import type { Case } from "./case.ts";

export const LOOP: readonly Case[] = [
  {
    name: "runs ticks, microtasks, timers and immediates in Node's order",
    script: `
      setTimeout(() => { console.log("t1"); Promise.resolve().then(() => console.log("t1 micro")); process.nextTick(() => console.log("t1 tick")); }, 1);
      setTimeout(() => console.log("t2"), 1);
      setTimeout(() => console.log("t3"), 20);
      Promise.resolve().then(() => { console.log("micro"); process.nextTick(() => console.log("tick of micro")); }).then(() => console.log("micro 2"));
      process.nextTick(() => { console.log("tick"); Promise.resolve().then(() => console.log("micro of tick")); });
      queueMicrotask(() => console.log("queued"));
      console.log("sync");`,
  },
  {
    name: "runs immediates one by one, with what each leaves behind",
    script: `
      setImmediate(() => { console.log(1); Promise.resolve().then(() => console.log("1 micro")); setImmediate(() => console.log("next round")); });
      setImmediate(() => console.log(2));
      setImmediate(() => console.log(3));`,
  },
  {
    name: "repeats intervals until they are cleared",
    script: `let n = 0; const i = setInterval(() => { console.log(++n); if (n === 3) clearInterval(i); }, 2);`,
  },
  {
    name: "doesn't wait for what is unref'd",
    script: `setTimeout(() => console.log("never"), 5000).unref(); console.log("end"); process.on("exit", (c) => console.log("exit", c));`,
  },
  {
    name: "emits beforeExit until nothing more comes of it",
    script: `let n = 0; process.on("beforeExit", (c) => { console.log("before", c); if (n++ < 2) setTimeout(() => console.log("more"), 1); }); process.on("exit", () => console.log("exit"));`,
  },
  {
    name: "exits at once where it is told to",
    script: `process.on("exit", (c) => console.log("exit", c, process.exitCode)); setTimeout(() => console.log("never"), 1); try { process.exit(3); } finally { console.log("never"); }`,
  },
  { name: "keeps an exit code", script: `process.exitCode = 7; setTimeout(() => {}, 1)` },
  {
    name: "awaits timers/promises and async iteration",
    script: `const { setTimeout: wait, setInterval: every } = require("timers/promises");
      (async () => { console.log(await wait(2, "v")); let n = 0; for await (const x of every(1, "i")) { console.log(x); if (++n === 2) break; } })();`,
  },
  {
    name: "delivers an error of a timer to the handler, and goes on",
    script: `process.on("uncaughtException", (e, origin) => console.log("caught", e.message, origin));
      setTimeout(() => { throw new Error("one"); }, 1); setTimeout(() => console.log("two"), 1);`,
  },
  {
    name: "tells of rejections that nobody handles",
    script: `process.on("unhandledRejection", (e, p) => { console.log("unhandled", e.message, e.extra, p instanceof Promise); });
      const e = new Error("late"); e.extra = 1; Promise.reject(e);
      (async () => { throw new TypeError("async"); })().catch(() => console.log("handled"));`,
  },
  {
    name: "keeps what AsyncLocalStorage holds across timers and ticks",
    script: `const { AsyncLocalStorage } = require("async_hooks"); const als = new AsyncLocalStorage();
      als.run({ id: 1 }, () => { setTimeout(() => console.log("timer", als.getStore()), 1); process.nextTick(() => console.log("tick", als.getStore())); setImmediate(() => console.log("imm", als.getStore())); });
      console.log("outside", als.getStore());`,
  },
  {
    name: "keeps what AsyncLocalStorage holds across promises",
    script: `const { AsyncLocalStorage } = require("async_hooks"); const als = new AsyncLocalStorage(); const lines = []; const log = (...line) => lines.push(line.join(" ")); process.on("exit", () => console.log(lines.sort())); const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
      async function* numbers() { yield 1; await sleep(1); yield 2; }
      async function job(i) {
        "use strict";
        await sleep(3); log("await", i, als.getStore());
        try { await Promise.reject(new Error("x")); } catch { log("catch", i, als.getStore()); } finally { log("finally", i, als.getStore()); }
        for await (const n of numbers()) log("for await", i, n, als.getStore());
        await Promise.all([sleep(1), (async () => (await null, log("inner", i, als.getStore())))()]);
        require("fs").readFile(__filename, () => log("fs", i, als.getStore()));
        await als.run("nested", async () => { await null; log("nested", als.getStore()); });
        return als.getStore();
      }
      for (let i = 0; i < 3; i++) als.run(i, () => job(i).then((v) => log("then", v, als.getStore())));
      (async () => { await sleep(4); log("outside", als.getStore()); })();`,
  },
  {
    name: "keeps it in ES modules, too",
    args: ["m.mjs"],
    files: {
      "m.mjs": `import { AsyncLocalStorage } from "node:async_hooks"; const als = new AsyncLocalStorage();
export default await als.run(5, async () => await (await import("./lib.mjs")).default(() => als.getStore()));
await new Promise((done) => setTimeout(done, 1)); console.log(als.getStore());
als.run(6, async () => { await 1; console.log(als.getStore()) });`,
      "lib.mjs": `export default async (get) => { try { await Promise.reject(1) } catch { console.log(get()) } await 1; console.log(get()) }`,
    },
  },
  {
    name: "takes signals it sends itself",
    script: `process.on("SIGTERM", (s, n) => { console.log("got", s, n); clearInterval(i); }); const i = setInterval(() => {}, 1000); process.kill(process.pid, "SIGTERM"); process.kill(process.pid, "SIGWINCH");`,
  },
  {
    name: "begins its clock with the program",
    script: `console.log(performance.now() < 60_000, process.uptime() < 60, Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);`,
  },
];
