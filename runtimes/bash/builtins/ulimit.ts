import { MAX_DESCRIPTORS } from "../../kernel/descriptor-table.ts";
import { MAX_PROCESSES } from "../../kernel/process-table.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

interface Resource {
  readonly letter: string;
  readonly text: string;
  readonly unit: string;
}

/** The limits, in the order in which `ulimit -a` shows them. */
const RESOURCES: readonly Resource[] = [
  { letter: "R", text: "real-time non-blocking time", unit: "microseconds" },
  { letter: "c", text: "core file size", unit: "blocks" },
  { letter: "d", text: "data seg size", unit: "kbytes" },
  { letter: "e", text: "scheduling priority", unit: "" },
  { letter: "f", text: "file size", unit: "blocks" },
  { letter: "i", text: "pending signals", unit: "" },
  { letter: "l", text: "max locked memory", unit: "kbytes" },
  { letter: "m", text: "max memory size", unit: "kbytes" },
  { letter: "n", text: "open files", unit: "" },
  { letter: "p", text: "pipe size", unit: "512 bytes" },
  { letter: "q", text: "POSIX message queues", unit: "bytes" },
  { letter: "r", text: "real-time priority", unit: "" },
  { letter: "s", text: "stack size", unit: "kbytes" },
  { letter: "t", text: "cpu time", unit: "seconds" },
  { letter: "u", text: "max user processes", unit: "" },
  { letter: "v", text: "virtual memory", unit: "kbytes" },
  { letter: "x", text: "file locks", unit: "" },
];

/** What the machine has room for, as long as the shell sets no limit. */
const DEFAULTS: Readonly<Record<string, number>> = { c: 0, e: 0, n: MAX_DESCRIPTORS, p: 8, r: 0, u: MAX_PROCESSES };

export const ulimit = defineBuiltin({
  name: "ulimit",
  usage: "ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]",
  summary: "Shows limits, or lowers them.",
  run(shell, args, process) {
    const options = parseOptions(args, `SHa${RESOURCES.map(({ letter }) => letter).join("")}`);
    const isHard = options.has("H");
    const asked = RESOURCES.filter(({ letter }) => options.has(letter));
    const resources = options.has("a")
      ? RESOURCES
      : asked.length > 0
        ? asked
        : RESOURCES.filter(({ letter }) => letter === "f");
    const [limit] = options.operands;
    if (limit !== undefined && !options.has("a")) {
      for (const resource of resources) change(shell, resource, limit, options.has("S"), isHard);
      return 0;
    }
    const isLabelled = resources.length > 1;
    const text = resources.map((resource) => line(shell, resource, isHard, isLabelled)).join("");
    return printOutput(shell, process, "ulimit", text);
  },
});

function limitOf(shell: Shell, { letter }: Resource, isHard: boolean): number | undefined {
  const { softLimits, hardLimits } = shell.builtins;
  const given = isHard ? hardLimits.get(letter) : (softLimits.get(letter) ?? hardLimits.get(letter));
  return given ?? DEFAULTS[letter];
}

function line(shell: Shell, resource: Resource, isHard: boolean, isLabelled: boolean): string {
  const value = limitOf(shell, resource, isHard) ?? "unlimited";
  if (!isLabelled) return `${value}\n`;
  const unit = `(${resource.unit === "" ? "" : `${resource.unit}, `}-${resource.letter})`;
  // The unit ends at column 40, whatever the length of the text.
  return `${resource.text}${unit.padStart(40 - resource.text.length)} ${value}\n`;
}

function change(shell: Shell, resource: Resource, text: string, onlySoft: boolean, onlyHard: boolean): void {
  const { softLimits, hardLimits } = shell.builtins;
  const hard = limitOf(shell, resource, true);
  const refused = (why: string): BuiltinFailure => new BuiltinFailure(`${resource.text}: cannot modify limit: ${why}`);
  if (resource.letter === "p") throw refused("Invalid argument");
  let limit: number | undefined;
  if (text === "hard") limit = hard;
  else if (text === "soft") limit = limitOf(shell, resource, false);
  else if (text !== "unlimited") {
    limit = integerOf(text);
    if (limit === undefined || limit < 0) throw new BuiltinFailure(`${text}: invalid number`);
  }
  if (hard !== undefined && (limit === undefined || limit > hard)) throw refused("Operation not permitted");
  const both = onlySoft === onlyHard;
  if (limit === undefined) return;
  if (both || onlySoft) softLimits.set(resource.letter, limit);
  if (both || onlyHard) hardLimits.set(resource.letter, limit);
}
