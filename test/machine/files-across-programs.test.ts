import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire("files");
});
afterAll(() => backend.stop());

async function run(command: string): Promise<string> {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 200_000 });
  return `${metadata.stdout}${metadata.stderr}`;
}

it("Python, Node and the shell see one owner and one time of a file", async () => {
  const output = await run(`cat > owners.py <<'END'
import os, shutil
open("f", "w").write("x")
os.utime("f", ns=(5_000_123_000, 1_700_000_000_123_456_000))
os.chown("f", 1000, -1)
os.lchown("f", -1, 70000)
os.symlink("f", "l"); os.chown("l", 9, 9, follow_symlinks=False)
s = os.stat("f"); print(s.st_uid, s.st_gid, s.st_atime, s.st_mtime_ns // 1000, os.lstat("l").st_uid)
with open("f") as file: os.fchown(file.fileno(), 1001, 5)
open("new", "w").write("x"); shutil.copy2("new", "copy")
print(os.stat("new").st_mtime_ns == os.stat("copy").st_mtime_ns)
END
python3 owners.py
TZ=UTC stat -c '%u %g %y' f
node -e 'const fs = require("fs"); const s = fs.statSync("f", { bigint: true }); console.log(s.uid, s.gid, s.mtimeNs);
fs.chownSync("f", 3, 4); fs.lchownSync("l", 5, 6); fs.utimesSync("f", 1, 1700000000.123456);
console.log(fs.statSync("f").uid, fs.lstatSync("l").gid)'
stat -c '%u %g' f l`);
  expect(output.split("\n")).toEqual([
    "1000 70000 5.000123 1700000000123456 9",
    "True",
    "1001 5 2023-11-14 22:13:20.123456000 +0000",
    "1001n 5n 1700000000123456000n",
    "3 6",
    "3 4",
    "5 6",
    "",
  ]);
});
