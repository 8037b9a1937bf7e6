import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire();
}, 120_000);
afterAll(() => backend.stop());

async function python(script: string, timeoutMs = 60_000) {
  await backend.execute({ slot, tool: "write_file", args: { path: "script.py", content: script } });
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command: "python3 script.py" }, timeoutMs });
  return metadata;
}

/** Scripts and what CPython on Linux prints for them. */
const SCRIPTS: Readonly<Record<string, readonly [script: string, stdout: string]>> = {
  "os and pathlib": [
    `import os, pathlib, stat
p = pathlib.Path("d/e"); p.mkdir(parents=True); (p / "f.txt").write_text("x" * 100_000)
os.symlink("e", "d/l"); print(os.readlink("d/l"), os.path.getsize("d/l/f.txt"), (p / "f.txt").stat().st_mode == 0o100644)
os.symlink("/workspace/d/e", "d/abs"); print(pathlib.Path("d/abs").resolve(), sorted(os.listdir("d/abs")))
os.link("d/e/f.txt", "d/hard"); print(os.stat("d/hard").st_nlink, os.path.samefile("d/hard", "d/e/f.txt"))
os.chmod("d/hard", 0o750); print(oct(os.stat("d/e/f.txt").st_mode & 0o777))
os.utime("d/hard", (5, 7)); print(os.stat("d/hard").st_mtime)
with open("d/hard", "r+b") as f:
    f.seek(-3, 2); f.write(b"end"); f.truncate(100); f.flush(); os.fsync(f.fileno()); print(f.tell())
print(os.path.getsize("d/e/f.txt")); os.rename("d/e", "d/g")
print(sorted(str(x) for x in pathlib.Path("d").rglob("*")))
for kind in ("missing", "d/g", "d/g/f.txt/x"):
    try: open(kind)
    except OSError as e: print(type(e).__name__)
try: os.rmdir("d")
except OSError as e: print(e.strerror)
try: open("/etc/passwd", "w")
except OSError as e: print(e.strerror)
with open("log", "a") as f: f.write("1")
with open("log", "a") as f: f.write("2"); print(f.tell(), open("log").read())
print([e.name for e in sorted(os.scandir("d"), key=lambda e: e.name) if e.is_file()], os.path.exists("d/none"))
import shutil; shutil.rmtree("d"); print(os.path.exists("d"))
`,
    `e 100000 True
/workspace/d/e ['f.txt']
2 True
0o750
7.0
100000
100
['d/abs', 'd/g', 'd/g/f.txt', 'd/hard', 'd/l']
FileNotFoundError
IsADirectoryError
NotADirectoryError
Directory not empty
Read-only file system
2 12
['hard'] False
False
`,
  ],
  "shutil, tempfile and glob": [
    `import glob, os, shutil, tempfile
os.makedirs("a/b"); open("a/b/x.py", "w").write("1"); open("a/y.py", "w").write("2")
shutil.copytree("a", "copy"); shutil.move("copy/y.py", "moved.py"); shutil.copy2("moved.py", "a/z.py")
print(sorted(glob.glob("**/*.py", recursive=True)), shutil.which("ls"), shutil.which("nonesuch"))
with tempfile.TemporaryDirectory() as d:
    path = os.path.join(d, "f"); open(path, "w").close(); print(d.startswith("/tmp/"), os.path.exists(path))
print(os.path.exists(d))
with tempfile.NamedTemporaryFile("w+") as f: f.write("q"); f.seek(0); print(f.read())
with tempfile.TemporaryFile() as f: f.write(b"z"); f.seek(0); print(f.read())
shutil.make_archive("arc", "gztar", "a"); print(os.path.getsize("arc.tar.gz") > 50)
`,
    `['a/b/x.py', 'a/y.py', 'a/z.py', 'copy/b/x.py', 'moved.py', 'script.py'] /usr/bin/ls None
True True
False
q
b'z'
True
`,
  ],
  "archives, digests and compression": [
    `import bz2, gzip, hashlib, hmac, io, lzma, tarfile, zipfile, zlib
with zipfile.ZipFile("z.zip", "w", zipfile.ZIP_DEFLATED) as z: z.writestr("a/b.txt", "hello " * 100)
print(zipfile.ZipFile("z.zip").read("a/b.txt")[:5], zipfile.is_zipfile("z.zip"))
with tarfile.open("t.tgz", "w:gz") as t: t.add("z.zip")
print(tarfile.open("t.tgz").getnames())
print(hashlib.sha256(b"x").hexdigest()[:8], hashlib.md5(b"x").hexdigest()[:8], hashlib.blake2b(b"x").hexdigest()[:8])
print(hmac.new(b"k", b"m", "sha1").hexdigest()[:8])
data = b"abc" * 1000
print([f.decompress(f.compress(data)) == data for f in (bz2, gzip, lzma, zlib)])
`,
    "b'hello' True\n['z.zip']\n2d711642 9dd4e461 0909377a\n772b71c8\n[True, True, True, True]\n",
  ],
  "a database in a file": [
    `import sqlite3
c = sqlite3.connect("db.sqlite"); c.execute("create table t(a integer primary key, b text)")
with c: c.executemany("insert into t(b) values(?)", [("x",), ("zé",)])
c.close(); c = sqlite3.connect("db.sqlite")
print(c.execute("select * from t order by a desc").fetchall(), c.execute("select json_extract('{\\"k\\":3}', '$.k')").fetchone())
`,
    "[(2, 'zé'), (1, 'x')] (3,)\n",
  ],
  "texts, times and tables": [
    `import argparse, collections, csv, dataclasses, datetime, decimal, io, itertools, json, logging, math, re, statistics, string, textwrap, typing
print(json.dumps({"é": [1, None, True]}, ensure_ascii=False), json.loads('[1.5]'))
print(re.sub(r"(\\w+) (\\w+)", r"\\2 \\1", "hello world"), list(csv.DictReader(io.StringIO("a,b\\n1,2\\n"))))
print(datetime.date(2024, 2, 29) + datetime.timedelta(days=366), datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc).isoformat())
@dataclasses.dataclass
class P:
    x: int
    y: int = 2
print(P(1), collections.Counter("aab").most_common(1), decimal.Decimal("0.1") * 3, statistics.mean([1, 2, 4]))
logging.basicConfig(format="%(levelname)s:%(message)s", stream=__import__("sys").stdout); logging.warning("careful")
p = argparse.ArgumentParser(prog="x"); p.add_argument("--n", type=int, default=3); print(p.parse_args(["--n", "5"]).n)
print(textwrap.fill("aa bb cc", 5), math.isclose(math.tau, 6.283185307179586), string.Template("$a").substitute(a=1))
`,
    `{"é": [1, null, true]} [1.5]
world hello [{'a': '1', 'b': '2'}]
2025-03-01 2024-01-01T00:00:00+00:00
P(x=1, y=2) [('a', 2)] 0.3 2.3333333333333335
WARNING:careful
5
aa bb
cc True 1
`,
  ],
  processes: [
    `import os, subprocess, sys
r = subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 3"], capture_output=True, text=True)
print(r.returncode, repr(r.stdout), repr(r.stderr))
print(subprocess.check_output("cat; pwd", shell=True, input=b"\\xff\\x00", cwd="/tmp"))
print(subprocess.run(["printenv", "A"], env={"A": "b", "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE).stdout)
try: subprocess.run("exit 4", shell=True, check=True)
except subprocess.CalledProcessError as e: print(e.returncode, e)
try: subprocess.run(["no-such-program"])
except FileNotFoundError as e: print(type(e).__name__, e.filename)
try: subprocess.run("while :; do :; done", shell=True, timeout=0.2)
except subprocess.TimeoutExpired as e: print(type(e).__name__, e.timeout)
p = subprocess.Popen(["sort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(p.communicate("b\\na\\n")[0].split(), p.returncode, p.poll())
p = subprocess.Popen("echo one; echo two", shell=True, stdout=subprocess.PIPE, text=True)
print([line.strip() for line in p.stdout], p.wait())
sys.stdout.flush(); print(os.system("echo from system; exit 2") >> 8, os.popen("seq 2").read().split())
print(subprocess.run([sys.executable, "-c", "print(6*7)"], capture_output=True, text=True).stdout.strip())
open("made.sh", "w").write("#!/bin/sh\\necho script $1\\n"); os.chmod("made.sh", 0o755)
print(subprocess.getoutput("./made.sh x"), subprocess.call(["./made.sh", "y"], stdout=subprocess.DEVNULL))
subprocess.run(["sh", "-c", "echo direct; echo direct2 >&2"], stderr=subprocess.STDOUT)
with open("to-file", "w") as f: subprocess.run(["echo", "in file"], stdout=f)
print(open("to-file").read().strip(), subprocess.run("cat", shell=True, stdin=open("to-file"), capture_output=True).stdout)
`,
    `3 'out\\n' 'err\\n'
b'\\xff\\x00/tmp\\n'
b'b\\n'
4 Command 'exit 4' returned non-zero exit status 4.
FileNotFoundError no-such-program
TimeoutExpired 0.2
['a', 'b'] 0 0
['one', 'two'] 0
from system
2 ['1', '2']
42
script x 0
direct
direct2
in file b'in file\\n'
`,
  ],
  waiting: [
    `import asyncio, time
t = time.monotonic(); time.sleep(0.03); print(time.monotonic() - t >= 0.029)
async def work(n):
    await asyncio.sleep(0.01 * n); return n
async def main():
    print(await asyncio.gather(*(work(n) for n in (3, 1, 2))))
    try: await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except TimeoutError: print("timed out")
    print(await asyncio.to_thread(lambda: 5), await asyncio.get_running_loop().run_in_executor(None, len, "abc"))
    q = asyncio.Queue(); await q.put(1); print(await q.get())
    async with asyncio.TaskGroup() as g: g.create_task(work(1))
asyncio.run(main())
`,
    "True\n[3, 1, 2]\ntimed out\n5 3\n1\n",
  ],
  "what there is none of": [
    `import socket, threading, multiprocessing
try: threading.Thread(target=print).start()
except RuntimeError as e: print(e)
try: socket.create_connection(("127.0.0.1", 80), timeout=1); print("connected")
except OSError as e: print("no network")
import urllib.request
try: urllib.request.urlopen("http://example.com/"); print("fetched")
except OSError as e: print("no network")
`,
    "can't start new thread\nno network\nno network\n",
  ],
};

for (const [name, [script, stdout]] of Object.entries(SCRIPTS))
  it(name, async () => {
    const { metadata } = await backend.execute({ slot, tool: "bash", args: { command: "rm -rf * /tmp/*" } });
    expect(metadata.exitCode).toBe(0);
    const ran = await python(script);
    expect([ran.stdout, ran.stderr, ran.exitCode]).toEqual([stdout, "", 0]);
  });
