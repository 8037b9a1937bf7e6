import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import { REGISTERS } from "../../runtimes/abi/capability.ts";
import {
  FILE_WINDOW_GLOBAL,
  HOST_GLOBAL,
  REGISTERS_GLOBAL,
  SHELL_GLOBAL,
  type ShellGuest,
} from "../../runtimes/abi/shell.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { guestBundle } from "../../src/isolate/guest-bundle.ts";
import { createFileCapability } from "../../src/machine/file-capability.ts";
import { FileWindow } from "../../src/machine/file-window.ts";
import { newScope } from "../../src/machine/scope.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";

/*
 * Runs the script of standard input in the shell's bundle, in a context of this very heap, which unlike an isolate's can be
 * searched; then an ordinary command, as the next slot's call would be. Prints the texts that are still in the heap and
 * contain the marker. The marker is given in two parts, so that this program never holds it before it has looked.
 */

const [before = "", after = ""] = process.argv.slice(2);
const script = readFileSync(0, "utf8");
const registers = new Float64Array(REGISTERS);
const window = new FileWindow();
let finished = Promise.withResolvers<void>();
const scope = newScope(0, new Volume(DEFAULT_LIMITS), Number.MAX_SAFE_INTEGER);
const globals = vm.createContext({
  [REGISTERS_GLOBAL]: registers,
  [FILE_WINDOW_GLOBAL]: new Uint8Array(window.shared),
  [HOST_GLOBAL]: {
    ...createFileCapability(scope, registers, window),
    spawn: () => -1,
    spawnOutput: () => "",
    finish: () => finished.resolve(),
  },
}) as Record<string, ShellGuest>;
vm.runInContext(guestBundle("shell"), globals);
const guest = globals[SHELL_GLOBAL];
if (!guest) throw new Error("the bundle has no shell");
const deadlineMs = 8e15;
const system = createSystemLayout(guest.commandNames().split(" "));

async function call(command: string): Promise<void> {
  scope.volume = new Volume(DEFAULT_LIMITS, system);
  finished = Promise.withResolvers();
  const options = { cwd: "/workspace", env: {}, deadlineMs, state: "", maxOutputBytes: 1e6, maxResultChars: 1e6 };
  guest?.run(command, JSON.stringify({ ...options, maxStateBytes: 1e6, maxStringBytes: 1e6 }));
  const waking = setInterval(() => guest?.wake(deadlineMs), 1);
  await finished.promise;
  clearInterval(waking);
}

await call(script);
await call("echo the next one; ls; cat /etc/hostname | grep s");
scope.volume = new Volume(DEFAULT_LIMITS);

const file = v8.writeHeapSnapshot(join(tmpdir(), `slotbox-heap-${process.pid}.heapsnapshot`));
const { strings } = JSON.parse(readFileSync(file, "utf8")) as { strings: readonly string[] };
rmSync(file);
console.log(JSON.stringify(strings.filter((text) => text.includes(before + after))));
