import { UsageError } from "../program/options.ts";
import { C_CHARACTERS } from "../program/quoting.ts";
import type { DiffCall } from "./diff-options.ts";

/** What is coloured. */
export type Colored = "header" | "place" | "added" | "deleted";

/** The terminal's sequences for each, and the one that ends them. */
export interface Palette {
  readonly begins: Readonly<Record<Colored, string>>;
  readonly end: string;
  /** What is wrong with the setting; nothing is coloured then. */
  readonly problems: readonly string[];
}

const NAMES = /^(?:lc|rc|ec|rs|hd|ad|de|ln)$/;
const ESCAPES: Readonly<Record<string, string>> = {
  ...C_CHARACTERS,
  e: "\x1b",
  "?": "\x7f",
  _: " ",
};

/** @returns nothing if nothing is to be coloured @throws UsageError */
export function paletteOf({ options }: DiffCall): Palette | undefined {
  let isColored = false;
  for (const { name, value } of options.all) {
    if (name !== "color") continue;
    if (value !== undefined && !/^(?:auto|always|never)$/.test(value)) throw new UsageError(`invalid color '${value}'`);
    isColored = value === "always";
  }
  return isColored ? parsePalette(options.value("palette") ?? "") : undefined;
}

function parsePalette(setting: string): Palette {
  const codes = new Map([
    ["lc", "\x1b["],
    ["rc", "m"],
    ["rs", "0"],
    ["hd", "1"],
    ["ad", "32"],
    ["de", "31"],
    ["ln", "36"],
  ]);
  const problems: string[] = [];
  for (const part of setting.match(/(?:\\.|[^:\\])+/gs) ?? []) {
    if (part.startsWith("*")) continue;
    const [, name = "", code] = /^(..)(?:=(.*))?$/s.exec(part) ?? [];
    if (code !== undefined && !NAMES.test(name)) problems.push(`unrecognized prefix: ${name}`);
    if (code === undefined || !NAMES.test(name)) {
      problems.push("unparsable value for --palette");
      break;
    }
    codes.set(name, unescaped(code));
  }
  const sequence = (name: string): string => `${codes.get("lc")}${codes.get(name)}${codes.get("rc")}`;
  return {
    begins: { header: sequence("hd"), place: sequence("ln"), added: sequence("ad"), deleted: sequence("de") },
    end: sequence("rs"),
    problems,
  };
}

function unescaped(code: string): string {
  return code.replace(
    /\\(?:([0-7]+)|[xX]([0-9a-fA-F]*)|(.))|\^([@-~?])/gs,
    (_whole, octal?: string, hex?: string, letter?: string, control?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex || "0", 16) & 0xff);
      if (letter !== undefined) return ESCAPES[letter] ?? letter;
      return control === "?" ? "\x7f" : String.fromCharCode((control ?? "").charCodeAt(0) & 31);
    },
  );
}
