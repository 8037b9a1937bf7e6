import { encodeUtf8 } from "../../web/encoding.ts";
import { C_CHARACTERS } from "../program/quoting.ts";

/** The bytes of a set in their order. `fill` stands for `[c*]`: as many as are missing. */
export interface CharacterSet {
  readonly members: readonly number[];
  readonly fill: { readonly byte: number; readonly at: number } | undefined;
  /** Where in it which `[:class:]` is. */
  readonly classes: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** Whether it has a `[=c=]`. */
  readonly hasEquivalence: boolean;
}

const bytesWhere = (test: RegExp): number[] =>
  Array.from({ length: 128 }, (_, byte) => byte).filter((byte) => test.test(String.fromCharCode(byte)));

const CLASSES: Readonly<Record<string, readonly number[]>> = {
  alnum: bytesWhere(/[0-9A-Za-z]/),
  alpha: bytesWhere(/[A-Za-z]/),
  blank: bytesWhere(/[\t ]/),
  cntrl: bytesWhere(/[^ -~]/),
  digit: bytesWhere(/[0-9]/),
  graph: bytesWhere(/[!-~]/),
  lower: bytesWhere(/[a-z]/),
  print: bytesWhere(/[ -~]/),
  punct: bytesWhere(/[!-/:-@[-`{-~]/),
  space: bytesWhere(/[\t-\r ]/),
  upper: bytesWhere(/[A-Z]/),
  xdigit: bytesWhere(/[0-9A-Fa-f]/),
};
const ESCAPES: Readonly<Record<string, string>> = { ...C_CHARACTERS, "\\": "\\" };

interface Unit {
  readonly byte: number;
  /** Whether it was escaped: then it stands for itself. */
  readonly isEscaped: boolean;
}

/** Reads a set of `tr`: characters, escapes, ranges, `[:class:]`, `[=c=]`, `[c*n]`. @returns a message if it is none */
export function parseSet(text: string): CharacterSet | string {
  const units = readUnits(text);
  const members: number[] = [];
  const classes: { name: string; start: number; end: number }[] = [];
  let hasEquivalence = false;
  let fill: CharacterSet["fill"];
  const plain = (at: number): string => {
    const unit = units[at];
    return unit && !unit.isEscaped ? String.fromCharCode(unit.byte) : "";
  };
  for (let at = 0; at < units.length; at++) {
    const byte = units[at]?.byte ?? 0;
    if (plain(at) === "[" && (plain(at + 1) === ":" || plain(at + 1) === "=")) {
      const mark = plain(at + 1);
      const end = findEnd(units, at + 2, mark);
      if (end >= 0) {
        const name = String.fromCharCode(...units.slice(at + 2, end).map((unit) => unit.byte));
        if (mark === ":") {
          const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
          if (!known) return `invalid character class ‘${name}’`;
          classes.push({ name, start: members.length, end: members.length + known.length });
          members.push(...known);
        } else {
          if (name.length !== 1) return `${name}: equivalence class operand must be a single character`;
          members.push(name.charCodeAt(0));
          hasEquivalence = true;
        }
        at = end + 1;
        continue;
      }
    }
    if (plain(at) === "[" && plain(at + 2) === "*") {
      let end = at + 3;
      while (/[0-9]/.test(plain(end))) end++;
      if (plain(end) === "]") {
        const digits = String.fromCharCode(...units.slice(at + 3, end).map((unit) => unit.byte));
        const count = digits === "" ? 0 : Number.parseInt(digits, digits.startsWith("0") ? 8 : 10);
        const repeated = units[at + 1]?.byte ?? 0;
        if (count > 0) members.push(...Array<number>(Math.min(count, 4096)).fill(repeated));
        else if (fill) return "only one [c*] repeat construct may appear in string2";
        else fill = { byte: repeated, at: members.length };
        at = end;
        continue;
      }
    }
    const last = units[at + 2];
    if (plain(at + 1) === "-" && last) {
      if (last.byte < byte) {
        const shown = `${String.fromCharCode(byte)}-${String.fromCharCode(last.byte)}`;
        return `range-endpoints of '${shown}' are in reverse collating sequence order`;
      }
      for (let member = byte; member <= last.byte; member++) members.push(member);
      at += 2;
      continue;
    }
    members.push(byte);
  }
  return { members, fill, classes, hasEquivalence };
}

/** Where `:]` or `=]` begins, or -1. */
function findEnd(units: readonly Unit[], from: number, mark: string): number {
  for (let at = from; at + 1 < units.length; at++)
    if (units[at]?.byte === mark.charCodeAt(0) && units[at + 1]?.byte === 93) return at;
  return -1;
}

function readUnits(text: string): Unit[] {
  const bytes = encodeUtf8(text);
  const units: Unit[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== 92 || at + 1 >= bytes.length) {
      units.push({ byte, isEscaped: false });
      continue;
    }
    const rest = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
    const octal = /^(?:[0-3][0-7]{2}|[0-7]{1,2})/.exec(rest)?.[0];
    if (octal !== undefined) {
      units.push({ byte: Number.parseInt(octal, 8), isEscaped: true });
      at += octal.length;
    } else {
      units.push({ byte: ESCAPES[rest[0] ?? ""]?.charCodeAt(0) ?? bytes[at + 1] ?? 0, isEscaped: true });
      at++;
    }
  }
  return units;
}
