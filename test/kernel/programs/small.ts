import type { UserProgram } from "../../../runtimes/kernel/kernel.ts";
import { programName } from "../../../runtimes/userland/input.ts";
import { encodeUtf8 } from "../../../runtimes/web/encoding.ts";
import { complain } from "./input.ts";

export const echo: UserProgram = async (process) => {
  const words = process.args.slice(1);
  const endsLine = words[0] !== "-n";
  await process.print(`${(endsLine ? words : words.slice(1)).join(" ")}${endsLine ? "\n" : ""}`);
  return 0;
};

/** Writes a page at a time, as GNU's does. */
export const yes: UserProgram = async (process) => {
  const line = `${process.args.slice(1).join(" ") || "y"}\n`;
  const page = encodeUtf8(line.repeat(Math.max(1, Math.floor(8192 / line.length))));
  for (;;) await process.write(1, page);
};

export const succeed: UserProgram = () => 0;
export const fail: UserProgram = () => 1;

export const sleep: UserProgram = async (process, kernel) => {
  const unit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  let seconds = 0;
  for (const arg of process.args.slice(1)) {
    const [, amount, letter = "s"] = /^([0-9]*\.?[0-9]+|infinity)([smhd]?)$/.exec(arg) ?? [];
    if (amount === undefined) {
      await process.printError(`sleep: invalid time interval ‘${arg}’\n`);
      return 1;
    }
    seconds += (amount === "infinity" ? Number.MAX_SAFE_INTEGER / 1e6 : Number(amount)) * (unit[letter || "s"] ?? 1);
  }
  await kernel.sleep(process, seconds * 1000);
  return 0;
};

export const seq: UserProgram = async (process) => {
  const numbers = process.args.slice(1).map(Number);
  const [first = 1, step = 1, last = 0] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  let text = "";
  for (let number = first; step > 0 ? number <= last : number >= last; number += step) {
    text += `${number}\n`;
    if (text.length < 4096) continue;
    await process.print(text);
    text = "";
  }
  await process.print(text);
  return 0;
};

/** `env [-i] [-u NAME] [-S STRING] [NAME=VALUE …] [COMMAND [ARG …]]` */
export const env: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  for (let arg = args[0]; arg !== undefined; arg = args[0]) {
    const assignment = /^([^=-][^=]*)=(.*)$/s.exec(arg);
    if (assignment?.[1] !== undefined) process.env.set(assignment[1], assignment[2] ?? "");
    else if (arg === "-i") process.env.clear();
    else if (arg === "-u") process.env.delete(args.splice(1, 1)[0] ?? "");
    else if (arg.startsWith("-S")) {
      const text = arg === "-S" ? (args.splice(1, 1)[0] ?? "") : arg.slice(2);
      args.splice(1, 0, ...text.trim().split(/\s+/));
    } else break;
    args.shift();
  }
  const [command] = args;
  if (command === undefined) {
    await process.print([...process.env].map(([name, value]) => `${name}=${value}\n`).join(""));
    return 0;
  }
  const path = process.env.get("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
  const candidates = command.includes("/") ? [command] : path.split(":").map((folder) => `${folder}/${command}`);
  const files = kernel.filesOf(process);
  const found = candidates.find((candidate) => files.exists(candidate));
  process.args = args;
  if (found !== undefined) return kernel.execute(process, found.startsWith("/") ? found : `${process.cwd}/${found}`);
  await process.printError(`env: ‘${command}’: No such file or directory\n`);
  return 127;
};

export const printenv: UserProgram = async (process) => {
  const value = process.env.get(process.args[1] ?? "");
  if (value === undefined) return 1;
  await process.print(`${value}\n`);
  return 0;
};

export const pwd: UserProgram = async (process) => {
  await process.print(`${process.cwd}\n`);
  return 0;
};

function onPaths(
  operation: (files: ReturnType<Parameters<UserProgram>[1]["filesOf"]>, path: string) => void,
): UserProgram {
  return async (process, kernel) => {
    let status = 0;
    for (const operand of process.args.slice(1).filter((arg) => !arg.startsWith("-"))) {
      try {
        operation(kernel.filesOf(process), operand);
      } catch (error) {
        status = await complain(process, `${programName(process) === "rm" ? "cannot remove " : ""}${operand}`, error);
      }
    }
    return status;
  };
}

export const rm = onPaths((files, path) => files.unlink(path));
export const mkdir = onPaths((files, path) => files.mkdir(path, 0o777));
export const touch = onPaths((files, path) => files.open(path, { access: "write", create: true }, 0o666).release());
