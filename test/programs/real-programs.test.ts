import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

/** Where build.sh has put them. */
const PROGRAMS = process.env["SLOTBOX_PROGRAMS"] ?? ".programs";
const wasm = (file: string) => ({ wasm: join(PROGRAMS, file) });

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({
    workers: 1,
    commands: {
      lua: wasm("lua.wasm"),
      sqlite3: wasm("sqlite3.wasm"),
      "one-true-awk": wasm("awk.wasm"),
      bzip2: wasm("bzip2.wasm"),
      ruby: wasm("ruby-3.2.0.wasm"),
      python: wasm("python-3.11.3.wasm"),
    },
    env: { PYTHONHOME: "/workspace/usr/local" },
    template: { "python.tar.gz": readFileSync(join(PROGRAMS, "python-3.11.3.tar.gz")) },
    limits: { maxMemoryMiB: 256, maxFileBytes: 64 << 20, maxWorkspaceBytes: 128 << 20 },
  });
  slot = await backend.acquire();
});
afterAll(() => backend.stop());

async function run(command: string, files: Record<string, string> = {}) {
  for (const [path, content] of Object.entries(files))
    await backend.execute({ slot, tool: "write_file", args: { path, content } });
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 60_000 });
  const { stdout, stderr, exitCode } = metadata;
  return { stdout, stderr, exitCode };
}

const fine = (stdout: string) => ({ stdout, stderr: "", exitCode: 0 });

describe("Lua", () => {
  it("recovers from errors, which takes setjmp and longjmp", async () => {
    const script = `
      print(_VERSION, #arg, arg[1], arg[2])
      print(pcall(error, "boom"))
      local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1); error("in co " .. b) end)
      print(co(41)); print(pcall(co, "x"))
      local ok, e = pcall(function() local function f() return 1 + f() end return f() end)
      print(ok, tostring(e):match("stack overflow"))
      os.exit(7)`;
    expect(await run("lua t.lua a 'b c'", { "t.lua": script })).toEqual({
      stdout: "Lua 5.4\t2\ta\tb c\nfalse\tboom\n42\nfalse\tt.lua:4: in co x\nfalse\tstack overflow\n",
      stderr: "",
      exitCode: 7,
    });
  });

  it("works on files, the environment and standard input, in a pipe", async () => {
    const script = `
      local n = 0
      for l in io.lines("in.txt") do n = n + #l end
      local o = assert(io.open("out.txt", "w")); o:write("n=", n, "\\n"); o:seek("set", 0); o:write("N"); o:close()
      print(os.rename("in.txt", "moved.txt"), os.remove("none"))
      print(os.getenv("NAME"), io.read("a"))`;
    const files = { "f.lua": script, "in.txt": "one\ntwo\nthree\n" };
    expect(await run("printf abc | NAME=wörld lua f.lua | tr a-z A-Z; cat out.txt; ls *.txt", files)).toEqual({
      stdout: "TRUE\tNIL\tNONE: NO SUCH FILE OR DIRECTORY\t44\nWöRLD\tABC\nN=11\nmoved.txt\nout.txt\n",
      stderr: "",
      exitCode: 0,
    });
  });
});

describe("SQLite's shell", () => {
  it("keeps a database in a file, with transactions", async () => {
    const sql = `create table t(a integer primary key, b text); insert into t(b) values('x'),('y'),('zé');
      select * from t order by a desc; begin; delete from t; rollback; select count(*), sum(length(b)) from t;`;
    expect(await run(`sqlite3 x.db "${sql}"; sqlite3 x.db 'select b from t where a = 2'; ls x.db*`)).toEqual(
      fine("3|zé\n2|y\n1|x\n3|4\ny\nx.db\n"),
    );
  });

  it("imports and exports, searches text, reads a script from standard input", async () => {
    const script = `.mode csv
.import in.csv fruit
.output out.csv
select name, qty*2 as q from fruit order by name desc;
.output
.mode list
with recursive c(n) as (select 1 union all select n+1 from c where n<2000) select count(*), sum(n) from c;
create virtual table f using fts5(x); insert into f values('hello wasi world'),('other');
select x from f where f match 'wasi';
`;
    expect(
      await run("sqlite3 y.db < y.sql && cat out.csv", { "in.csv": "name,qty\napple,3\npear,4\n", "y.sql": script }),
    ).toEqual(fine("2000|2001000\nhello wasi world\npear,8\napple,6\n"));
  });
});

