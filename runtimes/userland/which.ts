import { S_IFMT, S_IFREG } from "../abi/file-mode.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { statusOf } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";

/* Debian's: https://manpages.debian.org/bookworm/debianutils/which.1.en.html. */

const OPTIONS = {
  a: { about: "print all, not only the first" },
  version: {},
} as const;

const USAGE = "Usage: /usr/bin/which [-a] args\n";
const MISUSED = 2;

export const which = program({
  name: "which",
  usage: "[-a] NAME...",
  about: "Prints the path of each program that NAME would start.",
  options: OPTIONS,
  stopsAtOperand: true,
  like: "debianutils",
  usageError: async (process, message) => {
    const letter = /^invalid option -- '(.+)'$/.exec(message)?.[1] ?? "-";
    await process.printError(`Illegal option -${letter}\n`);
    await process.write(1, encodeUtf8(USAGE));
    return MISUSED;
  },
  run: ({ options, operands, files, output, process }) => {
    // There are no long options in the shell that it is written for.
    if (options.has("version")) throw new UsageError("");
    const folders = (process.env.get("PATH") ?? "").split(":");
    const isProgram = (path: string): boolean => {
      const status = statusOf(files, path);
      return status !== undefined && (status.mode & S_IFMT) === S_IFREG && (status.mode & 0o111) !== 0;
    };
    let isMissing = operands.length === 0;
    for (const name of operands) {
      const paths = name.includes("/") ? [name] : folders.map((folder) => `${folder === "" ? "." : folder}/${name}`);
      const found = name === "" ? [] : paths.filter(isProgram);
      if (found.length === 0) isMissing = true;
      for (const path of options.has("a") ? found : found.slice(0, 1)) output.putText(`${path}\n`);
    }
    return isMissing ? 1 : 0;
  },
});
