import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import type { RgCall } from "./options.ts";

/** What is colored. */
export type Part = "path" | "line" | "column" | "match";

interface Look {
  readonly fg: string | undefined;
  readonly bg: string | undefined;
  readonly isBold: boolean;
  readonly isIntense: boolean;
  readonly isUnderlined: boolean;
}

const PLAIN: Look = { fg: undefined, bg: undefined, isBold: false, isIntense: false, isUnderlined: false };
const DEFAULTS: Readonly<Record<Part, Look>> = {
  path: { ...PLAIN, fg: "magenta" },
  line: { ...PLAIN, fg: "green" },
  column: PLAIN,
  match: { ...PLAIN, fg: "red", isBold: true },
};
const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const STYLES: Readonly<Record<string, Partial<Look>>> = {
  nobold: { isBold: false },
  bold: { isBold: true },
  nointense: { isIntense: false },
  intense: { isIntense: true },
  nounderline: { isUnderlined: false },
  underline: { isUnderlined: true },
};

export const RESET = "\x1b[0m";

/** What to write before each part; nothing if nothing is colored. */
export type Colors = Readonly<Record<Part, string>>;

/** @throws Failure, UsageError */
export function colorsOf({ options, process }: RgCall): Colors | undefined {
  const choice = options.value("color") ?? (options.has("pretty") ? "pretty" : "auto");
  if (!["always", "ansi", "auto", "never", "pretty"].includes(choice))
    throw new UsageError(
      `'${choice}' isn't a valid value for '--color <WHEN>'\n\t[possible values: always, ansi, auto, never]\n`,
    );
  const looks = { ...DEFAULTS };
  for (const spec of options.values("colors")) {
    const [part, change] = readSpec(spec);
    looks[part] = change ? { ...looks[part], ...change } : PLAIN;
  }
  const terminal = process.env.get("TERM");
  const mayColor = terminal !== undefined && terminal !== "dumb" && !process.env.has("NO_COLOR");
  const isColored =
    choice === "always" ||
    choice === "ansi" ||
    (mayColor && (choice === "pretty" || (choice === "auto" && options.has("pretty"))));
  if (!isColored) return undefined;
  return {
    path: codeOf(looks.path),
    line: codeOf(looks.line),
    column: codeOf(looks.column),
    match: codeOf(looks.match),
  };
}

/** @returns nothing for the change where all is to be plain @throws Failure */
function readSpec(spec: string): [Part, Partial<Look> | undefined] {
  const pieces = spec.split(":");
  const [name = "", kind = "", value = ""] = pieces;
  const part = (["path", "line", "column", "match"] as const).find((one) => one === name.toLowerCase());
  const form = "Valid format is '(path|line|column|match):(fg|bg|style):(value)'.";
  if (pieces.length < 2) throw new Failure(`invalid color spec format: '${spec}'. ${form}`);
  if (!part) throw new Failure(`unrecognized output type '${name}'. Choose from: path, line, column, match.`);
  const what = kind.toLowerCase();
  if (what === "none") return [part, undefined];
  if (!["fg", "bg", "style"].includes(what))
    throw new Failure(`unrecognized spec type '${kind}'. Choose from: fg, bg, style, none.`);
  if (pieces.length < 3) throw new Failure(`invalid color spec format: '${spec}'. ${form}`);
  if (what === "style") {
    const style = STYLES[value.toLowerCase()];
    if (style) return [part, style];
    throw new Failure(`unrecognized style attribute '${value}'. Choose from: ${Object.keys(STYLES).join(", ")}.`);
  }
  checkColor(value);
  return [part, what === "fg" ? { fg: value } : { bg: value }];
}

/** @throws Failure */
function checkColor(value: string): void {
  if (NAMES.includes(value.toLowerCase())) return;
  const numbers = value.split(",").map((one) => (/^(?:\d+|0x[\da-fA-F]+)$/.test(one) ? Number(one) : Number.NaN));
  if ((numbers.length === 1 || numbers.length === 3) && numbers.every((one) => one < 256)) return;
  if (/^[\d,x]+$/i.test(value))
    throw new Failure(
      numbers.length > 1
        ? `unrecognized RGB color triple, should be '[0-255],[0-255],[0-255]' (or a hex triple), but is '${value}'`
        : `unrecognized ansi256 color number, should be '[0-255]' (or a hex number), but is '${value}'`,
    );
  throw new Failure(
    `unrecognized color name '${value}'. Choose from: black, blue, green, red, cyan, magenta, yellow, white`,
  );
}

function codeOf({ fg, bg, isBold, isIntense, isUnderlined }: Look): string {
  const color = (value: string | undefined, base: number) =>
    value === undefined ? "" : colorCode(value, base, isIntense);
  return `${RESET}${isBold ? "\x1b[1m" : ""}${isUnderlined ? "\x1b[4m" : ""}${color(fg, 30)}${color(bg, 40)}`;
}

function colorCode(value: string, base: number, isIntense: boolean): string {
  const index = NAMES.indexOf(value.toLowerCase());
  if (index >= 0) return isIntense ? `\x1b[${base + 8};5;${index + 8}m` : `\x1b[${base + index}m`;
  const numbers = value.split(",").map(Number);
  return `\x1b[${base + 8};${numbers.length === 1 ? 5 : 2};${numbers.join(";")}m`;
}