describe("the one true awk", () => {
  it("computes, splits and writes files", async () => {
    const script = `function f(n) { return n < 2 ? n : f(n-1) + f(n-2) }
      BEGIN { print f(15), substr("hello", 2, 3), match("foobar", /o+b/), RLENGTH }
      { print toupper($0) > ($1 ".out"); close($1 ".out") } END { while ((getline l < "a.out") > 0) print "got", l }`;
    expect(await run("printf 'a 1\\nb 2\\n' | one-true-awk -f p.awk; cat b.out", { "p.awk": script })).toEqual(
      fine("610 ell 2 3\ngot A 1\nB 2\n"),
    );
  });
});

describe("bzip2", () => {
  it("gives back what it was given, from files and through pipes", async () => {
    expect(await run("seq 1 20000 > n; sha1sum < n; bzip2 n; ls n*; bzip2 -d n.bz2; sha1sum < n")).toMatchObject({
      stdout: expect.stringMatching(/^(\w{40}) {2}-\nn\.bz2\n\1 {2}-\n$/),
      exitCode: 0,
    });
    expect(await run("seq 1 1000 | bzip2 | bzip2 -d | tail -1; printf nonsense | bzip2 -d")).toMatchObject({
      stdout: "1000\n",
      stderr: expect.stringContaining("bzip2"),
      exitCode: 2,
    });
  });
});

describe("CPython", () => {
  it("works on the workspace", async () => {
    expect(await run("tar xzf python.tar.gz")).toEqual(fine(""));
    const script = `import os, pathlib, shutil, json, hashlib, sys
p = pathlib.Path("d/e"); p.mkdir(parents=True); (p/"f.txt").write_text("x"*100000)
os.symlink("e", "d/l"); print(os.readlink("d/l"), os.path.getsize("d/l/f.txt"))
os.link("d/e/f.txt", "d/hard"); print(os.stat("d/hard").st_nlink)
os.utime("d/hard", (5, 7)); print(os.stat("d/hard").st_mtime)
with open("d/hard", "r+b") as f: f.seek(-3, 2); f.write(b"end"); f.truncate(100); f.flush(); os.fsync(f.fileno())
print(os.path.getsize("d/e/f.txt")); os.rename("d/e", "d/g")
print(sorted(str(x) for x in pathlib.Path("d").rglob("*"))); shutil.rmtree("d"); print(os.path.exists("d"))
print(json.dumps(sys.argv[1:]), hashlib.sha256(b"x").hexdigest()[:8], sys.stdin.read().upper())
sys.exit(5)
`;
    expect(await run("printf abc | python t.py a 'b c'", { "t.py": script })).toEqual({
      stdout: `e 100000\n2\n7.0\n100\n['d/g', 'd/g/f.txt', 'd/hard', 'd/l']\nFalse\n["a", "b c"] 2d711642 ABC\n`,
      stderr: "",
      exitCode: 5,
    });
  });
});

describe("Ruby", () => {
  it("works on the workspace", async () => {
    const script = `require 'json'
puts RUBY_VERSION, JSON.generate(ARGV)
File.write("out.txt", $stdin.read.upcase)
begin; raise "x"; rescue => e; puts e.message; end
puts catch(:t) { 10.times { |i| throw :t, i if i == 3 } }
exit 4
`;
    expect(await run("printf hello | ruby /workspace/t.rb a 'b c'; echo $?; cat out.txt", { "t.rb": script })).toEqual(
      fine('3.2.0\n["a","b c"]\nx\n3\n4\nHELLO'),
    );
  });
});
