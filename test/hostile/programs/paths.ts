import { CONTAINED, ESCAPED, HOST_FILE, type HostileProgram } from "./program.ts";

const TELL = `&& echo ${ESCAPED} || echo ${CONTAINED}`;
const PYTHON_TELL = `print("${ESCAPED}" if found else "${CONTAINED}")`;
const JS_TELL = `console.log(found ? "${ESCAPED}" : "${CONTAINED}")`;
const HOST = JSON.stringify(HOST_FILE);
const contained = { outcomes: ["ok"], prints: CONTAINED } as const;

/** Ways to files that are not of the slot. */
export const PATHS: readonly HostileProgram[] = [
  { name: "absolute", tool: "bash", code: `[ -e '${HOST_FILE}' ] ${TELL}`, ...contained },
  {
    name: "up and up",
    tool: "bash",
    code: `cat '${"../".repeat(40)}${HOST_FILE.slice(1)}' 2> /dev/null ${TELL}`,
    ...contained,
  },
  {
    name: "link to the root",
    tool: "bash",
    code: `ln -s / root; cat 'root${HOST_FILE}' 2> /dev/null ${TELL}`,
    ...contained,
  },
  {
    name: "link to above the root",
    tool: "bash",
    code: `ln -s ../../../../../.. up; cat 'up${HOST_FILE}' 2> /dev/null ${TELL}`,
    ...contained,
  },
  {
    name: "/proc/self/root",
    tool: "bash",
    code: `cat '/proc/self/root${HOST_FILE}' '/proc/1/root${HOST_FILE}' 2> /dev/null ${TELL}`,
    ...contained,
  },
  {
    name: "/proc/self/cwd",
    tool: "bash",
    code: `cat '/proc/self/cwd/../${HOST_FILE}' 2> /dev/null ${TELL}`,
    ...contained,
  },
  {
    name: "/proc/1/environ",
    tool: "bash",
    code: `cat /proc/*/environ 2> /dev/null | grep -a SLOTBOX_HOSTILE ${TELL}`,
    ...contained,
  },
  {
    name: "/dev/fd",
    tool: "bash",
    code: `for i in {3..60}; do cat /dev/fd/$i /proc/self/fd/$i; done 2> /dev/null | grep -a . ${TELL}`,
    ...contained,
  },
  {
    name: "/dev/tcp",
    tool: "bash",
    code: `exec 3<> /dev/tcp/127.0.0.1/22 ${TELL}`,
    outcomes: ["ok", "exit"],
    why: "a redirection of exec that fails ends the shell",
  },
  {
    name: "devices of disks",
    tool: "bash",
    code: `cat /dev/sda /dev/vda /dev/mem /dev/kmem 2> /dev/null ${TELL}`,
    ...contained,
  },
  { name: "mknod", tool: "bash", code: `mknod disk b 8 0 2> /dev/null && cat disk 2> /dev/null ${TELL}`, ...contained },
  {
    name: "cd up from a removed directory",
    tool: "bash",
    code: `mkdir d; cd d; rmdir ../d; cat '../../../..${HOST_FILE}' 2> /dev/null ${TELL}`,
    ...contained,
  },
  { name: "include by source", tool: "bash", code: `. '${HOST_FILE}' 2> /dev/null ${TELL}`, ...contained },
  {
    name: "glob from the root",
    tool: "bash",
    code: `echo /*/*/*/* | tr ' ' '\\n' | grep -F '${HOST_FILE.split("/").slice(0, 5).join("/")}' ${TELL}`,
    ...contained,
  },
  {
    name: "CDPATH and OLDPWD",
    tool: "bash",
    code: `CDPATH=/:/../..:${HOST_FILE.replace(/\/[^/]*$/, "")} OLDPWD=${HOST_FILE.replace(/\/[^/]*$/, "")} cd - > /dev/null 2>&1 ${TELL}`,
    ...contained,
  },
  {
    name: "absolute",
    tool: "javascript",
    code: `const found = require("fs").existsSync(${HOST}); ${JS_TELL}`,
    ...contained,
  },
  {
    name: "file URL",
    tool: "javascript",
    code: `let found = false; try { require("fs").readFileSync(new URL("file://" + ${HOST})); found = true; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "import of a host file",
    tool: "javascript",
    code: `let found = false; try { await import(${HOST}); found = true; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "require of a host folder",
    tool: "javascript",
    code: `let found = false; try { require("${HOST_FILE.replace(/test\/.*/, "node_modules/zod")}"); found = true; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "import of data",
    tool: "javascript",
    code: `let found = false; try { found = (await import("data:text/javascript,export default typeof process === 'object' \\u0026\\u0026 process.env.SLOTBOX_HOSTILE_HOST")).default !== undefined && typeof (await import("data:text/javascript,export default process.env.SLOTBOX_HOSTILE_HOST")).default === "string"; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "path with a NUL",
    tool: "javascript",
    code: `let found = false; try { require("fs").readFileSync("/workspace/precious\\0" + ${HOST}); found = true; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "path that changes its mind",
    tool: "javascript",
    code: `let turn = 0; const path = Buffer.from("precious"); path.toString = () => turn++ ? ${HOST} : "precious"; let found = false; try { found = require("fs").readFileSync(path, "utf8").includes("Outcome"); } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "network",
    tool: "javascript",
    code: `let found = false; try { await fetch("http://127.0.0.1:22/"); found = true; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "socket",
    tool: "javascript",
    code: `let found = false; try { await new Promise((f, r) => require("net").connect(22, "127.0.0.1", f).on("error", r)); found = true; } catch {} ${JS_TELL}`,
    ...contained,
  },
  {
    name: "absolute",
    tool: "python",
    code: `import os\nfound = os.path.exists(${HOST})\n${PYTHON_TELL}`,
    ...contained,
  },
  {
    name: "openat from the root",
    tool: "python",
    code: `import os\nfound = False\ntry:\n  root = os.open("/..", os.O_RDONLY)\n  os.open(${JSON.stringify(HOST_FILE.slice(1))}, os.O_RDONLY, dir_fd=root)\n  found = True\nexcept (OSError, NotImplementedError): pass\n${PYTHON_TELL}`,
    ...contained,
  },
  {
    name: "chroot and mount",
    tool: "python",
    code: `import os\nfound = False\nfor attempt in (lambda: os.chroot("/../.."), lambda: os.fchdir(3)):\n  try: attempt()\n  except (OSError, AttributeError): pass\nfound = os.path.exists(${HOST})\n${PYTHON_TELL}`,
    ...contained,
  },
  {
    name: "descriptors of the host",
    tool: "python",
    code: `import os\nfound = False\nfor fd in range(3, 200):\n  try: found = found or len(os.read(fd, 1)) > 0\n  except OSError: pass\n${PYTHON_TELL}`,
    ...contained,
  },
  {
    name: "socket",
    tool: "python",
    code: `import socket\nfound = False\ntry:\n  socket.create_connection(("127.0.0.1", 22), 1)\n  found = True\nexcept OSError: pass\n${PYTHON_TELL}`,
    ...contained,
  },
  {
    name: "URL",
    tool: "python",
    code: `import urllib.request\nfound = False\nfor url in ("http://127.0.0.1:22/", "file://" + ${HOST}):\n  try:\n    urllib.request.urlopen(url, timeout=1)\n    found = True\n  except Exception: pass\n${PYTHON_TELL}`,
    ...contained,
  },
];
