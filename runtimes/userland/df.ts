import { SystemError } from "../kernel/system-error.ts";
import { FIELDS, type Field, fieldText, type Row, rowOf, totalOf } from "./df-fields.ts";
import { HUMAN, HUMAN_SI, KIBIBYTES, parseBlockSize, type SizeFormat } from "./program/block-sizes.ts";
import { Failure } from "./program/failure.ts";
import { type Mount, mountOf, mountsOf } from "./program/mounts.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/df. The slot's file system is as large as its limits allow. */

const OPTIONS = {
  all: { letters: "a", about: "print all file systems" },
  "block-size": { letters: "B", value: "SIZE", about: "print in units of SIZE" },
  "human-readable": { letters: "h", about: "print sizes such as 1K 234M 2G" },
  si: { letters: "H", about: "as -h, but with powers of 1000" },
  inodes: { letters: "i", about: "print inodes, not blocks" },
  k: { about: "as --block-size=1K" },
  local: { letters: "l", about: "print local file systems only" },
  m: {},
  "no-sync": { about: "(of no effect)" },
  output: {
    value: "[FIELDS]",
    about: "print these fields: source, fstype, itotal, iused, iavail, ipcent, size, used, avail, pcent, file, target",
  },
  portability: { letters: "P", about: "print as POSIX wants it" },
  sync: { about: "(of no effect)" },
  total: { about: "print a total" },
  type: { letters: "t", value: "TYPE", about: "print file systems of TYPE only" },
  "print-type": { letters: "T", about: "print types of file systems" },
  "exclude-type": { letters: "x", value: "TYPE", about: "don't print file systems of TYPE" },
  v: { about: "(of no effect)" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const MIB = 1024 ** 2;

const TITLES: Readonly<Record<Exclude<Field, "size">, string>> = {
  source: "Filesystem",
  fstype: "Type",
  itotal: "Inodes",
  iused: "IUsed",
  iavail: "IFree",
  ipcent: "IUse%",
  used: "Used",
  avail: "Available",
  pcent: "Use%",
  file: "File",
  target: "Mounted on",
};
const LEFT: ReadonlySet<Field> = new Set(["source", "fstype", "file", "target"]);
/** Columns are at least so wide. */
const MIN_WIDTHS: Readonly<Partial<Record<Field, number>>> = {
  source: 14,
  fstype: 4,
  itotal: 5,
  iused: 5,
  iavail: 5,
  ipcent: 4,
  size: 5,
  used: 5,
  avail: 5,
  pcent: 4,
};

export const df = program({
  name: "df",
  usage: "[OPTION]... [FILE]...",
  about: "Prints the size of the file system that each FILE is on, and how much of it is free.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, files, output } = call;
    const fields = fieldsOf(call);
    const format = formatOf(call);
    const rows: Row[] = [];
    let found = 0;
    const add = (mount: Mount, file: string): void => {
      found++;
      if (isShown(mount, call)) rows.push(rowOf(mount, file));
    };
    for (const path of operands) {
      try {
        add(mountOf(files, path), path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`${quoteIfNeeded(path)}: ${error.message}`);
      }
    }
    if (operands.length === 0)
      for (const mount of mountsOf(files)) if (options.has("all") || mount.space.blocks > 0) add(mount, "-");
    if (rows.length === 0) {
      if (found > 0) throw new Failure("no file systems processed");
      return;
    }
    if (options.has("total")) rows.push(totalOf(rows));
    const titles = fields.map((field) => titleOf(field, call, format));
    output.putText(
      tableOf([titles, ...rows.map((row) => fields.map((field) => fieldText(field, row, format)))], fields),
    );
  },
});

function isShown({ type }: Mount, { options }: Call): boolean {
  const types = options.values("type");
  return (types.length === 0 || types.includes(type)) && !options.values("exclude-type").includes(type);
}

/** @throws UsageError */
function fieldsOf({ options }: Call): readonly Field[] {
  if (options.has("output")) {
    const conflict = (["inodes", "portability", "print-type"] as const).find((name) => options.has(name));
    const letter = conflict && { inodes: "-i", portability: "-P", "print-type": "-T" }[conflict];
    if (letter) throw new UsageError(`options ${letter} and --output are mutually exclusive`);
    const list = options.value("output");
    if (list === undefined) return FIELDS;
    return list.split(",").map((name) => {
      const field = FIELDS.find((one) => one === name);
      if (!field) throw new UsageError(`option --output: field ${quoted(name)} unknown`);
      return field;
    });
  }
  const amounts: readonly Field[] = options.has("inodes")
    ? ["itotal", "iused", "iavail", "ipcent"]
    : ["size", "used", "avail", "pcent"];
  return ["source", ...(options.has("print-type") ? (["fstype"] as const) : []), ...amounts, "target"];
}

/** @throws Failure */
function formatOf({ options }: Call): SizeFormat {
  let format = KIBIBYTES;
  for (const { name, letter, value } of options.all) {
    if (name === "human-readable") format = HUMAN;
    else if (name === "si") format = HUMAN_SI;
    else if (name === "k") format = KIBIBYTES;
    else if (name === "m") format = { unit: MIB, isHuman: false, suffix: "" };
    else if (name === "block-size") {
      const size = parseBlockSize(value ?? "");
      if (!size) throw new Failure(`invalid ${letter === undefined ? "--block-size" : "-B"} argument '${value}'`);
      format = size;
    }
  }
  return format;
}

function titleOf(field: Field, { options }: Call, { unit, isHuman }: SizeFormat): string {
  const isPosix = options.has("portability");
  if (field === "pcent" && isPosix) return "Capacity";
  if (field === "avail" && (isHuman || options.has("output"))) return "Avail";
  if (field !== "size") return TITLES[field];
  if (isHuman) return "Size";
  return isPosix ? `${unit}-blocks` : `${unitName(unit)}-blocks`;
}

function unitName(unit: number): string {
  for (const base of [1024, 1000]) {
    let [value, power] = [unit, 0];
    while (value >= base && value % base === 0) {
      value /= base;
      power++;
    }
    if (power > 0)
      return `${value}${power === 1 && base === 1000 ? "k" : " KMGTPEZY".charAt(power)}${base === 1000 ? "B" : ""}`;
  }
  return `${unit}B`;
}

function tableOf(rows: readonly string[][], fields: readonly Field[]): string {
  const widths = fields.map((field, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), MIN_WIDTHS[field] ?? 0),
  );
  const cell = (text: string, column: number): string => {
    const field = fields[column];
    const width = widths[column] ?? 0;
    if (field === undefined || !LEFT.has(field)) return text.padStart(width);
    return column === fields.length - 1 ? text : text.padEnd(width);
  };
  return rows.map((row) => `${row.map(cell).join(" ")}\n`).join("");
}
