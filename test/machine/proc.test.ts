import { describe, expect, it } from "vitest";
import { createBackend, withSlot } from "../../src/index.ts";
import type { CallContext } from "../../src/machine/process/call-context.ts";
import { kernelsPath } from "../../src/machine/process/proc-calls.ts";

const SCRIPT = `
cat /proc/self/comm /proc/$$/comm
[ -d /proc/$$ ] && [ ! -e /proc/99999 ] && echo told
cd /proc/self && cat comm
cat /proc/self/cmdline /proc/self/comm | tr '\\0' ' '
grep -c ^processor /proc/cpuinfo
diff <(python3 -c 'print(open("/proc/meminfo").readline())' | head -1) <(head -1 /proc/meminfo) && echo same
python3 - <<P
import os
pid = os.getpid()
print(os.readlink("/proc/self") == str(pid), os.readlink("/proc/self/exe"), os.path.exists("/proc/99999"))
with open("/proc/self/stat") as file:
    print(file.read().split()[0] == str(pid), file.seek(0), file.read(1) == str(pid)[0], os.fstat(file.fileno()).st_size)
print(open("/proc/self/cmdline", "rb").read(), f"Pid:\\t{pid}\\n" in open(f"/proc/{pid}/status").read())
print(str(pid) in os.listdir("/proc"), "status" in os.listdir("/proc/self"), os.path.isdir("/proc/self"))
for mode in "w", "a":
    try: open("/proc/self/status", mode)
    except OSError as error: print(type(error).__name__)
P
node -e '
const fs = require("fs"), { pid } = process;
console.log(fs.readlinkSync("/proc/self") === String(pid), fs.realpathSync("/proc/self") === "/proc/" + pid);
console.log(fs.readFileSync("/proc/self/comm", "utf8").trim(), fs.readdirSync("/proc/self").includes("status"));
try { fs.writeFileSync("/proc/self/status", "x"); } catch (error) { console.log(error.code); }'
`;

it("/proc tells a process of itself and the others, in every language", async () => {
  await using backend = await createBackend({ workers: 1 });
  await withSlot(backend, async (box) => {
    const { stdout, stderr } = await box.bash(SCRIPT);
    expect(stderr).toBe("");
    expect(stdout?.split("\n")).toEqual([
      ...["cat", "bash", "told", "bash", "cat /proc/self/cmdline /proc/self/comm cat", "1", "same"],
      ...["True /usr/bin/python3 False", "True 0 True 0", "b'python3\\x00-\\x00' True", "True True True"],
      ...["PermissionError", "PermissionError", "true true", "node true", "EROFS", ""],
    ]);
  });
});

describe("a program that was given less than the root", () => {
  const root = {};
  const contextOf = (link: object): CallContext =>
    ({
      isProcess: true,
      descriptors: { get: () => ({ kind: "directory", link }) },
      writer: { roots: { root } },
      pathOf: () => "/workspace",
    }) as unknown as CallContext;

  it.each(["../proc/self/environ", "../proc", "./../../proc/self", "/proc/self", "proc/self"])(
    "is not led to %s",
    (path) => {
      expect(kernelsPath(contextOf({}), 3, path)).toBeUndefined();
    },
  );

  it("while the root leads there", () => {
    expect(kernelsPath(contextOf(root), 3, "proc/self/")).toBe("/proc/self");
    expect(kernelsPath(contextOf(root), 3, "procedure/self")).toBeUndefined();
    expect(kernelsPath(contextOf(root), 3, "proc/../etc/passwd")).toBeUndefined();
  });
});
