import ivm from "isolated-vm";
import { HOST_GLOBAL, REGISTERS_GLOBAL, SHELL_GLOBAL } from "../../../runtimes/abi/shell.ts";
import { KeptHandles } from "../../isolate/kept-handles.ts";
import { WARM_UP_COMMANDS } from "./warm-up.ts";

/*
 * Commands that a snapshot has run once start from compiled code: the first command of a new isolate takes a third of
 * the time. The files are imaginary; what matters is which functions get compiled.
 */
const WARM_UP = `
globalThis.${REGISTERS_GLOBAL} = new Float64Array(8);
globalThis.${HOST_GLOBAL} = {
  stat: (path) => { if (!path.startsWith("/usr/bin/") && path !== "/workspace") return 10; ${REGISTERS_GLOBAL}[0] = path === "/workspace" ? 0o40755 : 0o100755; return 0; },
  exists: (path) => path.startsWith("/usr/bin/"), readText: () => "a b\\nb c\\n", readBytes: () => new ArrayBuffer(0), readPrefix: () => "",
  writeText: () => 0, writeBytes: () => 0, readdir: () => "fa/fb", mkdir: () => 0, remove: () => 0, copy: () => 0, rename: () => 0, chmod: () => 0,
  symlink: () => 0, link: () => 0, readlink: () => 22, realpath: (path) => path, utimes: () => 0, random: (n) => new ArrayBuffer(n), spawn: () => -1, spawnOutput: () => "", finish: () => {},
};
for (const command of ${JSON.stringify(WARM_UP_COMMANDS)}) {
  ${SHELL_GLOBAL}.run(command, JSON.stringify({ cwd: "/workspace", env: {}, deadlineMs: 8e15, state: "", maxOutputBytes: 1e6, maxResultChars: 1e6, maxStateBytes: 1e6, maxStringBytes: 1e6 }));
}
delete globalThis.${HOST_GLOBAL};
delete globalThis.${REGISTERS_GLOBAL};
`;

/**
 * A V8 startup snapshot with the shell loaded and warm. It fits only the V8 and the flags of this process, so it is
 * made at run time, once a process (about 100 ms).
 * @param guestCode the bundle that build.ts makes of guest/entry.ts
 */
export function createShellSnapshot(guestCode: string): ArrayBuffer {
  const handles = new KeptHandles();
  const snapshot = handles.keep(ivm.Isolate.createSnapshot([{ code: guestCode }], WARM_UP));
  const bytes = snapshot.copy();
  snapshot.release();
  handles.discard();
  return bytes;
}
