import type { Case } from "./case.ts";

export const LIBRARY: readonly Case[] = [
  {
    name: "inspects values",
    script: `class Foo { constructor() { this.a = 1; } get b() { return 2; } #p = 3; static s = 4; } const cyc = { n: 1 }; cyc.self = cyc;
      console.log(new Foo(), Foo, cyc, [1, , 3], new Array(200).fill(7), "str", ["it's", 'q"'], Symbol("s"), 10n, -0, [undefined, null, NaN], new Date(0), /re/gi, new Map([[{ a: 1 }, new Set([1])]]), new WeakMap(), () => {}, async function af() {}, function* g() {}, Object.create(null), new Error("in log").message, Buffer.from("hi"), new Uint8Array(3), new ArrayBuffer(2), { deep: { a: { b: { c: { d: 1 } } } } }, new (class extends Map {})(), Object.create({ inherited: 1 }), new Proxy({ p: 1 }, {}), globalThis === global, [["a", 1], ["b", 2]], process.versions.node, new Number(3), new String("s"), { [Symbol("k")]: 1, "a-b": 2 }, "a\\nb", ["a\\nb"], class A extends Foo {}, arguments.length, { get x() { return 1; }, set x(v) {}, set y(v) {} }, new Foo().constructor.name, Math, JSON, [1.5, -2], new Set(["x".repeat(100)]), { long: "y".repeat(200), arr: Array.from({ length: 30 }, (_, i) => "item" + i) });
      console.table([{ a: 1, b: 2 }, { a: 3 }]); console.group("g"); console.log("in"); console.groupEnd(); console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.count(); console.count(); console.assert(false, "no %s", "way"); console.log("%c styled %i %f %%", "css", 3.9, "2.5", "rest"); console.error(new TypeError("shown").message);`,
  },
  {
    name: "util",
    script: `const util = require("util"); console.log(util.format("%s:%d", "a", 1), util.inspect("x"), util.isDeepStrictEqual({ a: [1] }, { a: [1] }), util.types.isPromise(Promise.resolve()), util.types.isProxy(new Proxy({}, {})), util.stripVTControlCharacters("\\u001b[1mb\\u001b[0m"), util.styleText("red", "r", { validateStream: false }) === "\\u001b[31mr\\u001b[39m", util.inspect({ a: 1 }, { colors: true }), util.toUSVString("a\\ud800"), util.parseArgs({ args: ["-f", "--bar", "b"], options: { f: { type: "boolean", short: "f" }, bar: { type: "string" } } }).values);
      util.promisify(setTimeout)(1, "v").then(console.log); util.promisify((cb) => cb(null, 1))().then(console.log); util.callbackify(async () => 2)((e, v) => console.log(e, v)); class A {} util.inherits(A, require("events")); console.log(new A() instanceof require("events"), util.deprecate(() => 1, "dep")(), new util.TextEncoder().encode("é"), util.inspect(new Map([["k", { a: { b: { c: 1 } } }]]), { depth: Infinity, compact: false }));`,
  },
  {
    name: "events",
    script: `const E = require("events"); const e = new E(); e.once("a", (...x) => console.log("once", x)); e.on("a", () => console.log("on")); e.prependListener("a", () => console.log("first")); console.log(e.emit("a", 1, 2), e.emit("a"), e.emit("b"), e.listenerCount("a"), e.eventNames());
      E.once(e, "p").then((v) => console.log("p", v)); e.emit("p", 5); try { e.emit("error", new Error("ee")); } catch (x) { console.log(x.message); } const t = new EventTarget(); t.addEventListener("x", (ev) => console.log(ev.type, ev instanceof Event), { once: true }); t.dispatchEvent(new Event("x")); const ac = new AbortController(); ac.signal.addEventListener("abort", () => console.log("aborted", ac.signal.reason.name)); ac.abort();
      for (let i = 0; i < 12; i++) e.on("many", () => {});`,
  },
  {
    name: "buffers",
    script: `const b = Buffer.from("héllo wörld"); console.log(b, b.toString("hex"), b.toString("base64"), b.toString("base64url"), b.length, b.slice(1, 3), b.indexOf("w"), b.includes("ö"), b.lastIndexOf("l"), Buffer.concat([b, Buffer.from([1, 2])]).length, Buffer.from("ff00", "hex"), Buffer.from("aGk=", "base64").toString(), Buffer.alloc(5, "ab"), b.equals(Buffer.from("héllo wörld")), Buffer.compare(Buffer.from("a"), Buffer.from("b")), Buffer.byteLength("é"), b.toJSON().data.length, Buffer.from("\\u20ac", "utf16le"), Buffer.from("abc", "latin1").toString("ascii"), b.readUInt16BE(1), Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]).readDoubleLE(), Buffer.from([255]).readInt8(), Buffer.from("test").swap16(), b.write("XY", 1), b.toString("latin1"), b.fill("z", 2, 4).toString(), [...Buffer.from("ab").entries()], Buffer.isBuffer(b), Buffer.from("zażółć").toString("utf8", 2, 5), atob("aGk="), btoa("hi"), Buffer.from(new Uint16Array([1, 256]).buffer), require("buffer").constants.MAX_STRING_LENGTH > 0, Buffer.from("a").subarray(0, 1).buffer instanceof ArrayBuffer, Buffer.from([0xe2, 0x82]).toString(), Buffer.from("abcabc").lastIndexOf("abc", 2), Buffer.from([256, -1, 1.9]), require("buffer").isUtf8(Buffer.from([255])));
      try { Buffer.alloc(-1); } catch (e) { console.log(e.code, e.message); } try { b.readInt32LE(100); } catch (e) { console.log(e.message); } console.log(new Blob(["ab"]).size);`,
  },
  {
    name: "URLs and query strings",
    script: `const u = new URL("https://user:pa%20ss@example.com:8080/a/b/../c?x=1&y=2&x=3#frag"); console.log(u, u.host, u.pathname, [...u.searchParams], u.searchParams.getAll("x"), u.origin); u.port = "443"; u.searchParams.append("z", "ä b"); u.hash = ""; u.pathname = "/new path"; u.protocol = "http"; u.username = "me"; u.hostname = "EXAMPLE.org"; console.log(String(u), new URL("../x?y", "http://h/a/b/c").href, URL.canParse("nope"), new URLSearchParams({ a: "1", b: "2 3" }).toString(), new URL("file:///a%20b").pathname);
      const url = require("url"); console.log(url.parse("http://a.b/c?d=e#f"), url.fileURLToPath("file:///tmp/a%20b"), url.pathToFileURL("/tmp/a b#c?.txt").href, url.format({ protocol: "http", host: "x", pathname: "/y" }), url.resolve("http://a/b/c", "../d"), require("querystring").parse("a=1&b=2&a=3"), require("querystring").stringify({ x: [1, 2], y: "ü" }), new URL("http://münchen.de/ä?ö#ü").href, new URL("data:text/plain,hi").pathname, new URL("http://[::1]:80/").host, new URL("HTTP://1.2.3/").hostname);
      try { new URL("nope"); } catch (e) { console.log(e.code, e.message, e.input); }`,
  },
  {
    name: "paths and the system",
    script: `const p = require("path"), os = require("os"); console.log(p.resolve("a", "../b"), p.relative("/a/b", "/a/c"), p.parse("/x/y.tar.gz"), p.win32.join("a", "b"), p.extname(".x"), p.isAbsolute("/"), p.matchesGlob("a/b.js", "a/*.js"), os.EOL, os.platform(), os.type(), typeof os.cpus().length, os.constants.signals.SIGINT, process.platform, process.cwd(), process.exitCode, process.uptime() > 0, typeof process.memoryUsage().heapUsed, process.hrtime().length, typeof process.hrtime.bigint(), process.env.HOME, process.env.NOPE, "HOME" in process.env, process.release.name, typeof process.pid, process.features.typescript, process.stdout.isTTY, process.getuid() >= 0, process.config.variables !== undefined); process.env.X = 1; console.log(process.env.X, delete process.env.X, process.env.X); process.chdir("/tmp"); console.log(process.cwd()); process.emitWarning("careful", "Kind", "CODE"); process.on("warning", (w) => console.log(w.name, w.code)); performance.mark("a"); console.log(performance.measure("m", "a").name, performance.now() > 0, typeof performance.timeOrigin);`,
  },
  {
    name: "hashes and randomness",
    script: `const c = require("crypto"); for (const h of ["md5", "sha1", "sha256", "sha384", "sha512", "sha3-256", "SHA224", "ripemd160"]) console.log(h, c.createHash(h).update("a").update(Buffer.from("b")).digest("hex")); console.log(c.createHmac("sha256", "key").update("data").digest("base64"), c.randomBytes(8).length, c.randomUUID().length, c.randomInt(5) < 5, c.timingSafeEqual(Buffer.from("a"), Buffer.from("a")), c.pbkdf2Sync("p", "s", 10, 16, "sha1").toString("hex"), c.scryptSync("p", "s", 16).toString("hex"), Buffer.from(c.hkdfSync("sha256", "k", "s", "i", 8)).toString("hex"), c.hash("sha1", "x"), c.createHash("sha1").copy().digest("latin1").length, typeof crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(4)).length); try { c.createHash("nope"); } catch (e) { console.log(e.message); } crypto.subtle.digest("SHA-256", Buffer.from("x")).then((d) => console.log(Buffer.from(d).toString("hex"))); c.randomBytes(4, (e, b) => console.log(e, b.length)); console.log(Math.random() !== Math.random()); require("stream").Readable.from(["ab"]).pipe(c.createHash("md5")).on("data", (d) => console.log(d.toString("hex")));`,
  },
  {
    name: "compression",
    script: `const z = require("zlib"); const t = "hello ".repeat(1000); const g = z.gzipSync(t); console.log(z.gunzipSync(g).toString() === t, z.inflateSync(z.deflateSync(t)).length, z.inflateRawSync(z.deflateRawSync(t, { level: 9 })).length, z.unzipSync(g).length, g.length < 100, z.crc32("hello"));
      z.gzip(t, (e, b) => z.gunzip(b, (e, r) => console.log(e, r.length))); try { z.gunzipSync(Buffer.from("garbage")); } catch (e) { console.log(e.code, e.message); } const { pipeline } = require("stream/promises"); const { Readable, Writable } = require("stream"); let n = 0; pipeline(Readable.from([t, t]), z.createGzip(), z.createGunzip(), new Writable({ write(c, e, cb) { n += c.length; cb(); } })).then(() => console.log(n)); z.inflate(Buffer.from("x"), (e) => console.log(e.code)); console.log(z.deflateSync("abc", { level: 1 }).toString("hex"), z.gzipSync("abc").toString("hex").slice(20));`,
  },
  {
    name: "streams",
    script: `const { Readable, Writable, Transform, PassThrough, pipeline, finished, Duplex } = require("stream"); Readable.from([1, 2, 3]).map((x) => x * 2).toArray().then(console.log); pipeline(Readable.from(["a", "b"]), new PassThrough(), async function* (s) { for await (const c of s) yield String(c).toUpperCase(); }, new Writable({ write(c, e, cb) { console.log("w", String(c)); cb(); } }), (e) => console.log("done", e)); new ReadableStream({ start(c) { c.enqueue("web"); c.close(); } }).getReader().read().then(console.log); const r = new Readable({ read() {} }); r.push("x"); r.push(null); r.setEncoding("utf8").on("data", console.log).on("end", () => console.log("end")); const { text } = require("stream/consumers"); text(Readable.from(["t", "u"])).then(console.log); finished(new Readable({ read() { this.destroy(new Error("bad")); } }).resume(), (e) => console.log(e.message)); const { StringDecoder } = require("string_decoder"); const d = new StringDecoder("utf8"); console.log(d.write(Buffer.from([0xe2, 0x82])), d.write(Buffer.from([0xac])), d.end(Buffer.from([0xe2])));`,
  },
  {
    name: "assertions",
    script: `const assert = require("assert"); assert.deepEqual([1, { a: [2] }], [1, { a: ["2"] }]); assert.deepEqual(new Set([1]), new Set([1])); const fails = [() => assert.equal(1, 2), () => assert.strictEqual("a\\nb", "a\\nc"), () => assert.deepEqual([1, [2]], [1, [3]]), () => assert.throws(() => {}), () => assert.throws(() => { throw new Error("x"); }, /y/), () => assert.match("a", /b/), () => assert.notStrictEqual(1, 1), () => assert.ok(0, "msg"), () => assert.ifError(new Error("e")), () => assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 3]])), () => assert.fail("f"), () => assert.rejects, () => assert.strict.equal(NaN, 0), () => assert.deepStrictEqual({ a: 1, b: { c: [1, 2, 3] } }, { a: 1, b: { c: [1, 2, 4] } }), () => assert.partialDeepStrictEqual({ a: 1 }, { b: 1 })]; for (const f of fails) try { f(); console.log("passed"); } catch (e) { console.log(e.name, e.code, e.message, e.generatedMessage); } assert.rejects(Promise.resolve(1)).catch((e) => console.log(e.message)); assert.rejects(async () => { throw new TypeError("t"); }, TypeError).then(() => console.log("ok"));`,
  },
  {
    name: "globals",
    script: `console.log(structuredClone({ a: [1, new Date(0)], m: new Map([[1, new Set([2])]]), e: new RangeError("r").message }), typeof fetch, typeof setImmediate, typeof queueMicrotask, new TextDecoder("utf-16le").decode(new Uint8Array([97, 0])), new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97])), new DOMException("m", "AbortError").code, typeof global.gc); try { structuredClone(() => {}); } catch (e) { console.log(e.name, e.message); } try { new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255])); } catch (e) { console.log(e.name, e.code); } new Blob(["a", "b"]).text().then(console.log); const { port1, port2 } = {}; console.log(new Intl.NumberFormat("en").format(1234.5), new Date(0).toISOString(), "é".normalize("NFD").length, [3, 1, 2].toSorted(), Object.groupBy([1, 2], (x) => (x % 2 ? "odd" : "even")));`,
  },
  {
    name: "slices and clones that share no memory",
    script: `const b = Buffer.from("abc"); const c = structuredClone({ b, again: b }); b[0] = 0x7a; console.log(c, c.b === c.again, new Blob([b]).size); console.log(b.indexOf(98), b.includes(98), b.lastIndexOf(98), b.includes(1));
      const v8 = require("v8"); const value = { m: new Map([[1, new Set([2n])]]), d: new Date(5), r: /a/g, u: undefined, n: [NaN, -0, , 1], b, t: new Uint16Array([1]), e: new RangeError("x", { cause: 1 }).message }; value.self = value; console.log(v8.deserialize(v8.serialize(value))); try { v8.serialize(() => {}); } catch (e) { console.log(e.name); }`,
  },
  {
    name: "web streams and blobs",
    script: `(async () => { let text = ""; for await (const c of new Blob(["hello ", "hello"]).stream().pipeThrough(new CompressionStream("gzip")).pipeThrough(new DecompressionStream("gzip"))) text += Buffer.from(c); console.log(text);
      for await (const c of new ReadableStream({ start(c) { c.enqueue("é"); c.close(); } }).pipeThrough(new TextEncoderStream()).pipeThrough(new TextDecoderStream())) console.log(c); })();`,
  },
  {
    name: "hashes to the letter",
    script: `const c = require("crypto"); const tries = [() => c.createHash("shake128", { outputLength: 8 }).update("a").digest("hex"), () => c.createHash("rmd160").digest("hex"), () => c.createHash("md5").update("a").copy().digest("base64"), () => c.createHash("md5").update(5), () => c.createHash(), () => c.createHash("nope"), () => c.createHmac("nope", "k"), () => c.createHmac("md5"), () => c.pbkdf2Sync("p", "s", 0, 8, "sha1"), () => c.pbkdf2Sync("p", "s", 1, 8, "nope"), () => c.randomInt(5, 2), () => c.randomBytes(-1), () => crypto.getRandomValues(new Float32Array(1))];
      for (const t of tries) try { console.log(t()); } catch (e) { console.log(e.name, e.code, e.message); } const s = c.createHash("sha1"); require("stream").Readable.from(["a"]).pipe(s).on("finish", () => { console.log(s.digest("hex")); try { s.digest(); } catch (e) { console.log(e.code); } });`,
  },
  {
    name: "domains, terminals and call sites",
    script: `const url = require("url"); console.log(url.domainToASCII("español.com"), url.domainToUnicode("xn--espaol-zwa.com"), url.parse("http://MÜNCHEN.de/").hostname, require("tty").isatty(1)); function here() { return require("util").getCallSites(1)[0]; } console.log(here().functionName, here().scriptName);`,
  },
];
