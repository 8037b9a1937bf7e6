import { executableOf, RUNTIME_COMMANDS } from "../../runtimes/abi/executables.ts";
import { S_IFDIR, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import { DEFAULT_LIMITS, type VolumeLimits } from "../api/limits.ts";
import { FULL_DEVICE, NULL_DEVICE, RANDOM_DEVICE, ZERO_DEVICE } from "./device.ts";
import { MAX_INO } from "./memfs-tree.ts";
import { memoryInfo } from "./memory-info.ts";
import { GROUP_TEXT, PASSWD_TEXT } from "./system-accounts.ts";
import { LAYOUT_TIME, Volume } from "./volume.ts";

/** One processor: a slot's programs take turns, as `nproc` says. */
const CPU_TEXT = `${[
  "processor\t: 0",
  "vendor_id\t: slotbox",
  "cpu family\t: 6",
  "model\t\t: 1",
  "model name\t: slotbox",
  "stepping\t: 1",
  "cpu MHz\t\t: 1000.000",
  "cache size\t: 0 KB",
  "physical id\t: 0",
  "siblings\t: 1",
  "core id\t\t: 0",
  "cpu cores\t: 1",
  "apicid\t\t: 0",
  "fpu\t\t: yes",
  "flags\t\t: fpu",
  "bogomips\t: 2000.00",
  "address sizes\t: 32 bits physical, 32 bits virtual",
].join("\n")}\n\n`;

const FILES: Record<string, string> = {
  "/etc/passwd": PASSWD_TEXT,
  "/etc/group": GROUP_TEXT,
  "/etc/hostname": "slotbox\n",
  "/etc/hosts": "127.0.0.1\tlocalhost\n127.0.0.1\tslotbox\n",
  "/etc/os-release": 'PRETTY_NAME="slotbox"\nNAME="slotbox"\nID=slotbox\nHOME_URL="about:blank"\n',
  "/etc/shells": "/bin/sh\n/bin/bash\n",
  "/etc/profile": "",
  "/proc/version": "Linux version 6.1.0-slotbox\n",
  "/proc/cpuinfo": CPU_TEXT,
  "/proc/meminfo": memoryInfo(DEFAULT_LIMITS.maxMemoryMiB),
  "/proc/filesystems": "nodev\tproc\nnodev\tslotfs\n",
  "/proc/stat": "cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n",
  // The kernel of the machine answers for these, and for those of processes.
  "/proc/uptime": "",
  "/proc/loadavg": "",
  "/proc/sys/kernel/random/uuid": "",
  "/proc/sys/kernel/hostname": "slotbox\n",
  "/proc/sys/kernel/osrelease": "6.1.0-slotbox\n",
  "/proc/sys/kernel/ostype": "Linux\n",
  "/proc/sys/kernel/pid_max": "32768\n",
};

/** Says what to do instead. */
const PIP_MAIN = `import sys
sys.exit("""pip: slots have no network, so nothing can be installed in them.
Make a folder outside, with pip install --target FOLDER NAME (packages without compiled code), and give it to slotbox:
createBackend({ python: { packages: ["FOLDER"] } }).""")
`;
/** Modules of the standard library that pyodide leaves out, and what programs that import them are told. */
const ABSENT: Readonly<Record<string, string>> = {
  "_multiprocessing.py":
    'raise ImportError("multiprocessing: slots have no fork; subprocess starts programs that run beside this one")\n',
  "venv.py":
    'import sys\nsys.exit("venv: slots have no virtual environments; what is to be installed is given to slotbox: see python3 -m pip")\n',
  "ensurepip.py": 'import runpy\nrunpy.run_module("pip", run_name="__main__")\n',
};
const PIP: Record<string, string> = {
  "/usr/lib/python3/pip/__init__.py": "",
  "/usr/lib/python3/pip/__main__.py": PIP_MAIN,
  "/usr/bin/pip": `#!/usr/bin/python3\n${PIP_MAIN}`,
  "/usr/bin/pip3": `#!/usr/bin/python3\n${PIP_MAIN}`,
};

const DIRECTORIES = [
  "/boot",
  "/dev",
  "/dev/fd",
  "/dev/shm",
  "/etc",
  "/home",
  "/media",
  "/mnt",
  "/opt",
  "/proc",
  "/proc/sys",
  "/proc/sys/kernel",
  "/proc/sys/kernel/random",
  "/run",
  "/run/lock",
  "/srv",
  "/sys",
  "/usr",
  "/usr/bin",
  "/usr/games",
  "/usr/include",
  "/usr/lib",
  "/usr/lib/python3",
  "/usr/lib/python3/pip",
  "/usr/local",
  "/usr/local/bin",
  "/usr/local/etc",
  "/usr/local/games",
  "/usr/local/include",
  "/usr/local/lib",
  "/usr/local/sbin",
  "/usr/local/share",
  "/usr/local/src",
  "/usr/sbin",
  "/usr/share",
  "/usr/src",
  "/var",
  "/var/backups",
  "/var/cache",
  "/var/lib",
  "/var/local",
  "/var/log",
  "/var/mail",
  "/var/opt",
  "/var/spool",
];

const DEVICES = {
  null: NULL_DEVICE,
  zero: ZERO_DEVICE,
  full: FULL_DEVICE,
  random: RANDOM_DEVICE,
  urandom: RANDOM_DEVICE,
  tty: NULL_DEVICE,
};

/**
 * The small Linux layout every guest sees around its workspace. It is one tree, shared and read-only.
 * @param commands names that get an executable in /usr/bin and /bin, so that `which` and PATH look-ups find them
 * @param programs executables by name, for /usr/local/bin
 * @param files other files by path
 */
export function createSystemLayout(
  commands: readonly string[],
  programs: Readonly<Record<string, Uint8Array>> = {},
  files: Readonly<Record<string, Uint8Array>> = {},
): Volume {
  const limits = {
    maxWorkspaceBytes: Number.MAX_SAFE_INTEGER,
    maxFiles: Number.MAX_SAFE_INTEGER,
    maxFileBytes: Number.MAX_SAFE_INTEGER,
    maxDepth: 64,
  };
  // Its inodes have numbers that no slot's have: programs tell by them whether two files are one.
  const layout = new Volume(limits, undefined, MAX_INO + 1);
  for (const path of DIRECTORIES) layout.mkdir(path);
  const encoder = new TextEncoder();
  for (const [path, text] of Object.entries(FILES)) layout.writeFile(path, encoder.encode(text));
  for (const [name, device] of Object.entries(DEVICES)) layout.addDevice(`/dev/${name}`, device);
  for (const name of ["stdin", "stdout", "stderr"]) layout.addDevice(`/dev/${name}`, NULL_DEVICE);
  for (const command of commands) {
    layout.writeFile(`/usr/bin/${command}`, encoder.encode(executableOf({ kind: "program", name: command })), {
      mode: 0o755,
    });
  }
  for (const [name, runtime] of Object.entries(RUNTIME_COMMANDS))
    layout.writeFile(`/usr/bin/${name}`, encoder.encode(executableOf({ kind: "runtime", name: runtime })), {
      mode: 0o755,
    });
  for (const [name, bytes] of Object.entries(programs))
    layout.writeFile(`/usr/local/bin/${name}`, bytes, { mode: 0o755 });
  for (const [path, text] of Object.entries(PIP)) layout.writeFile(path, encoder.encode(text), { mode: 0o755 });
  for (const [name, text] of Object.entries(ABSENT)) layout.writeFile(`/usr/lib/python3/${name}`, encoder.encode(text));
  for (const [path, bytes] of Object.entries(files)) {
    layout.mkdirp(path.slice(0, path.lastIndexOf("/")));
    layout.writeFile(path, bytes);
  }
  layout.symlink("usr/bin", "/bin");
  layout.symlink("usr/lib", "/lib");
  layout.symlink("usr/sbin", "/sbin");
  layout.symlink("/run", "/var/run");
  layout.symlink("/run/lock", "/var/lock");
  layout.symlink("/tmp", "/var/tmp");
  for (const { name } of layout.readdir("/")) setTimes(layout, `/${name}`);
  return layout;
}

function setTimes(layout: Volume, path: string): void {
  layout.utimes(path, LAYOUT_TIME.getTime(), { follow: false });
  if ((layout.lstat(path).mode & S_IFMT) !== S_IFDIR) return;
  for (const { name } of layout.readdir(path)) setTimes(layout, `${path}/${name}`);
}

const NO_SYSTEM = new Volume({ maxWorkspaceBytes: 1, maxFiles: 1, maxFileBytes: 1, maxDepth: 1 });

/** A slot's volume without the system layout, for the main thread: no program looks at it there. */
export function createBareVolume(limits: VolumeLimits): Volume {
  return new Volume(limits, NO_SYSTEM);
}
