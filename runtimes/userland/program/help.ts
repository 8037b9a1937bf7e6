import type { AskingLetters, Option, OptionTable } from "./options.ts";

const COLUMN = 28;
const WIDTH = 79;

const VERSIONS = {
  "GNU coreutils": (name: string) => `${name} (GNU coreutils) 9.1`,
  debianutils: (name: string) => `${name} from debianutils 5.7`,
  file: (name: string) => `${name}-5.44`,
  tree: (name: string) => `${name} v2.1.0`,
  "GNU diffutils": (name: string) => `${name} (GNU diffutils) 3.8`,
  "GNU patch": (name: string) => `GNU ${name} 2.7.6`,
  "GNU sed": (name: string) => `${name} (GNU sed) 4.9`,
  "util-linux": (name: string) => `${name} from util-linux 2.38.1`,
  "GNU findutils": (name: string) => `${name} (GNU findutils) 4.9.0`,
  "GNU grep": (name: string) => `${name} (GNU grep) 3.8`,
  "GNU Binutils": (name: string) => `GNU ${name} (GNU Binutils for Debian) 2.40`,
  ripgrep: () => "ripgrep 13.0.0",
  "GNU bc": (name: string) => `${name} 1.07.1`,
  "GNU dc": (name: string) => `${name} (GNU bc 1.07.1) 1.4.1`,
  "procps-ng": (name: string) => `${name} from procps-ng 4.0.2`,
  ncurses: () => "ncurses 6.4.20221231",
  less: () => "less 590 (GNU regular expressions)",
  "GNU libc": (name: string) => `${name} (Debian GLIBC 2.36-9+deb12u14) 2.36`,
  "GNU gettext": (name: string) => `${name} (GNU gettext-runtime) 0.21`,
  bzip2: () => "bzip2, a block-sorting file compressor.  Version 1.0.8, 13-Jul-2019.",
  "XZ Utils": () => "xz (XZ Utils) 5.4.1\nliblzma 5.4.1",
  zstd: () => "*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***",
  "Info-ZIP zip": () => "Zip 3.0 (July 5th 2008), by Info-ZIP.",
  "Info-ZIP unzip": () => "UnZip 6.00 of 20 April 2009, by Debian. Original by Info-ZIP.",
  "GNU gzip": (name: string) => `${name === "gzip" ? "gzip" : `${name} (gzip)`} 1.12`,
  "GNU tar": (name: string) => `${name} (GNU tar) 1.34`,
  sysvinit: (name: string) => `${name} from sysvinit 3.06`,
  hostname: (name: string) => `${name} 3.23`,
  Vim: (name: string) => `${name} 2022-01-14 by Juergen Weigert et al.`,
  yq: (name: string) => `${name} (https://github.com/mikefarah/yq/) version v4.45.1`,
} as const;

/** The letters by which programs of an owner show their version or usage text, beside the long names. */
const LETTERS: Partial<Record<keyof typeof VERSIONS, AskingLetters>> = {
  "util-linux": { V: "version", h: "help" },
  "procps-ng": { V: "version", h: "help" },
  "GNU gettext": { V: "version", h: "help" },
  file: { v: "version" },
  hostname: { V: "version", h: "help" },
  ripgrep: { V: "version", h: "help" },
};

/** @returns the letters that ask for a text; the program's own options go before */
export function askingLetters({ like }: Usage): AskingLetters {
  return LETTERS[like] ?? {};
}

export interface Usage {
  /** What comes behind the name, one form a line. */
  readonly usage: string | readonly string[];
  /** What it does, in a sentence or two. */
  readonly about: string;
  /** Whose program it does what of. */
  readonly like: keyof typeof VERSIONS;
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
export function versionText(name: string, { like }: Usage): string {
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
