import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire();
}, 400_000);
afterAll(() => backend.stop());

async function python(script: string, timeoutMs = 300_000) {
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
  "times of files": [
    `import os, pathlib, shutil, subprocess, time
subprocess.run(["touch", "-d", "2024-01-01 00:00:00.123456789", "a"]); print(os.stat("a").st_mtime_ns, os.stat("a").st_mtime)
os.utime("a", ns=(1704067200123456789, 1704067200987654321)); print(os.stat("a").st_atime_ns, os.stat("a").st_mtime_ns)
shutil.copy2("a", "b"); print(os.stat("b").st_mtime_ns, subprocess.getoutput("stat -c %.9Y b"))
fd = os.open("a", os.O_RDWR); os.rename("a", "c"); os.utime(fd, ns=(1, 1704067200000000001)); print(os.fstat(fd).st_atime_ns, os.stat("c").st_mtime_ns); os.close(fd)
os.utime("c", ns=(-1500000001, -3)); print(os.stat("c").st_atime_ns, os.stat("c").st_mtime_ns)
os.utime("c", (3.5, 4.25)); print(os.stat("c").st_mtime_ns, pathlib.Path("c").stat().st_atime)
os.symlink("c", "l"); os.utime("l", ns=(7, 8), follow_symlinks=False); print(os.lstat("l").st_mtime_ns, os.stat("l").st_mtime_ns)
os.mkdir("d"); fd = os.open("d", os.O_RDONLY); open("d/x", "w").close(); os.utime("x", ns=(9, 10), dir_fd=fd); os.utime(fd, ns=(11, 12))
print(os.stat("d/x").st_mtime_ns, os.stat("d").st_mtime_ns); os.close(fd)
def isNow(path): return abs(os.stat(path).st_mtime - time.time()) < 9
os.truncate("c", 5); print(isNow("c"), os.path.getsize("c")); os.utime("l"); print(isNow("c"))
for wrong in (lambda: os.utime("c", (1, 2), ns=(1, 2)), lambda: os.utime("c", 1), lambda: os.utime("c", ns=None), lambda: os.utime("none")):
    try: wrong()
    except (OSError, TypeError, ValueError) as e: print(type(e).__name__, getattr(e, "strerror", e))
`,
    `1704067200123456789 1704067200.1234567
1704067200123456789 1704067200987654321
1704067200987654321 1704067200.987654321
1 1704067200000000001
-1500000001 -3
4250000000 3.5
8 4250000000
10 12
True 5
True
ValueError utime: you may specify either 'times' or 'ns' but not both
TypeError utime: 'times' must be either a tuple of two ints or None
TypeError utime: 'ns' must be a tuple of two ints
FileNotFoundError No such file or directory
`,
  ],
  priorities: [
    `import os, subprocess
print(os.getpriority(os.PRIO_PROCESS, 0), subprocess.getoutput("nice"), subprocess.getoutput("nice -n 5 python3 -c 'import os; print(os.getpriority(os.PRIO_PROCESS, os.getpid()))'"))
try: os.getpriority(os.PRIO_PROCESS, 99999)
except ProcessLookupError as e: print(e.strerror)
`,
    "0 0 5\nNo such process\n",
  ],
  "open descriptors": [
    `import mmap, os
fd = os.open("f", os.O_RDWR | os.O_CREAT, 0o666); os.write(fd, b"hello world")
other = os.dup(fd); os.lseek(other, 0, 0); print(os.read(fd, 5)); os.close(other); print(os.read(fd, 3))
os.dup2(fd, 20); os.close(fd); print(os.pread(20, 5, 6)); os.close(20)
try: os.read(20, 1)
except OSError as e: print(e.strerror)
with open("f", "r+b") as f, mmap.mmap(f.fileno(), 0) as m:
    print(m[:5], m.find(b"world")); m[0:1] = b"J"; m.flush()
print(open("f", "rb").read())
saved = os.dup(1); file = os.open("redirected", os.O_WRONLY | os.O_CREAT); os.dup2(file, 1); print("in file", flush=True); os.dup2(saved, 1)
print(open("redirected").read().strip())
r, w = os.pipe(); os.write(w, b"abc"); os.close(w); print(os.read(r, 10), os.read(r, 10))
gone = open("gone", "w+"); os.unlink("gone"); gone.write("captured"); gone.flush(); print(os.fstat(gone.fileno()).st_size, os.fstat(gone.fileno()).st_nlink)
gone.seek(0); print(gone.read()); gone.seek(0); gone.truncate(); print(os.fstat(gone.fileno()).st_size); os.fchmod(gone.fileno(), 0o600)
print(oct(os.fstat(gone.fileno()).st_mode))
print(oct(os.umask(0o077))); open("private", "w").close(); os.mkdir("own"); print(oct(os.stat("private").st_mode), oct(os.stat("own").st_mode), oct(os.umask(0o022)))
`,
    `b'hello'
b' wo'
b'world'
Bad file descriptor
b'hello' 6
b'Jello world'
in file
b'abc' b''
8 0
captured
0
0o100600
0o22
0o100600 0o40700 0o77
`,
  ],
  "links, owners and accounts": [
    `import getpass, grp, os, pwd
from pathlib import Path
Path("a").write_text("1"); Path("b").hardlink_to("a"); print(Path("b").stat().st_nlink, Path("a").owner(), Path("a").group())
print(tuple(pwd.getpwuid(0)), pwd.getpwnam("nobody").pw_uid, [entry.gr_name for entry in grp.getgrall() if entry.gr_gid in (0, 65534)], os.path.expanduser("~root"), getpass.getuser(), os.geteuid(), os.getegid())
try: pwd.getpwnam("none")
except KeyError as e: print(e)
try: grp.getgrgid(12345)
except KeyError as e: print(e)
`,
    `2 root root
('root', 'x', 0, 0, 'root', '/root', '/bin/bash') 65534 ['root', 'nogroup'] /root root 0 0
"getpwnam(): name not found: 'none'"
'getgrgid(): gid not found: 12345'
`,
  ],
  "archives, digests and compression": [
    `import bz2, gzip, hashlib, hmac, io, lzma, tarfile, zipfile, zlib
with zipfile.ZipFile("z.zip", "w", zipfile.ZIP_DEFLATED) as z: z.writestr("a/b.txt", "hello " * 100)
print(zipfile.ZipFile("z.zip").read("a/b.txt")[:5], zipfile.is_zipfile("z.zip"))
with tarfile.open("t.tgz", "w:gz") as t: t.add("z.zip")
print(tarfile.open("t.tgz").getnames())
print(hashlib.sha256(b"x").hexdigest()[:8], hashlib.md5(b"x").hexdigest()[:8], hashlib.blake2b(b"x").hexdigest()[:8])
print(hmac.new(b"k", b"m", "sha1").hexdigest()[:8], hashlib.pbkdf2_hmac("sha256", b"p", b"s", 1000, 8).hex())
data = b"abc" * 1000
print([f.decompress(f.compress(data)) == data for f in (bz2, gzip, lzma, zlib)])
`,
    "b'hello' True\n['z.zip']\n2d711642 9dd4e461 0909377a\n772b71c8 07f5f5e23e40846c\n[True, True, True, True]\n",
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
  "a database with a write-ahead log, between connections": [
    `import sqlite3
c = sqlite3.connect("wal.db"); print(c.execute("pragma journal_mode=wal").fetchone())
c.execute("create table t(a)"); c.executemany("insert into t values(?)", [(i,) for i in range(1000)]); c.commit()
d = sqlite3.connect("wal.db"); print(d.execute("select count(*) from t").fetchone()); d.close()
m = sqlite3.connect(":memory:"); c.backup(m); c.close(); print(m.execute("select sum(a) from t").fetchone())
c = sqlite3.connect("wal.db", timeout=0); print(c.execute("pragma integrity_check").fetchone()); c.execute("begin immediate")
try: sqlite3.connect("wal.db", timeout=0).execute("begin immediate")
except sqlite3.OperationalError as e: print(e)
`,
    "('wal',)\n(1000,)\n(499500,)\n('ok',)\ndatabase is locked\n",
  ],
  "a clock that shows UTC": [
    `import datetime, time
print(time.tzname, time.timezone, time.localtime(0).tm_hour, time.strftime("%Z %z"), time.mktime((2024, 7, 1, 0, 0, 0, 0, 0, 0)))
print(datetime.datetime.now().astimezone().utcoffset(), datetime.datetime(2024, 7, 1).timestamp())
`,
    "('UTC', 'UTC') 0 0 UTC +0000 1719792000.0\n0:00:00 1719792000.0\n",
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
  "processes that read from each other, and what can't start": [
    `import errno, subprocess
from subprocess import PIPE
first = subprocess.Popen(["printf", "b\\\\na\\\\n"], stdout=PIPE); second = subprocess.Popen(["sort"], stdin=first.stdout, stdout=PIPE, text=True)
first.stdout.close(); print(second.communicate()[0].split(), first.wait(), second.returncode)
text = subprocess.Popen(["echo", "grüße"], stdout=PIPE, text=True); print(subprocess.check_output(["cat"], stdin=text.stdout).decode().strip())
for start in (lambda: subprocess.run(["pwd"], cwd="/none"), lambda: subprocess.run(["none"]), lambda: subprocess.run(["./script.py"])):
    try: start()
    except OSError as e: print(type(e).__name__, errno.errorcode[e.errno], e.filename)
`,
    `['a', 'b'] 0 0
grüße
FileNotFoundError ENOENT /none
FileNotFoundError ENOENT none
PermissionError EACCES ./script.py
`,
  ],
  "asyncio's processes": [
    `import asyncio
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
async def main():
    p = await asyncio.create_subprocess_exec("echo", "hi", stdout=PIPE); print(await p.communicate(), p.returncode)
    p = await asyncio.create_subprocess_shell("cat; echo err >&2; exit 3", stdin=PIPE, stdout=PIPE, stderr=PIPE); print(await p.communicate(b"in"), p.returncode)
    p = await asyncio.create_subprocess_exec("seq", "3", stdout=PIPE, stderr=STDOUT); print([line async for line in p.stdout], await p.wait())
    p = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE); p.stdin.write(b"x" * 300_000); await p.stdin.drain(); p.stdin.close(); print(len(await p.stdout.read()), await p.wait())
    p = await asyncio.create_subprocess_exec("wc", "-c", stdin=PIPE, stdout=DEVNULL); p.stdin.close(); print(await p.wait())
    ran = await asyncio.gather(*(asyncio.create_subprocess_shell(f"exit {n}") for n in range(3))); print([await p.wait() for p in ran])
    try: await asyncio.create_subprocess_exec("none")
    except FileNotFoundError as e: print(e.filename)
    for connect in (asyncio.open_connection("example.com", 80), asyncio.start_server(print, "127.0.0.1", 0)):
        try: await connect
        except OSError as e: print(e.strerror)
asyncio.run(main())
`,
    `(b'hi\\n', None) 0
(b'in', b'err\\n') 3
[b'1\\n', b'2\\n', b'3\\n'] 0
300000 0
0
[0, 1, 2]
none
Network unreachable: slots have no network
Network unreachable: slots have no network
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
import http.server, urllib.request
def serve(): http.server.HTTPServer(("", 8000), http.server.BaseHTTPRequestHandler)
def send(): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))
for use in (lambda: socket.create_connection(("127.0.0.1", 80)), lambda: urllib.request.urlopen("http://example.com/"), serve, send):
    try: print(use())
    except OSError as e: print(getattr(e, "reason", e).strerror)
from concurrent.futures import ThreadPoolExecutor
try: ThreadPoolExecutor().submit(print)
except RuntimeError as e: print(e)
try: multiprocessing.Pool(2)
except ImportError as e: print(e)
for name in ("curses", "readline", "tkinter"):
    try: __import__(name)
    except ModuleNotFoundError as e: print(e)
import subprocess
print(subprocess.run(["python3", "-m", "venv", "v"], capture_output=True, text=True))
`,
    `can't start new thread
${"Network unreachable: slots have no network\n".repeat(4)}can't start new thread
multiprocessing: slots have no fork; subprocess starts programs that run beside this one
No module named 'curses'
No module named 'readline'
No module named 'tkinter'
CompletedProcess(args=['python3', '-m', 'venv', 'v'], returncode=1, stdout='', stderr='venv: slots have no virtual environments; what is to be installed is given to slotbox: see python3 -m pip\\n')
`,
  ],
};

for (const [name, [script, stdout]] of Object.entries(SCRIPTS))
  it(name, async () => {
    const { metadata } = await backend.execute({ slot, tool: "bash", args: { command: "rm -rf * /tmp/*" } });
    expect(metadata.exitCode).toBe(0);
    const ran = await python(script);
    expect([ran.stdout, ran.stderr, ran.exitCode]).toEqual([stdout, "", 0]);
  });
