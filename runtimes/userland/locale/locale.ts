import { Failure } from "../program/failure.ts";
import { program } from "../program/program.ts";
import { KEYWORDS } from "./keywords.ts";

/* locale of https://www.gnu.org/software/libc. There are the locales C and C.UTF-8. */

const KNOWN = ["C", "C.utf8", "POSIX"];
const CATEGORIES = Object.keys(KEYWORDS);
const UTF8_CODE = "UTF-8";
const ASCII_CODE = "ANSI_X3.4-1968";
const USAGE_FAILED = 64;
const CODE_MAPS = [ASCII_CODE, UTF8_CODE];

export const locale = program({
  name: "locale",
  usage: ["[OPTION]... [NAME]...", "[OPTION]..."],
  about:
    "Prints which locale is used for what, or what it says of each NAME, which is a category such as LC_TIME or a keyword such as charmap.",
  like: "GNU libc",
  options: {
    "all-locales": { letters: "a", about: "print the names of all locales" },
    charmaps: { letters: "m", about: "print the names of all codes" },
    "category-name": { letters: "c", about: "print the category before each NAME" },
    "keyword-name": { letters: "k", about: "print keywords with what they say" },
    verbose: { letters: "v", about: "tell more of each locale" },
    V: {},
  },
  modernize: (args) => args.map((arg) => (arg === "-V" ? "--version" : arg)),
  usageError: async (process, message) => {
    const [name] = process.args;
    await process.printError(
      `${name}: ${message}\nTry \`${name} --help' or \`${name} --usage' for more information.\n`,
    );
    return USAGE_FAILED;
  },
  run: async (call) => {
    const { options, operands, output, process } = call;
    const names = namesOf(process.env);
    for (const problem of problemsOf(names)) await process.printError(`${call.name}: ${problem}\n`);
    if (options.has("all-locales")) output.putText(lines(KNOWN));
    else if (options.has("charmaps")) output.putText(lines(CODE_MAPS));
    else if (operands.length === 0) output.putText(settings(process.env, names));
    const isAscii = problemsOf(names).length > 0 || !isUtf8(names.get("LC_CTYPE") ?? "");
    if (options.has("all-locales", "charmaps")) return;
    for (const operand of operands) {
      const found = entriesOf(operand);
      if (found === undefined) throw new Failure(`unknown name "${operand}"`);
      if (options.has("category-name")) output.putText(`${found.category}\n`);
      for (const entry of found.entries) {
        const text = isAscii ? entry.replace(UTF8_CODE, ASCII_CODE) : entry;
        output.putText(`${options.has("keyword-name") ? text : shownValue(text)}\n`);
      }
    }
  },
});

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

/** Which locale each category has. */
function namesOf(env: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    CATEGORIES.map((category) => [category, env.get("LC_ALL") || env.get(category) || env.get("LANG") || "POSIX"]),
  );
}

function isKnown(name: string): boolean {
  return name === "C" || name === "POSIX" || isUtf8(name);
}

function isUtf8(name: string): boolean {
  return /^(?:C|POSIX)\.utf-?8$/i.test(name);
}

function problemsOf(names: ReadonlyMap<string, string>): string[] {
  const faulty = ["LC_CTYPE", "LC_MESSAGES"].filter((category) => !isKnown(names.get(category) ?? ""));
  if ([...names.values()].some((name) => !isKnown(name))) faulty.push("LC_ALL");
  return faulty.map((category) => `Cannot set ${category} to default locale: No such file or directory`);
}

/** What follows from another variable is in quotes. */
function settings(env: ReadonlyMap<string, string>, names: ReadonlyMap<string, string>): string {
  const all = env.get("LC_ALL") ?? "";
  const shown = CATEGORIES.map((category) => {
    const isOwn = all === "" && (env.get(category) ?? "") !== "";
    const name = names.get(category) ?? "";
    return `${category}=${isOwn ? name : `"${name}"`}`;
  });
  return lines([`LANG=${env.get("LANG") ?? ""}`, `LANGUAGE=${env.get("LANGUAGE") ?? ""}`, ...shown, `LC_ALL=${all}`]);
}

function entriesOf(name: string): { readonly category: string; readonly entries: readonly string[] } | undefined {
  const whole = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
  if (whole !== undefined) return { category: name, entries: whole };
  for (const [category, entries] of Object.entries(KEYWORDS)) {
    const entry = entries.find((one) => one.startsWith(`${name}=`));
    if (entry !== undefined) return { category, entries: [entry] };
  }
  return undefined;
}

function shownValue(entry: string): string {
  return entry.slice(entry.indexOf("=") + 1).replace(/^"(.*)"$/, "$1");
}
