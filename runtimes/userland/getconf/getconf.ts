import type { FileSystem, UserProgram } from "../../kernel/kernel.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { memoryInfo } from "../program/memory-info.ts";
import { VALUES } from "./values.ts";

/* getconf of https://www.gnu.org/software/libc. All paths have the same values. */

const FAILED = 2;
const NAME_COLUMNS = 34;
const USAGE: Usage = {
  usage: ["[-v specification] variable_name [pathname]", "-a [pathname]"],
  about: "Prints a value of the system's, or one of the file system that a path is in; with -a all of them.",
  like: "GNU libc",
};

const PAGE_KIB = 4;
/** Values in pages that `/proc/meminfo` has. */
const MEMORY = { _PHYS_PAGES: "MemTotal", _AVPHYS_PAGES: "MemFree" } as const;

export const getconf: UserProgram = async (process, kernel) => {
  const values = valuesOf(kernel.filesOf(process));
  const [name = "getconf", ...args] = process.args;
  if (args[0] === "--help" || args[0] === "--version") {
    await process.print(args[0] === "--help" ? helpText(name, USAGE, {}) : versionText("getconf", USAGE));
    return 0;
  }
  const fail = async (message: string): Promise<number> => {
    await process.printError(message);
    return FAILED;
  };
  const usage = `Usage: ${name} [-v specification] variable_name [pathname]\n       ${name} -a [pathname]\n`;
  if (args[0] === "-a") {
    if (args.length > 2) return fail(usage);
    await process.print(values.map(lineOf).join(""));
    return 0;
  }
  if (args[0]?.startsWith("-v")) {
    const specification = args[0] === "-v" ? args.splice(0, 2)[1] : args.shift()?.slice(2);
    if (specification === undefined) return fail(usage);
  }
  const [variable, path, extra] = args;
  if (variable === undefined || extra !== undefined) return fail(usage);
  const ofPath = find(values, `/${variable}`);
  const value = ofPath ?? find(values, variable);
  if (value === undefined) return fail(`${name}: Unrecognized variable \`${variable}'\n`);
  if ((path === undefined) === (ofPath !== undefined)) return fail(usage);
  await process.print(`${value}\n`);
  return 0;
};

function valuesOf(files: FileSystem): readonly string[] {
  const amount = memoryInfo(files);
  const pages = new Map<string, number>(Object.entries(MEMORY).map(([name, of]) => [name, amount(of) / PAGE_KIB]));
  return VALUES.map((entry) => (pages.has(entry) ? `${entry}=${pages.get(entry)}` : entry));
}

function find(values: readonly string[], variable: string): string | undefined {
  const entry = values.find((one) => one === variable || one.startsWith(`${variable}=`));
  return entry === undefined ? undefined : entry === variable ? "undefined" : entry.slice(variable.length + 1);
}

function lineOf(entry: string): string {
  const [name = "", value = ""] = entry.split(/=(.*)/s, 2);
  return `${name.replace("/", "").padEnd(NAME_COLUMNS)} ${value}\n`;
}
