import { CONTAINED, ESCAPED, type HostileProgram } from "./program.ts";

const BOMB = "head -c 8000000 /dev/zero | gzip -9 | cat - > z; ";
const NOT_OUT = `[ -e /etc/evil ] || [ -e /evil ] && echo ${ESCAPED} || echo ${CONTAINED}`;
const ZIP_NAMES = `import zipfile, os, io
b = io.BytesIO()
z = zipfile.ZipFile(b, "w")`;

/** Archives that hold too much, lead elsewhere, or are none. */
export const ARCHIVES: readonly HostileProgram[] = [
  {
    name: "gzip bomb",
    tool: "bash",
    code: `${BOMB} while :; do zcat z z z z > /dev/null; done`,
    outcomes: ["timeout"],
  },
  {
    name: "gzip bomb to a file",
    tool: "bash",
    code: `${BOMB} for i in 1 2 3 4 5 6 7 8 9; do zcat z || exit 1; done > big || exit 1`,
    outcomes: ["quota"],
  },
  { name: "gzip bomb to the output", tool: "bash", code: `${BOMB} zcat z`, outcomes: ["output"] },
  {
    name: "gzip of gzip of gzip",
    tool: "bash",
    code: "head -c 30000000 /dev/zero | gzip | gzip > z; for i in {1..50}; do zcat z | zcat; done | wc -c",
    outcomes: ["ok", "timeout"],
    why: "it may take longer than there is",
    limitMs: 2000,
  },
  { name: "gzip that is none", tool: "bash", code: "head -c 100000 /dev/urandom > z; zcat z", outcomes: ["exit"] },
  {
    name: "gzip cut short",
    tool: "bash",
    code: "seq 100000 | gzip | head -c 1000 > z; zcat z > /dev/null",
    outcomes: ["exit"],
  },
  {
    name: "gzip of itself, member by member",
    tool: "bash",
    code: "echo | gzip > z; for i in {1..12}; do cat z z > y; mv y z; done; zcat z | wc -c",
    outcomes: ["ok"],
  },
  {
    name: "bzip2 bomb",
    tool: "bash",
    code: "head -c 30000000 /dev/zero | bzip2 > z; while :; do bzcat z > /dev/null; done",
    outcomes: ["timeout", "exit"],
    why: "without the tool it fails",
    limitMs: 2000,
  },
  {
    name: "xz bomb",
    tool: "bash",
    code: "head -c 3000000 /dev/zero | xz > z && while :; do xzcat z > /dev/null || exit 1; done",
    outcomes: ["timeout", "exit"],
    why: "without the tool it fails",
    limitMs: 2000,
  },
  {
    name: "tar with an absolute path",
    tool: "bash",
    code: `mkdir d; echo x > d/evil; tar -P -c --transform 's,^d/evil,/etc/evil,' -f t d/evil; rm -r d; tar -xf t; ${NOT_OUT}`,
    outcomes: ["ok"],
    prints: CONTAINED,
  },
  {
    name: "tar that climbs",
    tool: "bash",
    code: `echo x > evil; tar -P -c --transform 's,^,../../../etc/,' -f t evil; rm evil; tar -xf t; ${NOT_OUT}`,
    outcomes: ["ok"],
    prints: CONTAINED,
  },
  {
    name: "tar with a link that leads out",
    tool: "bash",
    code: `mkdir a b; ln -s /etc a/l; tar -cf t -C a l; mkdir b/l; echo x > b/l/evil; tar -rf t -C b l/evil; mkdir out; tar -xf t -C out; ${NOT_OUT}`,
    outcomes: ["ok"],
    prints: CONTAINED,
  },
  {
    name: "tar of itself",
    tool: "bash",
    code: "head -c 100000 /dev/zero > a; tar -cf t . ; tar -cf t t .; ls t",
    outcomes: ["ok", "exit", "quota"],
    why: "tar leaves its own file out",
  },
  { name: "tar that is none", tool: "bash", code: "head -c 100000 /dev/urandom > t; tar -xf t", outcomes: ["exit"] },
  {
    name: "tar of many empty files",
    tool: "bash",
    code: "mkdir d; (cd d; seq 1 3000 | xargs touch); tar -cf t d; for i in 1 2 3; do mkdir o$i; tar -xf t -C o$i || exit 1; done",
    outcomes: ["quota", "exit"],
    why: "tar's own message, or the quota's",
  },
  {
    name: "tar bomb",
    tool: "bash",
    code: 'head -c 8000000 /dev/zero > a; tar -czf t a a a a a a a a; rm a; for i in 1 2 3 4 5 6; do mkdir $i; tar -xzf t -C $i --transform "s/^/$RANDOM/" || exit 1; done',
    outcomes: ["quota", "exit"],
    why: "tar's own message, or the quota's",
  },
  {
    name: "tar header with a huge size",
    tool: "bash",
    code: "echo x > a; tar -cf t a; printf '77777777777' | dd of=t bs=1 seek=124 conv=notrunc 2> /dev/null; tar -xf t",
    outcomes: ["exit"],
  },
  {
    name: "zip with a path that climbs",
    tool: "python",
    code: `${ZIP_NAMES}\nfor name in ("../../../etc/evil", "/etc/evil", "a/../../../evil"): z.writestr(name, "x")\nz.close()\nzipfile.ZipFile(b).extractall("out")\nprint("${ESCAPED}" if os.path.exists("/etc/evil") or os.path.exists("/evil") else "${CONTAINED}")`,
    outcomes: ["ok"],
    prints: CONTAINED,
  },
  {
    name: "zip bomb",
    tool: "python",
    code: `${ZIP_NAMES}[0:0] if False else None\nw = zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED)\nfor n in range(10): w.writestr(str(n), bytes(8 << 20))\nw.close()\nzipfile.ZipFile(b).extractall("out")`,
    outcomes: ["exit", "quota"],
    why: "the tool reports the exception",
  },
  {
    name: "zip that is none",
    tool: "python",
    code: "import zipfile, io, os\nzipfile.ZipFile(io.BytesIO(os.urandom(100000)))",
    outcomes: ["exit"],
    prints: "BadZipFile",
  },
  {
    name: "tarfile that climbs",
    tool: "python",
    code: `import tarfile, io, os\nb = io.BytesIO()\nt = tarfile.open(fileobj=b, mode="w")\nfor name in ("../../../etc/evil", "/etc/evil"):\n  i = tarfile.TarInfo(name)\n  i.size = 1\n  t.addfile(i, io.BytesIO(b"x"))\nt.close()\nb.seek(0)\ntry: tarfile.open(fileobj=b).extractall("out", filter="data")\nexcept tarfile.TarError: pass\nprint("${ESCAPED}" if os.path.exists("/etc/evil") else "${CONTAINED}")`,
    outcomes: ["ok"],
    prints: CONTAINED,
  },
  {
    name: "zlib bomb",
    tool: "python",
    code: "import zlib\nz = zlib.compress(bytes(50 << 20))\nkept = [zlib.decompress(z) for _ in range(100)]",
    outcomes: ["exit"],
    prints: "MemoryError",
  },
  {
    name: "gunzipSync bomb",
    tool: "javascript",
    code: "const zlib = require('zlib'); const z = zlib.gzipSync(Buffer.alloc(30 << 20)); const kept = []; for (;;) kept.push(zlib.gunzipSync(z));",
    outcomes: ["memory", "exit", "timeout"],
    why: "a buffer that is refused throws; time may be over first",
    limitMs: 5000,
  },
  {
    name: "gunzip of what is none",
    tool: "javascript",
    code: "require('zlib').gunzipSync(require('crypto').randomBytes(100000))",
    outcomes: ["exit"],
  },
];
