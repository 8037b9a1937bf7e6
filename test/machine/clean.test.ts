import { expect, it, vi } from "vitest";
import { GuestIsolate } from "../../src/isolate/guest-isolate.ts";
import { newScope } from "../../src/machine/scope.ts";
import { runIn, startMachines } from "./machine-fixture.ts";

/** Scripts that leave as much behind as they can. */
const HOSTILE: readonly string[] = [
  "x=5; export y=6; readonly z=7; declare -A m=([k]=v); arr=(1 2 3); declare -i n=1; f() { echo mine; }; alias ll=ls",
  "set -e; set -u; set -f; shopt -s nullglob extglob; IFS=:; PATH=/nowhere; HOME=/tmp; cd /tmp; umask 077",
  "__proto__=1; constructor=2; toString=3; declare -A m; m[__proto__]=1; m[constructor]=2; declare -A __proto__",
  `awk 'BEGIN { __proto__["x"] = 1; constructor = 2; a["__proto__"] = 3; for (k in a) print k }'`,
  `echo '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}' | jq '. * {"__proto__":{"a":1}} | .a.b.c = 1 | to_entries'`,
  `echo '{}' | jq 'setpath(["__proto__","polluted"]; 1) | setpath(["constructor","prototype","polluted"]; 1)'`,
  "printf '__proto__:\\n  polluted: 1\\nconstructor:\\n  prototype:\\n    polluted: 1\\n' | yq . 2>&1; true",
  "exec 3> kept; echo to-three >&3; exec 4< kept; read line <&4",
  "sleep 0.01; (sleep 0.01; echo late); echo $RANDOM $SECONDS > r; history; hash -r; trap 'echo trapped' EXIT",
  "printf -v __proto__ %s x; read -r __proto__ <<< y; local a=1; export -f f; unset PATH; eval 'eval echo \\$x'",
  "seq 20000 | sort -R | head -3; find / -name '*x*' 2>/dev/null | head; grep -rE '(a|b)+' /etc; sed 's/a/b/g' /etc/passwd",
];

/** All that can be reached from a machine's global object, as one text of what is where. */
const WALK = `(() => {
  const seen = new Map();
  const lines = [];
  const look = (value, path) => {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    if (!isObject) return lines.push(path + " = " + typeof value + " " + String(value).slice(0, 80));
    if (seen.has(value)) return lines.push(path + " -> " + seen.get(value));
    seen.set(value, path);
    lines.push(path + " : " + Object.prototype.toString.call(value) + (Object.isFrozen(value) ? " frozen" : ""));
    if (ArrayBuffer.isView(value)) return;
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null) look(prototype, path + ".__proto__");
    if (value instanceof Map) for (const [key, item] of value) { look(key, path + "#key"); look(item, path + "#value"); }
    if (value instanceof Set) for (const item of value) look(item, path + "#item");
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, name);
      const at = path + "." + String(name);
      lines.push(at + " " + [descriptor.writable, descriptor.enumerable, descriptor.configurable].join());
      for (const part of ["value", "get", "set"]) if (part in descriptor) look(descriptor[part], at + (part === "value" ? "" : "/" + part));
    }
  };
  look(globalThis, "globalThis");
  throw new Error(lines.length + "\\n" + lines.join("\\n"));
})()`;

function walk(isolate: GuestIsolate): string {
  try {
    isolate.evaluate(WALK);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "";
}

it("nothing that can be reached from a machine's globals is changed by what runs in it, or could be", async () => {
  const evaluate = vi.spyOn(GuestIsolate.prototype, "evaluate");
  const { pool, newVolume } = startMachines({ readyMachines: 0 });
  const [isolate] = evaluate.mock.contexts;
  evaluate.mockRestore();
  if (!(isolate instanceof GuestIsolate)) throw new Error("no machine was made");
  const machine = pool.lend(newScope(1, newVolume(), Number.POSITIVE_INFINITY));
  // What a program is made of when it first runs is there from then on.
  for (const script of HOSTILE) await runIn(machine, script);
  const before = walk(isolate);
  expect(Number(before.split("\n", 1)[0])).toBeGreaterThan(3_000);
  for (const script of HOSTILE) {
    await runIn(machine, script, { state: "" });
    expect(walk(isolate)).toBe(before);
  }
  const unfrozen = before.split("\n").filter((line) => line.includes(" : ") && !line.endsWith(" frozen"));
  // The four that can't be frozen: what is in them is written by one side or both at each entry.
  expect(unfrozen).toEqual([
    "globalThis.__slotboxRegisters : [object Float64Array]",
    "globalThis.__slotboxCancel : [object Int32Array]",
    "globalThis.__slotboxEarlyOutput : [object Uint8Array]",
    "globalThis.__slotboxFileWindow : [object Uint8Array]",
  ]);
  pool.giveBack(machine);
});

const PROBE = `set | grep -vE '^(_|BASH|EPOCH|RANDOM|SRANDOM|SECONDS|LINENO|PPID|UID|EUID|OPT|PIPESTATUS|SHLVL)' | sort; alias; declare -f
echo "[$-] $PWD $(umask) $IFS"; shopt -p | sort; ls -la /workspace /tmp /root | sed 's/[A-Z][a-z][a-z] .*//'; type f ll 2>&1; echo to >&3; echo $?; cat kept; echo \${m[k]} $x $y $z`;

it("a slot sees nothing of the slot before it on the same machine", async () => {
  const { pool, newVolume } = startMachines({ readyMachines: 0 });
  const probe = async (slotKey: number) => {
    const machine = pool.lend(newScope(slotKey, newVolume(), Number.POSITIVE_INFINITY));
    const outcomes = [await runIn(machine, PROBE), await runIn(machine, PROBE, { state: "" })];
    pool.giveBack(machine);
    return outcomes;
  };
  const untouched = await probe(0);
  expect(untouched[0]).toMatchObject({ kind: "finished" });
  for (const [index, script] of HOSTILE.entries()) {
    const machine = pool.lend(newScope(index + 1, newVolume(), Number.POSITIVE_INFINITY));
    await runIn(machine, script, { state: "" });
    pool.giveBack(machine);
    expect(await probe(100 + index)).toEqual(untouched);
  }
  expect(pool.counts).toEqual({ made: 1, lent: 0, bound: 0, ready: 1 });
});
