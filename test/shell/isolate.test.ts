import { readFileSync } from "node:fs";
import ivm from "isolated-vm";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { setEngineFlags } from "../../src/isolate/engine-flags.ts";
import { createFileCapability } from "../../src/machine/file-capability.ts";
import { newScope } from "../../src/machine/scope.ts";
import { ShellMachine, type ShellOutcome } from "../../src/machine/shell/shell-machine.ts";
import { shellSnapshot } from "../../src/machine/shell/snapshot.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";

const SCRIPT = `printf 'b\\na\\n' | sort; echo hi | base64; echo aGk= | base64 -d; echo; echo hi | sha256sum; echo hi | md5sum
echo hi | gzip | gunzip; echo '{"a":[1,2]}' | yq -o json -I 0 .a; seq 3 | awk '{s+=$1} END {print s}'; echo aXb | sed 's/X/-/'
[[ abc =~ b(.) ]] && echo \${BASH_REMATCH[1]}; for i in {1..3}; do x+=$i; done; echo $x $((2 ** 10)); date -u -d @0 +%F; echo é | tr é e | wc -c`;

function run(snapshot: ArrayBuffer): ShellOutcome {
  const scope = newScope(0, new Volume(DEFAULT_LIMITS, createSystemLayout([])), Number.POSITIVE_INFINITY);
  using shell = new ShellMachine({
    snapshot: new ivm.ExternalCopy(snapshot),
    memoryLimitMiB: 128,
    cancel: new SharedArrayBuffer(4),
    scope,
    isSealed: true,
    files: (registers, window) => createFileCapability(scope, registers, window),
    programs: { load: () => undefined },
    limits: DEFAULT_LIMITS,
  });
  scope.volume = new Volume(DEFAULT_LIMITS, createSystemLayout(shell.commandNames()));
  return shell.run(SCRIPT, {
    cwd: "/workspace",
    env: {},
    deadlineMs: Date.now() + 100_000,
    state: undefined,
    maxOutputBytes: 1e6,
    maxResultChars: 1e6,
    maxStateBytes: 1e6,
  });
}

describe("the shell's isolate", () => {
  it("does from the warm snapshot what it does from code that has never run", () => {
    const warm = shellSnapshot();
    const guest = readFileSync(new URL("../../dist/guest/shell.js", import.meta.url), "utf8");
    const cold = ivm.Isolate.createSnapshot([{ code: guest }]).copy();
    const fromWarm = run(new Uint8Array(new Uint8Array(warm)).buffer);
    expect(fromWarm).toMatchObject({ kind: "finished", exitCode: 0, stderr: "" });
    expect(fromWarm).toEqual(run(cold));
  });

  it.each([
    ["let a; while (true) a = new Array(1000)", 1000, /timed out/],
    ["const fill = () => { for (;;) new Array(1000).fill(1) }; fill()", 1000, /timed out/],
    ["const a = []; for (;;) a.push(new Array(1000).fill(a.length))", 100_000, /disposed/],
  ] as const)("can be interrupted in loops that V8 replaces while they run: %s", (code, timeout, message) => {
    setEngineFlags();
    const context = new ivm.Isolate({ memoryLimit: 64 }).createContextSync();
    expect(() => context.evalSync(code, { timeout })).toThrow(message);
  });
});
