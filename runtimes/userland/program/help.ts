import type { Option, OptionTable } from "./options.ts";

const COLUMN = 28;
const WIDTH = 79;

const VERSIONS = {
  "GNU coreutils": (name: string) => `${name} (GNU coreutils) 9.1`,
  debianutils: (name: string) => `${name} from debianutils 5.7`,
  file: (name: string) => `${name}-5.44`,
  tree: (name: string) => `${name} v2.1.0`,
  "GNU sed": (name: string) => `${name} (GNU sed) 4.9`,
  "util-linux": (name: string) => `${name} from util-linux 2.38.1`,
  "GNU findutils": (name: string) => `${name} (GNU findutils) 4.9.0`,
  "GNU grep": (name: string) => `${name} (GNU grep) 3.8`,
  ripgrep: () => "ripgrep 13.0.0",
  yq: (name: string) => `${name} (https://github.com/mikefarah/yq/) version v4.45.1`,
} as const;

export interface Usage {
  /** What comes behind the name, one form a line. */
  readonly usage: string | readonly string[];
  /** What it does, in a sentence or two. */
  readonly about: string;
  /** Whose program it does what of. @default "GNU coreutils" */
  readonly like?: keyof typeof VERSIONS;
}

/** What `--help` prints. */
export function helpText(name: string, { usage, about }: Usage, table: OptionTable<string>): string {
  const forms = typeof usage === "string" ? [usage] : usage;
  const lines = forms.map((form, index) => `${index === 0 ? "Usage:" : "  or: "} ${name} ${form}`);
  lines.push(...wrap(about, 0), "");
  const shown: [string, Option][] = Object.entries(table).filter(([, { about: text }]) => text !== undefined);
  const rows = [
    ...shown,
    ["help", { about: "show this text and exit" }] as const,
    ["version", { about: "show whose version this is and exit" }] as const,
  ];
  for (const [long, option] of rows) {
    const head = headOf(long, option);
    const [first = "", ...others] = wrap(option.about ?? "", COLUMN);
    if (head.length >= COLUMN) lines.push(head, " ".repeat(COLUMN) + first);
    else lines.push(head.padEnd(COLUMN) + first);
    lines.push(...others.map((line) => " ".repeat(COLUMN) + line));
  }
  return `${lines.join("\n")}\n`;
}

/** What `--version` prints: scripts look for the tools whose behaviour they count on. */
export function versionText(name: string, { like = "GNU coreutils" }: Usage): string {
  const own = "A program of slotbox's own, which does what that one does.\n";
  return `${VERSIONS[like](name)}\n${own}`;
}

function headOf(name: string, { letters = "", value }: Option): string {
  const shorts = [...(name.length === 1 ? name : ""), ...letters].map((letter) => `-${letter}`);
  if (name.length === 1) return `  ${shorts.join(", ")}${value === undefined ? "" : ` ${value}`}`;
  const attached =
    value === undefined ? "" : value.startsWith("[") && value.endsWith("]") ? `[=${value.slice(1)}` : `=${value}`;
  return `${shorts.length > 0 ? `  ${shorts.join(", ")}, ` : "      "}--${name}${attached}`;
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
