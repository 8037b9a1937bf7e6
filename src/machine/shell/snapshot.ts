import { REGISTERS } from "../../../runtimes/abi/capability.ts";
import { executableOf } from "../../../runtimes/abi/executables.ts";
import { FILE_WINDOW_GLOBAL, HOST_GLOBAL, REGISTERS_GLOBAL, SHELL_GLOBAL } from "../../../runtimes/abi/shell.ts";
import { startupSnapshot } from "../../isolate/startup-snapshot.ts";
import { inSharedMemory } from "../shared-memory.ts";

/**
 * Ordinary commands that leave nothing behind. A startup snapshot that has run them, and an isolate that has, need not
 * compile their code any more when the first call comes.
 */
export const WARM_UP_COMMANDS: readonly string[] = [
  "echo hi | cat | grep h | wc -l",
  "for i in 1 2; do echo $i; done; x=$(echo a); if [ -f a ]; then echo b; fi",
  "printf 'b\\na\\n' > .warm; sort .warm | uniq -c | head -1 | tee .warm2; sed s/a/b/ .warm",
  "ls -la; find . -name '.warm*' | xargs wc -l; awk '{ print $1 }' .warm; rm .warm .warm2",
  `f() { local y=1; return 0; }; f; [[ $x == a* ]] || echo $((1 + 2)); echo "\${x:-y}"; cd /tmp; cat /etc/hostname; pwd`,
];

/*
 * Commands that a snapshot has run once start from compiled code: the first command of a new isolate takes a third of
 * the time. The files are imaginary; what matters is which functions get compiled.
 */
const WARM_UP = `
globalThis.${REGISTERS_GLOBAL} = new Float64Array(${REGISTERS});
globalThis.${FILE_WINDOW_GLOBAL} = new Uint8Array(0);
globalThis.${HOST_GLOBAL} = {
  stat: (path) => { if (!path.startsWith("/usr/bin/") && path !== "/workspace") return 10; ${REGISTERS_GLOBAL}[0] = path === "/workspace" ? 0o40755 : 0o100755; return 0; },
  exists: (path) => path.startsWith("/usr/bin/"), readBytes: () => new ArrayBuffer(0), readShort: () => 0, readPrefix: (path) => ${JSON.stringify(executableOf({ kind: "program", name: "@" }))}.replace("@", path.slice(9)),
  writeBytes: () => 0, truncate: () => 0, readdir: () => "fa/fb", statuses: () => 10, mkdir: () => 0, remove: () => 0, rename: () => 0, chmod: () => 0,
  symlink: () => 0, link: () => 0, readlink: () => 22, realpath: (path) => path, utimes: () => 0, space: () => 0, clock: () => 0, chown: () => 0, random: (n) => new ArrayBuffer(n), startProgram: () => -1, answer: () => {}, endProgram: () => {}, print: () => {}, finish: () => {},
};
for (const command of ${JSON.stringify(WARM_UP_COMMANDS)}) {
  ${SHELL_GLOBAL}.run(command, JSON.stringify({ cwd: "/workspace", env: {}, deadlineMs: 8e15, state: "", maxOutputBytes: 1e6, maxResultChars: 1e6, maxStateBytes: 1e6 }));
}
delete globalThis.${HOST_GLOBAL};
delete globalThis.${REGISTERS_GLOBAL};
delete globalThis.${FILE_WINDOW_GLOBAL};
`;

let shared: Uint8Array<SharedArrayBuffer> | undefined;

/** The shell's startup snapshot, which all workers see without a copy. */
export function shellSnapshot(): Uint8Array<SharedArrayBuffer> {
  shared ??= inSharedMemory(startupSnapshot("shell", { warmUp: WARM_UP }));
  return shared;
}
