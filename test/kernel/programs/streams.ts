import type { UserProgram } from "../../../runtimes/kernel/kernel.ts";
import { cat as userlandCat } from "../../../runtimes/userland/cat.ts";
import { chunksOf, openInput } from "../../../runtimes/userland/input.ts";
import { encodeUtf8 } from "../../../runtimes/web/encoding.ts";
import { complain, overInputs, readText } from "./input.ts";

const NEWLINE = 10;

export const cat = userlandCat(undefined);

/** Reads all it is given before it prints, which shows that `sort` may. */
export const sort: UserProgram = async (process, kernel) => {
  const options = process.args.slice(1).filter((arg) => arg.startsWith("-"));
  const operands = process.args.slice(1).filter((arg) => !arg.startsWith("-"));
  let text = "";
  for (const operand of operands.length > 0 ? operands : ["-"]) {
    try {
      text += await readText(process, openInput(process, kernel, operand));
    } catch (error) {
      return complain(process, operand, error);
    }
  }
  const lines = text.replace(/\n$/, "").split("\n");
  const isNumeric = options.some((option) => option.includes("n"));
  const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const byNumber = (a: string, b: string): number => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  lines.sort((a, b) => (isNumeric && byNumber(a, b)) || byBytes(a, b));
  if (options.some((option) => option.includes("r"))) lines.reverse();
  const isUnique = options.some((option) => option.includes("u"));
  const kept = isUnique ? lines.filter((line, index) => line !== lines[index - 1]) : lines;
  if (text !== "") await process.print(`${kept.join("\n")}\n`);
  return 0;
};

/** `head [-n LINES | -c BYTES | -LINES] [FILE]`; what it doesn't need it leaves unread in the pipe. */
export const head: UserProgram = async (process, kernel) => {
  let lines = 10;
  let bytesLeft = Number.POSITIVE_INFINITY;
  let operand = "-";
  const args = process.args.slice(1);
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    const [, option, value] = /^-([nc]?)(\d*)$/.exec(arg) ?? [];
    if (arg === "-" || option === undefined) operand = arg;
    else if (option === "c") bytesLeft = Number(value || args.shift());
    else lines = Number(value || args.shift());
  }
  if (bytesLeft !== Number.POSITIVE_INFINITY) lines = Number.POSITIVE_INFINITY;
  try {
    const fd = openInput(process, kernel, operand);
    while (lines > 0 && bytesLeft > 0) {
      const bytes = await process.read(fd, Math.min(bytesLeft, 65_536));
      if (bytes.length === 0) break;
      let end = 0;
      while (end < bytes.length && lines > 0) {
        const newline = bytes.indexOf(NEWLINE, end);
        end = newline < 0 || lines === Number.POSITIVE_INFINITY ? bytes.length : newline + 1;
        if (newline >= 0) lines--;
      }
      bytesLeft -= end;
      await process.write(1, bytes.subarray(0, end));
    }
    return 0;
  } catch (error) {
    return complain(process, operand, error);
  }
};

export const wc = overInputs(async (process, fd, args) => {
  let lines = 0;
  let bytes = 0;
  for await (const chunk of chunksOf(process, fd)) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++;
  }
  await process.print(`${args.includes("-c") ? bytes : lines}\n`);
});

export const tee: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  const append = args.includes("-a");
  const outputs = [1];
  let status = 0;
  for (const operand of args.filter((arg) => !arg.startsWith("-"))) {
    try {
      const flags = { access: "write", create: true, truncate: !append, append } as const;
      outputs.push(process.descriptors.add(kernel.filesOf(process).open(operand, flags, 0o666)));
    } catch (error) {
      status = await complain(process, operand, error);
    }
  }
  for await (const bytes of chunksOf(process, 0)) for (const fd of outputs) await process.write(fd, bytes);
  return status;
};

/** `tr SET SET` and `tr -d SET`, with ranges, of ASCII. */
export const tr: UserProgram = async (process) => {
  const args = process.args.slice(1);
  const deletes = args[0] === "-d";
  const from = members(args[deletes ? 1 : 0] ?? "");
  const to = members(args[1] ?? "");
  for await (const chunk of chunksOf(process, 0)) {
    const out = new Uint8Array(chunk.length);
    let used = 0;
    for (const byte of chunk) {
      const index = from.indexOf(byte);
      if (index >= 0 && deletes) continue;
      out[used++] = index < 0 ? byte : (to[Math.min(index, to.length - 1)] ?? byte);
    }
    await process.write(1, out.subarray(0, used));
  }
  return 0;
};

function members(set: string): number[] {
  const bytes = [...encodeUtf8(set.replaceAll("\\0", "\0").replaceAll("\\n", "\n").replaceAll("\\t", "\t"))];
  const all: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const [first = 0, dash, last] = bytes.slice(i, i + 3);
    if (dash !== 45 || last === undefined) all.push(first);
    else {
      for (let byte = first; byte <= last; byte++) all.push(byte);
      i += 2;
    }
  }
  return all;
}
