import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";
import type { Shell } from "../execution/shell.ts";
import { quoteReusable } from "../quoting.ts";
import { VariableError } from "../state/variables.ts";
import type { Builtin } from "./builtin.ts";
import { defineBuiltin } from "./define.ts";
import { DescriptorReader, END } from "./descriptor-reader.ts";
import { BuiltinFailure } from "./failure.ts";
import { isIdentifier } from "./names.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";
import { descriptorOf } from "./read.ts";
import { arrayKind } from "./variable-text.ts";

export const mapfile = arrayReader("mapfile");
export const readarray = arrayReader("readarray");

function arrayReader(name: "mapfile" | "readarray"): Builtin {
  return defineBuiltin({
    name,
    usage: `${name} [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]`,
    summary: "Reads lines into an array.",
    async run(shell, args, process) {
      const options = parseOptions(args, "C:c:d:n:O:s:tu:");
      const count = numberOf(options.value("n"), 0, 0, "line count");
      const skipped = numberOf(options.value("s"), 0, 0, "line count");
      const origin = numberOf(options.value("O"), 0, 0, "array origin");
      const quantum = numberOf(options.value("c"), 5000, 1, "callback quantum");
      const fd = descriptorOf(options.value("u"), process);
      const array = options.operands[0] ?? "MAPFILE";
      if (array === "") throw new BuiltinFailure("empty array variable name", 2);
      if (!isIdentifier(array)) throw new BuiltinFailure(`\`${array}': not a valid identifier`);
      prepare(shell, array, options.value("O") !== undefined);

      const delimiter = options.value("d");
      const delimiterByte = delimiter === undefined ? 10 : (encodeUtf8(delimiter)[0] ?? 0);
      const callback = options.value("C");
      const reader = new DescriptorReader(shell, process, fd);
      const kept = new Map<number, string>();
      try {
        for (let read = 0; count === 0 || read < skipped + count; read++) {
          const line = await readLine(reader, delimiterByte, options.has("t"));
          if (line === undefined) break;
          if (read < skipped) continue;
          const index = origin + read - skipped;
          if (callback !== undefined && (read - skipped + 1) % quantum === 0) {
            flush(shell, array, kept);
            await shell.evaluate(`${callback} ${index} ${quoteReusable(line)}`);
          }
          kept.set(index, line);
        }
      } finally {
        if (process.descriptors.has(fd)) reader.finish();
      }
      flush(shell, array, kept);
      return 0;
    },
  });
}

function numberOf(text: string | undefined, absent: number, least: number, what: string): number {
  if (text === undefined) return absent;
  const number = integerOf(text);
  if (number === undefined || number < least) throw new BuiltinFailure(`${text}: invalid ${what}`);
  return number;
}

function prepare(shell: Shell, array: string, keepsValue: boolean): void {
  const { variables } = shell;
  const variable = variables.get(array);
  if (variable?.attributes.readonly) throw new VariableError(array, "readonly variable");
  const kind = variable === undefined ? undefined : arrayKind(variable.value);
  if (kind === "associative") throw new BuiltinFailure(`${array}: not an indexed array`);
  if (kind === undefined) variables.makeArray(array, "indexed", "nearest");
  if (!keepsValue) variables.assignValue(array, { kind: "indexed", items: new Map() });
}

/** Puts what was read into the array. */
function flush(shell: Shell, array: string, kept: Map<number, string>): void {
  if (kept.size === 0) return;
  const { variables } = shell;
  const variable = variables.get(array);
  const isPlain =
    variable === undefined || (!variable.attributes.integer && variable.attributes.letterCase === undefined);
  if (isPlain && variable?.value.kind === "indexed") {
    const items = [...variable.value.items, ...kept].sort(([a], [b]) => a - b);
    variables.assignValue(array, { kind: "indexed", items: new Map(items) });
  } else for (const [index, text] of kept) variables.assignElement(array, { kind: "index", index }, text);
  kept.clear();
}

async function readLine(
  reader: DescriptorReader,
  delimiter: number,
  dropsDelimiter: boolean,
): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const next = reader.next();
    const byte = typeof next === "number" ? next : await next;
    if (byte === END) return bytes.length === 0 ? undefined : decodeUtf8(Uint8Array.from(bytes), "escape");
    if (byte !== delimiter) {
      if (byte !== 0) bytes.push(byte);
      continue;
    }
    // A NUL can't be kept.
    if (!dropsDelimiter && delimiter !== 0) bytes.push(byte);
    return decodeUtf8(Uint8Array.from(bytes), "escape");
  }
}
