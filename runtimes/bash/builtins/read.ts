import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { DescriptorReader } from "./descriptor-reader.ts";
import { BuiltinFailure } from "./failure.ts";
import { type MarkedLine, splitAll, splitForNames } from "./field-splitting.ts";
import { isIdentifier, parseReference } from "./names.ts";
import { integerOf } from "./numbers.ts";
import { type Options, parseOptions } from "./options.ts";
import { LineBuffer, type LineRequest } from "./read-line.ts";
import { TimeoutInterruption } from "./timeout-interruption.ts";
import { assignReference } from "./variable-targets.ts";

/** 128 and SIGALRM's number. */
const TIMED_OUT = 142;
const NEWLINE = 0x0a;

export const read = defineBuiltin({
  name: "read",
  usage:
    "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]",
  summary: "Reads a line from standard input and splits it into fields.",
  async run(shell, args, process) {
    const options = parseOptions(args, "a:d:ei:n:N:p:rst:u:");
    const timeoutMs = timeoutOf(options.value("t"));
    const request = requestOf(options);
    const fd = descriptorOf(options.value("u"), process);
    const names = options.operands;
    const wrong = names[0] !== undefined && parseReference(names[0]) === undefined ? names[0] : undefined;
    if (wrong !== undefined) throw new BuiltinFailure(`\`${wrong}': not a valid identifier`);
    if (timeoutMs === 0) return hasInput(process, fd) ? 0 : 1;

    const timeout = timeoutMs === undefined ? undefined : new TimeoutInterruption(process);
    if (timeout !== undefined) startTimer(shell, process, timeout, timeoutMs ?? 0);
    const reader = new DescriptorReader(shell, process, fd, timeout);
    const buffer = new LineBuffer();
    let status = 1;
    try {
      status = (await buffer.fill(reader, request)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === "EINTR" && timeout?.isOver) status = TIMED_OUT;
      else if (error.code !== "EINTR") await shell.error(`read: read error: ${fd}: ${error.message}`);
      else throw error;
    } finally {
      if (process.descriptors.has(fd)) reader.finish();
    }
    const isExact = options.value("N") !== undefined;
    await store(shell, buffer.line, names, options.value("a"), isExact);
    return status;
  },
});

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\+?(\d+\.?\d*|\.\d+)$/.test(text)) throw new BuiltinFailure(`${text}: invalid timeout specification`);
  return Number(text) * 1000;
}

function requestOf(options: Options): LineRequest {
  const count = options.value("N") ?? options.value("n");
  const maxCharacters = count === undefined ? undefined : integerOf(count);
  if (count !== undefined && (maxCharacters === undefined || maxCharacters < 0))
    throw new BuiltinFailure(`${count}: invalid number`);
  const delimiter = options.value("d");
  const byte = delimiter === undefined ? NEWLINE : (encodeUtf8(delimiter)[0] ?? 0);
  return {
    delimiter: options.value("N") === undefined ? byte : undefined,
    isRaw: options.has("r"),
    maxCharacters,
  };
}

/** @throws BuiltinFailure */
export function descriptorOf(text: string | undefined, process: Process): number {
  if (text === undefined) return 0;
  const fd = integerOf(text);
  if (fd === undefined || fd < 0) throw new BuiltinFailure(`${text}: invalid file descriptor specification`);
  if (!process.descriptors.has(fd)) throw new BuiltinFailure(`${fd}: invalid file descriptor: Bad file descriptor`);
  return fd;
}

/** `-t 0` asks whether a read would not wait. */
function hasInput(process: Process, fd: number): boolean {
  if (!process.descriptors.has(fd)) return false;
  const { kind } = process.descriptors.get(fd);
  return kind === "file" || kind === "device";
}

function startTimer(shell: Shell, process: Process, timeout: TimeoutInterruption, ms: number): void {
  const expire = (): void => timeout.expire();
  // A signal ends the sleep as well; the read then learns of that signal itself.
  shell.kernel.sleep(process, ms).then(expire, () => {});
}

async function store(
  shell: Shell,
  line: MarkedLine,
  names: readonly string[],
  array: string | undefined,
  isExact: boolean,
): Promise<void> {
  const separators = shell.variables.text("IFS") ?? " \t\n";
  if (array !== undefined) {
    if (!isIdentifier(array)) throw new BuiltinFailure(`\`${array}': not a valid identifier`);
    const fields = isExact ? [line.text] : splitAll(line, separators);
    const isAssociative = shell.variables.get(array)?.value.kind === "associative";
    if (isAssociative) throw new BuiltinFailure(`${array}: cannot convert associative to indexed array`);
    shell.variables.assignValue(array, { kind: "indexed", items: new Map(fields.entries()) });
    return;
  }
  if (names.length === 0) {
    shell.variables.assign("REPLY", line.text);
    return;
  }
  const fields = isExact ? [line.text] : splitForNames(line, separators, names.length);
  for (const [index, name] of names.entries()) await assignReference(shell, name, fields[index] ?? "");
}
