import type { Case } from "./case.ts";

export const FILES: readonly Case[] = [
  {
    name: "synchronous calls",
    script: `const fs = require("fs"); fs.mkdirSync("a/b/c", { recursive: true }); fs.writeFileSync("a/x.txt", "hello"); fs.appendFileSync("a/x.txt", " world");
      console.log(fs.readFileSync("a/x.txt", "utf8"), fs.existsSync("a"), fs.readdirSync("a"), fs.readdirSync(".", { recursive: true }).sort());
      fs.copyFileSync("a/x.txt", "a/y.txt"); fs.renameSync("a/y.txt", "a/b/z.txt"); console.log(fs.readdirSync("a/b", { withFileTypes: true }).map((d) => [d.name, d.isDirectory(), d.isFile(), d.parentPath]));
      const s = fs.statSync("a/x.txt"); console.log(s.size, s.isFile(), s.isDirectory(), s.mode.toString(8), s.mtime instanceof Date);
      fs.chmodSync("a/x.txt", 0o755); console.log((fs.statSync("a/x.txt").mode & 0o777).toString(8)); fs.truncateSync("a/x.txt", 3); console.log(fs.readFileSync("a/x.txt").toString());
      fs.symlinkSync("x.txt", "a/link"); console.log(fs.readlinkSync("a/link"), fs.lstatSync("a/link").isSymbolicLink(), fs.realpathSync("a/link"));
      fs.utimesSync("a/x.txt", 1, 2); console.log(fs.statSync("a/x.txt").mtimeMs); fs.unlinkSync("a/link"); fs.rmSync("a", { recursive: true }); console.log(fs.existsSync("a"), fs.mkdtempSync("/tmp/t-").length);`,
  },
  {
    name: "times to the nanosecond",
    script: `const fs = require("fs"); fs.writeFileSync("f", ""); const fd = fs.openSync("f", "r+");
      for (const time of [new Date(1704067200123), 1704067200.123456, "1704067200.5", 0.1, 12.000001, 1e9 + 0.001, new Date(-1500), new Date(-1)]) {
        fs.utimesSync("f", 1, time); const first = fs.statSync("f", { bigint: true }).mtimeNs; fs.futimesSync(fd, time, 2); console.log(first, fs.fstatSync(fd, { bigint: true }).atimeNs, fs.statSync("f").atimeMs); }`,
  },
  {
    name: "descriptors and positions",
    script: `const fs = require("fs"); const fd = fs.openSync("f", "w+"); fs.writeSync(fd, "0123456789"); const b = Buffer.alloc(4); console.log(fs.readSync(fd, b, 0, 4, 3), b.toString(), fs.fstatSync(fd).size);
      fs.writeSync(fd, Buffer.from("ab"), 0, 2, 1); fs.ftruncateSync(fd, 6); fs.closeSync(fd); console.log(fs.readFileSync("f", "latin1")); try { fs.closeSync(fd); } catch (e) { console.log(e.code, e.message); }
      fs.writeFileSync("g", "exclusive", { flag: "wx" }); try { fs.writeFileSync("g", "", { flag: "wx" }); } catch (e) { console.log(e.code); }`,
  },
  {
    name: "errors as Node words them",
    script: `const fs = require("fs"); const tries = [() => fs.readFileSync("no"), () => fs.readFileSync("."), () => fs.mkdirSync("main.js"), () => fs.rmdirSync("main.js"), () => fs.readdirSync("no"), () => fs.statSync("no"), () => fs.renameSync("no", "x"), () => fs.unlinkSync("no"), () => fs.openSync("no/x", "w"), () => fs.rmSync("no"), () => fs.accessSync("no"), () => fs.readlinkSync("main.js"), () => fs.copyFileSync("no", "x"), () => fs.readFileSync("main.js/x"), () => fs.mkdirSync("main.js/x", { recursive: true }), () => fs.rmSync("."), () => fs.readFileSync(5.5), () => fs.writeFileSync("x", Symbol()), () => fs.opendirSync("no"), () => fs.realpathSync("no"), () => fs.symlinkSync("a", "main.js"), () => fs.linkSync("no", "b"), () => fs.chmodSync("no", 1)];
      for (const t of tries) try { t(); console.log("fine"); } catch (e) { console.log(e.message, e.code, e.syscall, e.errno, e.path, e.dest); }`,
  },
  {
    name: "callbacks and promises",
    script: `const fs = require("fs"); const p = fs.promises; fs.writeFile("a", "x", (e) => fs.readFile("a", "utf8", (e, t) => { console.log(e, t); fs.stat("no", (e) => { console.log(e.code); fs.readdir(".", (e, l) => { console.log(l); promises(); }); }); }));
      const promises = async () => { await p.mkdir("d/e", { recursive: true }); await p.writeFile("d/f", "promise"); console.log(await p.readFile("d/f", "utf8"), (await p.stat("d/f")).size, await p.readdir("d")); const h = await p.open("d/f", "r+"); console.log((await h.read(Buffer.alloc(3), 0, 3, 1)).buffer.toString(), (await h.stat()).size); await h.writeFile("!"); await h.close();
      for await (const line of (await p.open("main.js")).readLines()) { console.log(line.length > 10); break; } await p.rm("d", { recursive: true, force: true }); try { await p.access("d"); } catch (e) { console.log(e.message); } console.log((await Array.fromAsync(await p.opendir("."))).map((e) => e.name).sort()); };`,
  },
  {
    name: "streams",
    script: `const fs = require("fs"); const { pipeline } = require("stream/promises"); const { Transform } = require("stream");
      const w = fs.createWriteStream("s"); for (let i = 0; i < 1000; i++) w.write("line " + i + "\\n"); w.end(async () => { let n = 0; for await (const c of fs.createReadStream("s", { highWaterMark: 100 })) n += c.length; console.log(n);
      await pipeline(fs.createReadStream("s", { start: 0, end: 20 }), new Transform({ transform(c, e, cb) { cb(null, String(c).toUpperCase()); } }), fs.createWriteStream("u")); console.log(fs.readFileSync("u", "utf8")); });
      fs.createReadStream("no").on("error", (e) => console.log(e.code));`,
  },
  {
    name: "copying trees",
    script: `const fs = require("fs"); fs.mkdirSync("src/deep", { recursive: true }); fs.writeFileSync("src/deep/f", "1"); fs.writeFileSync("src/g", "2"); fs.cpSync("src", "dst", { recursive: true }); console.log(fs.readdirSync("dst", { recursive: true }).sort(), fs.readFileSync("dst/deep/f", "utf8")); fs.promises.cp("src", "d2", { recursive: true }).then(() => console.log(fs.readdirSync("d2")));`,
  },
  {
    name: "standard input as text",
    script: `process.stdin.setEncoding("utf8"); let t = ""; process.stdin.on("data", (c) => t += c).on("end", () => console.log(t.toUpperCase()));`,
    stdin: "some\ninput",
  },
  {
    name: "standard input synchronously",
    script: `console.log(require("fs").readFileSync(0, "utf8").length, require("fs").readFileSync("/dev/null").length);`,
    stdin: "12345",
  },
  {
    name: "standard input by lines",
    script: `const rl = require("readline").createInterface({ input: process.stdin }); rl.on("line", (l) => console.log("[" + l + "]")).on("close", () => console.log("end"));`,
    stdin: "a\nb\n\nc",
  },
  {
    name: "questions",
    script: `const rl = require("readline/promises").createInterface({ input: process.stdin, output: process.stdout }); rl.question("name? ").then((n) => { console.log("hi " + n); rl.close(); });`,
    stdin: "bob\n",
  },
  {
    name: "binary output",
    script: `process.stdout.write(Buffer.from([0x68, 0xc3, 0xa9, 10])); process.stderr.write("err\\n"); console.error("e %d", 1); console.log("%s %o %j", "a", [1], { b: 2 });`,
  },
  {
    name: "large output",
    script: `for (let i = 0; i < 3000; i++) console.log("x".repeat(100)); process.stdout.write("y".repeat(300000), () => console.log("written"));`,
  },
  {
    name: "directories with all that is in them",
    script: `const fs = require("fs"); fs.mkdirSync("q/w/z", { recursive: true }); fs.mkdirSync("q/v"); for (const f of ["q/w/a", "q/b", "q/w/z/c"]) fs.writeFileSync(f, ""); const shown = (d) => d.parentPath + " " + d.name + " " + d.isDirectory();
      const options = { recursive: true, withFileTypes: true }; console.log(fs.readdirSync("q", options).map(shown), fs.readdirSync("./q/", { recursive: true })); fs.promises.readdir("q", options).then((all) => console.log(all.map(shown)));`,
  },
  {
    name: "forced removal and made directories",
    script: `const fs = require("fs"); fs.rmSync("no", { force: true }); fs.rmSync("no", { force: true, recursive: true }); console.log(fs.mkdirSync("a/b/c", { recursive: true }), fs.mkdirSync("a/b", { recursive: true }), fs.mkdirSync(process.cwd() + "/x/y", { recursive: true })); fs.mkdir("p/q", { recursive: true }, (e, made) => console.log(e, made));`,
  },
];
