import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type ToolBackend } from "../../src/index.ts";

/* Not recorded: a slot's file system is as large as its limits allow. */

const LIMITS = { maxWorkspaceBytes: 1_000_000, maxFiles: 50 };

let backend: ToolBackend;
beforeAll(async () => {
  backend = await createBackend({ workers: 1, limits: LIMITS });
});
afterAll(() => backend.stop());

async function run(command: string): Promise<string> {
  const slot = await backend.acquire();
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command } });
  await backend.release(slot);
  return `${metadata.stdout}${metadata.stderr}`;
}

it.each([
  [
    "of an empty slot, in whole blocks",
    "df; df -i; df --output=fstype,itotal,size,file .",
    `Filesystem     1K-blocks  Used Available Use% Mounted on
slotfs               976     0       976   0% /
Filesystem     Inodes IUsed IFree IUse% Mounted on
slotfs             50     0    50    0% /
Type   Inodes 1K-blocks File
slotfs     50       976 .
`,
  ],
  [
    "of a slot that is full",
    "head -c 990001 /dev/zero > a; df -B1; head -c 9999 /dev/zero > b; cat a > c; df -h; rm a b; df -h | tail -1",
    `Filesystem     1B-blocks   Used Available Use% Mounted on
slotfs            999424 991232      8192 100% /
Filesystem      Size  Used Avail Use% Mounted on
slotfs          976K  976K     0 100% /
slotfs          976K     0  976K   0% /
cat: write error: No space left on device
`,
  ],
  [
    "of a slot that has all the files it may have",
    "mkdir d; ln -s d l; (until ! : > d/$((++i)); do :; done) 2>/dev/null; df -i | tail -1; stat -fc '%c %d' .",
    "slotfs             50    50     0  100% /\n50 0\n",
  ],
  [
    "of all mounts, and in total",
    "df -a --output=source,size,pcent,target; df --total -i / /tmp; df -t proc; df -x slotfs /; df /proc/self",
    `Filesystem     1K-blocks Use% Mounted on
slotfs               976   0% /
proc                   0    - /proc
Filesystem     Inodes IUsed IFree IUse% Mounted on
slotfs             50     0    50    0% /
slotfs             50     0    50    0% /
total             100     0   100    0% -
Filesystem     1K-blocks  Used Available Use% Mounted on
proc                   0     0         0    - /proc
df: no file systems processed
df: no file systems processed
`,
  ],
  [
    "by stat",
    "stat -f /tmp; stat -ft .; stat -f -c '%T %s %S %b %f %a %l %x' .; stat -f /proc | sed -n 2p; stat -f none -; stat -c %m / /proc/cpuinfo",
    `  File: "/tmp"
    ID: 1        Namelen: 255     Type: slotfs
Block size: 4096       Fundamental block size: 4096
Blocks: Total: 244        Free: 244        Available: 244
Inodes: Total: 50         Free: 50
. 1 255 736c6f74 4096 4096 244 244 244 50 50
slotfs 4096 4096 244 244 244 255 ?
    ID: 2        Namelen: 255     Type: proc
/
/proc
stat: cannot read file system information for 'none': No such file or directory
stat: using '-' to denote standard input does not work in file system mode
`,
  ],
])("tells the size %s", async (_what, command, output) => {
  expect(await run(command)).toBe(output);
});

it("Python and Node say the same", async () => {
  const fill = "head -c 500000 /dev/zero > a; df -B4096 --output=size,avail,itotal,iavail | tail -1";
  expect(
    await run(`${fill}; awk '/MemTotal|MemAvailable/ {print $2 * 1024}' /proc/meminfo; getconf _PHYS_PAGES
python3 - <<'end'
import os, shutil
s = os.statvfs("/tmp"); print(s.f_blocks, s.f_bavail, s.f_files, s.f_favail, s.f_frsize, s.f_namemax)
print(shutil.disk_usage(".")); print(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
try: os.statvfs("none")
except OSError as e: print(e.strerror)
end
node -e 'const s = fs.statfsSync("/tmp"); console.log(s.blocks, s.bavail, s.files, s.ffree, s.bsize, s.type);
console.log(os.totalmem(), os.freemem(), process.availableMemory());
try { fs.statfsSync("none") } catch (e) { console.log(e.message) }'`),
  ).toBe(`      244   122     50    49
268435456
268435456
65536
244 122 50 49 4096 255
usage(total=999424, used=499712, free=499712)
268435456
No such file or directory
244 122 50 49 4096 1936486260
268435456 268435456 268435456
ENOENT: no such file or directory, statfs 'none'
`);
}, 120_000);
