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
];
